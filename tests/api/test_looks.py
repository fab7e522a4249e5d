"""What is worked out about a record, by the API."""

import pytest
from django.utils import timezone

from factories import keys, shop, trade
from parure.access.models import AuditEntry
from parure.catalog.models import Style
from parure.people import operations as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(roles, stores):
    return shop.hire("owner", stores.lake)


@pytest.fixture
def lan(owner, stores):
    return people.register_customer(shop.acting(owner), name="沈佩兰", store=stores.lake)


@pytest.fixture
def bangle(owner, lan, stores):
    made = Style.objects.create(style_no="S1", name="平安镯", category="BANGLE", main_gem="JADEITE")
    piece = trade.piece(
        style=made,
        name="平安镯",
        category="",
        fineness="",
        main_gem="",
        label_price_minor=6_880_000,
        store=stores.lake,
    )
    people.state_preference(shop.acting(owner), lan.uid, aspect="gem", value="翡翠")
    people.add_wish(shop.acting(owner), lan.uid, piece=piece.uid)
    return piece


def test_suggestions_come_with_reasons_and_looking_is_on_record(owner, lan, bangle):
    before = AuditEntry.objects.filter(action="view").count()
    (told,) = keys.caller(owner).get(f"customers/{lan.uid}/suggestions").json()["data"]
    assert told["goods"] == {"id": str(bangle.uid), "title": "平安镯"}
    assert (told["kind"], told["code"], told["is_wished"]) == ("piece", bangle.code, True)
    assert told["price"] == {"amount": "68800.00", "currency": "CNY"}
    assert [each["term"] for each in told["reasons"]] == ["wished", "said"]
    assert AuditEntry.objects.filter(action="view").count() == before + 1


@pytest.mark.parametrize("name", ["pieces", "styles"])
def test_customers_who_would_love_it(owner, lan, bangle, name):
    uid = bangle.uid if name == "pieces" else bangle.style.uid
    people.add_wish(shop.acting(owner), lan.uid, style=bangle.style.uid)
    (told,) = keys.caller(owner).get(f"{name}/{uid}/customers").json()["data"]
    assert told["customer"]["title"] == "沈佩兰"
    assert told["reasons"][0]["term"] == "wished"


def test_out_of_reach_and_without_the_right_it_is_as_everywhere(lan, bangle, roles, stores):
    away = keys.caller(shop.hire("advisor", stores.opera))
    assert away.get(f"customers/{lan.uid}/suggestions").status_code == 404
    assert away.get(f"pieces/{bangle.uid}/customers").json() == {"data": []}
    workshop = keys.caller(shop.hire("workshop", stores.lake))
    assert workshop.get(f"customers/{lan.uid}/suggestions").status_code == 403
    assert workshop.get(f"pieces/{bangle.uid}/customers").status_code == 403


def test_other_verbs_and_names_are_refused(owner, lan):
    call = keys.caller(owner)
    assert call.make(f"customers/{lan.uid}/suggestions", {}).status_code == 405
    assert call.get(f"customers/{lan.uid}/tag").status_code == 405
    assert call.get(f"customers/{timezone.now():%s}/suggestions").status_code == 404
