"""How facts came about, in words: what may not be read is left out, what isn't known is not made up."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from parure.insight import words


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_coming_occasion_has_its_day_and_what_was_bought_for_it():
    on = timezone.localdate() + timedelta(days=12)
    told = {"next_occasion_on": on, "next_occasion_orders": 2}
    assert words.coming(told) == f"{on.isoformat()} · in 12 days · 2 orders for it before"
    assert words.coming(told | {"next_occasion_orders": 0}).endswith("never bought for it yet")
    assert words.coming({"next_occasion_orders": 2}) == ""
    past = timezone.localdate() - timedelta(days=1)  # figures of some days ago
    assert words.coming({"next_occasion_on": past}) == past.isoformat()


def test_an_answer_is_told_with_the_contacts_that_it_is_of():
    told = {"contacts_730": 12, "days_since_answer": 1}
    assert words.answering(told).startswith("of 12 contacts in two years")
    assert words.answering(told).endswith("last 1 day ago")
    assert words.answering({"days_since_answer": None}) == ""


def test_what_is_likely_says_how_likely():
    assert words.onward({"next_category_share": 384}).startswith("38% likely")
    assert words.onward({}) == ""
