"""Handing customers over: one, a selection or all of a leaver's, to one colleague or spread over several.

Who gets whom is worked out when the handover is prepared and kept (`HandoverShare`), so that what was shown is
what happens. Open tasks of the former advisor go along if wished. Everything can be taken back exactly.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleague
from parure.access.models import Staff
from parure.automation.bulk.acts import Planned, in_bulk
from parure.automation.bulk.writers import Change, Outcome, SetWriter, changed_since, writes_sets
from parure.core.bulk import insert_rows
from parure.core.changes import Offered
from parure.core.events import emit
from parure.core.identifiers import new_uid
from parure.people.choices import RelationKind, Why
from parure.people.events import CustomersHandedOver
from parure.people.models import Customer, HandoverShare, Relation
from parure.people.ownership.moving import Kept, followers, move_clients
from parure.people.ownership.spreading import households, spread, spread_by_store

RESOURCE = "people.customer"
EVENLY, BY_STORE = "even", "store"
MOST = 200_000
KEPT = timedelta(days=30)  # of a plan, for a handover that was stopped and goes on
FAMILY = (
    RelationKind.SPOUSE, RelationKind.PARTNER, RelationKind.MOTHER, RelationKind.FATHER,
    RelationKind.DAUGHTER, RelationKind.SON, RelationKind.SIBLING,
)  # fmt: skip


# ── working out ──────────────────────────────────────────────────────────────


def plan_handover(actor: Actor, rows: QuerySet[Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Deal these customers; returns what the run keeps: the receivers, how, whether tasks go along, the plan.

    `params`: `to` (uids), `how` (even, store), `together` (households stay together), `tasks`.
    """
    receivers = _receivers(actor, params.get("to") or [])
    held = list(rows.order_by("pk").values_list("pk", "home_store_id")[: MOST + 1])
    if len(held) > MOST:
        raise ValidationError(_("At most %s at once; use a condition for more.") % f"{MOST:,}")
    ids = [pk for pk, _store in held]
    ties = _ties(rows) if params.get("together", True) and len(receivers) > 1 else []
    groups = households(ids, ties)
    if params.get("how") == BY_STORE:
        dealt = spread_by_store(groups, dict(held), {each.pk: each.home_store_id for each in receivers})
    else:
        dealt = spread(groups, [each.pk for each in receivers])
    plan = new_uid()
    now = timezone.now()
    insert_rows(
        HandoverShare,
        ("plan", "customer_id", "to_id", "at"),
        [(plan, pk, receiver, now) for pk, receiver in sorted(dealt.items())],
    )
    return {
        "to": [str(each.uid) for each in receivers],
        "how": params.get("how", EVENLY),
        "together": bool(params.get("together", True)),
        "tasks": bool(params.get("tasks", True)),
        "plan": str(plan),
    }


def _receivers(actor: Actor, uids: Sequence[UUID | str]) -> list[Staff]:
    found = [colleague(actor, uid, "to") for uid in dict.fromkeys(map(str, uids))]
    if not found:
        raise ValidationError({"to": _("Choose at least one colleague.")})
    return sorted(found, key=lambda each: each.pk)


def _ties(rows: QuerySet[Any]) -> list[tuple[int, int]]:
    family = Relation.objects.filter(kind__in=FAMILY, other__isnull=False)
    return list(
        family.filter(customer_id__in=rows.order_by().values("pk")).values_list("customer_id", "other_id")
    )


