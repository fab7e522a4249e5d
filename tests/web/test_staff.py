"""Staff, stores and one's own account in the browser."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from factories import shop
from parure.access import operations, policy
from parure.access.actors import actor_for
from parure.access.models import AuditEntry, Role, SignIn, Staff, Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_for):
    return client_for("admin")


def test_a_new_colleague_signs_in_with_the_password_that_is_shown_once(admin, stores):
    given = {"name": "林小满", "username": "xiaoman", "roles": ["advisor"], "language": "zh-hans"}
    answer = admin.post(reverse("staff-add"), given | {"home_store": str(stores.lake.uid)})
    password = re.search(r"<output[^>]*>([a-z0-9-]+)</output>", answer.content.decode())[1]
    door = Client()
    assert door.post("/signin/", {"username": "xiaoman", "password": password}).status_code == 302
    assert actor_for(Staff.objects.get(username="xiaoman")).store_ids == {stores.lake.pk}
    assert password not in str(list(AuditEntry.objects.values()))


def test_a_taken_name_stands_by_its_field_and_keeps_what_was_typed(admin, staff):
    staff("advisor", username="mei")
    answer = admin.post(reverse("staff-add"), {"name": "新人", "username": "mei", "language": "en"})
    assert answer.status_code == 422
    assert "新人" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"username"}


def test_roles_and_stores_count_from_the_next_click(admin, staff, client_for, stores):
    lin = staff("advisor")
    client = client_for(lin)
    assert client.get(reverse("imports")).status_code == 403
    given = {"name": lin.name, "username": lin.username, "roles": ["manager"], "language": "zh-hans"}
    admin.post(reverse("staff-change", args=[lin.uid]), given | {"stores": [str(stores.opera.uid)]})
    assert client.get(reverse("imports")).status_code == 200
    assert actor_for(Staff.objects.get(pk=lin.pk)).store_ids == {stores.opera.pk}


def test_a_leaver_is_out_everywhere_at_once_and_can_come_back(admin, staff, client_for):
    lin = staff("advisor")
    client = client_for(lin)
    assert client.get("/").status_code == 200
    admin.post(reverse("staff-deactivate", args=[lin.uid]))
    assert client.get("/").status_code == 302
    assert not SignIn.objects.filter(staff=lin).exists()
    admin.post(reverse("staff-reactivate", args=[lin.uid]))
    lin.refresh_from_db()
    assert lin.is_active


def test_nobody_closes_their_own_account(admin, actors):
    answer = admin.post(reverse("staff-deactivate", args=[actors.people["admin"].uid]))
    assert answer.status_code == 400
    assert Staff.objects.get(pk=actors.people["admin"].pk).is_active


def test_the_last_administrator_stays(actors, staff):
    second = staff("admin")
    operations.deactivate_staff(actors["admin"], second.uid)
    only = actors.people["admin"]
    everything = shop.actor_with(dict(Role.objects.get(code="admin").grants))
    for act in (
        lambda: operations.deactivate_staff(everything, only.uid),
        lambda: operations.set_roles(everything, only.uid, ["advisor"]),
        lambda: operations.set_grants(everything, Role.objects.get(code="admin").uid, {}),
    ):
        with pytest.raises(Exception, match=r"没有人|Nobody"):
            act()
    only.refresh_from_db()
    assert only.is_active
    assert [role.code for role in only.roles.all()] == ["admin"]


def test_nobody_gives_away_more_than_they_have(actors, staff):
    lin = staff("advisor")
    with pytest.raises(policy.Denied):
        operations.set_roles(actors["owner"], lin.uid, ["admin"])
    operations.set_roles(actors["owner"], lin.uid, ["manager"])
    assert [role.code for role in lin.roles.all()] == ["manager"]


def test_whoever_may_more_is_out_of_hand(actors, staff):
    """Setting somebody's password is being them."""
    boss = staff("admin")
    for act in (operations.reset_password, operations.deactivate_staff):
        with pytest.raises(policy.Denied):
            act(actors["owner"], boss.uid)
    with pytest.raises(policy.Denied):
        operations.set_password(actors["owner"], boss.username, shop.PASSWORD)


