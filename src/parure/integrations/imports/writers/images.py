"""A draft of a customer as the customer that it would become."""

from collections.abc import Sequence
from typing import Any

from parure.core.lunar import LunarDate
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import CustomerDraft, CustomerReference, Day
from parure.integrations.imports.matching import Who, identities_of
from parure.integrations.imports.writers.consents import agrees, said_in
from parure.people.bulk import NewCustomer, NewDate, NewPreference, NewRelation, NewSize
from parure.people.masking import mask_email, mask_phone

MAX_TAGS = 40


def remark_of(*texts: str) -> str:
    """Texts under each other, each once."""
    return "\n".join(dict.fromkeys(filter(None, texts)))


def placeholder(draft: CustomerDraft | CustomerReference, who: Who) -> str:
    """What somebody without a name is called until one is known: always with an asterisk, so that it is seen as
    no name.
    """
    if draft.name:
        return draft.name
    if draft.phones:
        return mask_phone(draft.phones[0].e164)
    if draft.email:
        return mask_email(draft.email)[:80]
    if draft.masked_phones:
        return draft.masked_phones[0][:80]
    return f"*{(who.member_no or draft.external_id or '')[:60]}"


def image_of(context: Context, draft: CustomerDraft, who: Who, unit: Unit, batch: Batch) -> NewCustomer:
    """The customer of a row. What can't be placed is kept in the remark, with a warning."""
    kept: list[str] = []
    store_id = _store(context, draft.store, unit, batch, kept) if draft.store else None
    owner_id = _advisor(context, draft.owner, store_id, unit, batch, kept) if draft.owner else None
    remark = draft.remark
    if draft.remark_extra or kept or (draft.extra and context.options.keep_extra):
        extra = [f"{name}: {text}" for name, text in draft.extra] if context.options.keep_extra else []
        remark = remark_of(draft.remark, draft.remark_extra, *kept, *extra)
    name = draft.name
    if not name or "*" in name:
        name = draft.nickname if draft.nickname and "*" not in draft.nickname else placeholder(draft, who)
    tags = draft.tags
    return NewCustomer(
        name=name[:80],
        member_no=who.member_no,
        nickname=draft.nickname,
        gender=draft.gender,
        occupation=draft.occupation,
        source_channel=draft.source_label[:40],
        campaign=draft.campaign,
        tier_label=draft.tier_label,
        home_store_id=store_id,
        owner_id=owner_id,
        remark=remark,
        tags=tuple(sorted({tag.strip()[:40] for tag in tags if tag.strip()}))[:MAX_TAGS] if tags else (),
        marketing_consent=agrees(said_in(draft)),
        registered_on=draft.registered_on,
        contacts=_contacts(draft),
        identities=identities_of(who, context.source) if who.keys and who.keys[0][0] in "xnr" else (),
        relations=(NewRelation("spouse", draft.spouse_name),) if draft.spouse_name else (),
        dates=_dates(draft) if draft.birthday or draft.lunar_birthday or draft.wedding_day else (),
        sizes=_sizes(draft) if draft.ring_size or draft.wrist or draft.bangle or draft.necklace else (),
        preferences=_preferences(draft) if draft.allergies or draft.preferences else (),
    )


def image_of_reference(
    context: Context, reference: CustomerReference, who: Who, *, otherwise: str = "", **values: Any
) -> NewCustomer:
    """A customer of whom only a fact (an order) tells; `otherwise` is a name where the reference has none."""
    name = reference.name or ("" if reference.nickname else otherwise)
    if not name or "*" in name:
        nickname = reference.nickname
        name = (
            nickname
            if nickname and "*" not in nickname
            else (name or nickname or placeholder(reference, who))
        )
    contacts = [("phone", phone.e164 or "") for phone in reference.phones]
    if reference.email:
        contacts.append(("email", reference.email))
    return NewCustomer(
        name=name[:80],
        member_no=who.member_no,
        nickname=reference.nickname[:80],
        source_channel=context.source,
        contacts=contacts,
        identities=identities_of(who, context.source),
        **values,
    )


def _store(context: Context, text: str, unit: Unit, batch: Batch, kept: list[str]) -> int | None:
    found, problem = context.places.store(text)
    if problem:
        batch.warn(unit, problem, context.column("store"), text)
        if problem == "store_unknown":
            kept.append(f"{context.column('store')}: {text}")
    return found


def _advisor(
    context: Context, text: str, store_id: int | None, unit: Unit, batch: Batch, kept: list[str]
) -> int | None:
    found = context.places.advisor(text, store_id)
    if found is None:
        batch.warn(unit, "advisor_unknown", context.column("owner"), text)
        kept.append(f"{context.column('owner')}: {text}")
    elif found in context.places.left:
        batch.warn(unit, "advisor_left", context.column("owner"), text)
    return found


def _contacts(draft: CustomerDraft) -> list[tuple[str, str]]:
    contacts = [("phone", phone.e164 or "") for phone in draft.phones]
    if draft.email:
        contacts.append(("email", draft.email))
    if draft.wechat:
        contacts.append(("wechat", draft.wechat))
    if draft.address:
        contacts.append(("address", draft.address[:300]))
    return contacts


def _dates(draft: CustomerDraft) -> Sequence[NewDate]:
    days: tuple[tuple[str, Day | None], ...] = (
        ("birthday", draft.birthday),
        ("birthday", draft.lunar_birthday),
        ("wedding", draft.wedding_day),
    )
    return [NewDate(kind, day) for kind, day in days if day is not None]


def calendar_of(day: Day) -> str:
    """Code of the calendar that a day is of."""
    return "lunar" if isinstance(day, LunarDate) else "solar"


def _sizes(draft: CustomerDraft) -> Sequence[NewSize]:
    found = []
    if draft.ring_size:
        ring = draft.ring_size
        found.append(NewSize("ring", ring.label[:30], ring.circumference_um, gauge=ring.gauge))
    for kind, length in (("wrist", draft.wrist), ("bangle", draft.bangle), ("necklace", draft.necklace)):
        if length:
            found.append(NewSize(kind, length.label[:30], length.length_um))
    return found


def _preferences(draft: CustomerDraft) -> Sequence[NewPreference]:
    found = []
    if draft.allergies:
        found.append(NewPreference("allergy", draft.allergies[:80], stance="avoids"))
    if draft.preferences:
        found.append(NewPreference("style", draft.preferences[:80]))
    return found
