"""Reads of staff, roles and sign-ins worth a name. Everything leaves as records of the gate or plain values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from parure.access import grants, policy
from parure.access.actors import Actor, actor_for
from parure.access.choices import Scope
from parure.access.grants import Difference
from parure.access.guarding import check_may_manage
from parure.access.models import Region, Role, SignIn, Staff
from parure.access.policy import Record
from parure.access.roles import SEEDED, undecided_types

STAFF = ("name", "title", "home_store", "is_active", "stores", "username", "roles")
Sets = list[Mapping[str, Any]]


# ── people and stores ────────────────────────────────────────────────────────


@dataclass(frozen=True)
class StaffLine:
    """Somebody who works here, with how many browsers they are signed in with."""

    staff: Record
    sign_ins: int
    may_manage: bool = True


def staff_lines(actor: Actor, *, gone: bool = False) -> list[StaffLine]:
    """Everybody in reach who works here (or, `gone`, no longer does), by store and name. Four queries."""
    rows = policy.rows(actor, "access.staff").filter(is_active=not gone)
    rows = rows.order_by("home_store__code", "name", "pk")
    open_now = Count("sign_ins", filter=Q(sign_ins__expire_date__gt=timezone.now()))
    counts = dict(rows.annotate(open_now=open_now).values_list("pk", "open_now"))
    return [
        StaffLine(each, counts.get(each.pk, 0)) for each in policy.records(actor, "access.staff", rows, STAFF)
    ]


@dataclass(frozen=True)
class StaffKept:
    """What the form of a staff member starts with: codes and uids of what is chosen."""

    record: Record
    home_store: UUID | None
    stores: list[str]
    roles: list[str]
    may_manage: bool


def staff_kept(actor: Actor, uid: UUID | str, action: str = "view") -> StaffKept:
    """One staff member as they are kept. Raises `NotFound` out of reach."""
    staff: Staff = policy.fetch(actor, "access.staff", uid, action)
    try:
        check_may_manage(actor, staff)
        manages = policy.may(actor, "access.staff", "change")
    except policy.Denied:
        manages = False
    return StaffKept(
        policy.record(actor, "access.staff", staff),
        staff.home_store.uid if staff.home_store else None,
        [str(each) for each in staff.stores.values_list("uid", flat=True)],
        list(staff.roles.order_by("code").values_list("code", flat=True)),
        manages,
    )


@dataclass(frozen=True)
class StoreLine:
    """A store and how many work there."""

    store: Record
    region_uid: UUID | None
    people: int


def store_lines(actor: Actor) -> list[StoreLine]:
    """The stores in reach by region and code; open ones first. Two queries."""
    rows = policy.rows(actor, "access.store").order_by("-is_active", "region__name", "code")
    rows = rows.select_related("region")
    people = Count("staff", filter=Q(staff__is_active=True))
    counts = dict(policy.rows(actor, "access.store").annotate(people=people).values_list("pk", "people"))
    stores = list(rows)
    records = policy.records(actor, "access.store", stores)
    return [
        StoreLine(record, store.region.uid if store.region else None, counts.get(store.pk, 0))
        for record, store in zip(records, stores, strict=True)
    ]


def region_choices(actor: Actor) -> list[tuple[str, str]]:
    """(uid, name) of the regions in reach."""
    return [(str(each.uid), each.title) for each in _all(actor, "access.region", Region, "name")]


def store_choices(actor: Actor) -> list[tuple[str, str]]:
    """(uid, name) of the open stores in reach."""
    rows = policy.rows(actor, "access.store").filter(is_active=True).order_by("code")
    return [(str(each.uid), each.title) for each in policy.records(actor, "access.store", rows, ["name"])]


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of the roles that this actor may give to somebody."""
    return [
        (role.code, role.name)
        for role in _by_weight(policy.rows(actor, "access.role"))
        if not grants.beyond(actor.sets(), [role.grants])
    ]


def _all(actor: Actor, resource: str, model: Any, order: str) -> list[Record]:
    return policy.records(actor, resource, policy.rows(actor, resource).order_by(order), ["name"])


def _by_weight(rows: Any) -> list[Role]:
    """Roles in the order of the house: its own first, as it brings them, then those that the shop made."""
    known = list(SEEDED)
    return sorted(rows, key=lambda role: (known.index(role.code) if role.code in SEEDED else 99, role.code))


# ── roles ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RoleLine:
    """A role, what it grants, how many who work here have it, and the record types nobody decided for it."""

    role: Record
    grants: dict[str, Any]
    people: int
    comes_with_the_house: bool
    undecided: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return str(self.role.get("code") or "")


