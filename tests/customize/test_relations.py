"""Own fields that point to a customer, a piece or a style: written, shown as the reader may see them, moved by merges."""

import io
import json
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import imports, keys, shop, trade
from parure.access import deeds, policy
from parure.access.listing import list_page
from parure.access.streams import Stream
from parure.api.conditions import housed
from parure.catalog.models import Style
from parure.core import changes
from parure.core.conditions import BadCondition
from parure.customize import operations
from parure.customize.models import CustomValue
from parure.customize.relations import target_of
from parure.integrations.models import ImportProblem
from parure.people import operations as people
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
WHO, PIECE, STYLE = "people.customer", "catalog.piece", "catalog.style"
SECRET = "金丝雀"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def friend(boss):
    """介绍人: who brought this customer; on customers."""
    return operations.define_field(
        boss, WHO, code="friend", label="介绍人", kind="relation", target=WHO, section="来历"
    )


@pytest.fixture
def known(boss, stores):
    """A customer of the Lake store, and one of the Opera store in the other region."""
    near = people.register_customer(
        boss, name="沈佩兰", phone="13800000001", member_no="V1", store=stores.lake
    )
    far = people.register_customer(boss, name=SECRET, phone="13900000002", member_no="V2", store=stores.opera)
    return near, far


@pytest.fixture
def manager(staff, stores):
    """Sees the Lake store only."""
    return shop.acting(staff("manager", store=stores.lake))


def write(actor, customer, value, code="friend"):
    changes.change(actor, WHO, customer.uid, {f"custom_{code}": value})


def kept(customer):
    return Customer.objects.get(pk=customer.pk).custom


def shown(actor, customer, code="friend"):
    found = policy.records(actor, WHO, Customer.objects.filter(pk=customer.pk), [f"custom_{code}"])
    return found[0].get(f"custom_{code}")


# ── writing ──────────────────────────────────────────────────────────────────


def test_it_is_told_by_key_or_uid_and_kept_by_key(boss, friend, known):
    near, far = known
    for value in (far.pk, str(far.pk), far.uid, str(far.uid)):
        write(boss, near, None)
        write(boss, near, value)
        assert kept(near) == {"friend": far.pk}
        assert CustomValue.objects.get(definition=friend, record_id=near.pk).number == far.pk


@pytest.mark.parametrize("wrong", [0, -1, 10**30, "沈佩兰", "0" * 32, "9" * 18, "x"])
def test_what_is_no_record_is_refused(wrong, boss, friend, known):
    with pytest.raises(ValidationError) as refused:
        write(boss, known[0], wrong)
    assert set(refused.value.message_dict) == {"custom_friend"}
    assert kept(known[0]) == {}


def test_only_what_is_in_reach_may_be_chosen_and_what_stands_may_stay(boss, manager, friend, known):
    near, far = known
    operations.define_field(boss, WHO, code="note", label="备注二", kind="text")
    with pytest.raises(ValidationError):
        write(manager, near, far.pk)
    assert kept(near) == {}
    write(boss, near, far.pk)
    changes.change(manager, WHO, near.uid, {"custom_friend": far.pk, "custom_note": "茶"})
    assert kept(near) == {"friend": far.pk, "note": "茶"}


def test_its_target_stays_and_it_is_indexed_even_if_nobody_filters_by_it(boss, known):
    field = operations.define_field(
        boss, WHO, code="ring", label="戒指", kind="relation", target=PIECE, filterable=False
    )
    piece = trade.piece(code="R1")
    write(boss, known[0], piece.pk, "ring")
    assert CustomValue.objects.get(definition=field).number == piece.pk
    with pytest.raises(ValidationError) as refused:
        operations.change_field(boss, field.uid, target=WHO)
    assert "target" in refused.value.message_dict
    with pytest.raises(ValidationError):
        operations.define_field(boss, WHO, code="x", label="x", kind="relation", target="sales.order")


# ── reading ──────────────────────────────────────────────────────────────────


def test_it_is_named_as_the_reader_may_see_it(boss, manager, friend, known):
    near, far = known
    write(boss, near, far.pk)
    assert shown(boss, near) == policy.Link(SECRET, far.uid)
    told = shown(manager, near)
    assert told.uid is None
    assert SECRET not in told.label
    nameless = shop.actor_with({WHO: {"view": "all", "fields": {"*": "read", "person_name": "masked"}}})
    assert shown(nameless, near) == policy.Link("***", far.uid)
    blind = shop.actor_with({WHO: {"view": "all", "fields": {"*": "read", "basic": "masked"}}})
    assert isinstance(shown(blind, near), policy.Masked)


