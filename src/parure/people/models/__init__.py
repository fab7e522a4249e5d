"""Customers and all that is known of them."""

from parure.people.models.consent import Consent
from parure.people.models.customer import ContactPoint, Customer, Identity, StageMove
from parure.people.models.feedback import Feedback
from parure.people.models.joining import JoinLink, JoinRequest
from parure.people.models.merging import DuplicatePair, DuplicateRun, Merge, MergeStep, PairStatus
from parure.people.models.ownership import (
    AdvisorChange,
    AssignmentRule,
    ClientCare,
    Cover,
    HandoverShare,
    SecondaryAdvisor,
)
from parure.people.models.quality import QualityFigure
from parure.people.models.search import NoteWord, SearchEntry, SearchToken
from parure.people.models.segments import Segment, SegmentMember, SegmentMove, SegmentRun, SegmentSnapshot
from parure.people.models.story import Interaction, TimelineEntry
from parure.people.models.traits import ImportantDate, Preference, Relation, Size
from parure.people.models.wishes import Wish

__all__ = [
    "AdvisorChange",
    "AssignmentRule",
    "ClientCare",
    "Consent",
    "ContactPoint",
    "Cover",
    "Customer",
    "DuplicatePair",
    "DuplicateRun",
    "Feedback",
    "HandoverShare",
    "Identity",
    "ImportantDate",
    "Interaction",
    "JoinLink",
    "JoinRequest",
    "Merge",
    "MergeStep",
    "NoteWord",
    "PairStatus",
    "Preference",
    "QualityFigure",
    "Relation",
    "SearchEntry",
    "SearchToken",
    "SecondaryAdvisor",
    "Segment",
    "SegmentMember",
    "SegmentMove",
    "SegmentRun",
    "SegmentSnapshot",
    "Size",
    "StageMove",
    "TimelineEntry",
    "Wish",
]
