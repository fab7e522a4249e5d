"""What is foreseen of many customers together, by group."""

from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, NullIf

from parure.insight.forecast.outlook import MONTHS


class Sums(NamedTuple):
    """Customers of a group of whom something is foreseen. Purchases in thousandths, values in fen; `squares` and `over`
    (values squared by purchases) are what the spread of a sum is reckoned from; `high` are those at high risk.
    """

    group: str
    customers: int
    high: int
    lost: int
    purchases_12: int
    purchases_12_squares: float
    value_12: int
    value_12_squares: float
    value_12_over: float
    purchases_36: int
    purchases_36_squares: float
    value_36: int
    value_36_squares: float
    value_36_over: float


def sums_of(facts: QuerySet[Any]) -> list[Sums]:
    """One query, summed in the database."""
    known = facts.filter(purchases_12__isnull=False).order_by().values_list("rfm_group")
    counted = known.annotate(
        customers=Count("pk"),
        high=Count("pk", filter=Q(churn_risk="high")),
        lost=Sum("lost_12", filter=Q(churn_risk="high")),
        **{name: each for months in MONTHS for name, each in _ahead(months).items()},
    )
    return [Sums(group, *(each or 0 for each in rest)) for group, *rest in counted.order_by("rfm_group")]


def _ahead(months: int) -> dict[str, Any]:
    purchases, value = _real(f"purchases_{months}"), _real(f"value_{months}")
    return {
        f"purchases_{months}_sum": Sum(f"purchases_{months}"),
        f"purchases_{months}_squares": Sum(purchases * purchases),
        f"value_{months}_sum": Sum(f"value_{months}"),
        f"value_{months}_squares": Sum(value * value),
        f"value_{months}_over": Sum(value * value / NullIf(purchases, 0.0)),
    }


def _real(name: str) -> Any:
    """A column as a real number: squares of amounts are beyond whole ones."""
    return Cast(F(name), FloatField())
