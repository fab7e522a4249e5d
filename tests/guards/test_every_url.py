"""Every address: who gets in, and that nothing they may not see comes out.

A new page is a row in `TABLE`: url name -> what each role gets for GET (one status for all, or by role), and
`arguments` where the address names a record. `POST` rows state what a role without the right gets.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories import canaries, shop
from parure.access import policy
from parure.access.choices import Level
from parure.core import resources

pytestmark = pytest.mark.django_db

ANONYMOUS = "anonymous"
Statuses = int | Mapping[str, int]


@dataclass(frozen=True)
class Row:
    """What an address answers. `statuses` by role; `rest` for roles not named. POST-only pages answer 405 to GET."""

    rest: int = 200
    statuses: Mapping[str, int] | None = None
    anonymous: int = 302
    arguments: Callable[[canaries.Shop], dict[str, Any]] | None = None
    query: str = ""

    def expected(self, role: str) -> int:
        if role == ANONYMOUS:
            return self.anonymous
        return (self.statuses or {}).get(role, self.rest)


def by_right(resource: str, action: str = "view", *, refused: int = 403, **row: Any) -> Row:
    """A page for the roles whose seeded grants reach this; the others are refused. Reads the grants as data."""
    from parure.access.roles import SEEDED

    def granted(code: str) -> bool:
        grants = SEEDED[code][1]
        return grants.get(resource, grants.get("*", {})).get(action, "none") != "none"

    return Row(statuses={code: 200 if granted(code) else refused for code in SEEDED}, **row)


TABLE: dict[str, Row] = {
    "today": Row(),
    "signin": Row(302, anonymous=200),
    "signout": Row(405, anonymous=302),
    "set-language": Row(405, anonymous=302),
    "healthz": Row(anonymous=200),
    "readyz": Row(anonymous=200),
    # lists, goods and sales
    "customers": by_right("people.customer"),
    "pieces": by_right("catalog.piece", query="?view=all"),
    "piece": by_right("catalog.piece", arguments=lambda built: {"uid": built.piece.uid}),
    "styles": by_right("catalog.style"),
    "style": by_right("catalog.style", arguments=lambda built: {"uid": built.style.uid}),
    "orders": by_right("sales.order"),
    "order": Row(404, arguments=lambda built: {"uid": built.style.uid}),
    "visits": by_right("sales.visit"),
    "list-count": by_right("people.customer", arguments=lambda built: {"key": "customers"}),
    "list-filter": by_right("people.customer", arguments=lambda built: {"key": "customers"}),
    "saved-view-add": by_right("people.customer", arguments=lambda built: {"key": "customers"}),
    "saved-view-delete": Row(405, arguments=lambda built: {"key": "customers", "uid": built.style.uid}),
}


def patterns(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from patterns(each.url_patterns, prefix + space)
        else:
            yield prefix + (each.name or f"<unnamed {each.pattern}>"), each


ADDRESSES = dict(patterns(get_resolver().url_patterns))
KNOWN = [name for name in TABLE if name in ADDRESSES]


@pytest.fixture
def built(roles, stores):
    return canaries.build(stores)


def test_every_address_is_in_the_table():
    assert set(ADDRESSES) - set(TABLE) == set(), "add a row for these to TABLE"
    assert set(TABLE) - set(ADDRESSES) == set(), "these addresses are gone"


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_view_says_who_it_is_for(name):
    view = ADDRESSES[name].callback
    assert getattr(view, "is_page", False) or getattr(view, "is_open", False), (
        "decorate it: @page or @open_to_all"
    )


def address(name: str, built: canaries.Shop) -> str:
    row = TABLE[name]
    return reverse(name, kwargs=row.arguments(built) if row.arguments else None) + row.query


@pytest.mark.parametrize("name", KNOWN)
def test_each_role_gets_what_the_table_says(name, built, client_for):
    clients = {role: client_for(role) for role in shop.ROLES} | {ANONYMOUS: Client()}
    answers = {role: client.get(address(name, built)).status_code for role, client in clients.items()}
    assert answers == {role: TABLE[name].expected(role) for role in clients}


@pytest.mark.parametrize("name", KNOWN)
def test_nobody_gets_in_unsigned_by_any_verb(name, built):
    if TABLE[name].anonymous == 200:
        return
    for verb in ("get", "post", "put", "delete"):
        answer = getattr(Client(), verb)(address(name, built))
        assert answer.status_code in (302, 401, 403, 405), verb
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("name", KNOWN)
def test_a_form_without_its_token_is_refused(name, built, client_for):
    client = client_for("admin", enforce_csrf_checks=True)
    assert client.post(address(name, built)).status_code in (403, 405)


def secrets_from(role_actor: Any) -> dict[str, tuple[str, ...]]:
    """What this actor must never meet in an answer to GET, by why."""

    def level(resource: str, name: str) -> Level:
        if not policy.may(role_actor, resource):
            return Level.NONE
        return role_actor.level(resource, resources.field_of(resource, name))

    never = {  # personal values are shown masked to everybody; opening one is a POST of its own
        "phone": (canaries.PHONE, canaries.PHONE_SHOWN),
        "email": (canaries.EMAIL,),
        "wechat": (canaries.WECHAT,),
    }
    if level("people.customer", "name") < Level.READ:
        never["name"] = (canaries.NAME,)
    if level("people.customer", "remark") < Level.READ:
        never["remark"] = (canaries.REMARK, canaries.SOCIAL)
    if level("people.customer", "total_spent") < Level.READ:
        never["spend"] = canaries.SPENT_FORMS
    if level("catalog.piece", "cost") < Level.READ:
        never["cost"] = canaries.COST_FORMS
    return never


def instances_in(value: Any, seen: set[int], depth: int = 0) -> Iterator[models.Model]:
    """Model instances of declared record types anywhere in a template's context."""
    if (
        id(value) in seen
        or depth > 8
        or isinstance(value, (str, bytes, int, float, type(None), HttpRequest, type))
    ):
        return
    seen.add(id(value))
    if isinstance(value, models.Model):
        if resources.for_model(type(value)) is not None:
            yield value
    elif isinstance(value, models.QuerySet):
        if resources.for_model(value.model) is not None:
            yield value.model()
    elif isinstance(value, policy.Record):
        yield from instances_in(value.values(), seen, depth + 1)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from instances_in(each, seen, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from instances_in(each, seen, depth + 1)
    else:
        slots = [
            name
            for kind in type(value).__mro__
            for name in getattr(kind, "__slots__", ())
            if name[:2] != "__"
        ]
        kept = {name: getattr(value, name) for name in slots if hasattr(value, name)} | getattr(
            value, "__dict__", {}
        )
        if not type(value).__module__.startswith("django.") and not callable(value):
            yield from instances_in(kept, seen, depth + 1)


@pytest.mark.parametrize("role", shop.ROLES)
@pytest.mark.parametrize("name", KNOWN)
def test_no_answer_holds_what_its_reader_may_not_see(name, role, built, client_for, actors):
    client = client_for(role)
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(address(name, built), headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words = body.decode(errors="replace")
        leaks = {
            why for why, forms in secrets_from(actors[role]).items() if any(form in words for form in forms)
        }
        assert leaks == set()
        contexts = answer.context or []  # one alone, where a page is a single template
        for context in contexts if isinstance(contexts, list) else [contexts]:
            found = [each for part in context.dicts for each in instances_in(part, set())]
            assert [type(each).__name__ for each in found] == [], (
                "pages get records from the gate, never instances"
            )


def test_an_instance_in_a_context_would_be_noticed(built):
    """The guard above sees through lists, records and plain objects."""

    class Holder:
        def __init__(self) -> None:
            self.inner = [{"customer": built.customer}]

    assert list(instances_in({"rows": (Holder(),)}, set())) == [built.customer]
    assert list(instances_in({"rows": policy.rows(built.boss, "people.customer")}, set())) != []
    assert (
        list(instances_in({"rows": policy.records(built.boss, "people.customer", [built.customer])}, set()))
        == []
    )


def test_the_secrets_are_where_the_guard_believes(built, actors):
    """The analyst may not see the name, the advisor not the cost: a guard on nothing would guard nothing."""
    assert set(secrets_from(actors["analyst"])) >= {"name", "phone", "remark"}
    assert set(secrets_from(actors["advisor"])) >= {"cost", "phone"}
    assert set(secrets_from(actors["admin"])) == {"phone", "email", "wechat"}
