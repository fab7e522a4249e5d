"""Rules: data that acts on events, once each."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from factories import shop
from parure.access import policy
from parure.automation import operations
from parure.automation.models import Rule, RuleRun
from parure.automation.verbs import VERBS, verb
from parure.core import events, jobs
from parure.core.models import Event, Job

pytestmark = pytest.mark.django_db


@events.fact
@dataclass(frozen=True)
class Weighed(events.Fact):
    name: ClassVar[str] = "test.weighed"
    mg: int


@pytest.fixture
def acts(roles):
    """What the verb `test.note` was called with."""
    noted = []

    @verb("test.note", "note")
    def note(actor, values, params):
        noted.append((actor.label, dict(values), dict(params)))
        return "noted"

    yield noted
    del VERBS["test.note"]


@pytest.fixture
def boss(roles, actors):
    return actors["admin"]


def rule(boss, **values):
    given = {
        "name": "Heavy",
        "event": "test.weighed",
        "condition": {"field": "mg", "op": "gte", "value": 1000},
        "verb": "test.note",
        "params": {"words": "heavy"},
    }
    return operations.create_rule(boss, **given | values)


def weigh(mg):
    with transaction.atomic():
        return events.emit(Weighed(mg), actor=SimpleNamespace(staff_id=None, label="tester"))


def test_a_rule_acts_when_its_event_meets_its_condition(acts, boss, committed):
    rule(boss)
    with committed():
        weigh(999)
        weigh(1000)
    assert acts == [("Heavy", {"mg": 1000}, {"words": "heavy"})]
    assert RuleRun.objects.get().outcome == "noted"


def test_a_rule_runs_once_for_an_event_however_often_it_is_delivered(acts, boss):
    rule(boss)
    event = weigh(2000)
    for _ in range(3):
        operations.run_rules(event)
    assert (len(acts), RuleRun.objects.count()) == (1, 1)


def test_a_rule_that_is_off_rests(acts, boss):
    rule(boss)
    Rule.objects.update(enabled=False)
    operations.run_rules(weigh(2000))
    assert acts == []


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_fails_leaves_no_run_and_is_tried_again(roles, stores):
    broken = [True]

    @verb("test.break", "break")
    def fail(actor, values, params):
        if broken[0]:
            raise ValueError
        return "done"

    try:
        rule(
            shop.actor_with({"*": {"view": "all", "add": "all", "fields": {"*": "write"}}}), verb="test.break"
        )
        weigh(2000)
        assert RuleRun.objects.count() == 0
        broken[0] = False
        Job.objects.update(due_at=timezone.now())
        jobs.run_all()
        assert RuleRun.objects.get().outcome == "done"
    finally:
        del VERBS["test.break"]


def test_a_rule_on_nothing_known_is_refused(acts, boss):
    for wrong in ({"event": "test.nothing"}, {"verb": "test.nothing"}):
        with pytest.raises(ValidationError):
            rule(boss, **wrong)
    assert Rule.objects.count() == 0


def test_writing_the_same_rule_twice_keeps_one(acts, boss):
    assert rule(boss) == rule(boss)
    assert rule(boss, params={"words": "other"}) != rule(boss)
    assert Rule.objects.count() == 2


def test_who_may_not_write_rules_writes_none(acts, actors):
    with pytest.raises(policy.Denied):
        rule(actors["advisor"])
    assert (Rule.objects.count(), Event.objects.count()) == (0, 0)
