"""Bulk changes of own fields, of every kind: what is previewed is written, and taking back restores it exactly."""

import pytest
from django.urls import reverse

from factories import trade
from parure.automation.bulk import acts
from parure.automation.models import BulkRun
from parure.core import changes, jobs
from parure.customize import operations
from parure.customize.choices import CustomKind
from parure.customize.definitions import forget_definitions
from parure.customize.models import CustomValue, FieldDefinition
from parure.people import operations as people
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
WHO = "people.customer"
CHOICES = [["gold", "黄金"], ["jade", "翡翠"], ["pearl", "珍珠"]]
KINDS = {  # kind: (what the first has before, what is typed, what is kept then)
    "text": ("茶", "花", "花"),
    "long_text": ("长" * 300, "短", "短"),
    "number": (7, "1,250", 1250),
    "money": (123_45, "500.50", 500_50),
    "weight": (3250, "1.5", 1500),
    "date": ("2026-03-05", "2026-05-20", "2026-05-20"),
    "yes_no": (True, "0", False),
    "choice": ("gold", "jade", "jade"),
    "choices": (["gold", "jade"], ["pearl"], ["pearl"]),
    "link": ("https://a.example/", "https://b.example/x", "https://b.example/x"),
}
POINTING = {"staff": "access.staff", "store": "access.store", "region": "access.region"}
POINTING |= {"customer": WHO, "piece": "catalog.piece", "style": "catalog.style"}
EVERY = [*KINDS, *POINTING]


def test_no_kind_is_forgotten():
    assert set(KINDS) | {"relation"} == set(CustomKind.values)


@pytest.fixture
def boss(actors):
    return actors["admin"]


def pointed(kind, boss, actors, stores):
    """Two records that a relation of this kind may lead to."""
    if kind == "staff":
        return actors.people["admin"], boss and stores and _hired(actors)
    if kind == "store":
        return stores.lake, stores.opera
    if kind == "region":
        return stores.east, stores.west
    if kind == "customer":
        return tuple(people.register_customer(boss, name=f"介绍{n}") for n in "甲乙")
    if kind == "piece":
        return trade.piece(code="R1"), trade.piece(code="R2")
    from parure.catalog.models import Style

    return tuple(Style.objects.create(style_no=f"K{n}", name=f"款{n}") for n in "12")


def _hired(actors):
    assert actors["manager"]
    return actors.people["manager"]


@pytest.fixture(params=EVERY)
def case(request, boss, actors, stores):
    """(field, what stood there, what is typed, what is kept then)."""
    kind = request.param
    if kind in POINTING:
        one, two = pointed(kind, boss, actors, stores)
        target = POINTING[kind]
        field = operations.define_field(boss, WHO, code="own", label="Own", kind="relation", target=target)
        return field, one.pk, str(two.pk), two.pk
    more = {"choices": CHOICES} if kind in ("choice", "choices") else {}
    return operations.define_field(boss, WHO, code="own", label="Own", kind=kind, **more), *KINDS[kind]


def index_of(field):
    rows = CustomValue.objects.filter(definition=field).order_by("record_id", "text")
    return list(rows.values_list("record_id", "text", "number", "date"))


def state(customers, field):
    kept = dict(Customer.objects.filter(pk__in=[each.pk for each in customers]).values_list("pk", "custom"))
    return kept, index_of(field)


def test_every_kind_is_set_previewed_written_and_taken_back(case, boss, client_for):
    field, before, typed, kept = case
    crowd = [people.register_customer(boss, name=f"顾客{n}") for n in range(3)]
    changes.change(boss, WHO, crowd[0].uid, {"custom_own": before})
    changes.change(boss, WHO, crowd[1].uid, {"custom_own": kept})
    was = state(crowd, field)
    client = client_for("admin")
    form = reverse("bulk-form", args=["customers"])
    chosen = {"act": "set", "field": "custom_own", "uid": [str(each.uid) for each in crowd]}
    shown = client.post(form, chosen)
    assert shown.status_code in (200, 422)
    assert 'name="value"' in shown.text or "data-record" in shown.text
    answer = client.post(form, chosen | {"value": typed, "go": "1"})
    assert answer.status_code == 302, answer.text[:2000]
    run = BulkRun.objects.get()
    assert (run.act, run.params) == (acts.SET, {"field": "custom_own", "value": kept})
    assert client.get(reverse("bulk-run", args=[run.uid])).status_code == 200
    client.post(reverse("bulk-start", args=[run.uid]))
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.changed, run.unchanged, run.refused) == ("done", 2, 1, 0)
    assert {each.custom["own"] if not isinstance(kept, list) else tuple(each.custom["own"]) for each in
            Customer.objects.filter(pk__in=[one.pk for one in crowd])} == {
        tuple(kept) if isinstance(kept, list) else kept
    }  # fmt: skip
    assert client.get(reverse("bulk-run", args=[run.uid])).status_code == 200
    client.post(reverse("bulk-undo", args=[run.uid]))
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.restored, run.kept) == ("undone", 2, 0)
    assert state(crowd, field) == was


def test_every_kind_is_emptied_and_taken_back(case, boss, client_for):
    field, before, _typed, _kept = case
    crowd = [people.register_customer(boss, name=f"顾客{n}") for n in range(2)]
    changes.change(boss, WHO, crowd[0].uid, {"custom_own": before})
    was = state(crowd, field)
    client = client_for("admin")
    chosen = {"act": "set", "field": "custom_own", "uid": [str(each.uid) for each in crowd]}
    answer = client.post(reverse("bulk-form", args=["customers"]), chosen | {"clear": "on", "go": "1"})
    assert answer.status_code == 302, answer.text[:2000]
    run = BulkRun.objects.get()
    client.post(reverse("bulk-start", args=[run.uid]))
    jobs.run_all()
    assert state(crowd, field) == ({each.pk: {} for each in crowd}, [])
    client.post(reverse("bulk-undo", args=[run.uid]))
    jobs.run_all()
    assert state(crowd, field) == was


def test_a_choice_that_was_retired_since_is_given_back(boss, client_for):
    field = operations.define_field(boss, WHO, code="own", label="Own", kind="choice", choices=CHOICES)
    customer = people.register_customer(boss, name="顾客")
    changes.change(boss, WHO, customer.uid, {"custom_own": "gold"})
    client = client_for("admin")
    chosen = {"act": "set", "field": "custom_own", "uid": [str(customer.uid)], "value": "jade", "go": "1"}
    client.post(reverse("bulk-form", args=["customers"]), chosen)
    run = BulkRun.objects.get()
    client.post(reverse("bulk-start", args=[run.uid]))
    jobs.run_all()
    FieldDefinition.objects.filter(pk=field.pk).update(
        choices=[["gold", "黄金", "", True], ["jade", "翡翠", "", False]]
    )
    forget_definitions()
    client.post(reverse("bulk-undo", args=[run.uid]))
    jobs.run_all()
    assert Customer.objects.get(pk=customer.pk).custom == {"own": "gold"}
