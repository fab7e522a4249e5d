"""Facts about who works here."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class StaffLeft(Fact):
    """Somebody may no longer sign in; their customers and tasks still bear their name."""

    name: ClassVar[str] = "access.staff_left"
    staff_id: int


@fact
@dataclass(frozen=True)
class StaffReturned(Fact):
    name: ClassVar[str] = "access.staff_returned"
    staff_id: int


@fact
@dataclass(frozen=True)
class RolesChanged(Fact):
    """What these people may see and do has changed: by their roles, or by what a role grants."""

    name: ClassVar[str] = "access.roles_changed"
    staff_ids: list[int]
