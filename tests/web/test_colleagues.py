"""Whoever is chosen works here, by every door; a record that has a leaver keeps them until it is changed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import imports, keys
from factories.cells import HX, address
from parure.access.colleagues import colleagues
from parure.access.options import options
from parure.automation.bulk.operations import prepare_run
from parure.core import changes
from parure.customize import operations as customize
from parure.engagement import operations as tasks
from parure.people import operations as people
from parure.people.models import Customer
from parure.people.ownership.handing import write_owners

pytestmark = pytest.mark.django_db
CUSTOMER = "people.customer"


@pytest.fixture
def leaver(staff):
    return staff("advisor", name="陈静", username="chenjing")


@pytest.fixture
def theirs(boss, leaver, stores):
    """A customer whose advisor has left."""
    made = people.register_customer(boss, name="沈佩兰", store=stores.lake, owner=leaver)
    leaver.is_active = False
    leaver.save()
    return made


@pytest.mark.parametrize("name", ["sharer-add", "assignment-add", "join-link-add", "task-add", "key-add"])
def test_forms_offer_those_who_work_here(client_for, leaver, theirs, name):
    client = client_for("admin")
    path = reverse(name, args=[theirs.uid] if name == "sharer-add" else [])
    words = client.get(path, **HX).content.decode()
    assert "陈静" not in words
    leaver.is_active = True
    leaver.save()
    assert "陈静" in client.get(path, **HX).content.decode()


@pytest.mark.parametrize("name", ["assignment-add", "join-link-add"])
def test_forms_of_a_store_begin_with_ones_own(client_for, stores, name):
    words = client_for("manager").get(reverse(name), **HX).content.decode()
    assert f'value="{stores.lake.uid}" selected' in words


def test_a_filter_keeps_leavers_marked_behind_the_others(boss, leaver, theirs):
    offered = options(boss, "access.staff")
    assert offered[-1] == (leaver.pk, "陈静（已离职）")
    assert str(leaver.uid) not in dict(colleagues(boss))


def test_the_asker_stands_first(actors, staff):
    staff("advisor", name="A")
    assert colleagues(actors["manager"])[0][0] == str(actors.people["manager"].uid)


def test_a_cell_keeps_a_leaver_until_it_is_changed_and_takes_them_back(client_for, theirs, leaver, staff):
    client, heir = client_for("owner"), staff("advisor", name="李梅")
    form = client.get(address(theirs, "owner"), **HX).content.decode()
    assert f'value="{leaver.uid}" selected>陈静（已离职）' in form
    assert "李梅" in form
    same = client.post(
        address(theirs, "owner"), {"owner": leaver.uid, "seen": f'{{"owner": "{leaver.uid}"}}'}, **HX
    )
    assert same.status_code == 200
    given = client.post(
        address(theirs, "owner"), {"owner": heir.uid, "seen": f'{{"owner": "{leaver.uid}"}}'}, **HX
    )
    assert given.status_code == 200
    assert Customer.objects.get().owner == heir
    assert "陈静" not in client.get(address(theirs, "owner"), **HX).content.decode()


def test_who_had_the_customer_last_gets_them_back_and_no_other_leaver(boss, theirs, leaver, staff):
    heir, gone = staff("advisor"), staff("advisor", is_active=False)
    people.assign_owner(boss, theirs.uid, owner_uid=heir.uid)
    with pytest.raises(ValidationError):
        people.assign_owner(boss, theirs.uid, owner_uid=gone.uid)
    people.assign_owner(boss, theirs.uid, owner_uid=leaver.uid)
    assert Customer.objects.get().owner == leaver
    people.assign_owner(boss, theirs.uid, owner_uid=heir.uid)
    people.assign_owner(boss, theirs.uid, owner_uid=None)
    with pytest.raises(ValidationError):
        people.assign_owner(boss, theirs.uid, owner_uid=leaver.uid)


def test_bulk_gives_nothing_to_a_leaver(boss, theirs, leaver, stores):
    other = people.register_customer(boss, name="曾敏", store=stores.lake)
    given = {"field": "owner", "value": str(leaver.uid)}
    with pytest.raises(ValidationError):
        prepare_run(boss, CUSTOMER, "set", given, picked=[other.uid])
    outcome = write_owners(boss, [theirs.pk, other.pk], str(leaver.uid))  # who left after it was prepared
    assert (outcome.unchanged, [pk for pk, _words in outcome.problems]) == (1, [other.pk])
    other.refresh_from_db()
    assert other.owner != leaver


def test_the_api_refuses_a_leaver_at_the_field(actors, leaver, theirs, staff):
    call = keys.caller(staff("owner"))
    other = people.register_customer(actors["owner"], name="曾敏")
    for answer in (
        call.change(f"customers/{other.uid}", {"owner": str(leaver.uid)}),
        call.make("customers", {"name": "新客", "owner": str(leaver.uid)}),
        call.make(
            "tasks",
            {"title": "回访", "due": timezone.localdate().isoformat(), "assignee": str(leaver.uid)},
        ),
    ):
        assert answer.status_code == 422, answer.content
        assert [each["field"] for each in answer.json()["errors"]] in (["owner"], ["assignee"])
    assert Customer.objects.count() == 2
    assert call.change(f"customers/{theirs.uid}", {"owner": str(leaver.uid)}).status_code == 200


def test_a_task_and_a_share_go_to_nobody_who_left(boss, theirs, leaver):
    with pytest.raises(ValidationError):
        tasks.create_task(boss, title="回访", due=timezone.localdate(), assignee_uid=leaver.uid)
    with pytest.raises(ValidationError):
        people.add_secondary_advisor(boss, theirs.uid, staff_uid=leaver.uid)


def test_an_assignment_rule_keeps_its_leaver_and_takes_no_other(client_for, boss, staff):
    person, gone = staff("advisor", name="王芳"), staff("advisor", is_active=False)
    rule = people.add_assignment_rule(boss, way="fixed", staff=person.uid)
    person.is_active = False
    person.save()
    form = client_for("owner").get(reverse("assignment-change", args=[rule.uid]), **HX).content.decode()
    assert "王芳（已离职）" in form
    people.change_assignment_rule(boss, rule.uid, way="fixed", staff=person.uid, came_by="counter")
    with pytest.raises(ValidationError):
        people.change_assignment_rule(boss, rule.uid, way="fixed", staff=gone.uid)


def test_an_import_of_the_past_keeps_a_leaver_and_says_so(leaver):
    leaver.is_active = False
    leaver.save()
    run = imports.write("会员卡号,姓名,手机,导购\nV1,沈佩兰,13800006021,陈静\n", "customers")
    assert imports.codes(run) == {2: ["advisor_left"]}
    assert Customer.objects.get().owner == leaver


@pytest.fixture
def taster(actors, staff):
    """品鉴人: a colleague, in a field of the shop's own, and somebody who left and was never there."""
    customize.define_field(
        actors["admin"], CUSTOMER, code="taster", label="品鉴人", kind="relation", target="access.staff"
    )
    return staff("advisor", name="高远", is_active=False)


