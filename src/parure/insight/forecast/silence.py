"""How much of what could be expected of a customer their silence has taken, and what risk of losing them follows.

The models' own probability to be there still is 1 for who bought once, however long ago (`bg_nbd`): it can't tell a buyer
of last week from one of five years ago. So a customer is held against themselves: the purchases expected of the
coming year today, as a share of those that were expected of a year on the day of the last purchase. Silence takes
from it in two ways, and both count: he may have left, and his pace may be slower than was thought. A customer who
always took a year is not missed after a month; one who came every month is missed after three. For who bought once
the measure is how soon others of this shop came for the second time.

| share left | risk |
|---|---|
| two thirds and more | low |
| a third up to two thirds | middle |
| less than a third | high |
"""

from typing import TYPE_CHECKING

from parure.insight.forecast.bg_nbd import BgNbd, expected
from parure.insight.forecast.summary import alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

RISKS = ("low", "middle", "high")
LEFT = (2 / 3, 1 / 3)  # shares from which on the risk is low, middle


def expected_at_last(model: BgNbd, x: "NDArray", t_x: "NDArray", weeks: float) -> "NDArray":
    """The purchases that were expected of the `weeks` after the day of the last purchase."""
    rows = alike(x, t_x)
    times, last = rows.columns
    return expected(model, times, last, last, weeks)[rows.inverse]


def share_left(now: "NDArray", at_last: "NDArray") -> "NDArray":
    """Between 0 and 1; 1 where nothing was ever expected."""
    import numpy as np

    some = at_last > 0
    return np.where(some, np.clip(now / np.where(some, at_last, 1.0), 0, 1), 1.0)


def risk_of(left: "NDArray") -> "NDArray":
    """The place in `RISKS` of each share."""
    import numpy as np

    return (left[:, None] < np.array(LEFT)).sum(axis=1).astype(np.int8)
