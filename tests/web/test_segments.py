"""The pages of segments: the list, the form with its live parts, one segment, and what is done with it."""

import json

import pytest
from django.urls import reverse

from factories import shop
from parure.core import jobs
from parure.customize.models import SavedView
from parure.insight.models import Report
from parure.people import operations as people
from parure.people.models import Customer, Segment

pytestmark = pytest.mark.django_db
RICH = {"field": "total_spent", "op": "gte", "value": 100_000}
TYPED = {"mode": "all", "items": [{"field": "total_spent", "op": "gte", "a": "1000"}]}
FORM = {"name": "大客户", "description": "", "kind": "dynamic", "when": "on_change"}


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def base(stores):
    return [shop.customer(f"顾客{n}", home_store=stores.lake, total_spent_minor=50_000 * n) for n in range(6)]


def make(boss, condition=RICH, name="大客户", **values):
    made = people.add_segment(boss, name=name, condition=condition, **values)
    jobs.run_all()
    made.refresh_from_db()
    return made


def at(name, made):
    return reverse(name, args=[made.uid])


class TestTheList:
    def test_teaches_where_there_is_none(self, client_for):
        assert (
            "还没有人群" in client_for("owner").get("/segments/", headers={"Accept-Language": "zh-hans"}).text
        )

    def test_says_how_many_within_reach(self, client_for, boss, base, staff, stores):
        make(boss)
        assert '<b class="t-b">4</b>' in client_for("manager").get("/segments/").text
        elsewhere = client_for(staff("manager", stores.opera))
        assert '<b class="t-b">0</b>' in elsewhere.get("/segments/").text

    def test_takes_as_many_queries_for_three_as_for_one(
        self, client_for, boss, base, django_assert_max_num_queries
    ):
        client = client_for("manager")
        make(boss)
        client.get("/segments/")
        with django_assert_max_num_queries(60) as one:
            client.get("/segments/")
        make(boss, {"field": "segments", "op": "in", "value": [str(Segment.objects.get().uid)]}, "B")
        make(boss, RICH, "C")
        with django_assert_max_num_queries(60) as three:
            client.get("/segments/")
        assert len(three) == len(one) <= 24

    def test_leads_nobody_in_who_sees_no_segments(self, client_for):
        assert client_for("workshop").get("/segments/").status_code == 403


class TestTheForm:
    def test_makes_a_segment_once(self, client_for, boss, base):
        client = client_for("manager")
        sent = FORM | {"tree": json.dumps(TYPED), "request_key": "k1"}
        first = client.post(reverse("segment-add"), sent)
        again = client.post(reverse("segment-add"), sent)
        made = Segment.objects.get()
        assert first.headers["Location"] == again.headers["Location"] == at("segment", made)
        assert made.condition == {"all": [RICH]}

    def test_begins_with_the_conditions_of_a_list(self, client_for):
        page = client_for("manager").get(reverse("segment-add"), {"f": "total_spent:gte:100000"})
        assert "1000" in page.context["typed"]

    @pytest.mark.parametrize(
        "wrong",
        [{"name": " "}, {"tree": "{"}, {"tree": '{"mode": "all", "items": []}'}, {"tree": '[{"items": 5}]'}],
    )
    def test_keeps_what_was_typed_where_something_is_wrong(self, client_for, wrong):
        answer = client_for("manager").post(
            reverse("segment-add"), FORM | {"tree": json.dumps(TYPED), "description": "for autumn"} | wrong
        )
        assert answer.status_code == 422
        assert "for autumn" in answer.text
        assert not Segment.objects.exists()

    def test_changes_one(self, client_for, boss, base):
        made = make(boss)
        client = client_for("manager")
        assert '"a": "1000' in client.get(at("segment-change", made)).context["typed"]
        fewer = {"mode": "all", "items": [{"field": "total_spent", "op": "gte", "a": "2000"}]}
        client.post(at("segment-change", made), FORM | {"tree": json.dumps(fewer)})
        jobs.run_all()
        made.refresh_from_db()
        assert (made.condition["all"][0]["value"], made.member_count) == (200_000, 2)

    def test_refuses_a_circle_beside_the_condition(self, client_for, boss, base):
        a = make(boss)
        b = make(boss, {"field": "segments", "op": "in", "value": [str(a.uid)]}, "B")
        circle = {"mode": "all", "items": [{"field": "segments", "op": "in", "v": [str(b.uid)]}]}
        answer = client_for("manager").post(at("segment-change", a), FORM | {"tree": json.dumps(circle)})
        assert answer.status_code == 422
        assert answer.context["error"]

    def test_shows_a_sample_with_reasons(self, client_for, base):
        sent = {"tree": json.dumps(TYPED)}
        page = client_for("manager").post(reverse("segment-sample"), sent)
        assert page.text.count("pr-item") == 4
        assert "¥2,500" in page.text

    def test_never_samples_what_somebody_may_not_ask(self, client_for, base):
        page = client_for("service").post(reverse("segment-sample"), {"tree": json.dumps(TYPED)})
        assert "pr-item" not in page.text


