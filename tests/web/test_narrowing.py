"""The condition of a roll-up, in the form of its field: offered, kept, shown again, refused in words."""

import json

import pytest

from parure.customize.models import FieldDefinition
from parure.customize.operations import define_field

pytestmark = pytest.mark.django_db
ADD = "/settings/fields/add/?type=customer"
GIVEN = {
    "label": "大单", "code": "big", "how": "rollup", "source": "sales.order", "tree_of": "sales.order",
    "aggregate": "count", "group": "basic", "filterable": "on",
}  # fmt: skip
BIG = {"mode": "all", "items": [{"field": "total", "op": "gte", "a": "20000"}]}
KEPT = {"all": [{"field": "total", "op": "gte", "value": 20_000_00}]}


def post(client, address, tree, **more):
    return client.post(address, GIVEN | {"tree": json.dumps(tree)} | more)


def test_a_roll_up_is_narrowed_and_shown_again(client_for):
    client = client_for("admin")
    redrawn = client.post(ADD, GIVEN | {"redraw": "1"}).content.decode()
    assert "data-builder" in redrawn
    assert "total" in redrawn
    assert post(client, ADD, BIG).status_code == 302
    field = FieldDefinition.objects.get(code="big")
    assert field.rollup["condition"] == KEPT
    page = client.get(f"/settings/fields/{field.uid}/").context
    assert json.loads(page["typed"])["items"][0]["a"] == "20000"
    again = post(client, f"/settings/fields/{field.uid}/", BIG, label="大单数")
    assert again.status_code == 302
    field.refresh_from_db()
    assert (field.label, field.rollup["condition"]) == ("大单数", KEPT)


def test_without_lines_there_is_no_condition(client_for):
    assert post(client_for("admin"), ADD, {"mode": "all", "items": []}).status_code == 302
    assert "condition" not in FieldDefinition.objects.get(code="big").rollup


def test_a_line_that_can_not_be_read_is_told_and_nothing_is_kept(client_for):
    client = client_for("admin")
    for tree in ({"mode": "all", "items": [{"field": "total", "op": "gte", "a": "many"}]}, {"mode": "x"}):
        answer = post(client, ADD, tree)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not FieldDefinition.objects.exists()


def test_fields_of_its_own_are_not_offered_to_a_roll_up(client_for, actors):
    define_field(actors["admin"], "sales.order", code="x", label="自定", kind="number")
    page = client_for("admin").post(ADD, GIVEN | {"redraw": "1"})
    names = {each["name"] for each in json.loads(page.context["builder"])["fields"]}
    assert "custom_x" not in names
    assert "total" in names


def test_another_source_forgets_the_condition_of_the_former(client_for):
    page = post(client_for("admin"), ADD, BIG, source="sales.visit", redraw="1")
    assert json.loads(page.context["typed"])["items"] == []
    assert page.context["tree_of"] == "sales.visit"
