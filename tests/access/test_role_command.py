"""parure role: out as a file, in from one, and refused in words."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from parure.access.models import Role

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("role", *words, stdout=out)
    return out.getvalue()


def test_what_is_taken_out_comes_in_again_and_changes_nothing(roles, tmp_path):
    file = tmp_path / "roles.json"
    run("export", "--to", str(file))
    before = list(Role.objects.order_by("code").values())
    assert json.loads(run("import", str(file), "--json")) == []
    assert list(Role.objects.order_by("code").values()) == before


def test_a_dry_run_tells_who_loses_what_and_changes_nothing(roles, staff, tmp_path):
    staff("advisor")
    told = json.loads(run("export", "advisor"))
    told["roles"][0]["grants"]["people.customer"]["view"] = "none"
    file = tmp_path / "roles.json"
    file.write_text(json.dumps(told))
    lost = json.loads(run("import", str(file), "--dry-run", "--json"))
    assert {"people": 1, "is_loss": True}.items() <= lost[0].items()
    assert Role.objects.get(code="advisor").grants["people.customer"]["view"] == "store"
    run("import", str(file))
    assert Role.objects.get(code="advisor").grants["people.customer"]["view"] == "none"


@pytest.mark.parametrize("content", ["", "[]", '[{"code": "x"}]', '{"roles": 7}'])
def test_a_file_of_no_use_is_refused_in_words(roles, tmp_path, content):
    file = tmp_path / "roles.json"
    file.write_text(content)
    with pytest.raises(CommandError):
        run("import", str(file))


def test_the_list_tells_how_many_people_have_each(roles, staff):
    staff("advisor")
    found = {each["code"]: each["people"] for each in json.loads(run("list", "--json"))}
    assert (found["advisor"], found["manager"]) == (1, 0)
