"""The address of a list holds all of its state, so that every view of it can be shared."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from parure.core.conditions import Tree
from parure.web.kit.terms import write_term


@dataclass(frozen=True)
class ListState:
    """What an address says of a list. `terms` is None where the view's own hold; written terms as they stand.

    `at` is how many rows lie before the page: for the words "51-100" only, the place itself is the cursor.
    """

    key: str
    view: str = ""
    terms: tuple[str, ...] | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    cursor: str = ""
    at: int = 0

    def but(self, **changes: Any) -> "ListState":
        """The same list otherwise; from its first page on unless a cursor is named."""
        fresh: dict[str, Any] = {"cursor": "", "at": 0}
        return replace(self, **(fresh | changes))

    def with_terms(self, terms: list[Tree]) -> "ListState":
        return self.but(terms=tuple(write_term(term) for term in terms))

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address, in one order."""
        found = [("view", self.view)] if self.view else []
        if self.terms is not None:
            found += [("f", term) for term in self.terms] or [("f", "")]
        if self.sort:
            found.append(("sort", self.sort))
        found += [("col", name) for name in self.columns]
        if self.cursor:
            found += [("after", self.cursor), ("at", str(self.at))]
        return found

    def query(self) -> str:
        return urlencode(self.pairs(), safe=":,")

    def address(self) -> str:
        query = self.query()
        return reverse(self.key) + (f"?{query}" if query else "")


def read_state(key: str, given: QueryDict) -> ListState:
    """The state that an address tells; what is damaged in it is judged where it is used."""
    at = given.get("at", "")
    return ListState(
        key=key,
        view=given.get("view", "")[:60],
        terms=tuple(text for text in given.getlist("f") if text) if "f" in given else None,
        sort=given.get("sort", "")[:80],
        columns=tuple(given.getlist("col")[:60]),
        cursor=given.get("after", "")[:600],
        at=int(at) if at.isascii() and at.isdigit() and len(at) < 10 else 0,
    )
