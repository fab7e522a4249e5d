"""Whether somebody can be sent a report now, and if not, why."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parure.access import policy
from parure.access.actors import Actor, actor_for
from parure.access.models import Staff
from parure.insight.reports.datasets import datasets
from parure.insight.reports.kept import kept_report, may_ask

REASONS: Mapping[str, Any] = {
    "left": _("doesn't work here any more"),
    "no_email": _("has no work email"),
    "out_of_reach": _("can't open this report: share it first"),
    "no_right": _("may not see what it tells"),
    "no_export": _("may not take files along"),
    "no_copy": _("there were no figures yet"),
    "too_long": _("took too long to reckon"),
    "no_server": _("the mail server can't be reached"),
    "refused": _("the mail server refused it"),
    "broken": _("something broke"),
    "interrupted": _("interrupted while it was being sent"),
}


def standing(staff: Staff, report: UUID | str) -> str:
    """Empty where they can, else a code of `REASONS`."""
    return lacks(staff) or may_receive(actor_for(staff), report)


def lacks(staff: Staff) -> str:
    """What keeps a mail from somebody, whatever stands in it."""
    if not staff.is_active:
        return "left"
    return "" if staff.email else "no_email"


def may_receive(actor: Actor, report: UUID | str) -> str:
    """Empty where their rights let them have the report as a file, else a code of `REASONS`."""
    try:
        question = kept_report(actor, report).question
    except (policy.Denied, policy.NotFound, ValidationError):
        return "out_of_reach"
    return open_to(actor, question.as_plain())


def open_to(actor: Actor, plain: Any) -> str:
    """Empty where they may ask the question and take its answer along, else a code of `REASONS`. No query."""
    if not may_ask(actor, plain):
        return "no_right"
    exports = policy.may(actor, datasets()[plain["dataset"]].resource, "export")
    return "" if exports else "no_export"


def lacks_server() -> bool:
    """Whether it isn't said yet by which server and from whom mail goes out."""
    return not (settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)
