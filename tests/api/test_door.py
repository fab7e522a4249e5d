"""Who gets in, how often, and what is answered to whom doesn't."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import keys
from parure.access.operations import set_roles
from parure.integrations.models import ApiKey
from parure.integrations.operations import revoke_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(staff):
    return staff("manager", username="mei")


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"].endswith(f"#problem-{code}")
    return told


def test_a_key_opens_the_door(person):
    answer = keys.caller(person).get("")
    assert answer.status_code == 200
    assert "customers" in {each["name"] for each in answer.json()["collections"]}
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_comes_in_without_a_key_that_holds(person, client_for):
    _key, secret = keys.key_of(person)
    for wrong in ("", "parure_x", secret[:-1], secret[:-1] + ("0" if secret[-1] != "0" else "1"), "parure__"):
        answer = keys.Caller(wrong).get("customers")
        problem(answer, 401, "no-key")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Client(headers={"Authorization": f"Basic {secret}"}).get("/api/v1/customers").status_code == 401
    assert client_for(person).get("/api/v1/customers").status_code == 401, "a browser's session is no key"


def test_a_key_ends_with_its_day_its_revoking_and_its_person(person, actors):
    key, secret = keys.key_of(person)
    call = keys.Caller(secret)
    assert call.get("customers").status_code == 200
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    problem(call.get("customers"), 401, "no-key")
    ApiKey.objects.filter(pk=key.pk).update(expires_at=None)
    assert call.get("customers").status_code == 200
    person.is_active = False
    person.save()
    problem(call.get("customers"), 401, "no-key")
    person.is_active = True
    person.save()
    revoke_key(actors["admin"], key.uid)
    problem(call.get("customers"), 401, "no-key")


def test_a_key_loses_what_its_person_loses(person, actors):
    call = keys.caller(person)
    assert call.get("customers").status_code == 200
    set_roles(actors["admin"], person.uid, [])
    problem(call.get("customers"), 403, "denied")


def test_scopes_narrow_and_never_widen(staff):
    advisor = staff("advisor")
    reads = keys.caller(advisor, {"customers": "read"})
    assert reads.get("customers").status_code == 200
    problem(reads.get("orders"), 403, "denied")
    problem(reads.make("customers", {"name": "沈佩兰"}), 403, "denied")
    everything = keys.caller(advisor, {"*": "write"})
    problem(everything.get("imports"), 403, "denied")
    problem(everything.get("roles"), 403, "denied")


def test_a_key_kept_to_a_role_has_no_other(staff, roles):
    person = staff("manager")
    person.roles.add(roles["analyst"])
    as_analyst = keys.caller(person, role="analyst")
    assert as_analyst.make("customers", {"name": "沈佩兰"}).status_code == 403
    assert keys.caller(person).make("customers", {"name": "沈佩兰"}).status_code == 201


def test_too_many_calls_are_told_when_to_come_again(person):
    call = keys.caller(person, per_minute=3)
    assert [call.get("").status_code for _ in range(3)] == [200] * 3
    answer = call.get("")
    problem(answer, 429, "too-often")
    assert 1 <= int(answer.headers["Retry-After"]) <= 20


def test_every_other_address_and_verb_is_answered_in_the_same_form(person):
    call = keys.caller(person)
    problem(call.get("nothing"), 404, "not-found")
    problem(call.get("nothing/at/all/there"), 404, "not-found")
    answer = call.send("DELETE", "customers")
    problem(answer, 405, "not-offered")
    assert "GET" in answer.headers["Allow"]


def test_problems_are_told_in_the_caller_s_language(person):
    call = keys.caller(person)
    assert call.get("nothing", headers={"Accept-Language": "en"}).json()["title"].startswith("There is no")
    assert (
        call.get("nothing").json()["title"]
        != call.get("nothing", headers={"Accept-Language": "en"}).json()["title"]
    )


def test_the_use_of_a_key_is_known(person):
    key, secret = keys.key_of(person)
    keys.Caller(secret).get("")
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert secret.rpartition("_")[2] not in str(vars(key))
