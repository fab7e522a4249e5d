"""Fields of the shop's own in the browser: defining them, filling them, changing them in their line."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parure.customize import operations as customize
from parure.customize.models import FieldDefinition
from parure.engagement.models import Task
from parure.people import operations
from parure.people.models import Customer, Interaction
from parure.sales.models import Visit

pytestmark = pytest.mark.django_db
R = "people.customer"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lan(actors, stores):
    return operations.register_customer(actors["admin"], name="沈佩兰", store=stores.lake)


def define(actors, code, kind="text", resource=R, **values):
    return customize.define_field(
        actors["admin"], resource, code=code, label=code.title(), kind=kind, **values
    )


def custom(customer):
    return Customer.objects.get(pk=customer.pk).custom


NEW = {"how": "typed", "kind": "text", "group": "basic", "when": "never", "filterable": "on"}


def test_a_field_is_defined_and_is_in_the_list_of_its_type(client_for):
    client = client_for("admin")
    answer = client.post(reverse("field-add") + "?type=customer", NEW | {"label": "婚期备注"})
    assert answer.status_code == 302
    assert FieldDefinition.objects.get().code == "hun_qi_bei_zhu"
    assert "婚期备注" in client.get(reverse("fields")).text
    assert "婚期备注" not in client.get(reverse("fields") + "?type=piece").text


def test_choices_keep_their_order_and_colours(client_for):
    given = NEW | {
        "label": "等级", "kind": "choice", "choice_code": ["", ""], "choice_label": ["金", "银"],
        "choice_colour": ["gold", ""], "choice_retired": ["0", "0"],
    }  # fmt: skip
    client_for("admin").post(reverse("field-add"), given)
    assert FieldDefinition.objects.get().choices == [["jin", "金", "gold", False], ["yin", "银", "", False]]


def test_while_it_is_put_together_it_is_drawn_anew_and_nothing_is_kept(client_for):
    address = reverse("field-add")
    given = {"redraw": "1", "how": "formula", "kind": "number", "formula": "1 +", "label": ""}
    answer = client_for("admin").post(address, given, headers=HTMX | {"HX-Target": "field-form"})
    assert answer.status_code == 200
    assert answer.context["problem"]
    assert not FieldDefinition.objects.exists()


def test_a_formula_is_written_with_labels_and_kept_with_names(client_for, actors):
    define(actors, "rings", "number")
    client = client_for("admin")
    given = NEW | {"how": "formula", "kind": "number", "label": "双倍", "formula": "[Rings] * 2"}
    answer = client.post(reverse("field-add"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    field = FieldDefinition.objects.get(code="shuang_bei")
    assert field.formula == "custom_rings * 2"
    assert "[Rings] * 2" in client.get(reverse("field-change", args=[field.uid])).text


def test_a_condition_on_another_field_is_kept_and_shown_again(client_for, actors):
    define(actors, "married", "yes_no")
    client = client_for("admin")
    given = NEW | {
        "label": "配偶", "shown": "if", "shown_field": "married", "shown_op": "is", "shown_value": "1",
        "when": "if", "when_field": "married", "when_op": "is", "when_value": "1",
    }  # fmt: skip
    client.post(reverse("field-add"), given)
    field = FieldDefinition.objects.get(code="pei_ou")
    term = {"field": "married", "op": "is", "value": True}
    assert (field.shown_if, field.required_if) == (term, term)
    assert client.get(reverse("field-change", args=[field.uid])).context["form"]["shown_op"].value() == "is"


def test_fields_move_and_retire_by_one_press_with_undo(client_for, actors):
    first, second = define(actors, "one"), define(actors, "two")
    client = client_for("admin")
    client.post(reverse("field-move", args=[second.uid]), {"way": "up"}, headers=HTMX)
    assert list(FieldDefinition.objects.order_by("position").values_list("code", flat=True)) == ["two", "one"]
    answer = client.post(reverse("field-retire", args=[first.uid]), headers=HTMX)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert FieldDefinition.objects.get(code="one").retired_at
    client.post(undo, headers=HTMX)
    assert FieldDefinition.objects.get(code="one").retired_at is None


def test_a_field_is_put_at_the_place_where_it_is_let_go(client_for, actors):
    for code in ("one", "two", "three"):
        define(actors, code)
    client = client_for("admin")
    address = reverse("field-move", args=[FieldDefinition.objects.get(code="one").uid])
    for wanted, order in (
        ("2", ["two", "three", "one"]),
        ("99", ["two", "three", "one"]),
        ("x", None),
        ("0", None),
    ):
        assert client.post(address, {"to": wanted}, headers=HTMX).status_code == 204
        if order:
            found = FieldDefinition.objects.order_by("position").values_list("code", flat=True)
            assert list(found) == order
    assert FieldDefinition.objects.order_by("position")[0].code == "one"


def test_a_customer_is_registered_and_edited_with_own_fields(client_for, actors):
    define(actors, "budget", "money", section="婚礼")
    define(actors, "likes", "choices", choices=[["au", "金"], ["pt", "铂"]])
    client = client_for("manager")
    given = {"name": "周鹭", "custom_budget": "1,234.50", "custom_likes": ["pt"]}
    assert client.post(reverse("customer-register"), given).status_code == 302
    customer = Customer.objects.get(name="周鹭")
    assert customer.custom == {"budget": 1234_50, "likes": ["pt"]}
    edit = reverse("customer-edit", args=[customer.uid])
    form = client.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert sent["custom_budget"] == "1234.5"
    client.post(edit, sent | {"custom_budget": "", "custom_likes": ["au", "pt"]})
    assert custom(customer) == {"likes": ["au", "pt"]}


def test_a_value_that_can_not_be_taken_makes_no_customer(client_for, actors):
    define(actors, "code", rules={"pattern": "[A-Z]{2}"})
    answer = client_for("manager").post(reverse("customer-register"), {"name": "周鹭", "custom_code": "nope"})
    assert answer.status_code == 422
    assert "custom_code" in answer.context["form"].errors
    assert not Customer.objects.exists()


def test_tasks_visits_and_talks_take_own_fields(client_for, actors, lan):
    for resource in ("engagement.task", "sales.visit", "people.interaction"):
        define(actors, "extra", resource=resource)
    client = client_for("manager")
    own = {"custom_extra": "kept"}
    client.post(reverse("task-add"), own | {"title": "Call", "kind": "call", "soon": "1"})
    client.post(reverse("visit-add", args=[lan.uid]), own | {"note": "Looked"})
    talk = {"channel": "call", "direction": "out", "content": "Hello"}
    client.post(reverse("interaction-add", args=[lan.uid]), own | talk)
    kept = [model.objects.get().custom for model in (Task, Visit, Interaction)]
    assert kept == [{"extra": "kept"}] * 3


def value_address(customer, code):
    return reverse("own-value", args=["customer", customer.uid, code])


def test_a_value_is_changed_in_its_line_and_put_back(client_for, actors, lan):
    define(actors, "hobby")
    client = client_for("manager")
    assert "Hobby" in client.get(reverse("customer", args=[lan.uid])).text
    answer = client.post(value_address(lan, "hobby"), {"custom_hobby": "Go", "seen": "null"}, headers=HTMX)
    assert answer.status_code == 204
    assert custom(lan) == {"hobby": "Go"}
    client.post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert custom(lan) == {}


def test_what_somebody_else_wrote_meanwhile_is_told_before_it_is_replaced(client_for, actors, lan):
    define(actors, "hobby")
    customize.set_custom_values(actors["admin"], R, lan, {"hobby": "Chess"})
    client = client_for("manager")
    sent = {"custom_hobby": "Go", "seen": "null"}
    answer = client.post(value_address(lan, "hobby"), sent, headers=HTMX)
    assert (answer.status_code, custom(lan)) == (422, {"hobby": "Chess"})
    client.post(value_address(lan, "hobby"), sent | {"seen": json.dumps("Chess")}, headers=HTMX)
    assert custom(lan) == {"hobby": "Go"}


def test_a_field_of_a_denied_group_appears_nowhere(client_for, actors, lan):
    define(actors, "secret", group="notes", section="Zanaryhead")
    customize.set_custom_values(actors["admin"], R, lan, {"secret": "Zanaryvalue"})
    marketing = client_for("marketing")
    pages = [
        reverse("customer", args=[lan.uid]),
        reverse("own-values", args=["customer", lan.uid]),
        reverse("customers"),
        reverse("customers") + "?columns=custom_secret",
        reverse("list-filter", args=["customers"]),
    ]
    for address in pages:
        text = marketing.get(address).text
        assert "Zanary" not in text, address
        assert "Secret" not in text, address
    assert marketing.get(value_address(lan, "secret")).status_code in (403, 404)
    assert "Zanaryvalue" in client_for("manager").get(pages[0]).text


def test_the_card_costs_no_query_more_with_many_fields(client_for, actors, lan):
    client = client_for("manager")
    address = reverse("own-values", args=["customer", lan.uid])
    counted = {}
    for number in (1, 3, 12):
        while FieldDefinition.objects.count() < number:
            define(actors, f"f{FieldDefinition.objects.count()}")
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counted[number] = len(caught)
    assert len(set(counted.values())) == 1, counted
