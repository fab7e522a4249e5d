"""Bulk changes: who may, what is written, that nothing is done twice, and that taking back restores exactly."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.automation.bulk import acts, engine, operations, queries
from parure.automation.models import BulkChange, BulkProblem, BulkRun
from parure.core import jobs
from parure.core.ledger import AppendOnlyError
from parure.core.models import Event
from parure.customize.models import Tag, TagAssignment
from parure.customize.operations import define_field
from parure.engagement.models import Task
from parure.people import operations as people
from parure.people.models import Customer, SearchEntry, SearchToken
from parure.people.quality import refresh_completeness
from parure.people.search import find

pytestmark = pytest.mark.django_db
KIND = "people.customer"
STAGE_LEAD = {"all": [{"field": "stage", "op": "is", "value": "lead"}]}
MOVING = {  # what a change leaves behind on purpose: who did what, and the work itself
    "access.auditentry", "core.event", "core.job", "automation.bulkrun", "automation.bulkchange",
    "automation.bulkproblem", "access.staff", "automation.rulerun", "engagement.notice",
    "people.advisorchange", "people.handovershare", "people.consent", "insight.change",
}  # fmt: skip


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def crowd(boss, stores):
    """Six customers of the Lake store: Nos. 0, 2, 4 tagged 老客, No. 1 for three days only."""
    made = [
        people.register_customer(
            boss,
            name=f"顾客{i}",
            phone=f"1380000000{i}",
            store=stores.lake,
            source_channel="walk_in" if i % 2 else "",
        )
        for i in range(6)
    ]
    for each in made[::2]:
        people.tag_customer(boss, each.uid, add=["老客"])
    people.tag_customer(boss, made[1].uid, add=["老客"], until=timezone.localdate() + timedelta(days=3))
    refresh_completeness([each.pk for each in made])  # as the handlers would have by now
    people.tag_customer(boss, made[3].uid, add=["婚期"])
    return made


def uids(customers):
    return [each.uid for each in customers]


def run(actor, act, params, *, condition=None, picked=None, kind=KIND):
    """Prepare, begin and do it to its end."""
    made = operations.prepare_run(actor, kind, act, params, condition=condition, picked=picked)
    operations.start_run(actor, made.uid)
    jobs.run_all()
    return BulkRun.objects.get(pk=made.pk)


def undo(actor, made):
    operations.undo_run(actor, made.uid)
    jobs.run_all()
    return BulkRun.objects.get(pk=made.pk)


def everything():
    """Every row of every table, but for what a change leaves behind on purpose; tokens in one order."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in MOVING or (not model._meta.managed and model is not SearchToken):
            continue
        rows = (
            model._base_manager.order_by("pk").values()
            if model is not SearchToken
            else SearchToken.objects.values()
        )
        found[model._meta.label_lower] = sorted(
            [
                {
                    k: sorted(v.split()) if model is SearchEntry and k == "tokens" else v
                    for k, v in row.items()
                }
                for row in rows
            ],
            key=str,
        )
    return found


# ── fields ───────────────────────────────────────────────────────────────────


def test_a_field_is_written_for_all_that_match_and_told_for_each(boss, crowd):
    done = run(boss, acts.SET, {"field": "source_channel", "value": "walk_in"}, condition=STAGE_LEAD)
    assert (done.status, done.seen, done.changed, done.unchanged, done.refused) == ("done", 6, 3, 3, 0)
    assert set(Customer.objects.values_list("source_channel", flat=True)) == {"walk_in"}
    entries = AuditEntry.objects.filter(resource=KIND, after={"source_channel": "walk_in"}, action="change")
    assert sorted(entries.values_list("record_id", flat=True)) == [crowd[i].pk for i in (0, 2, 4)]
    told = Event.objects.filter(name="people.customers_changed")
    assert [each.payload["customer_ids"] for each in told] == [[crowd[i].pk for i in (0, 2, 4)]]


