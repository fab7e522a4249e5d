"""The classes that shops know their customers by, from the scores of RFM: pure, a table in, columns out.

| class | who |
|---|---|
| spending high, middle, low | m 5; m 3 or 4; m 1 or 2 |
| frequency frequent, occasional, potential | f 4 or 5; f 2 or 3; f 1 |
| loyalty loyal, lost, general | f 4 or 5 and r 3 or more; r 1; everybody else |
"""

from typing import Any


def classes_of(scored: Any) -> dict[str, Any]:
    """spending_class, frequency_class, loyalty_class of rows with r, f, m."""
    import ibis

    return {
        "spending_class": ibis.cases((scored.m >= 5, "high"), (scored.m >= 3, "middle"), else_="low"),
        "frequency_class": ibis.cases(
            (scored.f >= 4, "frequent"), (scored.f >= 2, "occasional"), else_="potential"
        ),
        "loyalty_class": ibis.cases(
            ((scored.f >= 4) & (scored.r >= 3), "loyal"), (scored.r <= 1, "lost"), else_="general"
        ),
    }
