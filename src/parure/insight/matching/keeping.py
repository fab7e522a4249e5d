"""What the copy says of styles, kept in the database for the pages that ask."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from parure.core.bulk import insert_rows, update_rows
from parure.insight.engine import Lake
from parure.insight.matching.neighbours import bought_styles, neighbours, popularity
from parure.insight.models import StyleTies

if TYPE_CHECKING:
    import ibis

COLUMNS = ("buyers", "popularity", "ties")
Known = tuple[int, int, list[list[int]]]  # in the order of the columns


def keep_ties(lake: Lake, until: date) -> int:
    """Keep popularity and neighbours of every style that was bought; rows that are as they were are not written.
    How many were. Nobody waits while it is worked out.
    """
    return _keep(style_ties(bought_styles(lake, until), until))


@transaction.atomic
def _keep(wanted: dict[int, Known]) -> int:
    rows = StyleTies.objects.values_list("pk", *COLUMNS)
    known: dict[int, Known] = {pk: (buyers, popular, ties) for pk, buyers, popular, ties in rows}
    fresh = [pk for pk in wanted if pk not in known]
    changed = [pk for pk, told in wanted.items() if pk in known and known[pk] != told]
    gone = known.keys() - wanted.keys()
    insert_rows(StyleTies, ("id", *COLUMNS), _rows(wanted, fresh))
    update_rows(StyleTies, COLUMNS, _rows(wanted, changed))
    StyleTies.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(changed) + len(gone)


def style_ties(bought: "ibis.Table", until: date) -> dict[int, Known]:
    """(buyers, popularity, ties) by style, as `StyleTies` has them, of the rows of `bought_styles`."""
    ties: dict[int, list[list[int]]] = defaultdict(list)
    for each in neighbours(bought).order_by("style_id", "place").to_pyarrow().to_pylist():
        ties[each["style_id"]].append([each["other_id"], each["strength"]])
    sold = popularity(bought, until).to_pyarrow().to_pylist()
    most = max((each["lately"] for each in sold), default=0) or 1
    return {
        each["style_id"]: (each["buyers"], 1000 * each["lately"] // most, ties.get(each["style_id"], []))
        for each in sold
    }


def _rows(wanted: dict[int, Known], keys: Iterable[int]) -> list[tuple[int, int, int, str]]:
    found = ((pk, *wanted[pk]) for pk in keys)
    return [(pk, buyers, popular, json.dumps(ties)) for pk, buyers, popular, ties in found]