def test_only_those_picked_are_written(boss, crowd):
    done = run(boss, acts.SET, {"field": "campaign", "value": "双十一"}, picked=uids(crowd[:2]))
    assert done.changed == 2
    assert list(Customer.objects.filter(campaign="双十一").order_by("pk").values_list("pk", flat=True)) == [
        crowd[0].pk,
        crowd[1].pk,
    ]


def test_a_relation_is_given_by_uid_and_set_back(boss, crowd, staff):
    advisor = staff("advisor")
    done = run(boss, acts.SET, {"field": "owner", "value": str(advisor.uid)}, picked=uids(crowd))
    assert done.changed == 6
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {advisor.pk}
    assert undo(boss, done).restored == 6
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {boss.staff_id}


def test_a_custom_field_is_written(boss, crowd):
    define_field(boss, KIND, code="hobby", label="Hobby", kind="text")
    done = run(boss, acts.SET, {"field": "custom_hobby", "value": "茶"}, picked=uids(crowd))
    assert done.changed == 6
    assert undo(boss, done).status == "undone"
    assert [each.custom for each in Customer.objects.all()] == [{}] * 6


def test_what_a_record_refuses_is_told_and_the_others_are_written(boss, crowd):
    done = run(boss, acts.SET, {"field": "member_no", "value": "VIP1"}, picked=uids(crowd[:3]))
    assert (done.changed, done.refused) == (1, 2)
    assert BulkProblem.objects.filter(run=done).count() == 2
    detail = queries.run_detail(boss, done.uid)
    assert [record.title for record, _words in detail.problems] == ["顾客1", "顾客2"]


# ── tags ─────────────────────────────────────────────────────────────────────


def test_tags_are_given_and_taken_and_the_search_knows(boss, crowd):
    Tag.objects.create(resource=KIND, name="中秋")
    done = run(boss, acts.TAGS, {"add": ["中秋"], "remove": ["老客"]}, picked=uids(crowd))
    assert (done.changed, done.unchanged) == (6, 0)
    assert [each.tag_names for each in Customer.objects.order_by("pk")] == [
        ["中秋"], ["中秋"], ["中秋"], ["中秋", "婚期"], ["中秋"], ["中秋"]
    ]  # fmt: skip
    assert sorted(find(boss, "中秋")) == sorted(each.pk for each in crowd)
    assert find(boss, "老客") == []
    assert run(boss, acts.TAGS, {"add": ["中秋"], "remove": []}, picked=uids(crowd)).unchanged == 6


def test_tags_until_a_day_renew_those_that_are_there(boss, crowd):
    until = timezone.localdate() + timedelta(days=30)
    done = run(
        boss, acts.TAGS, {"add": ["老客"], "remove": [], "until": until.isoformat()}, picked=uids(crowd)
    )
    assert done.changed == 6
    assert set(TagAssignment.objects.filter(tag__name="老客").values_list("expires_on", flat=True)) == {until}
    undo(boss, done)
    days = dict(TagAssignment.objects.filter(tag__name="老客").values_list("record_id", "expires_on"))
    assert days == {
        crowd[0].pk: None, crowd[1].pk: timezone.localdate() + timedelta(days=3), crowd[2].pk: None, crowd[4].pk: None
    }  # fmt: skip


# ── what areas offer ─────────────────────────────────────────────────────────


def test_customers_are_archived_and_brought_back(boss, crowd):
    done = run(boss, "do:archive", {}, picked=uids(crowd[:2]))
    assert (done.changed, Customer.objects.filter(is_archived=True).count()) == (2, 2)
    assert undo(boss, done).restored == 2
    assert not Customer.objects.filter(is_archived=True).exists()


def test_each_gets_a_task_for_their_advisor(boss, crowd):
    due = timezone.localdate() + timedelta(days=2)
    done = run(boss, "do:task", {"title": "回访", "due": due.isoformat()}, picked=uids(crowd))
    assert done.changed == 6
    assert set(Task.objects.values_list("title", "assignee_id")) == {("回访", boss.staff_id)}
    undo(boss, done)
    assert set(Task.objects.values_list("status", flat=True)) == {"cancelled"}


