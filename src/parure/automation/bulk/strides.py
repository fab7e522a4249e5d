"""In which order a long run goes through records that are written as sets.

PostgreSQL writes a changed row anew, and tells every index where it lies, unless its page has room: then no index
is touched. A page has room for some rows until the batch is committed, and again afterwards. So neighbours go into
different batches: of a stretch of keys first every sixteenth, then those behind them. The order is (stretch, rest
of the key, key), and told by the key alone.
"""

from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

MOST = 16
STRETCH = 64_000  # keys; a sixteenth of them is a batch
WORTH = 20_000  # records


def strides_for(total: int, last_id: int) -> int:
    """How many batches the records of a page are spread over: as many as records that lie that close."""
    if connection.vendor != "postgresql" or total < WORTH:
        return 1
    return max(1, min(MOST, round(MOST * total / max(1, last_id))))


def next_keys(rows: QuerySet[Any], position: int, strides: int, most: int) -> list[int]:
    """The keys of the next batch behind a key."""
    if strides == 1:
        return _keys(rows.filter(pk__gt=position), most)
    begin = position - position % STRETCH
    turn, after = position % strides, position
    while True:
        within = rows.filter(pk__gte=begin, pk__lt=begin + STRETCH)
        while turn < strides:
            if found := _keys(within.alias(turn=F("pk") % strides).filter(turn=turn, pk__gt=after), most):
                return found
            turn, after = turn + 1, 0
        ahead = _keys(rows.filter(pk__gte=begin + STRETCH), 1)
        if not ahead:
            return []
        begin, turn = ahead[0] - ahead[0] % STRETCH, 0


def _keys(rows: QuerySet[Any], most: int) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])
