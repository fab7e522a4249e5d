"""The page of keys: made once, shown once, revoked for good."""

import re

import pytest

from factories import keys
from parure.integrations.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_key_is_made_shown_once_and_revoked(client_for, staff):
    person = staff("manager", username="mei", name="陈梅")
    client = client_for("admin")
    sent = {
        "label": "Web shop", "staff": person.pk, "reach": "chosen", "read": ["orders"], "write": ["customers"],
        "per_minute": 60,
    }  # fmt: skip
    answer = client.post("/settings/keys/add/", sent)
    secret = re.search(r"parure_[0-9a-f]{12}_[0-9a-f]{48}", answer.content.decode())[0]
    assert answer.headers["Cache-Control"] == "no-store"
    key = ApiKey.objects.get()
    assert key.scopes == {"orders": "read", "customers": "write"}
    assert keys.Caller(secret).get("customers").status_code == 200
    listed = client.get("/settings/keys/").content.decode()
    assert "Web shop" in listed
    assert "陈梅" in listed
    assert secret not in listed
    assert client.get(f"/settings/keys/{key.uid}/revoke/").status_code == 200
    client.post(f"/settings/keys/{key.uid}/revoke/")
    assert keys.Caller(secret).get("customers").status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"reach": "chosen"}, {"per_minute": 0}, {"until": "2020-01-01"}, {"staff": 0}]
)
def test_what_makes_no_key_is_said_in_the_form(wrong, client_for, staff):
    sent = {"label": "x", "staff": staff("manager").pk, "reach": "read", "per_minute": 60} | wrong
    assert client_for("admin").post("/settings/keys/add/", sent).status_code == 422
    assert not ApiKey.objects.exists()


def test_the_page_costs_the_same_however_many_keys(client_for, staff, django_assert_num_queries):
    client, person = client_for("admin"), staff("manager")
    keys.key_of(person)
    client.get("/settings/keys/")
    with django_assert_num_queries(2):
        client.get("/settings/keys/")
    keys.key_of(person)
    with django_assert_num_queries(2):
        client.get("/settings/keys/")
