"""Giving many customers to other advisors at once: the rows, the search, the audit, the history, one fact.

As one `assign_owner` after another would leave them. What goes along with a customer (open tasks) is registered by
the area that knows it. Runs inside the caller's transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.audit_batch import record_changes
from parure.access.models import Staff
from parure.core.events import emit
from parure.people.choices import Why
from parure.people.events import CustomersChanged
from parure.people.models import Customer
from parure.people.ownership.history import Turn, note_turns
from parure.people.search_marks import move_owner

RESOURCE = "people.customer"
Kept = list[Any]  # what a follower notes of one thing that it moved, as JSON; the thing's key comes first


@dataclass(frozen=True)
class Follower:
    """What goes along when a customer changes hands.

    `take(actor, {customer: (before, after)})` moves it and returns {customer: (as it was, as it is)};
    `give_back(actor, {customer: (as it was, as it is)})` puts back what still is as it was left.
    `count(actor, customer ids)` says how many would go.
    """

    name: str
    take: Callable[[Actor, Mapping[int, tuple[int | None, int | None]]], dict[int, tuple[Kept, Kept]]]
    give_back: Callable[[Actor, Mapping[int, tuple[Kept, Kept]]], None]
    count: Callable[[Actor, Any], int]


_FOLLOWERS: list[Follower] = []


def goes_along(follower: Follower) -> None:
    _FOLLOWERS.append(follower)


def followers() -> list[Follower]:
    return list(_FOLLOWERS)


def move_clients(actor: Actor, wanted: Mapping[int, int | None], *, why: Why) -> list[Turn]:
    """Make these staff (None: nobody) the advisors of these customers; returns what changed.

    Raises NotWritable without the right, Denied where a customer would leave the actor's reach.
    """
    policy.check_write(actor, RESOURCE, ["owner"])
    rows = Customer.objects.filter(pk__in=list(wanted)).select_for_update().order_by("pk")
    held = list(rows.values_list("pk", "owner_id"))
    turns = [Turn(pk, before, wanted[pk]) for pk, before in held if before != wanted[pk]]
    for after, ids in by_receiver(turns).items():
        Customer.objects.filter(pk__in=ids).update(owner_id=after)
        move_owner(ids, after)
    if turns:
        _check_reach(actor, [each.customer_id for each in turns])
        names = staff_names({each.before for each in turns} | {each.after for each in turns})
        record_changes(
            actor,
            RESOURCE,
            [
                (each.customer_id, {"owner": names.get(each.before)}, {"owner": names.get(each.after)})
                for each in turns
            ],
        )
        note_turns(actor, turns, why)
        emit(CustomersChanged([each.customer_id for each in turns], ["owner"]), actor=actor)
    return turns


def by_receiver(turns: Sequence[Turn]) -> dict[int | None, list[int]]:
    """The customers that each of them gets."""
    found: dict[int | None, list[int]] = {}
    for each in turns:
        found.setdefault(each.after, []).append(each.customer_id)
    return found


def _check_reach(actor: Actor, ids: list[int]) -> None:
    if policy.rows(actor, RESOURCE, "view").filter(pk__in=ids).count() < len(ids):
        raise policy.Denied(_("This would put the record out of your reach."))


def staff_names(ids: set[int | None]) -> dict[int | None, str]:
    """What these people are called."""
    wanted = [pk for pk in ids if pk is not None]
    return dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name"))