def test_one_that_is_archived_keeps_its_name_and_leads_nowhere(boss, friend, known):
    near, far = known
    write(boss, near, far.pk)
    people.archive_customer(boss, far.uid)
    told = shown(boss, near)
    assert told.uid is None
    assert told.label.startswith(SECRET)
    assert told.label != SECRET


def test_a_page_of_a_list_asks_once_however_many_rows(boss, friend, known):
    near, far = known
    others = [people.register_customer(boss, name=f"客{n}") for n in range(5)]

    def asked(rows):
        for each in rows:
            write(boss, each, far.pk if each.pk % 2 else near.pk)
        with CaptureQueriesContext(connection) as queries:
            list_page(boss, WHO, names=["custom_friend"])
        return len(queries)

    assert asked(others[:1]) == asked(others)


def test_it_is_filtered_and_neither_sorted_nor_searched(boss, friend, known):
    near, far = known
    write(boss, near, far.pk)

    def found(op, value=None):
        term = {"field": "custom_friend", "op": op, "value": value}
        return [each.pk for each in list_page(boss, WHO, condition=term).records]

    assert found("is", far.pk) == [near.pk]
    assert found("in", [far.pk]) == [near.pk]
    assert found("is", near.pk) == []
    assert found("filled") == [near.pk]
    assert found("empty") == [far.pk]
    with pytest.raises(BadCondition):
        found("is", "abc")
    asked = policy.filterable(boss, WHO)["custom_friend"]
    assert not asked.is_sortable
    with pytest.raises(ValidationError):
        operations.change_field(boss, friend.uid, is_searchable=True)


# ── nothing of a customer out of reach ───────────────────────────────────────


def test_who_does_not_reach_a_customer_reads_the_name_nowhere(boss, client_for, staff, stores, friend, known):
    near, far = known
    write(boss, near, far.pk)
    leader = staff("manager", store=stores.lake)
    client, manager = client_for(leader), shop.acting(leader)
    pages = [
        reverse("customer", args=[near.uid]),
        reverse("customers") + "?col=name&col=custom_friend",
        reverse("customers") + f"?f=custom_friend:in:{far.pk}",
        reverse("own-values", args=["customer", near.uid]),
        reverse("own-value", args=["customer", near.uid, "friend"]),
        reverse("customer-edit", args=[near.uid]),
        reverse("list-cell", args=["customers", near.uid, "custom_friend"]),
        reverse("list-filter", args=["customers"]) + "?field=custom_friend",
        reverse("customer-audit", args=[near.uid]),
    ]
    for address in pages:
        for headers in ({}, HTMX):
            answer = client.get(address, headers=headers)
            assert answer.status_code in (200, 302, 403), (address, answer.status_code)
            assert SECRET not in answer.text, address
    for words in (SECRET, "V2", "13900000002"):
        hits = client.post(
            reverse("record-choices", args=["customer", "custom_friend"]), {"q": words}, headers=HTMX
        )
        assert (hits.status_code, SECRET in hits.text, "radio" in hits.text) == (200, False, False)
    refused = client.post(
        reverse("own-value", args=["customer", near.uid, "friend"]),
        {"custom_friend": far.pk},
        headers=HTMX,
    )
    assert SECRET not in refused.text
    stream = Stream(manager, WHO, ["name", "custom_friend"], action="view")
    rows = [str(value) for stretch in stream.stretches() for row in stretch for value in row]
    assert rows
    assert SECRET not in "".join(rows)
    caller = keys.caller(leader)
    told = caller.get("customers")
    assert told.status_code == 200
    assert SECRET not in told.text
    friends = [each["custom_friend"] for each in told.json()["data"] if each["id"] == str(near.uid)]
    assert [each["id"] for each in friends] == [None]
    assert housed(manager, WHO, {"field": "custom_friend", "op": "is", "value": str(far.uid)})["value"] == -1


