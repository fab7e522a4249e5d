"""Segments that a jeweller starts with, by spending, frequency, loyalty, days to come and taste."""

from dataclasses import dataclass

from parure.access.actors import INSTALLER
from parure.core import jobs
from parure.core.conditions import Tree
from parure.people import operations
from parure.people.segments.runs import TASK


def _said(field: str, op: str, value: object) -> Tree:
    return {"field": field, "op": op, "value": value}


@dataclass(frozen=True)
class Group:
    """A segment to be: its name, what it is for, whom it means."""

    name: str
    purpose: str
    condition: Tree


GROUPS = (
    Group(
        "高价值客户",
        "近一年消费满 3 万元：专属顾问，新品先看",
        {"all": [_said("year_spent", "gte", 30_000_00)]},
    ),
    Group(
        "常来的老客",
        "买过 4 次以上，一年内还来过：邀请品鉴会",
        {"all": [_said("order_count", "gte", 4), _said("last_visit_on", "last_days", 365)]},
    ),
    Group(
        "潜力客户",
        "只买过一两次，但买过贵的：多了解喜好",
        {
            "all": [
                _said("order_count", "between", [1, 2]),
                _said("highest_order", "gte", 15_000_00),
                _said("last_purchase_on", "last_days", 730),
            ]
        },
    ),
    Group(
        "沉睡贵客",
        "累计消费满 3 万元，一年没买：由顾问唤回",
        {
            "all": [
                _said("total_spent", "gte", 30_000_00),
                {"not": {"did": "bought", "times": 1, "within_days": 365}},
            ]
        },
    ),
    Group(
        "近期有喜日",
        "45 天内有生日或纪念日，愿意收消息：提前备礼",
        {"all": [_said("next_date", "next_days", 45), _said("marketing_consent", "is", True)]},
    ),
    Group(
        "新客待回访",
        "90 天内第一次买，之后没人联系过：请顾问回访",
        {
            "all": [
                _said("first_purchase_on", "last_days", 90),
                {"not": {"did": "was_contacted", "times": 1, "within_days": 90}},
            ]
        },
    ),
)


def write_segments() -> int:
    """Make them and look them through; returns how many."""
    for each in GROUPS:
        operations.add_segment(INSTALLER, name=each.name, description=each.purpose, condition=each.condition)
    run_segments()
    return len(GROUPS)


def run_segments() -> None:
    """Look through what waits for it."""
    waiting = jobs.Job.objects.filter(task=TASK, status=jobs.Job.Status.WAITING)
    while ids := list(waiting.order_by("pk").values_list("pk", flat=True)[:25]):
        jobs.run_now(ids)
