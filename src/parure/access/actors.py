"""Who is acting: a person, a key, an automation or the command line, always as some role."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from parure.access import grants as granting
from parure.access.choices import ACTIONS, Level, Scope
from parure.access.grants import Grants
from parure.access.models import Role, Staff, Store
from parure.core import resources
from parure.core.resources import Field


@dataclass(frozen=True)
class Actor:
    """Whoever asks the gate. `grants` are those of all roles together; the widest of each counts.

    `read_only` is somebody looking around as another role: the gate refuses them every write. `behind` is then the
    person who really looks, and whom the audit names.
    """

    staff_id: int | None
    label: str
    grants: Grants = field(hash=False, compare=False)
    store_ids: frozenset[int] = frozenset()
    region_store_ids: frozenset[int] = frozenset()
    home_store_id: int | None = None
    roles: tuple[str, ...] = ()
    role_names: tuple[str, ...] = ()
    store_name: str = ""
    address: str = ""
    read_only: bool = False
    behind: int | None = None
    shares: frozenset[str] = frozenset()  # record types of which colleagues share some with this one
    # what was asked of the grants before: one page asks some two thousand times, a tenth of it new. Never handed on
    # by `replace`, which may give other grants.
    _scopes: dict[tuple[str, str], Scope] = field(default_factory=dict, init=False, repr=False, compare=False)
    _levels: dict[tuple[str, str, str], Level] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def scope(self, resource: str, action: str) -> Scope:
        """The rows of a record type that this actor reaches with an action."""
        asked = (resource, action)
        if (known := self._scopes.get(asked)) is None:
            known = self._scopes[asked] = granting.widest_scope(self.sets(), resource, action)
        return known

    def level(self, resource: str, asked: Field) -> Level:
        """What this actor may do with a field of a record type: its own entry, else its group's, else `*`."""
        if asked.inputs and not all(self._reads(*each) for each in asked.inputs):
            return Level.NONE
        stated = (resource, asked.name, asked.group)
        if (known := self._levels.get(stated)) is None:
            known = self._levels[stated] = granting.highest_level(self.sets(), resource, asked)
        return known

    def _reads(self, resource: str, asked: Field) -> bool:
        return self.scope(resource, "view") is not Scope.NONE and self.level(resource, asked) >= Level.READ

    def sets(self) -> list[Grants]:
        """What each of the roles grants."""
        return list(self.grants.values())


# the command line: who installs the house may do everything in it
INSTALLER = Actor(
    None, "parure", {"installer": {"*": dict.fromkeys(ACTIONS, "all") | {"fields": {"*": "write"}}}}
)


def actor_for(staff: Staff, *, address: str = "") -> Actor:
    """The actor a signed-in person is. Costs no query while nobody changes that person's roles or stores."""
    known = _known_actor(staff.pk, staff.access_version)
    return replace(known, address=address)


@lru_cache(maxsize=4096)
def _known_actor(staff_id: int, access_version: int) -> Actor:
    staff = Staff.objects.select_related("home_store").get(pk=staff_id)
    roles = list(staff.roles.order_by("code"))
    stores = set(staff.stores.values_list("pk", flat=True))
    if staff.home_store_id is not None:
        stores.add(staff.home_store_id)
    regions = set(
        Store.objects.filter(pk__in=stores, region__isnull=False).values_list("region_id", flat=True)
    )
    in_regions = set(Store.objects.filter(region_id__in=regions).values_list("pk", flat=True)) | stores
    return Actor(
        staff_id=staff.pk,
        label=staff.name,
        grants={role.code: role.grants for role in roles},
        store_ids=frozenset(stores),
        region_store_ids=frozenset(in_regions),
        home_store_id=staff.home_store_id,
        roles=tuple(role.code for role in roles),
        role_names=tuple(role.name for role in roles),
        store_name=staff.home_store.name if staff.home_store else "",
        shares=frozenset(
            each.name for each in resources.every() if each.shared and each.shared.concerns(staff_id)
        ),
    )


def forget_actors() -> None:
    """Drop what is known of everybody; after regions or stores were rearranged."""
    _known_actor.cache_clear()


def actor_as_role(role_code: str, label: str) -> Actor:
    """An automation, a report or the command line, acting as a role and reaching every store."""
    role = Role.objects.get(code=role_code)
    every_store = frozenset(Store.objects.values_list("pk", flat=True))
    return Actor(
        staff_id=None,
        label=label,
        grants={role.code: role.grants},
        store_ids=every_store,
        region_store_ids=every_store,
        roles=(role.code,),
    )
