"""Questions to a collection: read from an address or a body, asked through the gate, answered a page at a time."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from parure.access import listing, policy, reading
from parure.access.actors import Actor
from parure.access.encryption import CannotOpen, seal, unseal
from parure.access.policy import Record
from parure.api import conditions
from parure.api.problems import Problem
from parure.catalog.search import find_pieces
from parure.core.conditions import Tree
from parure.integrations.collections import Collection
from parure.people.search import find
from parure.sales.search import find_orders

PAGE = 50
MOST = 200
LONGEST_TEXT = 100
PHONE_DIGITS = 8
PLAIN_NAMES = ("q", "sort", "fields", "limit", "cursor")

SEARCHES: dict[str, Callable[[Actor, str, int], list[int]]] = {
    "customers": lambda actor, text, limit: find(actor, text, limit=limit),
    "pieces": lambda actor, text, limit: [each.pk for each in find_pieces(actor, text, limit=limit)],
    "orders": lambda actor, text, limit: [each.pk for each in find_orders(actor, text, limit=limit)],
}
"""Collections that find records by what people type, best first."""


@dataclass(frozen=True)
class Question:
    """What is wanted of a collection. Either `text` is searched for, or what meets `condition` is listed."""

    condition: Tree | None = None
    sort: str = ""
    fields: tuple[str, ...] | None = None
    limit: int = PAGE
    cursor: str = ""
    text: str = ""


@dataclass(frozen=True)
class Page:
    """The answer: records, the sealed cursor of the next page, how many there are (exactly, or at least)."""

    records: list[Record]
    next: str
    total: int
    is_exact: bool


def from_address(query: QueryDict, collection: Collection) -> Question:
    """The question of an address; an unknown word in it is a mistake, not a wish to be passed over."""
    unknown = [name for name in query if name not in PLAIN_NAMES and not name.startswith("filter[")]
    if unknown:
        raise Problem("malformed", errors={name: [_("There is no such parameter.")] for name in unknown})
    text = query.get("q", "")
    if sum(letter.isdigit() for letter in text) >= PHONE_DIGITS and _only_digits(text):
        raise Problem(
            "malformed",
            errors={"q": [_("Personal values don't belong in addresses; send this to search by POST.")]},
        )
    return _checked(
        Question(
            condition=conditions.from_address(query, collection.resource),
            sort=query.get("sort", ""),
            fields=_names(query.get("fields")),
            limit=_limit(query.get("limit", str(PAGE))),
            cursor=query.get("cursor", ""),
            text=text.strip(),
        )
    )


def _only_digits(text: str) -> bool:
    return all(letter.isdigit() or letter in "+-() " for letter in text)


def from_body(body: Mapping[str, Any]) -> Question:
    """The question of a body: {q, condition, sort, fields, limit, cursor}."""
    unknown = set(body) - {*PLAIN_NAMES, "condition"}
    wrong = {name for name in ("q", "sort", "cursor") if not isinstance(body.get(name, ""), str)} | {
        name for name in ("fields",) if not _is_texts(body.get(name, []))
    }
    if unknown or wrong:
        told = {name: [_("There is no such parameter.")] for name in unknown}
        raise Problem("malformed", errors=told | {name: [_("This value doesn't fit.")] for name in wrong})
    return _checked(
        Question(
            condition=body.get("condition") or None,
            sort=body.get("sort", ""),
            fields=tuple(body["fields"]) if body.get("fields") else None,
            limit=_limit(body.get("limit", PAGE)),
            cursor=body.get("cursor", ""),
            text=body.get("q", "").strip(),
        )
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _names(given: str | None) -> tuple[str, ...] | None:
    return tuple(filter(None, given.split(","))) if given else None


def _limit(given: Any) -> int:
    try:
        limit = int(given) if isinstance(given, (str, int)) and not isinstance(given, bool) else 0
    except ValueError:
        limit = 0
    if not 1 <= limit <= MOST:
        raise Problem("malformed", errors={"limit": [_("From 1 to %s.") % MOST]})
    return limit


def _checked(question: Question) -> Question:
    if "\0" in question.text or len(question.text) > LONGEST_TEXT:
        raise Problem("malformed", errors={"q": [_("This value doesn't fit.")]})
    if question.text and (question.condition or question.sort or question.cursor):
        raise Problem(
            "malformed", errors={"q": [_("A search stands alone: without condition, sort or cursor.")]}
        )
    return question


def names_of(actor: Actor, resource: str, wanted: Sequence[str] | None) -> list[str]:
    """The names of the fields to show: those wanted, else all that the caller may see."""
    permitted = policy.fields(actor, resource)
    if wanted is None:
        return list(permitted)
    if unknown := [name for name in wanted if name not in permitted]:
        raise Problem(
            "malformed", errors={"fields": [_("There is no such field: %s") % name for name in unknown]}
        )
    return list(dict.fromkeys(wanted))


def ask(actor: Actor, collection: Collection, question: Question) -> Page:
    """The page that answers the question, as far as the caller may see."""
    resource = collection.resource
    policy.require(actor, resource, "view")
    names = names_of(actor, resource, question.fields)
    if question.text:
        return _search(actor, collection, question, names)
    tree = conditions.housed(actor, resource, question.condition) if question.condition else None
    _check_sort(actor, resource, question.sort)
    place = _place(collection.name, question)
    found = listing.list_page(
        actor,
        resource,
        condition=tree,
        sort=question.sort,
        cursor=_opened(question.cursor, place),
        names=names,
        size=question.limit,
    )
    return Page(found.records, _sealed(found.next_cursor, place), found.total, not found.is_more)


def _search(actor: Actor, collection: Collection, question: Question, names: list[str]) -> Page:
    search = SEARCHES.get(collection.name)
    if search is None:
        raise Problem("malformed", errors={"q": [_("This collection isn't searched by words.")]})
    keys = search(actor, question.text, question.limit)
    records = reading.records_of(actor, collection.resource, keys, names)
    return Page(records, "", len(records), len(keys) < question.limit)


def _check_sort(actor: Actor, resource: str, sort: str) -> None:
    try:
        listing.sort_field(actor, resource, sort)
    except policy.Denied:
        raise Problem("malformed", errors={"sort": [_("You can't sort by this field.")]}) from None


# ── cursors ──────────────────────────────────────────────────────────────────


def _place(collection: str, question: Question) -> str:
    """What a cursor belongs to: with another order or condition it doesn't open."""
    told = json.dumps([question.condition, question.sort], sort_keys=True, default=str)
    return f"api.cursor:{collection}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _sealed(cursor: str, place: str) -> str:
    """The cursor as it leaves the house; a page's last value could be somebody's name, and is not to be read in it."""
    return base64.urlsafe_b64encode(seal(cursor, place)).decode().rstrip("=") if cursor else ""


def _opened(text: str, place: str) -> str:
    if not text:
        return ""
    try:
        return unseal(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), place)
    except (CannotOpen, ValueError):
        raise Problem(
            "malformed", errors={"cursor": [_("This cursor belongs to another question.")]}
        ) from None
