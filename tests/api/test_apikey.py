"""The command that makes keys."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from factories import keys
from parure.integrations.models import ApiKey

pytestmark = pytest.mark.django_db


def run(*arguments):
    told = StringIO()
    call_command("apikey", *arguments, "--json", stdout=told)
    return json.loads(told.getvalue())


def test_a_key_is_made_listed_and_revoked(staff):
    staff("manager", username="mei")
    made = run("create", "--staff", "mei", "--name", "Web shop", "--scopes", "customers:write,orders:read")
    call = keys.Caller(made["key"])
    assert call.get("customers").status_code == 200
    assert call.get("pieces").status_code == 403
    (listed,) = run("list")
    assert (listed["name"], listed["state"], listed["scopes"]) == (
        "Web shop", "holds", {"customers": "write", "orders": "read"},
    )  # fmt: skip
    assert "key" not in listed
    assert run("revoke", made["begins"])["state"] == "revoked"
    assert call.get("customers").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        ["--staff", "nobody", "--name", "x"],
        ["--staff", "mei", "--name", ""],
        ["--staff", "mei", "--name", "x", "--scopes", "nothing:read"],
        ["--staff", "mei", "--name", "x", "--scopes", "customers:all"],
        ["--staff", "mei", "--name", "x", "--role", "owner"],
        ["--staff", "mei", "--name", "x", "--per-minute", "0"],
    ],
)
def test_what_makes_no_key_is_said(wrong, staff):
    staff("manager", username="mei")
    with pytest.raises(CommandError):
        run("create", *wrong)
    assert not ApiKey.objects.exists()


def test_the_administrator_s_key_can_be_made_here(staff):
    staff("admin", username="boss")
    assert run("create", "--staff", "boss", "--name", "x")["key"].startswith("parure_")
