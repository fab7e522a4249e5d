"""What hangs on a customer, and what becomes of it when two records turn out to be one person.

Each area declares the tables that it hangs on customers. A merge walks the declarations; a test walks every table
and fails where one speaks of customers without being declared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet


class Fate(StrEnum):
    """What a merge does with the rows of the record that is taken up."""

    MOVES = "moves"  # they become the survivor's; a row that the survivor has too stays behind
    STAYS = "stays"  # the history of that record: it stays with it
    APART = "apart"  # may not change (ledgers, audit): read through `queries.merged_into`
    REBUILT = "rebuilt"  # an index: written anew


Mover = Callable[["Merging"], None]


@dataclass(frozen=True)
class Merging:
    """A merge under way. Movers note in `stayed` which rows stay behind: {table: primary keys}."""

    survivor_id: int
    other_id: int
    taken: frozenset[str]  # names of values that are taken from the other record
    stayed: dict[str, list[int]]
    relations: dict[int, int] = field(
        default_factory=dict
    )  # a relation that stays -> the survivor's same one


@dataclass(frozen=True)
class Holding:
    """One table that speaks of customers in the column `path`.

    `same` are the columns in which a row may not be had twice; `where` narrows tables kept by (resource, id);
    `mover` moves what is not moved row by row; `counted` says in the singular and plural what moves;
    `notes` is the letter under which words of these rows are found (NoteWord.source).
    """

    name: str
    model: type[models.Model]
    path: str
    fate: Fate = Fate.MOVES
    same: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)
    mover: Mover | None = None
    counted: Any = ""
    notes: str = ""

    def rows(self, customer_ids: Sequence[int]) -> QuerySet[Any]:
        manager: Any = self.model._base_manager
        return manager.filter(self.where, **{f"{self.path}__in": list(customer_ids)})

    @property
    def table(self) -> str:
        return str(self.model._meta.label_lower)


Settler = Callable[[Sequence[int]], None]

_HOLDINGS: dict[str, Holding] = {}
_SETTLERS: list[Settler] = []


def hold(name: str, model: type[models.Model], path: str, fate: Fate = Fate.MOVES, **more: Any) -> Holding:
    """Declare a table that hangs on customers; they move in the order of their declaration."""
    if name in _HOLDINGS:
        raise ValueError(f"{name} is declared twice")
    _HOLDINGS[name] = Holding(name, model, path, fate, **more)
    return _HOLDINGS[name]


def settles(function: Settler) -> Settler:
    """Decorator: called with the ids of customers whose rows have come or gone, inside the transaction, to make
    the figures kept on them right again. Called twice it changes nothing more.
    """
    _SETTLERS.append(function)
    return function


def every() -> list[Holding]:
    return list(_HOLDINGS.values())


def settlers() -> list[Settler]:
    return list(_SETTLERS)
