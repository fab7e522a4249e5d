"""What is foreseen of each customer, in whole numbers: the columns of the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parure.insight.forecast import bg_nbd, gamma_gamma, intervals, silence
from parure.insight.forecast.outlook import MONTHS, WEEKS_A_MONTH
from parure.insight.forecast.summary import Alike, Summary, alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR, FAR = MONTHS
COLUMNS = (
    "churn_risk",
    "outlook_share",
    "return_chance",
    "active_chance",
    *(f"purchases_{months}" for months in MONTHS),
    *(f"value_{months}{bound}" for months in MONTHS for bound in ("", "_low", "_high")),
    "lost_12",
)
"""`churn_risk` is a code of `silence.RISKS`; chances and shares are thousandths, purchases thousandths of one, values
in the smallest unit. `return_chance`: to buy within a year; `active_chance`: to be there still, of who bought on more
than one day; `lost_12`: what silence has taken of a year's spending as it was lately.
"""
UNKNOWN = -1  # in a column; every figure that is known is nought or more


@dataclass(frozen=True, slots=True)
class Each:
    """Columns of customers, whose keys ascend; a column that isn't known of anybody is left out."""

    customer: "NDArray"
    columns: "dict[str, NDArray]"

    def of(self, keys: Sequence[int]) -> list[list[Any]]:
        """A list for each of `COLUMNS`, in the order of these keys; None, or "" for a code, where nothing is known."""
        import numpy as np

        if not len(self.customer):
            return [[_empty(name)] * len(keys) for name in COLUMNS]
        wanted = np.asarray(keys)
        place = np.minimum(np.searchsorted(self.customer, wanted), len(self.customer) - 1)
        known = self.customer[place] == wanted
        return [self._column(name, place, known) for name in COLUMNS]

    def _column(self, name: str, place: "NDArray", known: "NDArray") -> list[Any]:
        import numpy as np

        if name not in self.columns:
            return [_empty(name)] * len(place)
        values = np.where(known, self.columns[name][place], UNKNOWN).tolist()
        if name == "churn_risk":
            return [silence.RISKS[value] if value >= 0 else "" for value in values]
        return [value if value >= 0 else None for value in values]


def _empty(name: str) -> Any:
    return "" if name == "churn_risk" else None


def nothing() -> Each:
    """Of nobody anything."""
    import numpy as np

    return Each(np.empty(0, dtype=np.int64), {})


def of_each(
    model: bg_nbd.BgNbd, worth: gamma_gamma.GammaGamma | None, summary: Summary, yearly: "NDArray"
) -> Each:
    """The coming year and the coming three of every customer; without `worth` nothing is said of values ahead.

    `yearly` is what each customer of the summary spent in a year lately.
    """
    rows = alike(summary.x, summary.t_x, summary.age)
    found = _of_times(model, rows)
    if worth is not None:
        ticket = gamma_gamma.expected_value(worth, summary.x, summary.mean_value)
        unit = intervals.scale(worth, summary.x, summary.mean_value)
        for name, each in _of_values(model, worth, rows):
            found[name] = _whole(each[rows.inverse] * (unit if name.endswith(("_low", "_high")) else ticket))
    columns = {name: each if name.startswith("value") else each[rows.inverse] for name, each in found.items()}
    columns["lost_12"] = _whole(yearly * (1000 - columns["outlook_share"]) / 1000)
    return Each(summary.customer, columns)


def _of_times(model: bg_nbd.BgNbd, rows: Alike) -> "dict[str, NDArray]":
    """What doesn't depend on amounts, for each of the unique rows."""
    import numpy as np

    x, t_x, age = rows.columns
    weeks = NEAR * WEEKS_A_MONTH
    purchases = {months: bg_nbd.expected(model, x, t_x, age, months * WEEKS_A_MONTH) for months in MONTHS}
    left = silence.share_left(purchases[NEAR], silence.expected_at_last(model, x, t_x, weeks))
    active = _thousandths(bg_nbd.is_alive(model, x, t_x, age))
    return {
        "churn_risk": silence.risk_of(left),
        "outlook_share": _thousandths(left),
        "return_chance": _thousandths(intervals.Ahead(model, x, t_x, age, weeks).at_least(1.0)),
        "active_chance": np.where(x > 0, active, UNKNOWN).astype(np.int32),
        **{f"purchases_{months}": _thousandths(each) for months, each in purchases.items()},
    }


def _of_values(model: bg_nbd.BgNbd, worth: gamma_gamma.GammaGamma, rows: Alike) -> "Any":
    """(column, figure of each unique row): purchases where the customer's ticket, parts where their scale is missing."""
    x, t_x, age = rows.columns
    for months in MONTHS:
        weeks = months * WEEKS_A_MONTH
        purchases = bg_nbd.expected(model, x, t_x, age, weeks)
        yield f"value_{months}", purchases
        parts = intervals.value_within(model, worth, x, t_x, age, weeks)
        yield f"value_{months}_low", parts.low
        yield f"value_{months}_high", parts.high


def _thousandths(figures: "NDArray") -> "NDArray":
    import numpy as np

    return np.rint(figures * 1000).astype(np.int32)


def _whole(figures: "NDArray") -> "NDArray":
    import numpy as np

    return np.rint(figures).astype(np.int64)