def tasted_by(customer):
    return Customer.objects.get(pk=customer.pk).custom.get("taster")


def test_a_field_of_the_shops_own_takes_no_leaver_and_keeps_the_one_it_has(
    actors, boss, staff, theirs, leaver, taster
):
    call, here = keys.caller(staff("owner")), staff("advisor", name="李梅")
    refused = call.change(f"customers/{theirs.uid}", {"custom_taster": str(taster.uid)})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["custom_taster"]
    assert tasted_by(theirs) is None
    changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": here.pk})
    here.is_active = False
    here.save()
    for value in (here.pk, str(here.pk), here.uid):
        changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": value})
    with pytest.raises(ValidationError):
        changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": taster.pk})
    assert tasted_by(theirs) == here.pk
    changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": None})
    with pytest.raises(ValidationError):
        changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": here.pk})
    changes.change(boss, CUSTOMER, theirs.uid, {"custom_taster": changes.Former(here.pk)})
    assert tasted_by(theirs) == here.pk


def test_a_file_brings_no_leaver_into_a_field_of_the_shops_own(boss, taster, staff):
    here = staff("advisor", name="李梅")
    file = "会员卡号,姓名,手机,品鉴人\nV1,沈佩兰,13800006021,{}\n"
    assert imports.codes(imports.write(file.format("高远"), "customers")) == {2: ["related_left"]}
    found = Customer.objects.get()
    assert tasted_by(found) is None
    assert imports.codes(imports.write(file.format("李梅"), "customers")) == {}
    here.is_active = False
    here.save()
    again = imports.write(
        file.format("李梅") + "V2,曾敏,13800006022,\n", "customers", options={"existing": "overwrite"}
    )
    assert imports.codes(again) == {}
    assert tasted_by(found) == here.pk
