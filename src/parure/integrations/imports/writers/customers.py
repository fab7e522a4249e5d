"""Customers from a file: new ones made, known ones completed, the same row twice changes nothing."""

from collections.abc import Sequence
from typing import Any

from parure.core.events import emit
from parure.customize.models import Tag
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.matching import CustomerBook, Person, Who, who_of_customer
from parure.integrations.imports.rows import last_id
from parure.integrations.imports.writers.changes import (
    Additions,
    Belongings,
    added_columns,
    new_tags,
    write_additions,
)
from parure.integrations.imports.writers.consents import ConsentBook, said_in
from parure.integrations.imports.writers.images import image_of
from parure.integrations.imports.writers.opening import Opening, OpeningBook, opening_of
from parure.people.bulk import NewCustomer, write_customers
from parure.people.choices import CameBy, Why
from parure.people.events import CustomersImported
from parure.people.ownership.assigning import choose_advisors
from parure.people.ownership.history import Turn, note_turns

Row = tuple[Unit, Who, NewCustomer, Opening | None]


class CustomerWriter:
    """The rows of a customer file, a batch at a time."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.book = CustomerBook(context, compares=True)
        self.belongings = Belongings()
        self.openings = OpeningBook(context)
        self.consents = ConsentBook(context)
        self.handles: dict[int, int] = {}  # whose each row of the batch is, by its line

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        rows = self._rows(units, batch)
        self.book.load(who for _unit, who, _image, _opening in rows)
        kept = [(self.book.people[pk], pk) for pk in self.book.people if pk > 0]
        former = {pk: dict(person.values) for person, pk in kept}
        self.belongings.load(former, (image for _unit, _who, image, _opening in rows))
        self.openings.load(former if any(row[3] for row in rows) else ())
        self.consents.load(former, needed=any(said_in(row[0].draft) for row in rows))
        maker = NewCustomers(self.context, self.book)
        additions: dict[int, Additions] = {}
        self.handles = {}
        for row in rows:
            self._place(row, batch, maker, additions)
        if self.context.is_dry:
            maker.remember(batch)
            self._tell_places(rows, batch, range(0))
            return
        tags = last_id(Tag)
        ids = maker.write(batch)
        self._tell_places(rows, batch, ids)
        write_additions(self.context, batch, additions, former)
        batch.made("customize.tag", Tag.objects.filter(pk__gt=tags).values_list("pk", flat=True))
        self.openings.write(batch, ids)
        self.consents.write(batch, ids)

    def settle(self) -> None:
        self.openings.remember()

    def _tell_places(self, rows: Sequence[Row], batch: Batch, ids: Sequence[int]) -> None:
        """Say which customer each row became, where it says something beside its draft."""
        for unit, *_rest in rows:
            handle = self.handles.get(unit.line)
            if handle is not None and unit.said is not None:
                if handle > 0:
                    batch.place(unit, handle)
                elif -handle <= len(ids):
                    batch.place(unit, ids[-handle - 1])

    def _rows(self, units: Sequence[Unit], batch: Batch) -> list[Row]:
        rows: list[Row] = []
        for unit in units:
            if batch.take(unit):
                draft = unit.draft
                who = who_of_customer(draft, self.context.known.get(unit.line))
                opening = opening_of(draft)
                rows.append((unit, who, image_of(self.context, draft, who, unit, batch), opening))
        return rows

    def _place(self, row: Row, batch: Batch, maker: "NewCustomers", additions: dict[int, Additions]) -> None:
        """Say whose row this is, and what it does to them."""
        unit, who, image, opening = row
        found = self.book.find(who)
        if found.problem:
            batch.refuse(unit, found.problem)
            return
        if found.warning:
            batch.warn(unit, found.warning, self.context.column("member_no"))
        handle = found.handle
        if handle is None:
            handle = maker.add(unit, who, image, batch)
            if handle is not None:
                self.handles[unit.line] = handle
                batch.count("created", unit)
                self.openings.note(handle, who, opening)
                self.consents.note(handle, said_in(unit.draft))
            return
        if handle > 0 and self.context.options.existing == "skip":
            batch.skip(unit, "known_already")
            return
        added = self._additions(handle, image, maker, unit)
        if added is None:
            batch.refuse(unit, "out_of_reach")
            return
        if handle > 0 and added:
            additions.setdefault(handle, Additions()).join(added)
        self.handles[unit.line] = handle
        opened = self.openings.note(handle, who, opening)
        said = self.consents.note(handle, said_in(unit.draft))
        changed = opened or said or bool(added)
        self.book.enter(handle, who)
        batch.count("updated" if changed else "unchanged", unit)

    def _additions(
        self, handle: int, image: NewCustomer, maker: "NewCustomers", unit: Unit
    ) -> Additions | None:
        """What the row adds; None when it would put the customer out of reach."""
        if handle < -maker.VIRTUAL:
            return Additions(columns={"": ""} if maker.differs(handle, unit) else {})
        if handle < 0:
            return Additions(columns=maker.absorb(handle, image))
        person = self.book.people[handle]
        if not self._stays_in_reach(person, image):
            return None
        overwrite = self.context.options.existing == "overwrite"
        added = self.belongings.new_of(handle, image)
        added.columns = added_columns(person, image, overwrite=overwrite)
        added.tags = new_tags(person, image)
        return added

    def _stays_in_reach(self, person: Person, image: NewCustomer) -> bool:
        moves = image.home_store_id or image.owner_id
        if not moves or self.context.options.existing != "overwrite":
            return True
        store = image.home_store_id or person.values["home_store_id"]
        return self.context.is_in_reach(store, image.owner_id or person.values["owner_id"])


class NewCustomers:
    """The customers that a batch makes; further rows of the same person are merged into the first."""

    VIRTUAL = 999_999_999

    def __init__(self, context: Context, book: CustomerBook) -> None:
        self.context = context
        self.book = book
        self.images: list[NewCustomer] = []
        self.whos: list[Who] = []
        self.units: list[Unit] = []

    def add(self, unit: Unit, who: Who, image: NewCustomer, batch: Batch) -> int | None:
        """Make a customer; their handle, or None where that is out of the actor's reach."""
        context = self.context
        image.home_store_id, image.owner_id = context.default_home(image.home_store_id, image.owner_id)
        if not context.is_in_reach(image.home_store_id, image.owner_id):
            batch.refuse(unit, "out_of_reach", context.column("store", "owner"))
            return None
        if len(image.contacts) > 1:
            image.contacts = list(dict.fromkeys(image.contacts))
        self.images.append(image)
        self.whos.append(who)
        self.units.append(unit)
        handle = -len(self.images)
        self.book.enter(handle, who)
        return handle

    def absorb(self, handle: int, image: NewCustomer) -> dict[str, Any]:
        """Merge a further row into a customer of this batch; what it changed."""
        first = self.images[-handle - 1]
        changed: dict[str, Any] = {}
        overwrite = self.context.options.existing == "overwrite"
        for name in (*_SINGLE, "name"):
            value, present = getattr(image, name), getattr(first, name)
            if value in (None, "") or value == present:
                continue
            is_empty = present in (None, "") or (name == "name" and "*" in present)
            if is_empty or (overwrite and not (name == "name" and "*" in value)):
                setattr(first, name, value)
                changed[name] = value
        for name in _SEVERAL:
            present = list(getattr(first, name))
            added = [each for each in getattr(image, name) if not _is_there(name, each, present)]
            if added:
                setattr(first, name, [*present, *added])
                changed[name] = True
        return changed

    def write(self, batch: Batch) -> range:
        """Write them; their primary keys in order. One fact tells of all."""
        ways = self._find_advisors()
        ids = write_customers(self.images, today=self.context.today)
        turns = [
            Turn(pk, None, image.owner_id, way) for pk, image, way in zip(ids, self.images, ways, strict=True)
        ]
        note_turns(self.context.actor, turns, Why.IMPORTED)
        if ids:
            batch.made("people.customer", ids)
            emit(CustomersImported(str(self.context.run.uid), ids[0], ids[-1]), actor=self.context.actor)
        return ids

    def _find_advisors(self) -> list[str]:
        """Let the shop's rules choose for whom the file names nobody; by which way, for each image."""
        open_ones = [image for image in self.images if image.owner_id is None]
        ways = dict.fromkeys(range(len(self.images)), "")
        if open_ones:
            stores = [image.home_store_id for image in open_ones]
            chosen = iter(choose_advisors(self.context.actor, stores, CameBy.IMPORT))
            for place, image in enumerate(self.images):
                if image.owner_id is None:
                    choice = next(chosen)
                    image.owner_id, ways[place] = choice.owner_id, choice.way
        return list(ways.values())

    def remember(self, batch: Batch) -> None:
        """A dry run's memory of what it would have made."""
        for who, unit in zip(self.whos, self.units, strict=True):
            self.context.seen.add(list(who.keys), who.name, who.member_no, _content(unit))

    def differs(self, handle: int, unit: Unit) -> bool:
        """Whether a row of a dry run tells something else than the row that had its keys first."""
        return self.context.seen.records[-handle - self.VIRTUAL - 1][2] != _content(unit)


_SINGLE = (
    "member_no", "nickname", "gender", "occupation", "source_channel", "campaign", "tier_label", "home_store_id",
    "owner_id", "remark", "marketing_consent", "registered_on",
)  # fmt: skip
_SEVERAL = ("contacts", "identities", "tags", "dates", "sizes", "preferences", "relations")


def _is_there(name: str, each: Any, present: list[Any]) -> bool:
    """Whether the customer has this; of dates and sizes there is one of a kind."""
    if name == "dates":
        return any(other.kind == each.kind and type(other.day) is type(each.day) for other in present)
    if name == "sizes":
        return any((other.kind, other.finger) == (each.kind, each.finger) for other in present)
    return each in present


def _content(unit: Unit) -> int:
    return hash(unit.draft)
