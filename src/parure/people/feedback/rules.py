"""Decisions about feedback: what makes sense, what is to be settled, what a manager should look into."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.people.choices import FeedbackKind

STARS = 5
MOST = 10  # how likely somebody recommends us
FEW_STARS = 2  # so many or fewer are a reason to ask
DETRACTORS = 6  # so likely or less, they speak against us
PROMOTERS = 9
LONGEST_WORDS = 5000
LONGEST_DONE = 2000
AHEAD = timedelta(minutes=5)  # clocks differ


def wants_settling(kind: str) -> bool:
    return kind in (FeedbackKind.COMPLAINT, FeedbackKind.SUGGESTION)


def wants_looking_into(kind: str, score: int | None, recommend: int | None) -> bool:
    """Whether somebody who answers for the store should hear of it."""
    return (
        kind == FeedbackKind.COMPLAINT
        or (score is not None and score <= FEW_STARS)
        or (recommend is not None and recommend <= DETRACTORS)
    )


def stars(score: int | None) -> str:
    """★★★★☆; "" where no score was given."""
    return "★" * score + "☆" * (STARS - score) if score else ""


def check(feedback: Any, now: datetime) -> None:
    """Raises ValidationError by field."""
    errors = {}
    if feedback.kind not in FeedbackKind.values:
        errors["kind"] = _("This isn't one of the choices.")
    if not _within(feedback.score, 1, STARS):
        errors["score"] = _("From 1 to 5 stars.")
    if not _within(feedback.recommend, 0, MOST):
        errors["recommend"] = _("From 0 to 10.")
    if feedback.score is None and feedback.recommend is None and not feedback.words:
        errors["words"] = _("Give stars, or how likely they recommend us, or write what they said.")
    if len(feedback.words) > LONGEST_WORDS:
        errors["words"] = _("At most %s characters.") % LONGEST_WORDS
    if len(feedback.done) > LONGEST_DONE:
        errors["done"] = _("At most %s characters.") % LONGEST_DONE
    if not isinstance(feedback.at, datetime) or feedback.at > now + AHEAD:
        errors["at"] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)


def _within(value: Any, low: int, high: int) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high)
