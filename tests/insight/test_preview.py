"""What a way of giving scores would make, told beforehand: the same as the refresh that goes by it."""

from collections import Counter

import pytest

from factories import shop
from factories.buying import UNTIL, random_shop
from parure.access import policy
from parure.insight.groups.operations import set_rfm_scheme
from parure.insight.groups.preview import Held, preview_of
from parure.insight.groups.scheme import STEPS, settled_bounds
from parure.insight.measures.rfm import FALLBACK, GROUPS, Bounds, group_with
from parure.insight.models import CustomerFacts, Refreshed
from parure.insight.operations import refresh
from parure.insight.refreshing import is_awaited

BOUNDS = Bounds((400, 200, 100, 40), (2, 3, 4, 6), (100_000, 300_000, 900_000, 2_000_000))


@pytest.fixture
def boss(roles):
    return shop.actor_with({"*": dict.fromkeys(("view", "change"), "all") | {"fields": {"*": "write"}}})


def settle(actor, bounds):
    set_rfm_scheme(actor, is_fixed=True, **{name: list(getattr(bounds, name)) for name in STEPS})


def counted(column):
    return dict(Counter(CustomerFacts.objects.values_list(column, flat=True)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_a_preview_is_what_the_next_refresh_makes(boss, settings, tmp_path, seed):
    settings.PARURE_DATA = tmp_path
    random_shop(seed)
    refresh(until=UNTIL)
    told = preview_of(boss, BOUNDS)
    settle(boss, BOUNDS)
    assert is_awaited()
    refresh(until=UNTIL)
    assert not is_awaited()
    assert told.groups == counted("rfm_group")
    assert told.customers == CustomerFacts.objects.count() > 0
    for letter, name in zip("rfm", STEPS, strict=True):
        found = counted(letter)
        assert [each.customers for each in told.scores[name]] == [
            found.get(score, 0) for score in range(1, 6)
        ]
        assert preview_of(boss, settled_bounds()[1]).scores[name] == told.scores[name]


@pytest.mark.django_db(transaction=True)
def test_fifths_are_told_while_they_are_in_force(boss, settings, tmp_path, django_assert_num_queries):
    settings.PARURE_DATA = tmp_path
    random_shop(1)
    refresh(until=UNTIL)
    told = preview_of(boss, None)
    sizes = [each.customers for each in told.scores["kept_minor"]]
    assert sum(sizes) == told.customers
    assert max(sizes) - min(sizes) <= 1
    assert told.scores["recency_days"][4].most <= told.scores["recency_days"][3].least
    with django_assert_num_queries(3):
        preview_of(boss, BOUNDS)
    settle(boss, BOUNDS)
    assert preview_of(boss, None) == told  # the figures are still of fifths
    refresh(until=UNTIL)
    assert preview_of(boss, None) is None
    assert Refreshed.objects.latest("pk").settled["bounds"][1] == [2, 3, 4, 6]


@pytest.mark.django_db
def test_who_may_not_change_groups_or_read_spending_is_told_nothing(actors):
    for role in ("manager", "advisor", "marketing"):
        with pytest.raises(policy.Denied):
            preview_of(actors[role], BOUNDS)
    clerk = shop.actor_with(
        {
            "insight.rfm_group": {"view": "all", "change": "all"},
            "people.customer": {"view": "all", "fields": {}},
        }
    )
    with pytest.raises(policy.Denied):
        preview_of(clerk, BOUNDS)


@pytest.mark.django_db
def test_a_shop_without_purchases_has_nobody_in_any_score(boss):
    told = preview_of(boss, BOUNDS)
    assert (told.customers, told.groups) == (0, {})
    assert told.scores["purchases"] == [Held()] * 5


def test_scores_fall_into_the_first_group_that_holds_them():
    assert group_with((5, 5, 5), GROUPS) == "champion"
    assert group_with((1, 1, 1), GROUPS) == "dormant"
    assert group_with((3, 1, 3), GROUPS) == FALLBACK
