"""Slowing down whoever tries passwords, without letting a stranger lock out a colleague.

Failures are counted by side. A browser that this person has signed in with before shows a sealed cookie and has a
counter of its own: what happens elsewhere doesn't touch it. Any other browser is counted by the name together with
its address, and by the address over all names. Each try is counted before the password is looked at, so that
many at once count as many; a good password takes the count back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from parure.access.encryption import digest
from parure.access.models import Attempts

FREE = {"name": 5, "device": 5, "address": 30}  # tries before the first wait
FIRST_WAIT = timedelta(seconds=30)  # doubled with each further failure
LONGEST_WAIT = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(days=1)
DEVICE_COOKIE = "device"
DEVICE_DAYS = 365
KNOWN_PEOPLE = 12  # as many take turns at one machine of a shop
SALT = "parure.device"


@dataclass(frozen=True)
class Side:
    """Where a try comes from, as it is counted."""

    kind: str
    key: str


def sides(username: str, address: str, known: bool, device: str) -> list[Side]:
    """The counters that a try belongs to: the known device alone, else the name at the address and the address."""
    name = username.strip().lower()
    if known:
        return [_side("device", name, device)]
    place = _place(address)
    return [_side("name", name, place), _side("address", place)]


def _side(kind: str, *parts: str) -> Side:
    return Side(kind, digest(f"attempt.{kind}", "\0".join(parts)).hex())


def _place(address: str) -> str:
    """The address; of IPv6 the network, since one machine has all of its addresses."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return f"{int(read) >> 64:x}::/64" if isinstance(read, IPv6Address) else address


def wait_after(kind: str, failures: int) -> timedelta:
    """How long to wait after this many failures in a row; nothing for the first few."""
    over = failures - FREE[kind]
    if over < 0:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(over, 20), LONGEST_WAIT)


def begin(asked: Sequence[Side], now: datetime | None = None) -> timedelta:
    """Count a try on every side, as a failure until `succeeded`. Returns how long to wait where one is locked.

    A try that has to wait isn't counted and its password must not be looked at.
    """
    now = now or timezone.now()
    with transaction.atomic():
        rows = [_locked_row(each) for each in asked]
        held = max((row.locked_until for row in rows if row.locked_until), default=now)
        if held > now:
            return held - now
        for side, row in zip(asked, rows, strict=True):
            forgotten = row.last_at < now - FORGOTTEN_AFTER
            row.failures = 1 if forgotten else row.failures + 1
            row.last_at = now
            wait = wait_after(side.kind, row.failures)
            row.locked_until = now + wait if wait else None
            row.save(update_fields=["failures", "last_at", "locked_until"])
    return timedelta(0)


def _locked_row(side: Side) -> Attempts:
    return Attempts.objects.select_for_update().get_or_create(key=side.key)[0]


def succeeded(asked: Sequence[Side]) -> None:
    """The password was right: the side is clean; of the address only this try is taken back."""
    for side in asked:
        row = Attempts.objects.filter(key=side.key)
        if side.kind == "address":
            row.update(failures=F("failures") - 1, locked_until=None)
        else:
            row.delete()


def wait_of(asked: Sequence[Side], now: datetime | None = None) -> timedelta:
    """How long the next try from here has to wait; nothing where it hasn't."""
    now = now or timezone.now()
    rows = Attempts.objects.filter(key__in=[each.key for each in asked], locked_until__gt=now)
    until = max((each for each in rows.values_list("locked_until", flat=True) if each), default=now)
    return until - now


def spend(kind: str, part: str, most: int, now: datetime | None = None) -> timedelta:
    """Count one of `most` that a side has within each hour of the clock; how long to wait where they are used up.

    For doors where a try that succeeds counts like any other: nothing gives it back.
    """
    now = now or timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        row = _locked_row(_side(kind, _place(part), hour.isoformat()))
        if row.failures >= most:
            return hour + timedelta(hours=1) - now
        row.failures, row.last_at = row.failures + 1, now
        row.save(update_fields=["failures", "last_at"])
    return timedelta(0)


def forget_old(now: datetime | None = None) -> int:
    """Remove counters that no longer count; returns how many."""
    old = (now or timezone.now()) - FORGOTTEN_AFTER
    return Attempts.objects.filter(last_at__lt=old).delete()[0]


# ── devices that somebody has signed in with ─────────────────────────────────


@dataclass(frozen=True)
class Device:
    """A browser: its own random name, and who has signed in with it, most recent first."""

    name: str
    people: tuple[str, ...] = ()

    def knows(self, staff_uid: UUID | None) -> bool:
        return staff_uid is not None and str(staff_uid) in self.people

    def with_person(self, staff_uid: UUID) -> "Device":
        others = [each for each in self.people if each != str(staff_uid)]
        return Device(self.name, (str(staff_uid), *others)[:KNOWN_PEOPLE])

    def sealed(self) -> str:
        """The cookie's text; nobody else can make one."""
        return signing.dumps([self.name, *self.people], salt=SALT, compress=True)


def read_device(cookie: str, fresh_name: str) -> Device:
    """The device of a cookie; a stranger with a fresh name where there is none, or a forged or old one."""
    try:
        read: Any = signing.loads(cookie, salt=SALT, max_age=DEVICE_DAYS * 24 * 3600)
    except signing.BadSignature:
        return Device(fresh_name)
    return Device(read[0], tuple(read[1:]))