# ── rights ───────────────────────────────────────────────────────────────────


def test_without_the_right_nothing_is_prepared(actors, crowd):
    for role in ("analyst", "workshop"):
        with pytest.raises(policy.Denied):
            operations.prepare_run(
                actors[role], KIND, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd)
            )
    with pytest.raises(policy.Denied):
        operations.prepare_run(actors["advisor"], KIND, "do:archive", {}, picked=uids(crowd))
    with pytest.raises(policy.Denied):  # reads it only
        operations.prepare_run(
            actors["advisor"], KIND, acts.SET, {"field": "owner", "value": None}, picked=uids(crowd)
        )
    assert not BulkRun.objects.exists()


def test_who_is_out_of_reach_is_not_touched(boss, crowd, stores, staff):
    elsewhere = shop.acting(staff("advisor", stores.opera))
    with pytest.raises(ValidationError):
        operations.prepare_run(
            elsewhere, KIND, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd)
        )
    done = run(elsewhere, acts.SET, {"field": "campaign", "value": "x"}, condition=STAGE_LEAD)
    assert (done.seen, done.changed) == (0, 0)
    assert not Customer.objects.filter(campaign="x").exists()


def test_a_right_taken_away_meanwhile_ends_it_in_words(actors, crowd, monkeypatch):
    advisor = actors["advisor"]
    made = operations.prepare_run(
        advisor, KIND, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd)
    )
    operations.start_run(advisor, made.uid)
    person = actors.people["advisor"]
    person.is_active = False
    person.save()
    jobs.run_all()
    made.refresh_from_db()
    assert (made.status, made.changed) == ("failed", 0)
    assert made.fault
    assert not Customer.objects.filter(campaign="x").exists()


def test_somebody_else_s_run_is_not_found(actors, crowd):
    made = operations.prepare_run(actors["admin"], KIND, "do:archive", {}, picked=uids(crowd))
    for verb in (operations.start_run, operations.undo_run, operations.stop_run, queries.run_detail):
        with pytest.raises(policy.NotFound):
            verb(actors["advisor"], made.uid)


# ── once, stopped, killed ────────────────────────────────────────────────────


def test_begun_twice_it_runs_once_and_later_customers_are_left(boss, crowd, stores):
    made = operations.prepare_run(
        boss, KIND, acts.SET, {"field": "campaign", "value": "x"}, condition=STAGE_LEAD
    )
    for _ in range(2):
        operations.start_run(boss, made.uid)
    late = people.register_customer(boss, name="晚到", store=stores.lake)
    jobs.run_all()
    made.refresh_from_db()
    assert (made.changed, BulkChange.objects.filter(run=made).count()) == (6, 6)
    late.refresh_from_db()
    assert late.campaign == ""


class Dead(RuntimeError):
    pass


