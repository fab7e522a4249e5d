"""From a line of a report to the list of the records behind it, where the list can tell them apart."""

from collections.abc import Mapping
from typing import Any

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import Tree
from parure.insight.reports.answers import Answer, Row, days_of
from parure.web.kit.addresses import ListState

LISTS = {"orders": ("orders", "sales.order"), "customers": ("customers", "people.customer"), "visits": ("visits", "sales.visit"), "pieces": ("pieces", "catalog.piece")}  # fmt: skip
DAYS = {"orders": "ordered_at", "customers": "registered_on", "visits": "at"}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "orders": {"store": "store", "advisor": "advisor", "source": "source", "occasion": "occasion"},
    "customers": {
        "store": "home_store",
        "advisor": "owner",
        "marketing_consent": "marketing_consent",
        "gender": "gender",
        "source_channel": "source_channel",
        "campaign": "campaign",
        **{
            name: name
            for name in (
                "rfm_group",
                "spending_class",
                "frequency_class",
                "loyalty_class",
                "favourite_category",
                "favourite_metal",
                "favourite_price_band",
            )
        },
    },
    "visits": {"store": "store", "advisor": "staff", "outcome": "outcome"},
    "pieces": {
        "category": "category",
        "fineness": "fineness",
        "gem": "main_gem",
        "store": "store",
        "status": "status",
        "style": "style",
    },
}
STATUSES = ["PAID", "PARTLY_PAID", "PARTLY_REFUNDED"]


class Drill:
    """What one reader may open."""

    def __init__(self, actor: Actor, answer: Answer) -> None:
        self.answer = answer
        self.dataset = answer.question.dataset
        key, resource = LISTS.get(self.dataset, ("", ""))
        self.key = key
        self.may_ask = policy.filterable(actor, resource) if key and policy.may(actor, resource) else {}
        self.is_told = not answer.question.among and self._told(answer.question.only)

    def _told(self, only: Mapping[str, tuple[str, ...]]) -> bool:
        return only.keys() <= FIELDS.get(self.dataset, {}).keys()

    def address(self, row: Row) -> str:
        """The list of what a row counts; "" where the list can't say it."""
        if not self.key or not self.is_told:
            return ""
        fields = FIELDS[self.dataset]
        terms: list[Tree] = [
            {"field": fields[name], "op": "in", "value": list(codes)}
            for name, codes in self.answer.question.only.items()
        ]
        for code, split in zip(row.codes, self.answer.splits, strict=True):
            if split.period in ("day", "week", "month", "quarter", "year") and split.name == split.period:
                continue
            if split.name not in fields:
                return ""
            terms.append(_term(fields[split.name], code))
        terms += self._days(row)
        if self.dataset == "orders":
            terms.append({"field": "status", "op": "in", "value": STATUSES})
        if not all(term["field"] in self.may_ask for term in terms):
            return ""
        return ListState(self.key).with_terms(terms).address()

    def _days(self, row: Row) -> list[Tree]:
        days = days_of(self.answer, row)
        if self.dataset not in DAYS or (days.since is None and days.until is None):
            return []
        name = DAYS[self.dataset]
        ends: list[Any] = [each.isoformat() if each else None for each in (days.since, days.until)]
        if all(ends):
            return [{"field": name, "op": "between", "value": ends}]
        return [
            {"field": name, "op": "gte", "value": ends[0]}
            if ends[0]
            else {"field": name, "op": "lte", "value": ends[1]}
        ]


def _term(field: str, code: str) -> Tree:
    return {"field": field, "op": "is", "value": code} if code else {"field": field, "op": "empty"}
