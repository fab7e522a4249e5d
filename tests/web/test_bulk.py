"""Bulk changes in the browser: from the selection to the preview, the run and its way back."""

import pytest

from factories import shop
from parure.automation.models import BulkRun
from parure.core import jobs
from parure.people import operations as people
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body"}
FORM = "/lists/customers/bulk/"


@pytest.fixture
def crowd(actors, stores):
    boss = actors["admin"]
    return [
        people.register_customer(boss, name=f"顾客{i}", store=stores.lake, occupation="教师" if i else "")
        for i in range(3)
    ]


def acts_of(answer):
    return [each.act for each in answer.context["bulk_acts"]]


def test_the_bar_offers_what_the_role_may(client_for, crowd):
    seen = {role: acts_of(client_for(role).get("/customers/")) for role in ("admin", "advisor", "analyst")}
    assert seen == {
        "admin": ["set", "set:home_store", "tags", "do:task", "do:archive", "do:handover"],
        "advisor": ["set", "tags", "do:task"],
        "analyst": [],
    }


def test_the_form_keeps_the_selection(client_for, crowd):
    answer = client_for("admin").post(FORM, {"act": "set", "uid": [crowd[0].uid]}, headers=DIALOG)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert f'name="uid" value="{crowd[0].uid}"' in words
    assert 'value="occupation"' in words


def test_from_the_selection_to_the_run_and_back(client_for, crowd):
    client = client_for("admin")
    given = {
        "act": "set",
        "field": "occupation",
        "value": "教师",
        "go": "1",
        "uid": [each.uid for each in crowd],
    }
    answer = client.post(FORM, given)
    run = BulkRun.objects.get()
    assert answer.headers["Location"] == f"/bulk/{run.uid}/"
    page = client.get(answer.headers["Location"])
    assert (page.context["changing"], page.context["same"]) == ("1", "2")
    assert [row["title"] for row in page.context["rows"]] == ["顾客0", "顾客1", "顾客2"]
    client.post(f"/bulk/{run.uid}/start/")
    assert (
        "HX-Refresh" not in client.get(f"/bulk/{run.uid}/progress/", headers={"HX-Request": "true"}).headers
    )
    jobs.run_all()
    assert (
        client.get(f"/bulk/{run.uid}/progress/", headers={"HX-Request": "true"}).headers["HX-Refresh"]
        == "true"
    )
    assert set(Customer.objects.values_list("occupation", flat=True)) == {"教师"}
    assert client.get("/bulk/").context["runs"][0]["run"].can_undo
    client.post(f"/bulk/{run.uid}/undo/")
    jobs.run_all()
    assert sorted(Customer.objects.values_list("occupation", flat=True)) == ["", "教师", "教师"]


def test_everything_that_matches_is_meant_by_the_address(client_for, crowd):
    client = client_for("admin")
    given = {"act": "tags", "all": "1", "new": "教师节", "go": "1"}
    client.post(f"{FORM}?f=occupation:is:教师", given)
    run = BulkRun.objects.get()
    assert run.condition == {"all": [{"field": "occupation", "op": "is", "value": "教师"}]}
    assert "教师" in client.get(f"/bulk/{run.uid}/").context["about"]
    client.post(f"/bulk/{run.uid}/start/")
    jobs.run_all()
    assert [each.tag_names for each in Customer.objects.order_by("pk")] == [[], ["教师节"], ["教师节"]]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"act": "set", "field": "occupation"}, "value"),
        ({"act": "set"}, "field"),
        ({"act": "set", "field": "registered_on", "value": "yesterday"}, "value"),
        ({"act": "tags"}, "__all__"),
        ({"act": "do:task", "title": "", "due": "2026-12-01"}, "title"),
    ],
)
def test_what_is_missing_stands_at_its_field(given, wrong, client_for, crowd):
    answer = client_for("admin").post(FORM, given | {"go": "1", "uid": [crowd[0].uid]}, headers=DIALOG)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not BulkRun.objects.exists()


def test_nothing_selected_is_said(client_for, crowd):
    given = {"act": "set", "field": "occupation", "value": "x", "go": "1"}
    assert client_for("admin").post(FORM, given, headers=DIALOG).status_code == 422


def test_a_tag_that_may_not_be_made_is_refused(client_for, crowd, stores):
    client = client_for("advisor")
    assert "new" not in client.post(FORM, {"act": "tags", "uid": [crowd[0].uid]}).context["form"].fields


def test_the_preview_counts_who_is_not_ours_to_change(actors, crowd, stores, staff, client_for):
    person = staff("service", stores.lake)
    client = client_for(person)
    shop.customer("远方", home_store=stores.opera)
    client.post(FORM, {"act": "set", "field": "occupation", "value": "x", "all": "1", "go": "1"})
    page = client.get(f"/bulk/{BulkRun.objects.get().uid}/")
    assert (page.context["changing"], page.context["barred"]) == ("3", "")
