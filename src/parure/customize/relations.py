"""Record types that fields of the shop's own may point to, and how a record of them is named and found.

Areas above offer theirs with `offer_target`. What is kept is the record's key; who reads a value sees the name
only where they reach the record (`Field.guarded`), except for staff, stores and regions, whose names are no secret.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import STAFF, leavers
from parure.access.policy import Record
from parure.core import resources

Named = Callable[[Actor, Collection[str]], Iterable[tuple[str, int]]]
"""(word, key) of the records in reach that these words of a file name."""
Find = Callable[[Actor, str], list[tuple[Record, str]]]
"""(record, what tells it from others of the name) of those that typed words may mean, best first."""
Past = Callable[[Collection[int]], dict[int, str]]
"""Why some of these records aren't chosen any more, by their key; a value that has one keeps it."""


@dataclass(frozen=True)
class Target:
    """A record type that own fields may point to. Those with `find` are searched for while somebody types, the
    others few enough to choose one from a list. `named` are the ways in which files name a record, the surest first.
    """

    resource: str
    named: tuple[Named, ...]
    find: Find | None = None
    past: Past | None = None
    is_personal: bool = False  # words that name a record may be somebody's number


_TARGETS: dict[str, Target] = {}


def offer_target(target: Target) -> Target:
    """Let own fields point to records of this type."""
    _TARGETS[target.resource] = target
    return target


def targets() -> list[Target]:
    """What own fields may point to."""
    return list(_TARGETS.values())


def target_of(resource: str) -> Target | None:
    return _TARGETS.get(resource)


def is_searched(resource: str) -> bool:
    """Whether records of this type are searched for, and named only to who reaches them."""
    target = _TARGETS.get(resource)
    return target is not None and target.find is not None


def past_of(resource: str, keys: Collection[int]) -> dict[int, str]:
    """Why some of these records of a type aren't chosen any more, by their key."""
    target = _TARGETS.get(resource)
    return target.past(keys) if target is not None and target.past is not None and keys else {}


def by_column(resource: str, column: str) -> Named:
    """Records whose column is the word."""

    def named(actor: Actor, words: Collection[str]) -> Iterable[tuple[str, int]]:
        found: Iterable[tuple[str, int]] = (
            policy.rows(actor, resource).filter(**{f"{column}__in": words}).values_list(column, "pk")
        )
        return found

    return named


def by_uid(resource: str) -> Named:
    """The record whose uid the word is."""

    def named(actor: Actor, words: Collection[str]) -> Iterable[tuple[str, int]]:
        uids = {uid: word for word in words if (uid := _uid(word)) is not None}
        if not uids:
            return []
        rows = policy.rows(actor, resource).filter(uid__in=list(uids)).values_list("uid", "pk")
        return [(uids[uid], pk) for uid, pk in rows]

    return named


def _uid(word: str) -> UUID | None:
    try:
        return UUID(word) if len(word) in (32, 36) else None
    except ValueError:
        return None


def related_keys(actor: Actor, target: str, words: Iterable[str]) -> dict[str, int]:
    """Primary keys in the actor's reach by what files call them; a name that several have is none."""
    wanted = set(words)
    found: dict[str, set[int]] = {}
    declared = _TARGETS.get(target)
    for named in declared.named if declared is not None and policy.may(actor, target) else ():
        missing = wanted - found.keys()
        if not missing:
            break
        for word, pk in named(actor, missing):
            found.setdefault(word, set()).add(pk)
    return {word: next(iter(keys)) for word, keys in found.items() if len(keys) == 1}


def keys_in_reach(actor: Actor, target: str, given: Iterable[Any]) -> dict[Any, int]:
    """Keys of those of the given records, named by key or uid, that are in the actor's reach."""
    given = set(given)
    if not given or not policy.may(actor, target):
        return {}
    reach = policy.rows(actor, target)
    found: dict[Any, int] = {}
    keys = {each for each in given if isinstance(each, int)}
    if keys:
        possible = [each for each in keys if 0 < each < 2**63]
        found |= {pk: pk for pk in reach.filter(pk__in=possible).values_list("pk", flat=True)}
    if (words := given - keys) and hasattr(resources.get(target).model, "uid"):
        uids = {uid: each for each in words if (uid := _uid(str(each))) is not None}
        found |= {uids[uid]: pk for uid, pk in reach.filter(uid__in=list(uids)).values_list("uid", "pk")}
    return found


offer_target(Target(STAFF, tuple(by_column(STAFF, each) for each in ("name", "username")), past=leavers))
offer_target(Target("access.store", tuple(by_column("access.store", each) for each in ("name", "code"))))
offer_target(Target("access.region", (by_column("access.region", "name"),)))
