"""Completeness by store and advisor: reckoned from all customers, seen as far as one's reach goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import shop
from parure.core import jobs
from parure.people import operations
from parure.people.models import Customer, QualityFigure
from parure.people.ownership.care import ask_again_before
from parure.people.quality_figures import ask_for_figures, keep_figures, quality_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=600)


@pytest.fixture
def base(staff, stores):
    """Three customers of an advisor of the Lake store, one of the Opera store's, one without either."""
    person = staff("advisor", stores.lake, name="孟远")
    for i, percent in enumerate((40, 60, 95)):
        shop.customer(
            f"顾客{i}", owner=person, home_store=stores.lake, completeness=percent, registered_on=LONG_AGO
        )
    Customer.objects.filter(name="顾客2").update(confirmed_on=TODAY)
    shop.customer(
        "远", owner=staff("advisor", stores.opera, name="远"), home_store=stores.opera, completeness=10
    )
    shop.customer("无", completeness=20)
    shop.customer("旧", home_store=stores.lake, owner=person, is_archived=True)
    keep_figures()
    return person


def test_all_is_reckoned_by_store_and_advisor(actors, base):
    found = quality_of(actors["owner"])
    assert (found.total.customers, found.total.average, found.total.short, found.total.stale) == (5, 45, 3, 2)
    assert [(each.name, each.average) for each in found.stores] == [
        ("Opera store", 10),
        ("", 20),
        ("Lake store", 65),
    ]
    assert [(each.name, each.customers) for each in found.advisors] == [("远", 1), ("", 1), ("孟远", 3)]


def test_a_manager_sees_the_own_store_and_an_advisor_the_own_line(actors, base):
    assert [each.name for each in quality_of(actors["manager"]).stores] == ["Lake store"]
    assert [each.name for each in quality_of(shop.acting(base)).advisors] == ["孟远"]
    assert quality_of(actors["advisor"]).at is None


def test_reckoned_again_the_figures_take_the_place_of_the_old_ones(actors, base, django_assert_num_queries):
    owner = actors["owner"]
    with django_assert_num_queries(1):
        quality_of(owner)
    Customer.objects.update(completeness=100)
    ask_for_figures(actors["owner"])
    ask_for_figures(actors["owner"])
    jobs.run_all()
    assert quality_of(actors["owner"]).total.average == 100
    assert QualityFigure.objects.count() == 3


def test_after_how_long_to_ask_again_is_the_shop_s_own(actors, base):
    operations.set_client_care(actors["owner"], asked_again_after=700)
    assert ask_again_before() == TODAY - timedelta(days=700)
    keep_figures()
    assert quality_of(actors["owner"]).total.stale == 0


def test_what_is_known_is_as_old_as_its_confirmation_or_else_its_registration(actors):
    customer = shop.customer("顾客")
    Customer.objects.filter(pk=customer.pk).update(registered_on=TODAY - timedelta(days=900))
    customer.refresh_from_db()
    assert customer.known_on == TODAY - timedelta(days=900)
    operations.confirm_customer(actors["owner"], customer.uid)
    customer.refresh_from_db()
    assert customer.known_on == TODAY