def test_the_audit_names_it_as_the_reader_of_the_audit_may_see_it(boss, friend, known, stores):
    near, far = known
    write(boss, near, far.pk)
    rights = {"view": "store", "fields": {"*": "read"}}
    reader = shop.actor_with(
        {WHO: rights, "access.audit_entry": {"view": "all", "fields": {"*": "read"}}}, stores=(stores.lake,)
    )

    def told(actor):
        _customer, found = deeds.deeds_on_customer(actor, near.uid)
        return [change for each in found.lines for change in each.changes if change[0] == "custom_friend"]

    assert told(boss) == [("custom_friend", None, SECRET)]
    assert len(told(reader)) == 1
    assert SECRET not in str(told(reader))


# ── pages ────────────────────────────────────────────────────────────────────


def test_it_is_found_while_typing_chosen_and_taken_back(client_for, boss, friend, known):
    near, far = known
    client = client_for("admin")
    hits = client.post(
        reverse("record-choices", args=["customer", "custom_friend"]), {"q": SECRET}, headers=HTMX
    )
    assert f'name="custom_friend" value="{far.pk}"' in hits.text
    address = reverse("own-value", args=["customer", near.uid, "friend"])
    answer = client.post(address, {"custom_friend": far.pk, "seen": "null"}, headers=HTMX)
    assert answer.status_code == 204
    assert kept(near) == {"friend": far.pk}
    assert reverse("customer", args=[far.uid]) in client.get(reverse("customer", args=[near.uid])).text
    client.post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert kept(near) == {}


def test_an_edit_of_something_else_leaves_one_out_of_reach_alone(
    client_for, staff, stores, boss, friend, known
):
    near, far = known
    write(boss, near, far.pk)
    client = client_for(staff("manager", store=stores.lake))
    edit = reverse("customer-edit", args=[near.uid])
    form = client.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(edit, sent | {"nickname": "兰"}).status_code == 302
    assert kept(near) == {"friend": far.pk}
    assert Customer.objects.get(pk=near.pk).nickname == "兰"


def test_a_list_is_filtered_by_the_form_behind_the_chip(client_for, boss, friend, known):
    near, far = known
    write(boss, near, far.pk)
    client = client_for("admin")
    form = client.get(reverse("list-filter", args=["customers"]) + "?field=custom_friend&box=b", headers=HTMX)
    assert "data-record" in form.text
    sent = {"field": "custom_friend", "op": "in", "v": str(far.pk), "box": "b"}
    answer = client.get(reverse("list-filter", args=["customers"]), sent, headers=HTMX, follow=True)
    assert answer.status_code == 200
    assert [row.title for row in answer.context["rows"]] == ["沈佩兰"]
    assert SECRET in answer.context["chips"][0]["text"]


# ── the interface ────────────────────────────────────────────────────────────