def test_whoever_goes_on_starts_behind_the_last_whole_batch(boss, crowd, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    made = operations.prepare_run(
        boss, KIND, acts.SET, {"field": "campaign", "value": "x"}, condition=STAGE_LEAD
    )
    operations.start_run(boss, made.uid)
    keep, turns = engine._keep, []

    def dying(*args, **kwargs):
        turns.append(1)
        keep(*args, **kwargs)
        if len(turns) == 2:
            raise Dead

    monkeypatch.setattr(engine, "_keep", dying)
    jobs.run_all()
    made.refresh_from_db()
    assert (made.changed, Customer.objects.filter(campaign="x").count()) == (2, 2)
    made.job.due_at = timezone.now()
    made.job.save()
    jobs.run_all()
    made.refresh_from_db()
    assert (made.status, made.changed, BulkChange.objects.filter(run=made).count()) == ("done", 6, 6)


def test_stopped_it_goes_on_when_asked(boss, crowd):
    made = operations.prepare_run(
        boss, KIND, acts.SET, {"field": "campaign", "value": "x"}, condition=STAGE_LEAD
    )
    operations.start_run(boss, made.uid)
    operations.stop_run(boss, made.uid)
    jobs.run_all()
    made.refresh_from_db()
    assert (made.status, made.changed) == ("stopped", 0)
    operations.resume_run(boss, made.uid)
    jobs.run_all()
    made.refresh_from_db()
    assert (made.status, made.changed) == ("done", 6)


# ── taking back ──────────────────────────────────────────────────────────────


def test_what_somebody_changed_since_stays_and_is_told(boss, crowd):
    done = run(boss, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd))
    people.change_customer(boss, crowd[0].uid, campaign="theirs")
    back = undo(boss, done)
    assert (back.status, back.restored, back.kept) == ("undone", 5, 1)
    assert Customer.objects.get(pk=crowd[0].pk).campaign == "theirs"
    assert Customer.objects.filter(campaign="").count() == 5
    assert [each.record_id for each in BulkProblem.objects.filter(run=done, while_undoing=True)] == [
        crowd[0].pk
    ]


def test_taken_back_twice_it_is_taken_back_once(boss, crowd):
    done = run(boss, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd))
    undo(boss, done)
    people.change_customer(boss, crowd[0].uid, campaign="x")
    again = undo(boss, done)
    assert (again.status, again.restored) == ("undone", 6)
    assert Customer.objects.get(pk=crowd[0].pk).campaign == "x"


def test_what_changed_is_never_rewritten(boss, crowd):
    done = run(boss, acts.SET, {"field": "campaign", "value": "x"}, picked=uids(crowd[:1]))
    with pytest.raises(AppendOnlyError):
        BulkChange.objects.filter(run=done).update(before="y")


TAGS = ("老客", "婚期", "中秋", "送礼")
A_FIELD = st.one_of(
    st.tuples(st.just("source_channel"), st.sampled_from(["", "walk_in", "wechat"])),
    st.tuples(st.just("gender"), st.sampled_from(["", "F", "M"])),
    st.tuples(st.just("marketing_consent"), st.sampled_from([None, True, False])),
    st.tuples(st.just("registered_on"), st.dates(date(2020, 1, 1), date(2026, 1, 1)).map(date.isoformat)),
    st.tuples(st.just("nickname"), st.sampled_from(["", "小雨", "VV"])),
    st.tuples(st.just("remark"), st.sampled_from(["", "喜欢翡翠", "送给母亲"])),
).map(lambda pair: (acts.SET, {"field": pair[0], "value": pair[1]}))
SOME_TAGS = st.lists(st.sampled_from(TAGS), max_size=3, unique=True)
AN_ACT = st.one_of(
    A_FIELD,
    st.tuples(SOME_TAGS, SOME_TAGS, st.sampled_from([None, 0, 9])).map(
        lambda given: (
            acts.TAGS,
            {
                "add": given[0],
                "remove": [each for each in given[1] if each not in given[0]],
                "until": None
                if given[2] is None
                else (timezone.localdate() + timedelta(days=given[2])).isoformat(),
            },
        )
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(AN_ACT, st.sets(st.integers(0, 5), min_size=1)), min_size=1, max_size=3))
def test_done_and_taken_back_everything_is_as_it_was(steps, boss, crowd):
    for name in TAGS:
        Tag.objects.get_or_create(resource=KIND, name=name)
    point = transaction.savepoint()
    before, done = everything(), []
    for (act, params), who in steps:
        done.append(run(boss, act, params, picked=[crowd[i].uid for i in sorted(who)]))
        assert done[-1].status == "done", done[-1].fault
    for each in reversed(done):
        if each.changed:
            assert undo(boss, each).kept == 0
    assert everything() == before
    transaction.savepoint_rollback(point)
