"""What a row adds to a customer who is known: only what is empty is filled, unless the run overwrites.

The former values are traced, so that the import can be taken back.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from parure.core.bulk import update_each
from parure.core.calendar import next_occurrence
from parure.customize.models import TagAssignment
from parure.customize.operations import ensure_tags
from parure.integrations.imports.batch import Batch
from parure.integrations.imports.context import Context
from parure.integrations.imports.matching import Person, plain
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.writers.images import calendar_of
from parure.people.bulk import NewCustomer, NewDate
from parure.people.choices import ContactKind, Why
from parure.people.contacts import NewContact, contact_digest, sealed_contact
from parure.people.models import Customer, Identity, ImportantDate, NoteWord, Preference, Relation, Size
from parure.people.models.customer import NO_DATE_AHEAD
from parure.people.names import romanise
from parure.people.ownership.history import Turn, note_turns
from parure.people.search import index_notes, reindex

FILLED = (
    "member_no", "nickname", "gender", "occupation", "source_channel", "campaign", "tier_label", "home_store_id",
    "owner_id", "remark", "marketing_consent",
)  # fmt: skip
SEARCHED = {"name", "nickname", "home_store_id", "owner_id", "tag_names"}


@dataclass(slots=True)
class Additions:
    """What a customer gains. `columns` are new values of the row itself."""

    columns: dict[str, Any] = field(default_factory=dict)
    contacts: list[tuple[str, str]] = field(default_factory=list)
    identities: list[tuple[str, str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    sizes: list[Any] = field(default_factory=list)
    preferences: list[Any] = field(default_factory=list)
    relations: list[Any] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in Additions.__slots__)

    def join(self, other: "Additions") -> None:
        """Take in what a further row of the same customer adds."""
        self.columns.update(other.columns)
        for name in Additions.__slots__[1:]:
            getattr(self, name).extend(getattr(other, name))


class Belongings:
    """What hangs on customers, as far as a batch's rows bring the same sort of thing; a query a sort."""

    def __init__(self) -> None:
        self.known: set[tuple[Any, ...]] = set()

    def load(self, ids: Iterable[int], images: Iterable[NewCustomer]) -> None:
        """Look up what these customers have of what these rows bring."""
        self.known = set()
        ids, brought = list(ids), list(images)
        if not ids:
            return
        for name, sql in (
            ("contacts", "SELECT 'c', customer_id, kind, digest FROM people_contactpoint WHERE"),
            ("identities", "SELECT 'i', customer_id, kind, issuer, value FROM people_identity WHERE"),
            (
                "dates",
                "SELECT 'd', customer_id, kind, calendar FROM people_importantdate WHERE relation_id IS NULL AND",
            ),
            ("sizes", "SELECT 's', customer_id, kind, finger FROM people_size WHERE relation_id IS NULL AND"),
            (
                "preferences",
                "SELECT 'p', customer_id, aspect, value FROM people_preference WHERE basis = 'stated' AND",
            ),
            ("relations", "SELECT 'r', customer_id, kind, name FROM people_relation WHERE"),
        ):
            if any(getattr(image, name) for image in brought):
                for row in select_where(sql, "customer_id", ids):
                    self.known.add((*row[:3], bytes(row[3])) if row[0] == "c" else tuple(row))

    def new_of(self, pk: int, image: NewCustomer) -> Additions:
        """What of the image's belongings the customer doesn't have; from now on they are known."""
        return Additions(
            contacts=[
                each for each in image.contacts if self._is_new("c", pk, each[0], contact_digest(*each))
            ],
            identities=[each for each in image.identities if self._is_new("i", pk, *each)],
            dates=[each for each in image.dates if self._is_new("d", pk, each.kind, calendar_of(each.day))],
            sizes=[each for each in image.sizes if self._is_new("s", pk, each.kind, each.finger)],
            preferences=[
                each for each in image.preferences if self._is_new("p", pk, each.aspect, each.value)
            ],
            relations=[each for each in image.relations if self._is_new("r", pk, each.kind, each.name)],
        )

    def _is_new(self, *key: Any) -> bool:
        if key in self.known:
            return False
        self.known.add(key)
        return True


