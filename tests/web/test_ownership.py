"""Sharing a customer from their page: dialog, card, removal, undo."""

import json

import pytest
from django.utils import timezone

from factories import shop
from parure.access import policy
from parure.core import jobs
from parure.people import operations
from parure.people.models import SecondaryAdvisor

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lan(actors, stores):
    return operations.register_customer(actors["admin"], name="沈佩兰", store=stores.lake)


def test_a_manager_shares_a_customer_and_takes_it_back(client_for, lan, staff, stores):
    far = staff("advisor", stores.opera, username="far", name="孟远")
    client, base = client_for("manager"), f"/customers/{lan.uid}/sharers/"
    until = timezone.localdate()
    answer = client.post(base + "add/", {"staff": far.uid, "until": until.isoformat()}, **HTMX)
    assert answer.status_code == 204
    assert "孟远" in client.get(base, **HTMX).content.decode()
    assert client.get(f"/customers/{lan.uid}/").content.decode().count("sharers/add/") == 1
    gone = client.post(f"{base}{far.uid}/remove/", **HTMX)
    assert not SecondaryAdvisor.objects.exists()
    client.post(json.loads(gone["HX-Trigger"])["toast"]["undo"])
    assert SecondaryAdvisor.objects.get().until == until


def test_a_colleague_who_shares_opens_the_page(client_for, actors, lan, staff, stores):
    far = staff("advisor", stores.opera, username="far")
    assert client_for(far).get(f"/customers/{lan.uid}/").status_code == 404
    operations.add_secondary_advisor(actors["admin"], lan.uid, staff_uid=far.uid)
    assert client_for(far).get(f"/customers/{lan.uid}/").status_code == 200
    assert policy.rows(shop.acting(actors.people["admin"]), "people.customer").count() == 1


def test_an_advisor_sees_who_shares_and_is_offered_nothing(client_for, actors, lan, staff):
    operations.add_secondary_advisor(actors["admin"], lan.uid, staff_uid=staff("advisor", name="孟远").uid)
    client = client_for("advisor")
    words = client.get(f"/customers/{lan.uid}/sharers/", **HTMX).content.decode()
    assert "孟远" in words
    assert "remove" not in words
    assert "sharers/add/" not in client.get(f"/customers/{lan.uid}/").content.decode()
    assert client.get(f"/customers/{lan.uid}/sharers/add/").status_code == 403


def test_what_is_refused_stands_at_its_field(client_for, actors, lan):
    client = client_for("manager")
    answer = client.post(f"/customers/{lan.uid}/sharers/add/", {"staff": actors.people["admin"].uid}, **HTMX)
    assert answer.status_code == 422
    assert not SecondaryAdvisor.objects.exists()


def test_all_customers_of_a_colleague_are_handed_over_and_taken_back(client_for, actors, lan, staff):
    receiver = staff("advisor", name="孟远")
    client, giver = client_for("manager"), actors.people["admin"]
    given = {"staff": giver.uid, "to": receiver.uid, "how": "good"}
    preview = client.post("/customers/handover/", given)["Location"]
    assert client.get(preview).context["changing"] == "1"
    client.post(f"{preview}start/")
    jobs.run_all()
    lan.refresh_from_db()
    assert lan.owner == receiver
    client.post(f"{preview}undo/")
    jobs.run_all()
    lan.refresh_from_db()
    assert lan.owner == giver


def test_an_absence_is_covered_shown_and_ended(client_for, actors, lan, staff, stores):
    client, away = client_for("manager"), actors.people["admin"]
    by = staff("advisor", stores.opera, name="孟远")
    given = {"staff": away.uid, "to": by.uid, "how": "away"}
    assert client.post("/customers/handover/", given, **HTMX).status_code == 422
    assert (
        client.post("/customers/handover/", given | {"until": timezone.localdate()}, **HTMX).status_code
        == 204
    )
    address = f"/customers/covers/{away.uid}/{by.uid}/end/"
    assert address in client.get(f"/customers/{lan.uid}/sharers/", **HTMX).content.decode()
    client.post(address, **HTMX)
    assert "孟远" not in client.get(f"/customers/{lan.uid}/sharers/", **HTMX).content.decode()
