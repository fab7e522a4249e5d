"""What a list of records is made of, declared once a record type: columns, views, words, acts.

`kit.views.show_list` makes the page of it. Fields, their labels and who may read them come from the field
catalogue; a declaration adds only what the catalogue can't know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.safestring import SafeString

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.core.conditions import Tree
from parure.core.resources import Field

Cell = Callable[[Record, Field, Mapping[str, str]], SafeString]


@dataclass(frozen=True)
class CellAct:
    """A button in the cells of the records that it fits; for who has the right (record type, action).

    `url_name` names an address that takes the record's uid; it is posted to, and the page hears what comes of it.
    """

    label: Any
    url_name: str
    resource: str
    action: str
    fits: Callable[[Record], bool]


@dataclass(frozen=True)
class Column:
    """How a field stands in a list where its kind alone doesn't tell.

    `slot` is its place on a phone's card (c-pic, c-who, c-sum, c-next, c-like); without one it takes what is free.
    `needs` are further fields that the cell reads. A bare column's head is there for screen readers only.
    """

    cell: Cell | None = None
    slot: str = ""
    needs: tuple[str, ...] = ()
    label: Any = ""
    is_quiet: bool = True
    is_bare: bool = False
    act: CellAct | None = None


@dataclass(frozen=True)
class View:
    """A list that the house keeps ready. `terms` all hold; it is offered to who may filter by each of them.

    `columns` are shown in place of the usual ones.
    """

    key: str
    label: Any
    terms: Callable[[Actor, date], list[Tree]]
    sort: str = ""
    needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """A button of the page's head; the one that is `main` is gold."""

    label: Any
    icon: str
    url_name: str
    resource: str
    action: str
    is_main: bool = False
    in_dialog: bool = False


@dataclass(frozen=True)
class Empty:
    """What an empty base says: what belongs here, and the acts that bring it."""

    title: Any
    text: Any
    drawing: str = "p-halo"
    colours: str = "pt"


@dataclass(frozen=True)
class ListOf:
    """The list of a record type at the address `key`.

    `main` is the column that leads to the record; `opens` the view that the bare address shows. `counted` is a
    lazy plural by "count" with %(n)s. `siblings` stand beside it: (label, key of a list), or (label, name of an address,
    record type) of another page. `summed` is the amount that a short list adds up.
    """

    key: str
    resource: str
    title: Any
    main: str
    columns: tuple[str, ...]
    counted: Any
    empty: Empty
    cells: Mapping[str, Column] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    acts: tuple[Act, ...] = ()
    siblings: tuple[tuple[Any, ...], ...] = ()
    summed: str = ""
    not_columns: frozenset[str] = frozenset()
    opens: str = "all"
    row_address: Callable[[Record], str] | None = None

    def column(self, name: str) -> Column:
        return self.cells.get(name, Column())

    def view(self, key: str) -> View | None:
        return next((each for each in self.views if each.key == key), None)


_LISTS: dict[str, ListOf] = {}


def declare_list(declared: ListOf) -> ListOf:
    _LISTS[declared.key] = declared
    return declared


def list_of(key: str) -> ListOf:
    """The declared list of this key; 404 for another."""
    if key not in _LISTS:
        raise Http404(key)
    return _LISTS[key]


def offered_views(actor: Actor, declared: ListOf) -> list[View]:
    """The ready views whose conditions this person may ask."""
    permitted = policy.filterable(actor, declared.resource)
    return [view for view in declared.views if all(name in permitted for name in view.needs)]


def offered_columns(actor: Actor, declared: ListOf) -> dict[str, Field]:
    """The fields that this person may have as columns: the declared ones first, then as in the catalogue. Long texts are
    columns only where they were declared as such.
    """
    permitted = policy.fields(actor, declared.resource)
    fitting = {
        name: each
        for name, each in permitted.items()
        if name not in declared.not_columns and (each.kind.value != "long_text" or name in declared.columns)
    }
    first = {name: fitting[name] for name in declared.columns if name in fitting}
    return first | fitting


def chosen_columns(actor: Actor, declared: ListOf, wanted: Sequence[str]) -> list[str]:
    """The wanted columns that this person may see, else the declared ones; always with the main one."""
    offered = offered_columns(actor, declared)
    chosen = [name for name in offered if name in (wanted or declared.columns) or name == declared.main]
    return chosen if declared.main in chosen else [declared.main, *chosen]