def outlook(actor: Actor, params: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(receiver, how many customers), as it was worked out; and how many open tasks would go along."""
    shares = HandoverShare.objects.filter(plan=params["plan"])
    counted = shares.values("to__name").annotate(count=Count("pk")).order_by("-count", "to__name")
    found = [(str(row["to__name"]), int(row["count"])) for row in counted]
    if params.get("tasks"):
        going = Customer.objects.filter(pk__in=shares.values("customer_id"))
        found += [(_("Open tasks that go along"), each.count(actor, going)) for each in followers()]
    return found


# ── doing and taking back ────────────────────────────────────────────────────


def hand_over(actor: Actor, ids: Sequence[int], params: Mapping[str, Any]) -> Outcome:
    """Give these customers to whom the plan gives them; one of whom it says nothing stays."""
    shares = dict(
        HandoverShare.objects.filter(plan=params["plan"], customer_id__in=list(ids)).values_list(
            "customer_id", "to_id"
        )
    )
    here = set(Staff.objects.filter(pk__in=set(shares.values()), is_active=True).values_list("pk", flat=True))
    outcome = Outcome()
    gone = [pk for pk, receiver in shares.items() if receiver not in here]
    outcome.problems = [(pk, _("This colleague doesn't work here any more.")) for pk in sorted(gone)]
    turns = move_clients(actor, {pk: each for pk, each in shares.items() if each in here}, why=Why.HANDOVER)
    moved = {each.customer_id: (each.before, each.after) for each in turns}
    along = {each.name: each.take(actor, moved) for each in followers()} if params.get("tasks") else {}
    for each in turns:
        before: dict[str, Any] = {"owner": each.before}
        after: dict[str, Any] = {"owner": each.after, "plan": params["plan"]}
        for name, taken in along.items():
            if each.customer_id in taken:
                before[name], after[name] = taken[each.customer_id]
        outcome.changes.append(Change(each.customer_id, "handover", before, after))
    outcome.unchanged = len(ids) - len(outcome.changes) - len(outcome.problems)
    _tell(actor, outcome.changes, 1)
    return outcome


def take_back(actor: Actor, made: Sequence[Change]) -> Outcome:
    """Give customers back whom the receivers still have, and the tasks that they haven't done or given away."""
    outcome = Outcome()
    rows = Customer.objects.filter(pk__in=[each.record_id for each in made]).select_for_update()
    held = dict(rows.order_by("pk").values_list("pk", "owner_id"))
    for each in made:
        if each.record_id in held and held[each.record_id] == each.after["owner"]:
            outcome.changes.append(each)
        else:
            outcome.problems.append((each.record_id, changed_since()))
    move_clients(actor, {each.record_id: each.before["owner"] for each in outcome.changes}, why=Why.UNDONE)
    for follower in followers():
        kept: dict[int, tuple[Kept, Kept]] = {
            each.record_id: (each.before[follower.name], each.after[follower.name])
            for each in outcome.changes
            if follower.name in each.before
        }
        if kept:
            follower.give_back(actor, kept)
    _tell(actor, outcome.changes, -1)
    return outcome


def _tell(actor: Actor, changes: Sequence[Change], sign: int) -> None:
    """One fact for the batch: who got how many customers and what else."""
    plans = {each.after["plan"] for each in changes}
    for plan in plans:
        mine = [each for each in changes if each.after["plan"] == plan]
        customers = Counter(str(each.after["owner"]) for each in mine)
        things: Counter[str] = Counter()
        for each in mine:
            things[str(each.after["owner"])] += sum(
                len(value) for value in each.after.values() if isinstance(value, list)
            )
        emit(
            CustomersHandedOver(
                key=f"plan:{plan}",
                customers={who: sign * count for who, count in customers.items()},
                tasks={who: sign * count for who, count in things.items()},
                by_id=actor.staff_id,
                by=actor.label,
            ),
            actor=actor,
        )


def forget_plans() -> int:
    """Drop the plans of handovers prepared long ago; how many customers they spoke of."""
    removed, _by_model = HandoverShare.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return removed


# ── one field of many ────────────────────────────────────────────────────────


def write_owners(actor: Actor, ids: Sequence[int], value: str | None) -> Outcome:
    """Make one colleague the advisor of these customers, or nobody. Who left meanwhile gets none of them."""
    staff: Staff | None = policy.fetch(actor, "access.staff", value, "view") if value else None
    if staff is not None and not staff.is_active:
        words = _("%s doesn't work here any more.") % staff.name
        theirs = set(Customer.objects.filter(pk__in=ids, owner=staff).values_list("pk", flat=True))
        return Outcome(unchanged=len(theirs), problems=[(pk, words) for pk in ids if pk not in theirs])
    turns = move_clients(actor, dict.fromkeys(ids, staff.pk if staff else None), why=Why.BULK)
    names = _uids({each.before for each in turns} | {each.after for each in turns})
    changes = [Change(each.customer_id, "owner", names[each.before], names[each.after]) for each in turns]
    return Outcome(changes, unchanged=len(ids) - len(changes))


def restore_owners(actor: Actor, made: Sequence[Change]) -> Outcome:
    """Give customers back to whom they had, where nobody has changed it since."""
    rows = Customer.objects.filter(pk__in=[each.record_id for each in made]).select_for_update(of=("self",))
    held = dict(rows.order_by("pk").values_list("pk", "owner__uid"))
    keys = dict(
        Staff.objects.filter(uid__in=[each.before for each in made if each.before]).values_list("uid", "pk")
    )
    outcome = Outcome()
    for each in made:
        now = held.get(each.record_id)
        if each.record_id in held and (str(now) if now else None) == each.after:
            outcome.changes.append(each)
        else:
            outcome.problems.append((each.record_id, changed_since()))
    wanted = {each.record_id: keys[UUID(each.before)] if each.before else None for each in outcome.changes}
    move_clients(actor, wanted, why=Why.UNDONE)
    return outcome


def _uids(staff_ids: set[int | None]) -> dict[int | None, str | None]:
    found: dict[int | None, str | None] = {None: None}
    rows = Staff.objects.filter(pk__in=[pk for pk in staff_ids if pk is not None])
    return found | {pk: str(uid) for pk, uid in rows.values_list("pk", "uid")}


def _alone(actor: Actor, uid: UUID | str, **_inputs: Any) -> None:
    """Handing over is done by set, never alone."""
    raise NotImplementedError


writes_sets(RESOURCE, "owner", SetWriter(write_owners, restore_owners))
HANDOVER = in_bulk(
    Offered(RESOURCE, "handover", gettext_lazy("Hand over"), _alone, action="change"),
    icon="user-share",
    writes=("owner",),
    planned=Planned(plan_handover, outlook, SetWriter(hand_over, take_back)),
)
