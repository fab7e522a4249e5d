"""What hangs on customers in people and below, and what a merge does with it."""

from django.db.models import Q
from django.utils.translation import ngettext_lazy

from parure.access.models import AuditEntry
from parure.automation.models import BulkChange, BulkProblem
from parure.core.models import RequestKey
from parure.customize.models import CustomValue, TagAssignment
from parure.people.feedback.facts import keep_feedback_facts
from parure.people.holdings import Fate, hold, settles
from parure.people.merging import moving
from parure.people.models import (
    AdvisorChange,
    Consent,
    ContactPoint,
    Customer,
    DuplicatePair,
    Feedback,
    HandoverShare,
    Identity,
    ImportantDate,
    Interaction,
    JoinRequest,
    Merge,
    NoteWord,
    Preference,
    Relation,
    SearchEntry,
    SearchToken,
    SecondaryAdvisor,
    SegmentMember,
    SegmentMove,
    Size,
    StageMove,
    TimelineEntry,
    Wish,
)
from parure.people.quality import refresh_completeness

CONTACTS = ngettext_lazy("%(n)s contact", "%(n)s contacts", "n")
FAMILY = ngettext_lazy("%(n)s of the family", "%(n)s of the family", "n")
DATES = ngettext_lazy("%(n)s date", "%(n)s dates", "n")
SIZES = ngettext_lazy("%(n)s size", "%(n)s sizes", "n")
TASTES = ngettext_lazy("%(n)s preference", "%(n)s preferences", "n")
TALKS = ngettext_lazy("%(n)s talk", "%(n)s talks", "n")
WISHES = ngettext_lazy("%(n)s wish", "%(n)s wishes", "n")
HEARD = ngettext_lazy("%(n)s feedback", "%(n)s feedbacks", "n")
TAGS = ngettext_lazy("%(n)s tag", "%(n)s tags", "n")

hold("people.merged_before", Customer, "merged_into_id")
hold("people.contact_point", ContactPoint, "customer_id", mover=moving.move_contacts, counted=CONTACTS)
hold("people.identity", Identity, "customer_id")
# the family goes first: days and sizes follow those of it that both records have
hold("people.relation", Relation, "customer_id", mover=moving.move_relations, counted=FAMILY)
hold("people.relation_of", Relation, "other_id", mover=moving.move_mirrors)
hold("people.important_date", ImportantDate, "customer_id", mover=moving.move_dates, counted=DATES)
hold("people.size", Size, "customer_id", mover=moving.move_sizes, counted=SIZES)
hold("people.preference", Preference, "customer_id", mover=moving.move_preferences, counted=TASTES)
hold("people.wish", Wish, "customer_id", mover=moving.move_wishes, notes="w", counted=WISHES)
hold("people.feedback", Feedback, "customer_id", notes="f", counted=HEARD)
hold("people.interaction", Interaction, "customer_id", notes="i", counted=TALKS)
hold("people.join_request", JoinRequest, "customer_id")
hold("people.timeline_entry", TimelineEntry, "customer_id")
hold("people.secondary_advisor", SecondaryAdvisor, "customer_id", same=("staff_id",))
hold("people.stage_move", StageMove, "customer_id", Fate.STAYS)
hold("people.search_entry", SearchEntry, "customer_id", Fate.REBUILT)
hold("people.search_token", SearchToken, "customer_id", Fate.REBUILT)
hold("people.note_word", NoteWord, "customer_id", Fate.REBUILT)
hold("people.advisor_change", AdvisorChange, "customer_id", Fate.APART)
hold("people.handover_share", HandoverShare, "customer_id", Fate.APART)
# who is in a segment is found out anew, see segments.runs
hold("people.segment_member", SegmentMember, "customer_id", Fate.APART)
hold("people.segment_move", SegmentMove, "customer_id", Fate.APART)
hold("people.consent", Consent, "customer_id", Fate.APART)
hold("people.merge_survivor", Merge, "survivor_id", Fate.APART)
hold("people.merge_other", Merge, "other_id", Fate.APART)
hold("people.duplicate_first", DuplicatePair, "first_id", Fate.APART)
hold("people.duplicate_second", DuplicatePair, "second_id", Fate.APART)

settles(refresh_completeness)
settles(keep_feedback_facts)

OF_CUSTOMERS = {"where": Q(resource="people.customer")}
hold(
    "customize.tag_assignment",
    TagAssignment,
    "record_id",
    where=Q(tag__resource="people.customer"),
    same=("tag_id",),
    counted=TAGS,
)
hold(
    "customize.custom_value",
    CustomValue,
    "record_id",
    where=Q(definition__resource="people.customer"),
    mover=moving.move_custom_values,
)
hold("access.audit_entry", AuditEntry, "record_id", Fate.APART, **OF_CUSTOMERS)
OF_RUNS = {"where": Q(run__resource="people.customer")}
hold("automation.bulk_change", BulkChange, "record_id", Fate.APART, **OF_RUNS)
hold("automation.bulk_problem", BulkProblem, "record_id", Fate.APART, **OF_RUNS)
hold("core.request_key", RequestKey, "record_id", Fate.APART, **OF_CUSTOMERS)
