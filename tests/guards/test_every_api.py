"""Every collection × role: who gets in, and that nothing they may not see comes out of any answer."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver

from factories import canaries, keys, shop
from parure.access import policy
from parure.access.choices import Level
from parure.core import conditions, resources
from parure.core.resources import Field
from parure.integrations.collections import COLLECTIONS

pytestmark = pytest.mark.django_db
EVERY = sorted(COLLECTIONS)
VERBS = ("get", "post", "patch", "put", "delete")


@pytest.fixture
def built(roles, stores):
    return canaries.fill(canaries.build(stores))


@pytest.fixture
def people(built):
    """A person of each role in the canaries' store, hired on first mention."""
    hired: dict[str, Any] = {}

    def person(role: str) -> Any:
        if role not in hired:
            hired[role] = shop.hire(role, built.stores.lake, username=f"api-{role}")
        return hired[role]

    return person


def addresses() -> Iterator[str]:
    """Every address of the API with something in its places."""
    inside = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    for each in inside.url_patterns:
        if getattr(each.callback, "is_api", False):
            told = str(each.pattern).replace("<slug:name>", "customers").replace("<str:uid>", "x")
            yield "/api/v1/" + told.replace("<slug:act>", "tag").replace("<path:rest>", "nothing/at/all/here")


def test_every_address_asks_for_a_key(built, client_for):
    found = {}
    for client in (Client(), client_for("admin"), Client(headers={"Authorization": "Bearer parure_a_b"})):
        for where in addresses():
            for verb in VERBS:
                answer = getattr(client, verb)(where)
                if answer.status_code != 401:
                    found[where, verb] = answer.status_code
    assert found == {}


def test_every_operation_s_record_type_is_a_collection():
    """What other systems may do with records is offered under a name that is documented."""
    from parure.core import changes

    known = {each.resource for each in COLLECTIONS.values()}
    offering = {each.name for each in resources.every() if changes.offered_on(each.name)}
    assert offering - known - {"test.customer"} == set()


@pytest.mark.parametrize("role", shop.ROLES)
def test_each_role_gets_the_collections_that_it_may_see(role, people, built):
    person = people(role)
    call, actor = keys.caller(person), shop.acting(person)
    answers = {name: call.get(name).status_code for name in EVERY}
    expected = {name: 200 if policy.may(actor, COLLECTIONS[name].resource) else 403 for name in EVERY}
    assert answers == expected


def never(actor: Any) -> dict[str, tuple[str, ...]]:
    """What this actor must never meet in an answer, by why."""

    def level(resource: str, name: str) -> Level:
        if not policy.may(actor, resource):
            return Level.NONE
        return actor.level(resource, resources.field_of(resource, name))

    secrets = {
        "phone": (canaries.PHONE, canaries.PHONE_SHOWN),
        "email": (canaries.EMAIL,),
        "wechat": (canaries.WECHAT,),
        "address": (canaries.ADDRESS,),
    }
    if level("people.customer", "name") < Level.READ:
        secrets["name"] = (canaries.NAME,)
    if level("people.customer", "remark") < Level.READ:
        secrets["remark"] = (canaries.REMARK, canaries.SOCIAL, canaries.CAUTION)
    if level("people.customer", "total_spent") < Level.READ:
        secrets["spend"] = canaries.SPENT_FORMS
    if level("catalog.piece", "cost") < Level.READ:
        secrets["cost"] = (*canaries.COST_FORMS, canaries.VENDOR)
    return secrets


def answers(call: keys.Caller, built: canaries.Shop) -> Iterator[tuple[str, Any]]:
    """Whatever can be asked by reading: pages, every sort, every field, records, searches, and what is refused."""
    for name, collection in COLLECTIONS.items():
        yield name, call.get(name)
        page = call.get(name, {"limit": 200})
        if page.status_code == 200:
            for each in page.json()["data"]:
                if "id" in each:
                    yield f"{name}/…", call.get(f"{name}/{each['id']}")
        for field in resources.fields_of(collection.resource).values():
            yield f"{name} by {field.name}", call.get(name, {"sort": f"-{field.name}", "limit": 1})
            yield f"{name} only {field.name}", call.get(name, {"fields": field.name})
            yield (
                f"{name} where {field.name}",
                call.make(f"{name}/search", {"condition": {"field": field.name, "op": "filled"}}),
            )
    for text in (canaries.NAME[:2], "CANARY", "7733"):
        for name in ("customers", "pieces", "orders"):
            yield f"{name}?q={text}", call.get(name, {"q": text})


@pytest.mark.parametrize("role", [each for each in shop.ROLES if each != "owner"])
def test_what_a_role_may_not_see_is_in_no_answer(role, people, built):
    person = people(role)
    secrets = never(shop.acting(person))
    found = {}
    for what, answer in answers(keys.caller(person), built):
        told = canaries.without_chance(f"{json.dumps(answer.json(), ensure_ascii=False)} {answer.headers}")
        assert answer.status_code < 500, what
        for why, words in secrets.items():
            if any(word in told or quote(word) in told for word in words):
                found[what, why] = told[:400]
    assert found == {}


def test_the_guard_sees_what_is_there_to_be_seen(people, built):
    """Without the rights being less, the words that are looked for do stand in the answers."""
    told = " ".join(answer.content.decode() for _what, answer in answers(keys.caller(people("admin")), built))
    for words in ((canaries.NAME,), (canaries.REMARK,), ("98765.00",), ("76543.21",), (canaries.VENDOR,)):
        assert any(word in told for word in words)


def compared(field: Field) -> Iterator[dict[str, Any]]:
    for op in conditions.operators_for(field):
        value = {"date": "2026-01-01", "moment": "2026-01-01", "yes_no": True}.get(field.kind, "1")
        given = [value, value] if op in ("in", "between") else 7 if op in conditions.DAYS else value
        yield {"field": field.name, "op": op, "value": given}


@pytest.mark.parametrize("level", ["none", "masked"])
@pytest.mark.parametrize("name", EVERY)
def test_a_field_without_the_right_answers_no_question(name, level, built, people):
    """No filter, no sort, no count over what may not be read, and absent (or only a mask) in the answer."""
    from parure.access.models import Role

    resource = COLLECTIONS[name].resource
    person = people("advisor")
    role = Role.objects.create(code=f"less-{level}", name="less", grants={})
    person.roles.set([role])
    call = keys.caller(person)
    for field in resources.fields_of(resource).values():
        role.grants = {
            "*": {"view": "all", "fields": {"*": "read"}},
            resource: {"view": "all", "fields": {"*": "read", field.name: level}},
        }
        role.save()
        person.access_version += 1
        person.save()
        page = call.get(name, {"limit": 200})
        assert page.status_code == 200, page.content
        for each in page.json()["data"]:
            shown = each.get(field.name)
            assert level == "masked" or field.name not in each, field.name
            assert is_mask(shown), (field.name, shown)
        for tree in compared(field):
            assert call.make(f"{name}/search", {"condition": tree}).status_code == 400, (field.name, tree)
        assert call.get(name, {"sort": field.name}).status_code == 400, field.name


def is_mask(shown: Any) -> bool:
    if isinstance(shown, list):
        return all(is_mask(each) for each in shown)
    return shown in (None, "") or (isinstance(shown, dict) and set(shown) == {"masked"})