def added_columns(person: Person, image: NewCustomer, *, overwrite: bool) -> dict[str, Any]:
    """New values of the customer's own row; notes them on `person`, so that the next row sees them."""
    row, found = person.values, {}
    for name in FILLED:
        value = getattr(image, name)
        if value is None or value == "":
            continue
        present = row[name]
        if isinstance(value, bool) and present is not None:
            present = bool(present)
            if value and not present:  # a refusal is taken back by the customer, not by a file
                continue
        if present is None or present == "" or (overwrite and present != value):
            found[name] = value
    if plain(image.name) and image.name != row["name"] and (overwrite or not person.name):
        found["name"] = image.name
    registered = _day(row["registered_on"])
    if image.registered_on is not None and registered is not None and image.registered_on < registered:
        found["registered_on"] = image.registered_on
    row.update(found)
    person.name, person.member_no = plain(row["name"]), row["member_no"]
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def new_tags(person: Person, image: NewCustomer) -> list[str]:
    """Tags that the customer doesn't carry yet."""
    if not image.tags:
        return []
    kept = person.values["tag_names"]
    present = json.loads(kept) if isinstance(kept, str) else list(kept or ())
    added = [tag for tag in image.tags if tag not in present]
    if added:
        person.values["tag_names"] = sorted([*present, *added])
    return added


def write_additions(
    context: Context, batch: Batch, additions: dict[int, Additions], former: dict[int, dict[str, Any]]
) -> None:
    """Write what customers gained, with a trace of what was there before; `former` are rows as they were read."""
    if not additions:
        return
    _write_columns(batch, additions, former)
    _note_advisors(context, additions, former)
    _write_contacts(batch, additions)
    _write_belongings(context, batch, additions)
    _write_tags(batch, additions, former)
    _index_again(additions)
    for pk in additions:  # whoever takes back an earlier import sees that this one touched them
        batch.trace("people.customer").changed.setdefault(pk, {})


def _write_columns(batch: Batch, additions: dict[int, Additions], former: dict[int, dict[str, Any]]) -> None:
    changes: dict[int, dict[str, Any]] = {}
    for pk, added in additions.items():
        if not added.columns:
            continue
        changes[pk] = dict(added.columns)
        if "name" in added.columns:
            changes[pk]["pinyin"] = romanise(added.columns["name"]).full[:120]
        for name, value in added.columns.items():
            batch.changed("people.customer", pk, name, _told(former[pk][name]), _told(value))
    update_each(Customer, changes)


def _note_advisors(
    context: Context, additions: dict[int, Additions], former: dict[int, dict[str, Any]]
) -> None:
    """The history of who has become whose advisor."""
    turns = [
        Turn(pk, former[pk]["owner_id"], added.columns["owner_id"])
        for pk, added in additions.items()
        if "owner_id" in added.columns
    ]
    note_turns(context.actor, turns, Why.IMPORTED)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write_contacts(batch: Batch, additions: dict[int, Additions]) -> None:
    wanted = [(pk, kind, value) for pk, added in additions.items() for kind, value in added.contacts]
    if not wanted:
        return
    ids = {pk for pk, _kind, _value in wanted}
    sql = "SELECT DISTINCT customer_id, kind FROM people_contactpoint WHERE"
    reached = {tuple(row) for row in select_where(sql, "customer_id", ids)}
    points = []
    for pk, kind, value in wanted:
        points.append(sealed_contact(pk, NewContact(kind, value, is_primary=(pk, kind) not in reached)))
        reached.add((pk, kind))
    _create(batch, "people.contact_point", points)


def _create(batch: Batch, resource: str, instances: list[Any]) -> None:
    if instances:
        model: type[Model] = type(instances[0])
        made = model._default_manager.bulk_create(instances, batch_size=500)
        batch.made(resource, [each.pk for each in made])