def test_the_interface_takes_and_gives_the_uid(boss, actors, friend, known):
    near, far = known
    caller = keys.caller(actors.people["admin"])
    answer = caller.change(f"customers/{near.uid}", {"custom_friend": str(far.uid)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["custom_friend"] == {"id": str(far.uid), "title": SECRET}
    wrong = caller.change(f"customers/{near.uid}", {"custom_friend": str(uuid4())})
    assert wrong.status_code in (400, 422)
    assert "custom_friend" in wrong.text
    found = caller.get(f"customers?filter[custom_friend]={far.uid}").json()["data"]
    assert [each["id"] for each in found] == [str(near.uid)]
    assert caller.change(f"customers/{near.uid}", {"custom_friend": None}).status_code == 200
    assert kept(near) == {}


# ── merging ──────────────────────────────────────────────────────────────────


def everything():
    found = imports.dump()
    values = found.pop("customize.CustomValue", [])
    carriers = dict(Customer.objects.values_list("pk", "custom"))
    return carriers, sorted(values, key=repr)


def test_a_merge_leads_it_to_the_survivor_and_an_undo_back(boss, friend, known):
    near, far = known
    retired = operations.define_field(boss, PIECE, code="buyer", label="预定", kind="relation", target=WHO)
    other = people.register_customer(boss, name="金丝雀儿", phone="13700000003")
    third = people.register_customer(boss, name="第三人")
    piece = trade.piece(code="R7")
    changes.change(boss, PIECE, piece.uid, {"custom_buyer": other.pk})
    operations.retire_field(boss, retired.uid)
    write(boss, near, other.pk)
    write(boss, third, far.pk)
    write(boss, far, other.pk)
    before = everything()
    merge = people.merge_customers(boss, far.uid, other.uid)
    assert (kept(near), kept(third), kept(far)) == ({"friend": far.pk},) * 3
    piece.refresh_from_db()
    assert piece.custom == {"buyer": far.pk}
    numbers = CustomValue.objects.filter(definition__kind="relation").values_list("number", flat=True)
    assert set(numbers) == {far.pk}
    assert people.undo_merge(boss, merge.uid) == {}
    piece.refresh_from_db()
    assert piece.custom == {"buyer": other.pk}
    assert everything() == before


def test_an_undo_leaves_what_somebody_changed_since_and_keeps_what_stands_beside(boss, friend, known):
    near, far = known
    operations.define_field(boss, WHO, code="note", label="备注二", kind="text")
    other = people.register_customer(boss, name="金丝雀儿", phone="13700000003")
    third = people.register_customer(boss, name="第三人")
    write(boss, near, other.pk)
    write(boss, third, other.pk)
    merge = people.merge_customers(boss, far.uid, other.uid)
    write(boss, near, "茶", "note")
    write(boss, third, near.pk)
    assert people.undo_merge(boss, merge.uid) == {"own:": 1}
    assert kept(near) == {"friend": other.pk, "note": "茶"}
    assert kept(third) == {"friend": near.pk}


# ── files ────────────────────────────────────────────────────────────────────


def brought(cell, code="friend", label="介绍人", actor=None):
    text = io.StringIO()
    text.write(f"会员卡号,姓名,{label}\nV1,沈佩兰,{cell}\n")
    return imports.write(text.getvalue(), "customers")


@pytest.mark.parametrize("way", ["member_no", "uid", "phone"])
def test_a_file_names_a_customer_by_member_number_uid_or_phone(way, boss, friend, known):
    near, far = known
    cell = {"member_no": "V2", "uid": str(far.uid), "phone": "139 0000 0002"}[way]
    run = brought(cell)
    assert run.warned == 0, imports.codes(run)
    assert kept(near) == {"friend": far.pk}
    imports.take_back(run)
    assert kept(near) == {}


def test_a_file_that_names_nobody_is_told_at_the_line_without_the_number(boss, friend, known):
    run = brought("13511112222")
    assert "related_unknown" in str(imports.codes(run))
    assert kept(known[0]) == {}
    hints = list(ImportProblem.objects.filter(run=run).values_list("hint", flat=True))
    assert len(hints) == 1
    assert hints[0].startswith("135")
    assert "13511112222" not in hints[0]


@pytest.mark.parametrize("way", ["code", "uid", "certificate"])
def test_a_file_names_a_piece_by_code_uid_or_certificate(way, boss, known):
    operations.define_field(boss, WHO, code="ring", label="看中", kind="relation", target=PIECE)
    piece = trade.piece(code="R42")
    piece.certificates.create(lab="GIA", number="2141438171", number_normalised="2141438171")
    run = brought({"code": "R42", "uid": str(piece.uid), "certificate": "GIA 2141438171"}[way], label="看中")
    assert run.warned == 0, imports.codes(run)
    assert kept(known[0]) == {"ring": piece.pk}


def test_a_style_can_be_pointed_to(boss, known):
    operations.define_field(boss, WHO, code="liked", label="款", kind="relation", target=STYLE)
    style = Style.objects.create(style_no="K9", name="月光")
    write(boss, known[0], style.uid, "liked")
    assert shown(boss, known[0], "liked") == policy.Link("月光", style.uid)
    assert [(each.title, told) for each, told in target_of(STYLE).find(boss, "K9")] == [("月光", "K9")]


def test_a_customer_of_a_file_stays_when_it_is_taken_back_and_another_points_there(boss, friend, known):
    near, _far = known
    content = "会员卡号,姓名,介绍人\nV8,新甲,\nV9,新乙,V8\n"
    run = imports.write(content, "customers")
    assert run.warned == 0, imports.codes(run)
    made = {each.member_no: each for each in Customer.objects.filter(member_no__in=("V8", "V9"))}
    assert made["V9"].custom == {"friend": made["V8"].pk}
    imports.take_back(run)
    assert not Customer.objects.filter(member_no__in=("V8", "V9")).exists()
    again = imports.write(content, "customers")
    write(boss, near, Customer.objects.get(member_no="V9").pk)
    imports.take_back(again)
    stay = Customer.objects.filter(member_no__in=("V8", "V9"))
    assert sorted(stay.values_list("member_no", flat=True)) == ["V8", "V9"]
    again.refresh_from_db()
    assert again.reading["undo"]["kept"] == {"people.customer:own": 2}
