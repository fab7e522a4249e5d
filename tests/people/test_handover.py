"""Handing customers over: who gets whom, what goes along, what is told, and that it can be taken back exactly."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.automation.bulk import acts, operations, queries
from parure.automation.models import BulkRun
from parure.core import jobs
from parure.engagement import operations as tasks
from parure.engagement.models import Notice, Task
from parure.people import operations as people
from parure.people import search
from parure.people.models import AdvisorChange, Customer, HandoverShare, SearchToken
from parure.people.ownership import handing
from parure.people.ownership.history import terms_of
from parure.people.quality import refresh_completeness

pytestmark = pytest.mark.django_db
KIND = "people.customer"
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def boss(actors):
    return actors["manager"]


@pytest.fixture
def leaver(staff):
    return staff("advisor", name="孟远")


@pytest.fixture
def heirs(staff, stores):
    return [staff("advisor", name=name) for name in ("甲", "乙")]


@pytest.fixture
def clients(boss, leaver, stores):
    made = [
        people.register_customer(
            boss, name=f"顾客{i}", phone=f"1380000000{i}", store=stores.lake, owner=leaver
        )
        for i in range(5)
    ]
    refresh_completeness([each.pk for each in made])  # as the handlers would have by now
    return made


def theirs(leaver):
    return {"all": [{"field": "owner", "op": "is", "value": leaver.pk}]}


def hand(boss, heirs, *, condition=None, picked=None, **more):
    params = {"to": [str(each.uid) for each in heirs]} | more
    made = operations.prepare_run(boss, KIND, "do:handover", params, condition=condition, picked=picked)
    operations.start_run(boss, made.uid)
    jobs.run_all()
    return BulkRun.objects.get(pk=made.pk)


def undo(boss, run):
    operations.undo_run(boss, run.uid)
    jobs.run_all()
    return BulkRun.objects.get(pk=run.pk)


def owners():
    return dict(Customer.objects.order_by("pk").values_list("pk", "owner_id"))


def state():
    """Everything that a handover touches."""
    return (
        owners(),
        list(Task.objects.order_by("pk").values()),
        sorted(
            SearchToken.objects.values_list("token", "rank", "customer_id", "store_id", "owner_id"), key=str
        ),
        list(Customer.objects.order_by("pk").values()),
    )


def test_all_of_a_leaver_s_are_spread_evenly_as_was_shown(boss, leaver, heirs, clients):
    params = {"to": [str(each.uid) for each in heirs]}
    made = operations.prepare_run(boss, KIND, "do:handover", params, condition=theirs(leaver))
    shown = queries.preview(boss, made.uid)
    assert shown.total == 5
    assert shown.outlook[:2] == [("甲", 3), ("乙", 2)]
    operations.start_run(boss, made.uid)
    jobs.run_all()
    counts = [list(owners().values()).count(each.pk) for each in heirs]
    assert counts == [3, 2]
    assert BulkRun.objects.get(pk=made.pk).changed == 5
    told = {each.staff_id: each.counts["customers"] for each in Notice.objects.filter(kind="clients_came")}
    assert told == {heirs[0].pk: 3, heirs[1].pk: 2}


def test_a_family_goes_to_one_person(boss, leaver, heirs, clients):
    people.add_relation(boss, clients[0].uid, kind="spouse", other_uid=clients[1].uid)
    people.add_relation(boss, clients[1].uid, kind="daughter", other_uid=clients[4].uid)
    people.add_relation(boss, clients[2].uid, kind="friend", other_uid=clients[3].uid)
    hand(boss, heirs, condition=theirs(leaver))
    now = owners()
    assert len({now[clients[i].pk] for i in (0, 1, 4)}) == 1
    assert (
        now[clients[2].pk] == now[clients[3].pk] == ({each.pk for each in heirs} - {now[clients[0].pk]}).pop()
    )


def test_open_tasks_go_along_unless_somebody_else_has_them(boss, leaver, heirs, clients, actors, staff):
    first = clients[0].uid
    open_one = tasks.create_task(
        boss, title="回访", due=TOMORROW, customer_uid=first, assignee_uid=leaver.uid
    )
    other = tasks.create_task(boss, title="送货", due=TOMORROW, customer_uid=first)
    done = tasks.create_task(boss, title="旧", due=TOMORROW, customer_uid=first, assignee_uid=leaver.uid)
    tasks.complete_task(boss, done.uid)
    before = state()
    run = hand(boss, heirs[:1], picked=[first], tasks=True)
    assert Task.objects.get(pk=open_one.pk).assignee == heirs[0]
    assert Task.objects.get(pk=other.pk).assignee_id == boss.staff_id
    assert Task.objects.get(pk=done.pk).assignee == leaver
    notice = Notice.objects.get(kind="clients_came")
    assert (notice.staff, notice.counts) == (heirs[0], {"customers": 1, "tasks": 1})
    assert undo(boss, run).restored == 1
    assert state() == before
    assert not Notice.objects.filter(kind="clients_came").exists()


def test_tasks_stay_where_that_was_wished(boss, leaver, heirs, clients):
    task = tasks.create_task(
        boss, title="回访", due=TOMORROW, customer_uid=clients[0].uid, assignee_uid=leaver.uid
    )
    hand(boss, heirs, condition=theirs(leaver), tasks=False)
    assert Task.objects.get(pk=task.pk).assignee == leaver


def test_by_store_each_stays_with_a_colleague_of_the_store(actors, staff, stores, leaver):
    boss = actors["owner"]
    here, there = staff("advisor", stores.lake), staff("advisor", stores.opera)
    for i in range(4):
        store = stores.lake if i % 2 else stores.opera
        people.register_customer(boss, name=f"顾客{i}", store=store, owner=leaver)
    hand(boss, [here, there], condition=theirs(leaver), how="store")
    found = dict(Customer.objects.values_list("pk", "home_store_id"))
    assert all((found[pk] == stores.lake.pk) == (owner == here.pk) for pk, owner in owners().items())


def test_what_somebody_has_changed_since_stays_and_is_told(boss, leaver, heirs, clients, actors):
    run = hand(boss, heirs[:1], condition=theirs(leaver))
    people.assign_owner(boss, clients[0].uid, owner_uid=heirs[1].uid)
    done = undo(boss, run)
    assert (done.restored, done.kept) == (4, 1)
    assert owners()[clients[0].pk] == heirs[1].pk
    assert Notice.objects.get(staff=heirs[0]).counts["customers"] == 1


def test_every_change_stands_in_the_history_and_the_audit(boss, leaver, heirs, clients):
    run = hand(boss, heirs[:1], picked=[clients[0].uid])
    undo(boss, run)
    rows = AdvisorChange.objects.filter(customer=clients[0]).order_by("pk")
    assert list(rows.values_list("why", "before_id", "after_id")) == [
        ("registered", None, leaver.pk),
        ("handover", leaver.pk, heirs[0].pk),
        ("undone", heirs[0].pk, leaver.pk),
    ]
    told = AuditEntry.objects.filter(resource=KIND, record_id=clients[0].pk, action="change").order_by("pk")
    assert [(each.before, each.after) for each in told] == [
        ({"owner": "孟远"}, {"owner": "甲"}),
        ({"owner": "甲"}, {"owner": "孟远"}),
    ]
    assert [term.name for term in terms_of(boss, clients[0].uid)] == ["孟远", "甲", "孟远"]


def test_receivers_find_their_customers(boss, leaver, staff, stores, clients, monkeypatch):
    heir = staff("advisor", stores.opera)
    hand(boss, [heir], condition=theirs(leaver))
    monkeypatch.setattr(search, "FEW", -1)
    assert search.find(shop.acting(heir), "顾客3") == [clients[3].pk]


def test_who_may_not_assign_hands_nothing_over_and_a_leaver_gets_nothing(
    actors, boss, leaver, heirs, clients
):
    with pytest.raises(policy.Denied):
        hand(actors["advisor"], heirs, condition=theirs(leaver))
    with pytest.raises(ValidationError):
        hand(boss, [], condition=theirs(leaver))
    heirs[0].is_active = False
    heirs[0].save()
    with pytest.raises(ValidationError):
        hand(boss, heirs, condition=theirs(leaver))
    assert set(owners().values()) == {leaver.pk}
    assert not HandoverShare.objects.exists()


def test_a_receiver_who_left_meanwhile_gets_nobody(boss, leaver, heirs, clients):
    params = {"to": [str(each.uid) for each in heirs]}
    made = operations.prepare_run(boss, KIND, "do:handover", params, condition=theirs(leaver))
    heirs[1].is_active = False
    heirs[1].save()
    operations.start_run(boss, made.uid)
    jobs.run_all()
    run = BulkRun.objects.get(pk=made.pk)
    assert (run.changed, run.refused) == (3, 2)


def test_one_advisor_for_many_by_the_field_is_written_by_set_and_noted(boss, leaver, heirs, clients):
    made = operations.prepare_run(
        boss, KIND, acts.SET, {"field": "owner", "value": str(heirs[0].uid)}, condition=theirs(leaver)
    )
    before = state()
    operations.start_run(boss, made.uid)
    jobs.run_all()
    assert set(owners().values()) == {heirs[0].pk}
    assert AdvisorChange.objects.filter(why="bulk").count() == 5
    undo(boss, made)
    assert state() == before


def test_five_cost_as_many_queries_as_one(boss, leaver, heirs, clients):
    def planned(some):
        rows = policy.rows(boss, KIND, "change").filter(pk__in=[each.pk for each in some])
        return handing.plan_handover(boss, rows, {"to": [str(heirs[0].uid)]})

    one, four = planned(clients[:1]), planned(clients[1:])
    with CaptureQueriesContext(connection) as first:
        handing.hand_over(boss, [clients[0].pk], one)
    with CaptureQueriesContext(connection) as second:
        handing.hand_over(boss, [each.pk for each in clients[1:]], four)
    # of the search's rows SQLite writes one by one
    counted = [len([q for q in each if "searchtoken" not in q["sql"]]) for each in (first, second)]
    assert counted[1] <= counted[0]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    ties=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4),
    with_tasks=st.sets(st.integers(0, 4)),
    receivers=st.integers(1, 2),
    how=st.sampled_from(["even", "store"]),
)
def test_handed_over_and_taken_back_everything_is_as_it_was(
    boss, leaver, heirs, clients, ties, with_tasks, receivers, how
):
    for one, other in ties:
        if one != other:
            people.add_relation(boss, clients[one].uid, kind="sibling", other_uid=clients[other].uid)
    for i in with_tasks:
        tasks.create_task(
            boss, title="回访", due=TOMORROW, customer_uid=clients[i].uid, assignee_uid=leaver.uid
        )
    before = state()
    run = hand(boss, heirs[:receivers], condition=theirs(leaver), how=how)
    assert run.changed == 5
    assert leaver.pk not in owners().values()
    assert undo(boss, run).status == "undone"
    assert state() == before
