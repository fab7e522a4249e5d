"""How customers are spread over colleagues: pure.

Who belongs together stays together. The largest households are dealt first, each to whoever has least until then,
so that in the end nobody has more than anybody else by more than the largest household.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace


def households(ids: Iterable[int], ties: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The customers in groups: who is tied to another, over however many, is in one group with them."""
    head = {pk: pk for pk in ids}

    def find(pk: int) -> int:
        while head[pk] != pk:
            head[pk] = head[head[pk]]
            pk = head[pk]
        return pk

    for one, other in ties:
        if one in head and other in head:
            first, second = sorted((find(one), find(other)))
            head[second] = first
    groups: dict[int, list[int]] = {}
    for pk in head:
        groups.setdefault(find(pk), []).append(pk)
    return list(groups.values())


def spread(groups: Iterable[Sequence[int]], receivers: Sequence[int]) -> dict[int, int]:
    """Customer -> receiver. The same groups and receivers are always spread in the same way."""
    loads = [(0, place) for place in range(len(receivers))]
    heapify(loads)
    found: dict[int, int] = {}
    for group in sorted(groups, key=lambda each: (-len(each), min(each))):
        load, place = loads[0]
        found |= dict.fromkeys(group, receivers[place])
        heapreplace(loads, (load + len(group), place))
    return found


def spread_by_store(
    groups: Iterable[Sequence[int]],
    store_of: Mapping[int, int | None],
    receivers: Mapping[int, int | None],
) -> dict[int, int]:
    """The same among the receivers of each group's own store; groups of a store without one go to all of them.

    `receivers` are the receivers with their stores. A household belongs to the store of its first customer.
    """
    apart: dict[int | None, list[Sequence[int]]] = {}
    stores = {store for store in receivers.values() if store is not None}
    for group in groups:
        store = store_of.get(min(group))
        apart.setdefault(store if store in stores else None, []).append(group)
    found: dict[int, int] = {}
    for store, these in apart.items():
        among = [pk for pk, where in receivers.items() if store is None or where == store]
        found |= spread(these, among)
    return found
