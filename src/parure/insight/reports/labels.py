"""What the codes of dimensions are called."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.choices import PieceStatus
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.engagement.choices import TaskKind, TaskStatus
from parure.insight.codes import FREQUENCY, LOYALTY, SPENDING, band_label
from parure.insight.groups.names import group_names
from parure.insight.measures.favourites import BANDS, METALS
from parure.people.choices import Channel, Direction, FeedbackKind, FeedbackStatus, Gender
from parure.people.feedback.rules import STARS
from parure.sales.choices import SOURCE_LABELS, VisitOutcome

Labels = Mapping[str, Any]

AGES = (30, 90, 180, 365, 730)
"""Days in stock by which a piece is older."""


def weekdays() -> Labels:
    """Monday is 0."""
    return {str(number): label for number, label in WEEKDAYS.items()}


def months() -> Labels:
    return {str(number): label for number, label in MONTHS.items()}


def hours() -> Labels:
    return {str(number): f"{number}:00" for number in range(24)}


def yes_no() -> Labels:
    return {"1": _("Yes"), "0": _("No")}


def newness() -> Labels:
    return {"new": _("New customer"), "known": _("Known customer"), "": _("No customer named")}


def quarters_since() -> Labels:
    """Up to ten years; the quarter of the first purchase is 0."""
    return {str(number): f"+{number}" if number else "0" for number in range(41)}


def genders() -> Labels:
    return dict(Gender.choices)


def categories() -> Labels:
    return CATEGORY_LABELS


def finenesses() -> Labels:
    return FINENESS_LABELS


def metals() -> Labels:
    names = {**METAL_LABELS, **FINENESS_LABELS}
    return {code: names[code] for code in METALS}


def gems() -> Labels:
    return GEM_LABELS


def bands() -> Labels:
    return {code: band_label(int(code)) for code in BANDS}


def occasions() -> Labels:
    return OCCASION_LABELS


NOBODY_YET = {"": pgettext_lazy("customers", "Not bought yet")}


def rfm_groups() -> Labels:
    """As the shop calls its groups."""
    return group_names() | NOBODY_YET


def spending() -> Labels:
    return {**SPENDING, **NOBODY_YET}


def frequency() -> Labels:
    return {**FREQUENCY, **NOBODY_YET}


def loyalty() -> Labels:
    return {**LOYALTY, **NOBODY_YET}


def sources() -> Labels:
    return SOURCE_LABELS


def outcomes() -> Labels:
    return dict(VisitOutcome.choices)


def channels() -> Labels:
    return dict(Channel.choices)


def directions() -> Labels:
    return dict(Direction.choices)


def task_kinds() -> Labels:
    return dict(TaskKind.choices)


def task_statuses() -> Labels:
    return dict(TaskStatus.choices)


def origins() -> Labels:
    """Who made a task, as `copy.tables.ORIGIN` tells it."""
    return {
        "person": pgettext_lazy("task", "Given by hand"),
        "agreed": pgettext_lazy("task", "Agreed with the customer"),
        "house": pgettext_lazy("task", "By the house's own rules"),
    }


def prompts() -> Labels:
    """What prompted a contact: a task, by its origin, or none."""
    return {
        **origins(),
        "none": pgettext_lazy("prompt", "No task"),
        "": pgettext_lazy("prompt", "Not begun by us"),
    }


def feedback_kinds() -> Labels:
    return dict(FeedbackKind.choices)


def feedback_statuses() -> Labels:
    return dict(FeedbackStatus.choices)


def stars() -> Labels:
    """1 to 5."""
    return {str(number): ngettext("%s star", "%s stars", number) % number for number in range(1, STARS + 1)}


def piece_statuses() -> Labels:
    return dict(PieceStatus.choices)


def ages() -> Labels:
    """Stretches of days in stock: up to 30, 31–90, …, over 730."""
    edges = (0, *AGES)
    named = {
        str(number): _("%(from)d–%(to)d days") % {"from": low + 1 if low else 0, "to": high}
        for number, (low, high) in enumerate(pairwise(edges))
    }
    return named | {str(len(AGES)): _("over %d days") % AGES[-1]}
