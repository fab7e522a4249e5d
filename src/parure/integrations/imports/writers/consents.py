"""What a file says of consents, as rows of the consent ledger.

A file tells what another system kept; what a customer was asked about here already isn't overruled by it, and the
same file again adds nothing.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from parure.integrations.imports.batch import Batch
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import CustomerDraft
from parure.integrations.imports.rows import last_id
from parure.people.choices import Purpose
from parure.people.consents.bulk import ConsentRow, asked_before, write_consents
from parure.people.consents.standing import MARKETING
from parure.people.models import Consent

REMEMBERED = -999_999_999  # handles below are of a dry run's earlier batches


def said_in(draft: CustomerDraft) -> dict[str, bool]:
    """Yes or no by purpose: a word on offers at large is one on each channel, unless the channel has its own."""
    said: dict[str, bool] = {}
    if draft.marketing_consent is not None:
        said = dict.fromkeys((each.value for each in MARKETING), draft.marketing_consent)
    if draft.email_consent is not None:
        said[Purpose.MARKETING_EMAIL.value] = draft.email_consent
    if draft.sms_consent is not None:
        said[Purpose.MARKETING_SMS.value] = draft.sms_consent
    return said


def agrees(said: dict[str, bool]) -> bool | None:
    """The customer's answer to offers on the whole; None where nothing is said."""
    return any(said.values()) if said else None


class ConsentBook:
    """What the customers of a batch were asked before, and what its rows say beside that."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.asked: dict[int, set[str]] = {}
        self.wanted: dict[int, dict[str, bool]] = {}

    def load(self, ids: Iterable[int], *, needed: bool) -> None:
        """What these customers were asked, where any row of the batch says anything; a query for two thousand."""
        self.wanted = {}
        self.asked = asked_before(ids) if needed else {}

    def note(self, handle: int, said: dict[str, bool]) -> bool:
        """Take a row's word; whether it adds anything. Of several rows of one customer the first counts."""
        if not said or handle < REMEMBERED:
            return False
        known = self.asked.get(handle, set())
        wanted = self.wanted.setdefault(handle, {})
        fresh = {purpose: given for purpose, given in said.items() if purpose not in known | wanted.keys()}
        wanted |= fresh
        return bool(fresh)

    def write(self, batch: Batch, ids: Sequence[int]) -> None:
        """Record it; `ids` are the primary keys of the customers -1, -2, …"""
        run = self.context.run
        start = f"import:{run.uid}:"
        with translation.override(settings.LANGUAGE_CODE):
            evidence = _("File %s") % run.file_name
        rows = [
            ConsentRow(
                customer_id=pk,
                purpose=purpose,
                given=given,
                at=run.created_at,
                evidence=evidence,
                recorded_by_id=self.context.actor.staff_id,
                source_key=f"{start}{pk}:{purpose}",
            )
            for handle, said in self.wanted.items()
            for pk in (handle if handle > 0 else ids[-handle - 1],)
            for purpose, given in said.items()
        ]
        if not rows:
            return
        before = last_id(Consent)
        write_consents(rows)
        made = Consent.objects.filter(pk__gt=before, source_key__startswith=start).order_by("pk")
        batch.made("people.consent", list(made.values_list("pk", flat=True)))