def role_lines(actor: Actor) -> list[RoleLine]:
    """All roles. Two queries."""
    reach = policy.rows(actor, "access.role")
    people = Count("staff", filter=Q(staff__is_active=True))
    counts = dict(reach.annotate(people=people).values_list("pk", "people"))
    rows = _by_weight(reach)
    records = policy.records(actor, "access.role", rows)
    return [
        RoleLine(record, role.grants, counts[role.pk], role.code in SEEDED, tuple(undecided_types(role)))
        for record, role in zip(records, rows, strict=True)
    ]


def role_line(actor: Actor, uid: UUID | str) -> RoleLine:
    """One role. Raises `NotFound`."""
    role: Role = policy.fetch(actor, "access.role", uid, "view")
    people = role.staff.filter(is_active=True).count()
    record = policy.record(actor, "access.role", role)
    return RoleLine(record, role.grants, people, role.code in SEEDED, tuple(undecided_types(role)))


@dataclass(frozen=True)
class Effect:
    """One thing that a change of roles does, and to how many who work here."""

    difference: Difference
    people: int
    names: list[str]


def effects(actor: Actor, wanted: Mapping[str, Mapping[str, Any]]) -> list[Effect]:
    """What people would lose or gain if these roles (by code) granted this. Who has the same by another role doesn't.

    Losses first, those of most people first. Roles that are new do nothing to anybody yet.
    """
    policy.require(actor, "access.role", "view")
    known = {role.code: role.grants for role in Role.objects.all()}
    after = known | {code: each for code, each in wanted.items() if code in known}
    people = Staff.objects.filter(is_active=True, roles__code__in=wanted).distinct().order_by("name", "pk")
    held: dict[tuple[str, ...], list[str]] = {}
    for each in people.prefetch_related("roles"):
        held.setdefault(tuple(sorted(role.code for role in each.roles.all())), []).append(each.name)
    found: dict[Difference, list[str]] = {}
    for codes, names in held.items():
        changed = grants.differences([known[code] for code in codes], [after[code] for code in codes])
        for difference in changed:
            found.setdefault(difference, []).extend(names)
    effects = [Effect(each, len(names), sorted(names)[:5]) for each, names in found.items()]
    return sorted(effects, key=lambda effect: (not effect.difference.is_loss, -effect.people))


def exported(lines: Iterable[RoleLine]) -> list[dict[str, Any]]:
    """Roles as a file carries them."""
    return [{"code": each.code, "name": each.role.title, "grants": each.grants} for each in lines]


# ── sign-ins ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SignInLine:
    """One browser that somebody is signed in with."""

    uid: UUID
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def actors_by_last_look(limit: int) -> Iterator[Actor]:
    """Who works here, whoever was seen last first; for what is made ready before they look."""
    seen = Max("sign_ins__seen_at")
    staff = (
        Staff.objects.filter(is_active=True)
        .annotate(last=seen)
        .order_by(F("last").desc(nulls_last=True), "pk")
    )
    return (actor_for(each) for each in staff[:limit])


def sign_in_lines(
    actor: Actor, *, staff_uid: UUID | str | None = None, this: UUID | None = None
) -> list[SignInLine]:
    """One's own open sign-ins, or those of a colleague whom the actor may change; the last seen first."""
    if staff_uid is None:
        whose = actor.staff_id or 0
    else:
        policy.require(actor, "access.staff", "change")
        staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "view")
        check_may_manage(actor, staff)
        whose = staff.pk
    rows = SignIn.objects.filter(staff_id=whose, expire_date__gt=timezone.now()).order_by("-seen_at")
    return [
        SignInLine(row.uid, row.device, row.address or "", row.began_at, row.seen_at, row.uid == this)
        for row in rows
    ]


def staff_uid_of(username: str) -> UUID | None:
    """Whose sign-in name this is; for the door, before anybody is known."""
    found: UUID | None = Staff.objects.filter(username=username).values_list("uid", flat=True).first()
    return found


def who_may_in_store(resource: str, action: str, store_id: int) -> list[int]:
    """Who works in a store and may do this with its records; those who may everywhere only where nobody else may:
    a shop's daily news is its own people's.
    """
    people = Staff.objects.filter(Q(home_store_id=store_id) | Q(stores=store_id), is_active=True).distinct()
    near: list[int] = []
    wide: list[int] = []
    for each in people.order_by("pk").prefetch_related("roles"):
        scope = grants.widest_scope([role.grants for role in each.roles.all()], resource, action)
        if scope in (Scope.STORE, Scope.REGION):
            near.append(each.pk)
        elif scope is Scope.ALL:
            wide.append(each.pk)
    return near or wide
