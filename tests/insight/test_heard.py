"""Satisfaction, NPS and complaints: against plain Python, within reach and rights, in their unit."""

from collections import defaultdict

import pytest
from django.utils import timezone, translation

from factories import shop
from factories.buying import SHOP, UNTIL, random_shop
from factories.doings import random_feedback
from factories.figures import reckoned
from parure.access import policy
from parure.insight.reports.answers import answer
from parure.insight.reports.datasets import Unit
from parure.insight.reports.question import Question, offered
from parure.insight.reports.ready import ready
from parure.insight.reports.wording import change_text, figure_text, scale_of
from parure.people.models import Feedback

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
MEASURES = ("feedback", "average_score", "satisfied_share", "nps", "complaints", "settled_share")


def taken(rows):
    """MEASURES of these rows."""
    scores = [each.score for each in rows if each.score is not None]
    likely = [each.recommend for each in rows if each.recommend is not None]
    wanting = [each.status for each in rows if each.status]
    more = sum(each >= 9 for each in likely) - sum(each <= 6 for each in likely)
    return (
        len(rows),
        sum(scores) * 10 // len(scores) if scores else None,
        sum(each >= 4 for each in scores) * 1000 // len(scores) if scores else None,
        int(more * 1000 / len(likely)) if likely else None,
        sum(each.kind == "complaint" for each in rows),
        wanting.count("settled") * 1000 // len(wanting) if wanting else None,
    )


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_plain_python(roles, seed):
    random_shop(seed, people=30, orders=5)
    random_feedback(seed)
    reckoned(UNTIL)
    owner = shop.acting(shop.hire("owner", None))
    rows = [
        each for each in Feedback.objects.filter(is_removed=False) if each.at.astimezone(SHOP).date() <= UNTIL
    ]
    assert 0 < len(rows) < Feedback.objects.count()
    for split, code_of in (
        ("month", lambda each: each.at.astimezone(SHOP).date().replace(day=1).isoformat()),
        ("kind", lambda each: each.kind),
        ("stars", lambda each: str(each.score or "")),
        ("status", lambda each: each.status),
    ):
        want = defaultdict(list)
        for each in rows:
            want[code_of(each),].append(each)
        found = answer(owner, Question("feedback", MEASURES, by=(split,)), UNTIL)
        assert {row.codes: row.figures for row in found.rows} == {
            code: taken(those) for code, those in want.items()
        }, split
        assert found.totals == taken(rows)


def test_many_who_speak_against_us_bring_it_below_nothing(roles):
    customer = shop.customer("甲")
    for recommend in (6, 0, 9):
        Feedback.objects.create(customer=customer, kind="satisfaction", recommend=recommend)
    reckoned(timezone.localdate())
    owner = shop.acting(shop.hire("owner", None))
    assert answer(owner, Question("feedback", ("nps",))).totals == (-333,)


def test_everybody_is_told_of_their_own_reach_and_of_what_they_may_read(actors, stores):
    for store, score in ((stores.lake, 5), (stores.opera, 1)):
        customer = shop.customer(store.name, home_store=store)
        Feedback.objects.create(customer=customer, kind="satisfaction", score=score, store=store)
    reckoned(timezone.localdate())
    question = ready("satisfaction-store").question
    assert answer(actors["owner"], question).total("average_score") == 30
    mine = answer(actors["manager"], question)
    assert [(row.labels, row.figures[0]) for row in mine.rows] == [((stores.lake.name,), 50)]
    assert "feedback" not in {each.name for each in offered(actors["workshop"])}
    with pytest.raises(policy.Denied):
        answer(actors["workshop"], question)


def test_tenths_stand_with_their_point():
    with translation.override("en"):
        assert [figure_text(each, Unit.TENTHS) for each in (43, -333, 0, None)] == [
            "4.3",
            "−33.3",
            "0.0",
            "–",
        ]
        assert change_text(43, 46, Unit.TENTHS) == "−0.3"
        assert scale_of(50, Unit.TENTHS).text(45) == "4.5"
