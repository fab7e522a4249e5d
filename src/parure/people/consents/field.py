"""The customer's one answer to marketing, where it is written as a field: by the API, an edit in a list, bulk work.

Evidence is kept of it like of any other word: a row for each channel. Whoever wrote it may correct it for a day, for
then it was a slip of the hand and no word of the customer; from then on it holds as what they said.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.core.bulk import insert_rows
from parure.core.events import emit
from parure.core.identifiers import new_uid
from parure.people.choices import How
from parure.people.consents.bulk import COLUMNS, reverse_consents
from parure.people.consents.standing import MARKETING, agrees_to_marketing, respect_refusal, standing
from parure.people.events import ConsentSaid
from parure.people.models import Consent

SLIP = timedelta(days=1)


def write_answer(actor: Actor, customer_id: int, agrees: bool | None) -> None:
    """Let what is on record of each channel say what is written into the field; nothing where it does already.

    Emits ConsentSaid for each channel that changes. Raises ValidationError for a yes after a refusal, and for
    nothing where the customer was asked.
    """
    held = standing(customer_id)
    if agrees == agrees_to_marketing(held):
        return
    if reverse_consents(_slips(actor, held)):
        held = standing(customer_id)
    if agrees is None:
        _refuse_forgetting(held)
    elif agrees != agrees_to_marketing(held):
        if agrees:
            respect_refusal(customer_id)
        _record(actor, customer_id, agrees, held)


def _slips(actor: Actor, held: Mapping[str, Consent]) -> list[int]:
    """What holds now and was written into the field by the same person a short while ago."""
    since = timezone.now() - SLIP
    return [
        row.pk
        for purpose, row in held.items()
        if purpose in MARKETING
        and row.how == How.FIELD
        and row.recorded_by_id == actor.staff_id
        and row.recorded_at >= since
    ]


def _refuse_forgetting(held: Mapping[str, Consent]) -> None:
    if agrees_to_marketing(held) is not None:
        raise ValidationError(
            {
                "marketing_consent": _(
                    "They were asked, and that stays on record. Record their new answer instead."
                )
            }
        )


def _record(actor: Actor, customer_id: int, agrees: bool, held: Mapping[str, Consent]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        evidence = _("Written into the record by %s") % actor.label
    now, key = timezone.now(), uuid4()
    asked = [each for each in MARKETING if each not in held or held[each].given != agrees]
    rows = [
        (
            new_uid(), customer_id, purpose.value, agrees, now, How.FIELD.value, "", evidence, actor.staff_id,
            now, f"field:{key}:{purpose.value}", None,
        )
        for purpose in asked
    ]  # fmt: skip
    insert_rows(Consent, COLUMNS, rows)
    for purpose in asked:
        emit(ConsentSaid(customer_id, purpose.value, agrees), actor=actor)