class TestOneSegment:
    def test_says_who_is_in_it_and_why(self, client_for, boss, base):
        page = client_for("manager").get(at("segment", make(boss)))
        assert page.context["figures"].members == 4
        assert page.text.count("顾客") == 4
        assert "segments:in:" in page.text

    def test_tells_nothing_to_who_may_not_read_its_condition(self, client_for, boss, base):
        page = client_for("service").get(at("segment", make(boss)))
        assert "顾客" not in page.text
        assert page.context["figures"].members == 0
        assert client_for("service").get(at("segment-change", make(boss, name="B"))).status_code == 403

    def test_keeps_its_history_day_by_day(self, client_for, boss, base):
        made = make(boss)
        Customer.objects.filter(pk=base[5].pk).update(total_spent_minor=0)
        people.evaluate_segment(boss, made.uid)
        jobs.run_all()
        [day] = client_for("owner").get(at("segment", made)).context["days"]
        assert (day.members, day.entered, day.left) == (3, 4, 1)
        assert day.spent == 100_000 + 150_000 + 200_000

    def test_names_what_uses_it(self, client_for, boss, base):
        a = make(boss)
        make(boss, {"field": "segments", "op": "in", "value": [str(a.uid)]}, "Upper")
        assert [each["name"] for each in client_for("manager").get(at("segment", a)).context["uses"]] == [
            "Upper"
        ]

    def test_is_looked_through_once_however_often_pressed(self, client_for, boss, base):
        made = make(boss)
        client = client_for("manager")
        for _press in range(2):
            assert client.post(at("segment-evaluate", made)).status_code == 302
        assert made.runs.filter(finished_at=None).count() == 1
        assert client.get(at("segment", made)).context["standing"].progress == 0

    def test_is_put_away_and_brought_back(self, client_for, boss, base):
        made = make(boss)
        client = client_for("manager")
        answer = client.post(at("segment-archive", made), headers={"HX-Request": "true"})
        undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
        assert "大客户" not in client.get("/segments/").text
        assert client.get(at("segment", made)).context["name"] == "大客户"
        client.post(undo)
        assert "大客户" in client.get("/segments/").text

    def test_what_lists_and_reports_use_is_put_away_when_asked_twice(self, client_for, boss, base):
        made = make(boss)
        among = {"field": "segments", "op": "in", "value": [str(made.uid)]}
        SavedView.objects.create(resource="people.customer", name="大客户名单", condition={"all": [among]})
        own = SavedView.objects.create(
            resource="people.customer", name="私下看的", condition=among, owner_id=boss.staff_id
        )
        question = {"dataset": "orders", "measures": ["sales"], "among": among}
        Report.objects.create(title="大客户销售", question=question, is_shared=True)
        client = client_for("manager")
        page = client.get(at("segment", made))
        assert {each["name"] for each in page.context["uses"]} == {"大客户名单", "大客户销售"}
        assert page.context["is_used"]
        dialog = client.get(at("segment-archive", made))
        assert "大客户名单" in dialog.text
        assert "私下看的" not in dialog.text
        assert "同事的 1 个列表或报表" in dialog.text
        told = client.post(at("segment-archive", made), headers={"HX-Request": "true"})
        assert "大客户销售" in json.loads(told.headers["HX-Trigger"])["toast"]["text"]
        assert client.post(at("segment-archive", made)).status_code == 200
        assert not Segment.objects.get(pk=made.pk).is_archived
        client.post(at("segment-archive", made), {"anyway": "1"})
        assert Segment.objects.get(pk=made.pk).is_archived
        assert own.owner_id is not None

    def test_becomes_a_fixed_list(self, client_for, boss, base):
        client = client_for("manager")
        made = make(boss)
        assert client.get(at("segment-copy", made)).status_code == 200
        client.post(at("segment-copy", made), {"name": "List", "request_key": "k"})
        jobs.run_all()
        assert Segment.objects.get(name="List").members.count() == 4

    def test_its_members_are_a_list_of_customers(self, client_for, boss, base):
        made = make(boss)
        page = client_for("manager").get("/customers/", {"f": f"segments:in:{made.uid}"})
        assert page.text.count("data-row") == 4
        assert "大客户" in page.text
        refused = client_for("service").get("/customers/", {"f": f"segments:in:{made.uid}"})
        assert "顾客5" not in refused.text