def _write_belongings(context: Context, batch: Batch, additions: dict[int, Additions]) -> None:
    identities: list[Identity] = []
    dates: list[ImportantDate] = []
    sizes: list[Size] = []
    preferences: list[Preference] = []
    relations: list[Relation] = []
    for pk, added in additions.items():
        identities.extend(
            Identity(customer_id=pk, kind=kind, issuer=issuer, value=value)
            for kind, issuer, value in added.identities
        )
        dates.extend(_date(pk, each, context.today) for each in added.dates)
        sizes.extend(
            Size(
                customer_id=pk,
                kind=each.kind,
                finger=each.finger,
                measure_um=each.measure_um,
                label=each.label,
                gauge=each.gauge,
                measured_on=context.today,
            )
            for each in added.sizes
        )
        preferences.extend(
            Preference(
                customer_id=pk,
                aspect=each.aspect,
                value=each.value,
                stance=each.stance,
                basis=each.basis,
                heard_on=context.today,
            )
            for each in added.preferences
        )
        relations.extend(Relation(customer_id=pk, kind=each.kind, name=each.name) for each in added.relations)
    made: tuple[tuple[str, list[Any]], ...] = (
        ("people.identity", identities),
        ("people.important_date", dates),
        ("people.size", sizes),
        ("people.preference", preferences),
        ("people.relation", relations),
    )
    for resource, rows in made:
        _create(batch, resource, rows)
    set_next_dates({each.customer_id for each in dates})


def _date(pk: int, new: NewDate, today: date) -> ImportantDate:
    day = new.day
    return ImportantDate(
        customer_id=pk, kind=new.kind, label=new.label, calendar=calendar_of(day), year=day.year, month=day.month,
        day=day.day, leap=getattr(day, "leap", False), next_on=next_occurrence(day, today),
    )  # fmt: skip


def set_next_dates(ids: Iterable[int]) -> None:
    """Recompute which date of these customers comes next; what people.facts.set_next_date does for one."""
    soonest: dict[int, dict[str, Any]] = {
        pk: {"next_date_on": NO_DATE_AHEAD, "next_date_label": ""} for pk in ids
    }
    sql = "SELECT customer_id, next_on, id, label, kind FROM people_importantdate WHERE"
    rows = sorted(
        (pk, _day(on), row, label or kind)
        for pk, on, row, label, kind in select_where(sql, "customer_id", soonest)
    )
    for pk, on, _row, label in reversed(rows):
        soonest[pk] = {"next_date_on": on, "next_date_label": label}
    update_each(Customer, soonest)


def _write_tags(batch: Batch, additions: dict[int, Additions], former: dict[int, dict[str, Any]]) -> None:
    tagged = {pk: added.tags for pk, added in additions.items() if added.tags}
    if not tagged:
        return
    tags = ensure_tags("people.customer", {name for names in tagged.values() for name in names})
    rows = [
        TagAssignment(tag=tags[name], record_id=pk)
        for pk, names in tagged.items()
        for name in dict.fromkeys(names)
    ]
    _create(batch, "customize.tag_assignment", rows)
    changes = {}
    for pk, names in tagged.items():
        kept = former[pk]["tag_names"]
        before = json.loads(kept) if isinstance(kept, str) else list(kept or ())
        after = sorted({*before, *names})
        batch.changed("people.customer", pk, "tag_names", before, after)
        changes[pk] = {"tag_names": json.dumps(after, ensure_ascii=False)}
    update_each(Customer, changes)


def _index_again(additions: dict[int, Additions]) -> None:
    searched = [
        pk
        for pk, added in additions.items()
        if SEARCHED & added.columns.keys()
        or added.tags
        or any(kind == ContactKind.PHONE for kind, _ in added.contacts)
    ]
    reindex_customers(searched)
    noted = [
        (pk, pk, added.columns["remark"]) for pk, added in additions.items() if "remark" in added.columns
    ]
    if noted:
        NoteWord.objects.filter(source="c", source_id__in=[pk for pk, _id, _text in noted]).delete()
        index_notes("c", noted)


def reindex_customers(ids: Iterable[int]) -> None:
    """Write the search tokens of these customers anew."""
    wanted = list(ids)
    for start in range(0, len(wanted), 2000):
        reindex(list(Customer.objects.filter(pk__in=wanted[start : start + 2000])))
