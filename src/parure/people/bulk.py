"""Many customers at once: for imports and the demo shop, near the speed of the database.

The same rows as one `register_customer` after another would leave, without an event each: the caller emits one
fact for the batch. Runs inside the caller's transaction.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import uuid_utils
from django.db import connection
from django.utils import timezone

from parure.access.encryption import digest, ending_digest, seal
from parure.core.bulk import allocate_ids, insert_rows
from parure.core.calendar import next_occurrence
from parure.core.lunar import LunarDate, SolarDay
from parure.customize.models import TagAssignment
from parure.customize.operations import ensure_tags
from parure.people.models import (
    ContactPoint,
    Customer,
    Identity,
    ImportantDate,
    Preference,
    Relation,
    Size,
)
from parure.people.names import romanise, search_tokens
from parure.people.rules import activity_rank
from parure.people.search import Entry, index_notes, insert_entries

FAR = "9999-12-31"


@dataclass(slots=True)
class NewDate:
    """A day to remember; `relation` is the position in the customer's list of relations, if it is theirs."""

    kind: str
    day: LunarDate | SolarDay
    label: str = ""
    relation: int | None = None
    is_secret: bool = False


@dataclass(slots=True)
class NewRelation:
    kind: str
    name: str
    other_id: int | None = None
    note: str = ""


@dataclass(slots=True)
class NewSize:
    kind: str
    label: str
    measure_um: int | None
    finger: str = ""
    gauge: str = ""
    relation: int | None = None


@dataclass(slots=True)
class NewPreference:
    aspect: str
    value: str
    stance: str = "likes"
    basis: str = "stated"
    confidence: int | None = None
    evidence: str = ""
    heard_by_id: int | None = None
    heard_on: date | None = None


@dataclass(slots=True)
class NewCustomer:
    """A customer on the way in; values normalised and within the length of their columns.

    `contacts` are (kind, value), the first of a kind being the main one; `identities` (kind, issuer, value).
    """

    name: str
    member_no: str | None = None
    nickname: str = ""
    gender: str = ""
    occupation: str = ""
    education: str = ""
    social_circle: str = ""
    source_channel: str = ""
    campaign: str = ""
    tier_label: str = ""
    home_store_id: int | None = None
    owner_id: int | None = None
    remark: str = ""
    caution: str = ""
    tags: Sequence[str] = ()
    custom: dict[str, Any] = field(default_factory=dict)
    marketing_consent: bool | None = None
    registered_on: date | None = None
    last_activity_on: date | None = None
    contacts: Sequence[tuple[str, str]] = ()
    identities: Sequence[tuple[str, str, str]] = ()
    relations: Sequence[NewRelation] = ()
    dates: Sequence[NewDate] = ()
    sizes: Sequence[NewSize] = ()
    preferences: Sequence[NewPreference] = ()


CUSTOMER_COLUMNS = (
    "id",
    "uid",
    "member_no",
    "name",
    "pinyin",
    "nickname",
    "gender",
    "occupation",
    "education",
    "social_circle",
    "source_channel",
    "campaign",
    "tier_label",
    "home_store_id",
    "owner_id",
    "remark",
    "caution",
    "photo",
    "tag_names",
    "custom",
    "marketing_consent",
    "is_archived",
    "registered_on",
    "created_at",
    "stage",
    "stage_since",
    "total_spent_minor",
    "year_spent_minor",
    "order_count",
    "highest_order_minor",
    "last_activity_on",
    "next_date_on",
    "next_date_label",
)
CONTACT_COLUMNS = ("uid", "customer_id", "kind", "sealed", "digest", "label", "is_primary", "is_verified")
DATE_COLUMNS = (
    "id",
    "uid",
    "customer_id",
    "relation_id",
    "kind",
    "label",
    "calendar",
    "year",
    "month",
    "day",
    "leap",
    "is_secret",
    "note",
    "next_on",
)


def _uid_writer() -> Callable[[uuid_utils.UUID], str]:
    """A uid as this database takes it."""
    return str if connection.vendor == "postgresql" else (lambda uid: uid.hex)  # type: ignore[no-any-return]


