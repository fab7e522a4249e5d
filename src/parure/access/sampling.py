"""About how many meet a condition on what records did, in a large table.

A database that is asked who did something often enough gathers all deeds first. So deeds are looked up for some
records only: for all that can still match where those are few, else for a sample spread over the table.
"""

from random import Random
from typing import Any

from django.db.models import QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query, check_condition, countable
from parure.core.activities import among
from parure.core.conditions import Tree, compile_tree, leaves

SPREAD = 10_000  # records that are looked at for an estimate
FEW = 20_000  # records of which each is looked at
SURE = 40  # hits in a sample whose share can be told


def counts_deeds(condition: Tree | None) -> bool:
    """Whether a condition asks for something that records did."""
    return any("did" in term for term in leaves(condition or {}))


def about(actor: Actor, resource: str, condition: Tree, last: int) -> tuple[int, bool]:
    """(how many records in reach meet the condition, whether that is an estimate); `last` is the table's last key."""
    check_condition(actor, resource, condition)
    reach = policy.rows(actor, resource).order_by()
    sample = _spread(last)
    in_reach = list(reach.filter(among("pk", sample)).values_list("pk", flat=True))
    hits = _meeting(actor, resource, condition, reach, in_reach).count()
    if hits >= SURE:
        return int(hits * last / len(sample)) // 100 * 100, True
    candidates = _candidates(actor, resource, condition, reach)
    if len(candidates) <= FEW:
        return _meeting(actor, resource, condition, reach, candidates).count(), False
    return int(hits * last / len(sample)), True


def some_of(actor: Actor, resource: str, condition: Tree, last: int, wanted: int) -> list[int]:
    """Keys of at most so many records in reach that meet the condition; fewer where they are too rare to be met."""
    check_condition(actor, resource, condition)
    reach = policy.rows(actor, resource).order_by()
    in_reach = list(reach.filter(among("pk", _spread(last))).values_list("pk", flat=True))
    found = list(_meeting(actor, resource, condition, reach, in_reach).values_list("pk", flat=True)[:wanted])
    if len(found) == wanted:
        return found
    candidates = _candidates(actor, resource, condition, reach)
    if len(candidates) > FEW:
        return found
    rows = _meeting(actor, resource, condition, reach, candidates)
    return list(rows.values_list("pk", flat=True)[:wanted])


def _candidates(actor: Actor, resource: str, condition: Tree, reach: QuerySet[Any]) -> list[int]:
    """Keys of at most `FEW` + 1 records that meet what the condition asks beside deeds."""
    plain = [each for each in condition.get("all", []) if not counts_deeds(each)]
    fewer = reach.filter(as_query(actor, resource, {"all": plain} if plain else None))
    return list(fewer.values_list("pk", flat=True)[: FEW + 1])


def _spread(last: int) -> list[int]:
    """Keys spread over a table, always the same ones; at no regular distance, for tables repeat themselves, too."""
    luck, step = Random(last), max(1, last // SPREAD)
    return sorted({min(last, start + luck.randrange(step)) for start in range(1, last + 1, step)})


def _meeting(
    actor: Actor, resource: str, condition: Tree, reach: QuerySet[Any], keys: list[int]
) -> QuerySet[Any]:
    """Those of these records, which are in reach, that meet the condition."""
    permitted, activities = policy.filterable(actor, resource), countable(actor, resource)
    query = compile_tree(resource, condition, permitted, activities, within=keys)
    return reach.filter(among("pk", keys)).filter(query)
