"""Segments: members are who meets the condition, however they came to, and every move is kept once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.access import listing, policy
from parure.access.asking import as_query, check_condition
from parure.core import changes, jobs
from parure.core.conditions import BadCondition, evaluate
from parure.core.models import Event, Job
from parure.customize import operations as customize
from parure.customize.models import Tag
from parure.customize.rollups import read_rollup
from parure.people import operations as people
from parure.people.choices import Gender
from parure.people.models import (
    Customer,
    Segment,
    SegmentMember,
    SegmentMove,
    SegmentRun,
    SegmentSnapshot,
)
from parure.people.segments import evaluating, known, moved, runs

pytestmark = pytest.mark.django_db
R = "people.customer"
RICH = {"field": "total_spent", "op": "gte", "value": 1000}


def called(uid):
    return {"field": "segments", "op": "in", "value": [str(uid)]}


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def base(stores):
    """Ten customers of the Lake store who have spent 0, 200 … 1800."""
    return [shop.customer(f"顾客{n}", home_store=stores.lake, total_spent_minor=200 * n) for n in range(10)]


def make(boss, condition=RICH, name="大客户", **values):
    made = people.add_segment(boss, name=name, condition=condition, **values)
    jobs.run_all()
    made.refresh_from_db()
    return made


def members(segment):
    return set(SegmentMember.objects.filter(segment=segment).values_list("customer_id", flat=True))


def standing(segment):
    """Who is in by what the moves come to."""
    sums = Counter()
    for pk, entered in SegmentMove.objects.filter(segment=segment).values_list("customer_id", "entered"):
        sums[pk] += 1 if entered else -1
    assert set(sums.values()) <= {0, 1}
    return {pk for pk, n in sums.items() if n}


def by_python(tree):
    today = timezone.localdate()
    return {
        each.pk
        for each in Customer.objects.filter(is_archived=False)
        if evaluate(
            tree,
            {
                "total_spent": each.total_spent_minor,
                "gender": each.gender,
                "last_visit_on": each.last_visit_on,
                "name": each.name,
            },
            today,
        )
    }


TERMS = st.one_of(
    st.builds(
        lambda op, value: {"field": "total_spent", "op": op, "value": value},
        st.sampled_from(["gt", "gte", "lt", "lte", "is"]),
        st.integers(0, 5),
    ),
    st.builds(lambda value: {"field": "gender", "op": "is", "value": value}, st.sampled_from(["f", "m"])),
    st.builds(
        lambda op, days: {"field": "last_visit_on", "op": op, "value": days},
        st.sampled_from(["last_days", "older_days"]),
        st.integers(0, 5),
    ),
    st.just({"field": "last_visit_on", "op": "empty"}),
)
TREES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
PEOPLE = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["f", "m", ""]), st.none() | st.integers(0, 6)),
    max_size=12,
)


def write(customer, traits):
    spent, gender, days = traits
    seen = None if days is None else timezone.localdate() - timedelta(days=days)
    Customer.objects.filter(pk=customer.pk).update(total_spent_minor=spent, gender=gender, last_visit_on=seen)


class TestMembers:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(tree=TREES, shop_of=PEOPLE, edits=PEOPLE)
    def test_are_who_meets_the_condition_before_and_after_edits(
        self, boss, monkeypatch, tree, shop_of, edits
    ):
        monkeypatch.setattr(evaluating, "CHUNK", 5)
        SegmentMember.objects.all().delete()
        Segment.objects.update(is_archived=True)
        Customer.objects.update(is_archived=True)
        found = [shop.customer(f"c{n}") for n in range(len(shop_of))]
        for each, traits in zip(found, shop_of, strict=True):
            write(each, traits)
        segment = make(boss, tree)
        assert members(segment) == standing(segment) == by_python(tree)
        for each, traits in zip(found, edits, strict=False):
            write(each, traits)
        people.evaluate_segment(boss, segment.uid)
        jobs.run_all()
        segment.refresh_from_db()
        assert members(segment) == standing(segment) == by_python(tree)
        assert segment.member_count == len(members(segment))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(one=TREES, two=TREES, shop_of=PEOPLE)
    def test_are_combined_like_sets(self, boss, one, two, shop_of):
        Segment.objects.update(is_archived=True)
        Customer.objects.update(is_archived=True)
        for n, traits in enumerate(shop_of):
            write(shop.customer(f"c{n}"), traits)
        a, b = make(boss, one, "A"), make(boss, two, "B")
        in_a, in_b = called(a.uid), called(b.uid)
        assert members(make(boss, {"any": [in_a, in_b]}, "or")) == members(a) | members(b)
        assert members(make(boss, {"all": [in_a, in_b]}, "and")) == members(a) & members(b)
        assert members(make(boss, {"all": [in_a, {"not": in_b}]}, "but")) == members(a) - members(b)

    def test_of_one_but_not_of_another_are_asked_by_the_index(self, boss, base):
        a, b = make(boss, RICH, "A"), make(boss, {"field": "total_spent", "op": "gte", "value": 1600}, "B")
        in_a, in_b = called(a.uid), called(b.uid)
        without = {"field": "segments", "op": "is_not", "value": str(b.uid)}
        for condition in ({"all": [in_a, {"not": in_b}]}, {"all": [in_a, without]}):
            found = Customer.objects.filter(as_query(boss, R, condition))
            assert set(found.values_list("pk", flat=True)) == members(a) - members(b) != set()
            assert "NOT EXISTS" in str(found.query)
        nobody = Customer.objects.filter(as_query(boss, R, {"field": "segments", "op": "empty"}))
        assert set(nobody) == set(base[:5])

    def test_stay_as_they_are_when_looked_through_twice(self, boss, base):
        segment = make(boss)

        def rows():
            return [list(each.objects.order_by("pk").values_list()) for each in (SegmentMove, SegmentMember)]

        before = rows()
        people.evaluate_segment(boss, segment.uid)
        jobs.run_all()
        assert before == rows()
        assert Event.objects.filter(name="people.segment_changed").count() == 1

    def test_end_right_after_a_run_was_killed_in_the_middle(self, boss, base, monkeypatch):
        monkeypatch.setattr(evaluating, "CHUNK", 3)
        made = people.add_segment(boss, name="A", condition=RICH)
        run = SegmentRun.objects.get()
        job = jobs.claim("dead worker")[0]
        stretches = iter(range(2))
        hold = jobs.Run(job.pk, "dead worker")

        def dying():
            if next(stretches, None) is None:
                raise KeyboardInterrupt
            return hold.checkpoint()

        with pytest.raises(KeyboardInterrupt):
            evaluating.look_through(dying, run.pk)
        assert SegmentRun.objects.get().last_id > 0
        Job.objects.update(lease_until=timezone.now() - jobs.LEASE)
        jobs.run_all()
        assert members(made) == standing(made) == by_python(RICH)
        assert Event.objects.get(name="people.segment_changed").payload == {
            "segment_id": made.pk, "run_id": run.pk, "entered": 5, "left": 0, "is_first": True,
        }  # fmt: skip

    def test_leave_when_their_record_is_removed(self, boss, base):
        segment = make(boss)
        people.archive_customer(boss, base[9].uid)
        people.evaluate_segment(boss, segment.uid)
        jobs.run_all()
        assert base[9].pk not in members(segment)
        assert members(segment) == standing(segment)

    def test_of_a_fixed_list_stay_until_somebody_looks_again(self, boss, base):
        segment = make(boss, kind="static")
        Customer.objects.filter(pk=base[0].pk).update(total_spent_minor=5000)
        runs.follow_customers([base[0].pk])
        jobs.enqueue("people.evaluate_segments_daily")
        jobs.run_all()
        assert base[0].pk not in members(segment)
        people.evaluate_segment(boss, segment.uid)
        jobs.run_all()
        assert base[0].pk in members(segment)


class TestFollowing:
    def test_a_change_of_a_customer_is_followed_at_once(self, boss, base, committed):
        segment = make(boss, {"field": "gender", "op": "is", "value": Gender.FEMALE.value})
        with committed():
            people.change_customer(boss, base[2].uid, gender=Gender.FEMALE)
        jobs.run_all()
        assert members(segment) == standing(segment) == {base[2].pk}
        told = Event.objects.filter(name="people.segment_changed").latest("pk").payload
        assert list(moved.who_entered(told["run_id"])) == [[base[2].pk]]
        assert list(moved.who_left(told["run_id"])) == []

    def test_segments_that_rest_on_it_follow_too(self, boss, base, committed):
        lower = make(boss, {"field": "gender", "op": "is", "value": Gender.FEMALE.value}, "A")
        upper = make(boss, {"not": called(lower.uid)}, "B")
        with committed():
            people.change_customer(boss, base[2].uid, gender=Gender.FEMALE)
        jobs.run_all()
        assert members(upper) == {each.pk for each in base} - {base[2].pk}
        people.change_segment(boss, lower.uid, condition=RICH)
        jobs.run_all()
        assert members(upper) == {each.pk for each in base[:5]}

    def test_many_changes_are_followed_by_a_look_through_all(self, boss, base, monkeypatch):
        segment = make(boss)
        monkeypatch.setattr(runs, "FEW", 3)
        Customer.objects.update(total_spent_minor=9000)
        runs.follow_customers([each.pk for each in base])
        jobs.run_all()
        assert len(members(segment)) == 10

    def test_the_night_looks_each_through_after_those_it_rests_on(self, boss, base):
        upper_first = make(boss, RICH, "Z", when="daily")
        upper = make(boss, called(upper_first.uid), "A", when="daily")
        Customer.objects.update(total_spent_minor=9000)
        jobs.enqueue("people.evaluate_segments_daily")
        jobs.run_all()
        assert len(members(upper)) == 10
        assert SegmentSnapshot.objects.get(segment=upper).total_spent_minor == 90_000
        runs_before = SegmentRun.objects.count()
        jobs.enqueue("people.evaluate_segments_daily")
        jobs.run_all()
        assert SegmentRun.objects.count() == runs_before

    def test_every_hour(self, boss, base):
        segment = make(boss, RICH, "Z", when="hourly")
        Customer.objects.update(total_spent_minor=0)
        jobs.enqueue_hourly()
        jobs.enqueue_hourly()
        jobs.run_all()
        assert members(segment) == set()

    def test_a_renamed_tag_is_followed(self, boss, base, committed):
        people.tag_customer(boss, base[0].uid, add=["VIP"])
        segment = make(boss, {"field": "tags", "op": "in", "value": ["VIP"]})
        with committed():
            customize.change_tag(boss, Tag.objects.get().uid, name="贵宾")
        segment.refresh_from_db()
        assert segment.condition["value"] == ["贵宾"]


class TestMerges:
    def test_the_survivor_stands_in_fixed_lists_and_an_undo_puts_back(self, boss, base, committed):
        segment = make(boss, kind="static")
        rich, poor = base[9], base[0]
        with committed():
            merge = people.merge_customers(boss, poor.uid, rich.uid)
        jobs.run_all()
        assert {poor.pk, rich.pk} & members(segment) == {poor.pk}
        assert members(segment) == standing(segment)
        with committed():
            people.undo_merge(boss, merge.uid)
        jobs.run_all()
        assert {poor.pk, rich.pk} & members(segment) == {rich.pk}
        assert members(segment) == standing(segment)

    def test_two_members_become_one_and_two_again(self, boss, base, committed):
        segment = make(boss, kind="static")
        with committed():
            merge = people.merge_customers(boss, base[9].uid, base[8].uid)
        jobs.run_all()
        assert members(segment) == standing(segment) == {each.pk for each in base[5:8]} | {base[9].pk}
        with committed():
            people.undo_merge(boss, merge.uid)
        jobs.run_all()
        assert members(segment) == standing(segment) == {each.pk for each in base[5:]}


class TestWriting:
    def test_a_name_is_had_once(self, boss, base):
        make(boss)
        with pytest.raises(ValidationError, match="name"):
            people.add_segment(boss, name="大客户", condition=RICH)

    def test_nobody_is_no_segment(self, boss):
        with pytest.raises(ValidationError, match="condition"):
            people.add_segment(boss, name="A", condition={"all": []})

    def test_a_segment_can_not_rest_on_itself(self, boss, base):
        a = make(boss, RICH, "A")
        b = make(boss, called(a.uid), "B")
        c = make(boss, {"not": called(b.uid)}, "C")
        for condition in (called(a.uid), called(c.uid), {"any": [RICH, called(b.uid)]}):
            with pytest.raises(ValidationError, match="condition"):
                people.change_segment(boss, a.uid, condition=condition)
        a.refresh_from_db()
        assert a.condition == RICH

    def test_one_that_others_rest_on_stays(self, boss, base):
        a = make(boss, RICH, "A")
        b = make(boss, called(a.uid), "B")
        with pytest.raises(ValidationError, match="B"):
            people.archive_segment(boss, a.uid)
        people.archive_segment(boss, b.uid)
        people.archive_segment(boss, a.uid)
        with pytest.raises(BadCondition):
            check_condition(boss, R, called(a.uid))
        people.restore_segment(boss, a.uid)
        check_condition(boss, R, called(a.uid))

    def test_a_fixed_copy_has_who_is_in_now(self, boss, base):
        copy = people.copy_segment(boss, make(boss).uid, name="Copy")
        jobs.run_all()
        assert copy.kind == "static"
        assert len(members(copy)) == 5

    def test_other_doors_make_and_change_them(self, boss, base):
        made = changes.add(boss, "people.segment", {"name": "A", "condition": RICH})
        changes.change(boss, "people.segment", made.uid, {"name": "B", "when": "daily"})
        made.refresh_from_db()
        assert (made.name, made.when) == ("B", "daily")

    def test_a_condition_on_what_is_gone_keeps_the_members(self, boss, base):
        segment = make(boss)
        Segment.objects.update(condition={"field": "custom_gone", "op": "filled"})
        people.evaluate_segment(boss, segment.uid)
        jobs.run_all()
        segment.refresh_from_db()
        assert segment.problem == "gone"
        assert len(members(segment)) == 5
        assert known.inputs_of_segments() == {}


class TestRights:
    """Who is in a segment tells the values that its condition asks about."""

    @pytest.fixture
    def spenders(self, boss, base):
        return make(boss)

    def reads(self, actor, segment, customer):
        [record] = policy.records(actor, R, Customer.objects.filter(pk=customer.pk), ["segments"])
        return str(segment.uid) in record.segments

    def test_who_reads_every_field_sees_and_asks(self, actors, spenders, base):
        assert self.reads(actors["advisor"], spenders, base[9])
        found = listing.list_page(actors["advisor"], R, condition=called(spenders.uid))
        assert found.total == 5

    @pytest.mark.parametrize("role", ["service", "workshop"])
    def test_who_may_not_read_one_neither_sees_nor_asks(self, actors, spenders, base, role):
        actor = actors[role]
        record = policy.records(actor, R, Customer.objects.filter(pk=base[9].pk))[0]
        assert record.get("segments", []) == []
        for term in (
            called(spenders.uid),
            {"not": called(spenders.uid)},
            {"field": "segments", "op": "empty"},
        ):
            with pytest.raises(BadCondition):
                as_query(actor, R, term)
            with pytest.raises(BadCondition):
                listing.list_page(actor, R, condition=term)

    def test_nor_by_way_of_another_segment(self, boss, actors, spenders, base):
        around = make(boss, {"any": [called(spenders.uid), {"field": "name", "op": "is", "value": "x"}]}, "B")
        assert not self.reads(actors["service"], around, base[9])
        assert self.reads(actors["advisor"], around, base[9])
        with pytest.raises(BadCondition):
            as_query(actors["service"], R, called(around.uid))

    def test_counting_activities_takes_the_right_to_see_them(self, boss, base):
        segment = make(boss, {"did": "was_contacted", "times": 0})
        grants = {
            "people.customer": {"view": "all", "fields": {"*": "read"}},
            "people.segment": {"view": "all", "fields": {"*": "read"}},
        }
        assert not self.reads(shop.actor_with(grants), segment, base[0])
        grants["people.interaction"] = {"view": "all", "fields": {"*": "read"}}
        assert self.reads(shop.actor_with(grants), segment, base[0])

    def test_a_maker_asks_what_they_may_read_only(self, base):
        grants = {
            "people.customer": {"view": "all", "fields": {"*": "read", "spend": "none"}},
            "people.segment": {"view": "all", "add": "all", "fields": {"*": "write"}},
        }
        with pytest.raises(ValidationError):
            people.add_segment(shop.actor_with(grants), name="A", condition=RICH)
        assert not Segment.objects.exists()

    def test_members_out_of_reach_stay_there(self, boss, staff, stores, spenders, base):
        elsewhere = shop.acting(staff("manager", stores.opera))
        assert listing.list_page(elsewhere, R, condition=called(spenders.uid)).total == 0

    def test_a_number_makes_no_segment(self, boss):
        for field in ("phones", "wechats", "addresses"):
            with pytest.raises(ValidationError):
                people.add_segment(
                    boss, name="A", condition={"field": field, "op": "is", "value": "13900017733"}
                )
        assert people.add_segment(boss, name="A", condition={"field": "phones", "op": "empty"})

    def test_a_condition_is_told_to_who_may_ask_it(self, boss, actors, spenders):
        def told(actor):
            [record] = policy.records(actor, "people.segment", Segment.objects.all(), ["condition"])
            return record["condition"]

        assert told(actors["advisor"]) == RICH
        assert told(actors["service"]) is None

    def test_a_roll_up_asks_for_no_segment(self, boss, spenders):
        kept = {"source": "people.customer", "path": "owner", "aggregate": "count"}
        assert read_rollup("access.staff", kept | {"condition": RICH})
        with pytest.raises(BadCondition):
            read_rollup("access.staff", kept | {"condition": called(spenders.uid)})
