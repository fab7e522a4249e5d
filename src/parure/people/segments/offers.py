"""Segments for every door: made, changed, looked through, put away under the names that people see."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.actors import Actor
from parure.core.changes import Offered, adds, offer, writes
from parure.core.resources import Field, Kind
from parure.people.models import Segment
from parure.people.operations import segments

SEGMENT = "people.segment"


@adds(SEGMENT, *segments.NAMES)
def add(actor: Actor, **values: Any) -> Segment:
    return segments.add_segment(actor, **values)


writes(SEGMENT, *segments.NAMES)(segments.change_segment)


def copy(actor: Actor, uid: UUID | str, *, name: str) -> None:
    segments.copy_segment(actor, uid, name=name)


offer(Offered(SEGMENT, "evaluate", _("Look through now"), segments.evaluate_segment))
offer(
    Offered(
        SEGMENT,
        "archive",
        _("Put away"),
        segments.archive_segment,
        (Field("anyway", _("Even though it is used"), Kind.YES_NO),),
        action="delete",
    )
)
offer(Offered(SEGMENT, "restore", _("Bring back"), segments.restore_segment, action="delete"))
offer(
    Offered(
        SEGMENT,
        "copy",
        _("Make a fixed list"),
        copy,
        (Field("name", pgettext_lazy("segment", "Name"), required=True),),
        action="add",
    )
)
