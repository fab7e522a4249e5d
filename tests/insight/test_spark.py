"""The same rows on Spark as on DuckDB: every fact, every dimension and measure of reports, reaches told by many keys.

Run by `make test-cluster`, which names the Spark in PARURE_TEST_SPARK.
"""

import os

import pytest

from factories.buying import UNTIL, random_story
from factories.doings import random_doings, random_feedback
from parure.insight.copy.plan import folder
from parure.insight.engine import opened_at
from parure.insight.measures.rfm import Bounds
from parure.insight.measures.together import customer_facts
from parure.insight.operations import refresh
from parure.insight.reports.datasets import datasets
from parure.insight.reports.reckoning import reckon
from parure.people.models import Customer

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("default"),
]
MASTER = os.environ.get("PARURE_TEST_SPARK", "")
SPLITS = 10  # dimensions of one question


def facts_of(lake):
    """All facts, by quintiles and by fixed bounds."""
    found = []
    for bounds in (None, Bounds()):
        table = customer_facts(lake, UNTIL, bounds)
        rows = table.select(*sorted(table.columns)).order_by("customer_id").to_pyarrow().to_pylist()
        found.append(rows)
    return found


def questions(keys):
    """Every dimension and every measure, some dimensions at a time; the last ones of customers told by their keys."""
    reach = {"customer": {"column": "id", "in": keys}, "among": {"column": "id", "in": keys[::2]}}
    usual = {"since": "2026-01-01", "until": "", "today": UNTIL.isoformat(), "limit": 100_000}
    for dataset in datasets().values():
        names = [each.name for each in dataset.dimensions]
        measures = [each.name for each in dataset.measures]
        for start in range(0, len(names), SPLITS):
            yield usual | {
                "dataset": dataset.name,
                "by": names[start : start + SPLITS],
                "measures": measures,
                "reach": {},
            }
        if dataset.name not in ("pieces", "market"):
            yield usual | {"dataset": dataset.name, "by": names[:1], "measures": measures, "reach": reach}


def answers_of(lake, keys):
    found = []
    for asked in questions(keys):
        answer = reckon(lake, asked)
        found.append((asked, answer["totals"], sorted(answer["rows"], key=repr)))
    return found


def test_spark_says_the_same_as_duckdb(roles, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    random_doings(3)
    random_feedback(3)
    refresh(until=UNTIL)
    keys = [*Customer.objects.order_by("pk").values_list("pk", flat=True)[::3], *range(10**6, 10**6 + 2000)]
    with opened_at(folder()) as lake:
        facts, answers = facts_of(lake), answers_of(lake, keys)
    with opened_at(folder(), MASTER) as lake:
        assert facts_of(lake) == facts
        for ours, theirs in zip(answers, answers_of(lake, keys), strict=True):
            assert theirs == ours


def test_facts_are_written_back_from_spark(roles, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    random_story(4)
    written = refresh(until=UNTIL).written
    settings.PARURE_INSIGHT_ENGINE = MASTER
    again = refresh(until=UNTIL)
    assert written > 0
    assert again.written == 0
