"""Who becomes the advisor of new customers: by the shop's rules, in turn without a gap, explained in the history."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from factories import shop
from parure.access import policy
from parure.people import operations
from parure.people.choices import CameBy, Way
from parure.people.models import AdvisorChange, AssignmentRule, Customer
from parure.people.ownership.assigning import choose_advisors, next_in_turn
from parure.people.ownership.history import terms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(actors):
    return actors["owner"]


@pytest.fixture
def team(staff, stores):
    """Three advisors of the Lake store."""
    return [staff("advisor", stores.lake, name=name) for name in ("甲", "乙", "丙")]


def rule(boss, way, store=None, **more):
    return operations.add_assignment_rule(boss, way=way, store=store.uid if store else None, **more)


def register(actor, store, number=0):
    return operations.register_customer(actor, name=f"顾客{number}", store=store)


def test_without_a_rule_who_registers_is_the_advisor(boss, stores):
    made = register(boss, stores.lake)
    assert made.owner_id == boss.staff_id
    assert [each.why for each in AdvisorChange.objects.all()] == ["registered"]


def test_in_turn_everybody_has_the_same_number(boss, stores, team):
    rule(boss, Way.TURN, stores.lake)
    owners = [register(boss, stores.lake, i).owner_id for i in range(7)]
    assert owners == [team[i % 3].pk for i in range(7)]
    (term,) = terms_of(boss, Customer.objects.first().uid)
    assert "按规则" in term.why
    assert "轮流" in term.why


def test_who_is_away_or_has_left_is_passed_over(boss, stores, team):
    rule(boss, Way.TURN, stores.lake)
    operations.add_cover(boss, team[1].uid, by_uid=team[0].uid, until=timezone.localdate())
    team[2].is_active = False
    team[2].save()
    assert {register(boss, stores.lake, i).owner_id for i in range(3)} == {team[0].pk}


def test_the_fewest_get_the_next(boss, stores, team):
    for i, count in enumerate((3, 1, 2)):
        for number in range(count):
            shop.customer(f"{i}{number}", owner=team[i], home_store=stores.lake)
    rule(boss, Way.FEWEST, stores.lake)
    choices = choose_advisors(boss, [stores.lake.pk] * 3, CameBy.IMPORT)
    assert Counter(each.owner_id for each in choices) == {team[1].pk: 2, team[2].pk: 1}


def test_the_store_s_rules_come_first_and_the_first_that_finds_somebody_decides(boss, stores, team):
    rule(boss, Way.POOL)
    rule(boss, Way.TURN, stores.opera)  # nobody works there
    rule(boss, Way.FIXED, stores.lake, staff=team[2].uid)
    assert register(boss, stores.lake, 1).owner == team[2]
    assert register(boss, stores.opera, 2).owner is None
    assert [each.way for each in AdvisorChange.objects.order_by("pk")] == ["fixed", "pool"]


def test_a_rule_may_be_for_those_who_come_one_way_only(boss, stores, team):
    rule(boss, Way.FIXED, stores.lake, staff=team[0].uid, came_by=CameBy.JOIN)
    assert choose_advisors(boss, [stores.lake.pk], CameBy.COUNTER)[0].owner_id == boss.staff_id
    assert choose_advisors(boss, [stores.lake.pk], CameBy.JOIN)[0].owner_id == team[0].pk
    assert choose_advisors(boss, [stores.lake.pk], CameBy.IMPORT)[0].owner_id is None


def test_who_is_named_needs_no_rule(boss, stores, team):
    rule(boss, Way.POOL)
    made = operations.register_customer(boss, name="沈佩兰", store=stores.lake, owner=team[0])
    assert made.owner == team[0]


def test_many_cost_as_many_queries_as_one(boss, stores, team, django_assert_num_queries):
    rule(boss, Way.TURN, stores.lake)
    for many in (1, 400):
        with django_assert_num_queries(5):
            found = choose_advisors(boss, [stores.lake.pk] * many, CameBy.IMPORT)
    counts = Counter(each.owner_id for each in found)
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize(("last", "expected"), [(None, 2), (2, 5), (9, 2), (4, 5), (7, 9)])
def test_the_turn_goes_round(last, expected):
    assert next_in_turn([2, 5, 9], last) == expected


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_nobody_s_turn_is_skipped_or_doubled(boss, stores, team):
    rule(boss, Way.TURN, stores.lake)
    ready, found = Barrier(4), []

    def at_a_counter():
        ready.wait()
        try:
            for _again in range(6):
                with transaction.atomic():
                    found.append(choose_advisors(boss, [stores.lake.pk], CameBy.COUNTER)[0].owner_id)
        finally:
            connection.close()

    threads = [Thread(target=at_a_counter) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(found) == {each.pk: 8 for each in team}


# ── the rules themselves ─────────────────────────────────────────────────────


def test_rules_are_moved_removed_and_brought_back(boss, stores, team):
    one, two, three = (rule(boss, way, stores.lake) for way in (Way.TURN, Way.FEWEST, Way.POOL))
    operations.move_assignment_rule(boss, three.uid, before=one.uid)
    order = list(AssignmentRule.objects.order_by("position").values_list("pk", flat=True))
    assert order == [three.pk, one.pk, two.pk]
    kept = operations.remove_assignment_rule(boss, one.uid)
    with pytest.raises(policy.NotFound):
        operations.remove_assignment_rule(boss, one.uid)
    operations.add_assignment_rule(boss, **kept)
    again = list(AssignmentRule.objects.order_by("position").values_list("uid", flat=True))
    assert again == [three.uid, one.uid, two.uid]


def test_what_makes_no_sense_is_refused(boss, stores, team):
    with pytest.raises(ValidationError):
        rule(boss, "sideways", stores.lake)
    with pytest.raises(ValidationError):
        rule(boss, Way.FIXED, stores.lake)
    assert not AssignmentRule.objects.exists()


def test_a_manager_makes_rules_of_the_own_store_only(actors, stores):
    rule(actors["manager"], Way.TURN, stores.lake)
    for store in (stores.opera, None):
        with pytest.raises(policy.Denied):
            rule(actors["manager"], Way.POOL, store)
    with pytest.raises(policy.Denied):
        rule(actors["advisor"], Way.POOL, stores.lake)
    with pytest.raises(policy.Denied):
        operations.set_client_care(actors["manager"], claims_a_day=99)
    assert AssignmentRule.objects.count() == 1
