"""The table of a list: heads with their order, rows of cells; on phones the same rows as cards."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parure.access.policy import Masked, Record
from parure.core.resources import TEXTUAL, Field, Kind
from parure.web.kit.addresses import ListState
from parure.web.kit.cells import RIGHT, address_of, labels_of, phones, shown
from parure.web.kit.lists import CellAct, Column, ListOf
from parure.web.kit.terms import names_a_person

CONTACTS = {Kind.PHONE, Kind.EMAIL}
PLAIN_WITHOUT_HEAD = CONTACTS | {Kind.MONEY}  # what a value is shows by itself
WORDS_PLACES, FIGURES_PLACES = ("c-next", "c-like"), ("c-sum", "c-next", "c-like")


@dataclass(frozen=True)
class Head:
    """A column's head; `sort` is the ARIA word of its order, `address` leads to the other order."""

    label: str
    classes: str = ""
    is_bare: bool = False
    address: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Row:
    title: str
    address: str
    cells: list[SafeString]
    uid: str = ""


def heads_of(
    declared: ListOf, names: Sequence[str], fields: Mapping[str, Field], state: ListState, sort: str
) -> list[Head]:
    """The heads; those of sortable fields lead to the list in that order."""
    found = []
    for name in names:
        asked, column = fields.get(name), declared.column(name)
        if asked is None:
            found.append(Head(str(declared.title)))
            continue
        classes = "num" if asked.kind in RIGHT else ""
        label = str(column.label or asked.label)
        if not asked.is_sortable:
            found.append(Head(label, classes, column.is_bare))
            continue
        descending = sort == f"-{name}" if sort.lstrip("-") == name else not falls_first(asked)
        now = ("descending" if sort.startswith("-") else "ascending") if sort.lstrip("-") == name else ""
        address = state.but(sort=name if descending else f"-{name}").address()
        found.append(Head(label, classes, address=address, sort=now))
    return found


def falls_first(asked: Field) -> bool:
    """Whether people want the largest, or the latest, on top; not so for names, nor for days that lie ahead."""
    return asked.kind not in TEXTUAL and asked.kind is not Kind.CHOICE and not asked.name.startswith("next")


def order_words(asked: Field, *, descending: bool) -> str:
    """An order as people say it."""
    if asked.kind in (Kind.DATE, Kind.MOMENT):
        if asked.name.startswith("next"):
            return _("latest first") if descending else _("soonest first")
        return _("newest first") if descending else _("oldest first")
    if asked.kind in TEXTUAL or asked.kind is Kind.CHOICE:
        return _("Z to A") if descending else _("A to Z")
    return _("high to low") if descending else _("low to high")


def places_of(declared: ListOf, names: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """Where the columns stand on a phone's card: at their own place, those without one or whose place is taken at one
    that is free. Who finds none is left out there.
    """
    places: dict[str, str] = {}
    for name in names:
        slot = declared.column(name).slot
        if slot and slot not in places.values():
            places[name] = slot
    for name in names:
        asked = fields.get(name)
        if name not in places and asked is not None:
            wanted = FIGURES_PLACES if asked.kind in RIGHT else WORDS_PLACES
            places[name] = next((each for each in wanted if each not in places.values()), "")
    return places


def rows_of(
    declared: ListOf,
    names: Sequence[str],
    fields: Mapping[str, Field],
    records: Sequence[Record],
    editable: Collection[str] = (),
    acts: Collection[CellAct] = (),
) -> list[Row]:
    """The records as rows of markup; `editable` names the columns whose values can be edited in place, `acts` are
    the buttons of cells that the reader may use.
    """
    places = places_of(declared, names, fields)
    address = declared.row_address or (lambda record: address_of(declared.resource, record.uid))
    cells = [
        _cells(declared, name, fields.get(name), places.get(name, ""), acts, editable=name in editable)
        for name in names
    ]
    return [
        Row(record.title, address(record), [cell(record) for cell in cells], str(record.uid or ""))
        for record in records
    ]


def _cells(
    declared: ListOf, name: str, asked: Field | None, place: str, acts: Collection[CellAct], *, editable: bool
) -> Callable[[Record], SafeString]:
    """What draws a column's cell of a record: all that holds for the whole column is made here, once a list."""
    if asked is None:
        titled = format_html('<td class="{}">', place)
        return lambda record: mark_safe(f"{titled}{escape(record.title)}</td>")
    column = declared.column(name)
    inside, act = _inside(column, name, asked), column.act if column.act in acts else None
    classes = [place, "num" if asked.kind in RIGHT else "", "t-2" if column.is_quiet else "", "nw"]
    words = " ".join(each for each in classes if each)
    head = SafeString("")
    if place and place != column.slot and asked.kind not in PLAIN_WITHOUT_HEAD:
        head = format_html(' data-head="{}"', column.label or asked.label)
    plain = format_html('<td class="{}"{}>', words, head)
    opening = format_html('<td class="{} pr-editable"{} data-edit="{}" tabindex="-1">', words, head, name)

    def cell(record: Record) -> SafeString:
        filled = conditional_escape(inside(record))
        if act is not None and act.fits(record):
            filled = format_html("{} {}", filled, _button(act, record))
        if editable and record.uid is not None and not isinstance(record.get(name), Masked):
            return mark_safe(f"{opening}{filled}</td>")
        return mark_safe(f"{plain}{filled}</td>")

    return cell


def _inside(column: Column, name: str, asked: Field) -> Callable[[Record], str]:
    """What a column's cells hold, by what its list says of it or by the kind of its field."""
    labels = labels_of(asked)
    if (drawn := column.cell) is not None:
        return lambda record: drawn(record, asked, labels)
    what, is_contact, is_person = str(asked.label), asked.kind in CONTACTS, names_a_person(asked)

    def value(record: Record) -> SafeString:
        found = record.get(name)
        if is_contact or (is_person and isinstance(found, list)):
            return phones(record, found, what)
        return shown(asked, found, labels)

    return value


def _button(act: CellAct, record: Record) -> SafeString:
    return format_html(
        '<button class="btn btn-sm" type="button" hx-post="{}" hx-swap="none" aria-label="{}">{}</button>',
        reverse(act.url_name, args=[record.uid]),
        f"{act.label}: {record.title}",
        act.label,
    )