def _moment_now() -> str:
    text = datetime.now(UTC).isoformat(sep=" ")
    return text if connection.vendor == "postgresql" else text[:26]


def write_customers(batch: Sequence[NewCustomer], *, today: date | None = None) -> range:
    """Write the batch with everything that hangs on it; returns the primary keys, in order."""
    today = today or timezone.localdate()
    ids = allocate_ids(Customer, len(batch))
    customer_rows: list[tuple[Any, ...]] = []
    contact_rows: list[tuple[Any, ...]] = []
    entries: list[Entry] = []
    notes: list[tuple[int, int, str]] = []
    tags = ensure_tags("people.customer", {name for new in batch for name in new.tags})
    write_uid, now, today_text = _uid_writer(), _moment_now(), today.isoformat()
    relation_ids = _write_relations(ids, batch, write_uid)
    next_dates = _write_dates(ids, batch, relation_ids, today, write_uid)
    for pk, new in zip(ids, batch, strict=True):
        registered = new.registered_on or today
        active = new.last_activity_on or registered
        next_on, next_label = next_dates.get(pk, (FAR, ""))
        customer_rows.append(
            (
                pk,
                write_uid(uuid_utils.uuid7()),
                new.member_no,
                new.name,
                romanise(new.name).full[:120],
                new.nickname,
                new.gender,
                new.occupation,
                new.education,
                new.social_circle,
                new.source_channel,
                new.campaign,
                new.tier_label,
                new.home_store_id,
                new.owner_id,
                new.remark,
                new.caution,
                "",
                json.dumps(sorted(new.tags), ensure_ascii=False) if new.tags else "[]",
                json.dumps(new.custom, ensure_ascii=False) if new.custom else "{}",
                new.marketing_consent,
                False,
                registered.isoformat(),
                now,
                "lead",
                today_text,
                0,
                0,
                0,
                0,
                active.isoformat(),
                next_on,
                next_label,
            )
        )
        tokens = search_tokens(new.name, nickname=new.nickname)
        seen_kinds: set[str] = set()
        for kind, value in new.contacts:
            contact_rows.append(_contact_row(pk, kind, value, kind not in seen_kinds, write_uid))
            seen_kinds.add(kind)
            if kind == "phone":
                tokens.append("#" + ending_digest(value[-4:]))
        tokens.extend(f"~{tags[name].pk}" for name in new.tags if name in tags)
        rank = activity_rank(active)
        store, owner = new.home_store_id, new.owner_id
        entries.append(Entry(pk, rank, store, owner, list(dict.fromkeys(tokens))))
        if new.remark:
            notes.append((pk, pk, new.remark))
    insert_rows(Customer, CUSTOMER_COLUMNS, customer_rows, ready=True)
    insert_rows(ContactPoint, CONTACT_COLUMNS, contact_rows, ready=True)
    insert_entries(entries)
    index_notes("c", notes)
    _write_traits(ids, batch, relation_ids, today_text, write_uid)
    _write_tags(ids, batch, tags)
    return ids


def _contact_row(
    customer_id: int, kind: str, value: str, primary: bool, write_uid: Callable[[uuid_utils.UUID], str]
) -> tuple[Any, ...]:
    uid = uuid_utils.uuid7()
    sealed = seal(value, f"people_contactpoint.sealed:{uid}")
    return (write_uid(uid), customer_id, kind, sealed, digest(kind, value), "", primary, False)


def _write_relations(
    ids: range, batch: Sequence[NewCustomer], write_uid: Callable[[uuid_utils.UUID], str]
) -> dict[tuple[int, int], int]:
    """Relations; returns their primary keys by (customer, position)."""
    flat = [(pk, i, each) for pk, new in zip(ids, batch, strict=True) for i, each in enumerate(new.relations)]
    keys = dict(zip([(pk, i) for pk, i, _each in flat], allocate_ids(Relation, len(flat)), strict=True))
    rows = [
        (keys[pk, i], write_uid(uuid_utils.uuid7()), pk, each.other_id, each.kind, each.name, each.note)
        for pk, i, each in flat
    ]
    insert_rows(Relation, ("id", "uid", "customer_id", "other_id", "kind", "name", "note"), rows, ready=True)
    return keys