def test_a_lead_of_one_store_sends_nobody_to_another(stores, staff):
    grants = {
        "access.staff": {"view": "store", "add": "store", "change": "store", "fields": {"*": "write"}},
        "access.store": {"view": "all", "fields": {"*": "read"}},
    }
    lead = shop.actor_with(grants, stores=(stores.lake,))
    values = {"username": "new", "name": "New", "password": shop.PASSWORD, "roles": []}
    with pytest.raises(policy.Denied):
        operations.create_staff(lead, store=stores.opera, **values)
    made = operations.create_staff(lead, store=stores.lake, **values)
    with pytest.raises(policy.Denied):
        operations.change_staff(lead, made.uid, home_store=stores.opera.uid)
    with pytest.raises(policy.NotFound):
        operations.change_staff(lead, staff("advisor", stores.opera).uid, title="x")


def test_stores_change_and_close(admin, stores):
    given = {"name": "湖滨店", "code": "LAKE", "city": "杭州", "region": str(stores.west.uid)}
    assert admin.post(reverse("store-change", args=[stores.lake.uid]), given).status_code == 302
    lake = Store.objects.get(pk=stores.lake.pk)
    assert (lake.name, lake.region, lake.is_active) == ("湖滨店", stores.west, False)
    taken = admin.post(reverse("store-change", args=[stores.lake.uid]), given | {"code": "OPERA"})
    assert taken.status_code == 422
    assert admin.post(reverse("store-add"), given | {"code": "NEW"}).status_code == 302
    assert admin.post(reverse("region-change", args=[stores.east.uid]), {"name": "华东"}).status_code == 302
    assert "华东" in admin.get(reverse("stores")).content.decode()


def test_a_store_that_moves_to_another_region_moves_whom_it_reaches(staff, stores, actors):
    lin = staff("service")
    assert actor_for(lin).region_store_ids == {stores.lake.pk, stores.canal.pk}
    operations.change_store(actors["admin"], stores.opera.uid, region=stores.east.uid)
    lin.refresh_from_db()
    assert actor_for(lin).region_store_ids == {stores.lake.pk, stores.canal.pk, stores.opera.pk}


# ── one's own account ────────────────────────────────────────────────────────


@pytest.fixture
def lin(staff):
    return staff("advisor", username="lin", password=shop.PASSWORD)


def enter(password=shop.PASSWORD) -> Client:
    client = Client()
    assert client.post("/signin/", {"username": "lin", "password": password}).status_code == 302
    return client


def test_one_sees_where_one_is_signed_in_and_ends_the_others(lin):
    here, there = enter(), enter()
    page = here.get(reverse("account")).content.decode()
    assert page.count("本机") == 1
    here.post(reverse("account-end-others"))
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_one_cannot_end_what_is_anothers(lin, client_for):
    enter()
    row = SignIn.objects.get(staff=lin)
    client_for("manager").post(reverse("account-end", args=[row.uid]))
    assert SignIn.objects.filter(pk=row.pk).exists()


def test_a_new_password_takes_the_old_one_and_ends_the_other_sign_ins(lin):
    here, there = enter(), enter()
    fresh = "opal-and-jade-8812"
    wrong = here.post(reverse("account-password"), {"old": "wrong", "new": fresh})
    assert wrong.status_code == 422
    weak = here.post(reverse("account-password"), {"old": shop.PASSWORD, "new": "12345678"})
    assert weak.status_code == 422
    done = here.post(reverse("account-password"), {"old": shop.PASSWORD, "new": fresh})
    assert done.status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert SignIn.objects.get(staff=lin).address == "127.0.0.1"
    enter(fresh)


def test_the_lists_cost_the_same_however_many(admin, staff, django_assert_num_queries):
    staff("advisor")
    admin.get(reverse("staff"))
    for _more in range(3):
        staff("advisor")
    with django_assert_num_queries(5):
        admin.get(reverse("staff"))
    with django_assert_num_queries(4):
        admin.get(reverse("stores"))