@lru_cache(maxsize=4096)
def _next_text(day: LunarDate | SolarDay, today: date) -> str:
    return next_occurrence(day, today).isoformat()


def _write_dates(
    ids: range,
    batch: Sequence[NewCustomer],
    relation_ids: dict[tuple[int, int], int],
    today: date,
    write_uid: Callable[[uuid_utils.UUID], str],
) -> dict[int, tuple[str, str]]:
    """Dates; returns (next day, its label) by customer."""
    following: dict[int, tuple[str, str]] = {}
    rows = []
    flat = [(pk, each) for pk, new in zip(ids, batch, strict=True) for each in new.dates]
    for row_id, (pk, each) in zip(allocate_ids(ImportantDate, len(flat)), flat, strict=True):
        lunar = isinstance(each.day, LunarDate)
        next_on = _next_text(each.day, today)
        relation = relation_ids[pk, each.relation] if each.relation is not None else None
        rows.append(
            (
                row_id,
                write_uid(uuid_utils.uuid7()),
                pk,
                relation,
                each.kind,
                each.label,
                "lunar" if lunar else "solar",
                each.day.year,
                each.day.month,
                each.day.day,
                isinstance(each.day, LunarDate) and each.day.leap,
                each.is_secret,
                "",
                next_on,
            )
        )
        if pk not in following or next_on < following[pk][0]:
            following[pk] = (next_on, each.label or each.kind)
    insert_rows(ImportantDate, DATE_COLUMNS, rows, ready=True)
    return following


def _write_traits(
    ids: range,
    batch: Sequence[NewCustomer],
    relation_ids: dict[tuple[int, int], int],
    today_text: str,
    write_uid: Callable[[uuid_utils.UUID], str],
) -> None:
    sizes: list[tuple[Any, ...]] = []
    preferences: list[tuple[Any, ...]] = []
    identities: list[tuple[Any, ...]] = []
    for pk, new in zip(ids, batch, strict=True):
        for size in new.sizes:
            relation = relation_ids[pk, size.relation] if size.relation is not None else None
            uid = write_uid(uuid_utils.uuid7())
            sizes.append(
                (
                    uid,
                    pk,
                    relation,
                    size.kind,
                    size.finger,
                    size.measure_um,
                    size.label[:30],
                    size.gauge,
                    today_text,
                )
            )
        for each in {(p.aspect, p.value, p.basis): p for p in new.preferences}.values():
            uid = write_uid(uuid_utils.uuid7())
            heard = each.heard_on.isoformat() if each.heard_on else today_text
            preferences.append(
                (
                    uid,
                    pk,
                    each.aspect,
                    each.value[:80],
                    each.stance,
                    each.basis,
                    each.confidence,
                    each.evidence,
                    each.heard_by_id,
                    heard,
                )
            )
        identities.extend((pk, *identity) for identity in new.identities)
    insert_rows(
        Size,
        (
            "uid",
            "customer_id",
            "relation_id",
            "kind",
            "finger",
            "measure_um",
            "label",
            "gauge",
            "measured_on",
        ),
        sizes,
        ready=True,
    )
    insert_rows(
        Preference,
        (
            "uid",
            "customer_id",
            "aspect",
            "value",
            "stance",
            "basis",
            "confidence",
            "evidence",
            "heard_by_id",
            "heard_on",
        ),
        preferences,
        ready=True,
    )
    insert_rows(Identity, ("customer_id", "kind", "issuer", "value"), identities, ready=True)


def _write_tags(ids: range, batch: Sequence[NewCustomer], tags: dict[str, Any]) -> None:
    rows = [
        (tags[name].pk, pk, False)
        for pk, new in zip(ids, batch, strict=True)
        for name in dict.fromkeys(new.tags)
        if name in tags
    ]
    insert_rows(TagAssignment, ("tag_id", "record_id", "by_rule"), rows, ready=True)
