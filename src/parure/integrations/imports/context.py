"""What all batches of one import share: who imports, how, and where things belong."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.models import Staff, Store
from parure.access.operations import create_store
from parure.integrations.imports.batch import Unit
from parure.integrations.imports.own_definitions import own_fields_of
from parure.integrations.models import ImportRun

EXISTING = ("fill", "overwrite", "skip")


@dataclass(slots=True)
class Options:
    """How a run treats what it meets. `existing`: fill (only what is empty), overwrite, or skip."""

    existing: str = "fill"
    shared_phones: bool = False
    keep_extra: bool = False
    store_id: int | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Options":
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})


@dataclass
class Context:
    """`is_dry` runs match and count only. Nothing here outlives the process that runs the import."""

    run: ImportRun
    actor: Actor
    options: Options
    today: date = field(default_factory=timezone.localdate)

    def __post_init__(self) -> None:
        self.is_dry = self.run.is_dry_run
        self.source = self.run.source or "pos"
        self.places = Places(self)
        self.seen = Seen()
        self.columns = {target: column for column, target in self.run.mapping.items()}
        told = set(self.run.mapping.values())
        self.own = tuple(each for each in own_fields_of(self.actor, self.run.kind) if each.key in told)
        self.known: dict[int, int] = {}  # records that rows of the batch name by their uid, by line
        self.coming: Sequence[Unit] = ()  # the next batch, for a writer who looks ahead

    def column(self, *targets: str) -> str:
        """The file's column that was read as the first of these targets."""
        return next((self.columns[each] for each in targets if each in self.columns), "")

    @cached_property
    def _scopes(self) -> dict[str, Scope]:
        return {
            name: self.actor.scope(name, "add") for name in ("people.customer", "sales.order", "sales.visit")
        }

    def is_in_reach(
        self, store_id: int | None, owner_id: int | None, resource: str = "people.customer"
    ) -> bool:
        """Whether a record of this store and advisor may be made by whoever imports."""
        scope = self._scopes[resource]
        if scope is Scope.ALL:
            return True
        if owner_id is not None and owner_id == self.actor.staff_id:
            return scope is not Scope.NONE
        stores = {Scope.STORE: self.actor.store_ids, Scope.REGION: self.actor.region_store_ids}.get(scope)
        return stores is not None and store_id in stores

    def default_home(self, store_id: int | None, owner_id: int | None) -> tuple[int | None, int | None]:
        """Store and advisor of a new customer for whom the file names none."""
        store = store_id if store_id is not None else (self.options.store_id or self.actor.home_store_id)
        if owner_id is None and self._scopes["people.customer"] is Scope.OWN:
            owner_id = self.actor.staff_id
        return store, owner_id


class Places:
    """Stores and advisors by name or code, read once; a new store is opened where the actor may.

    Leavers are known too: orders and visits of the past are theirs, and so are customers until somebody hands them
    over, of which the import tells.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.opened: list[int] = []
        self.forget()

    def forget(self) -> None:
        """Read everything anew; after a transaction without effect."""
        self._stores: dict[str, int] | None = None
        self._staff: dict[str, list[tuple[int, int | None]]] | None = None
        self.names: dict[int, str] = {}
        self.left: set[int] = set()
        self.store_names: dict[int, str] = {}
        self.opened = []

    def store(self, text: str) -> tuple[int | None, str]:
        """(store, problem code or "")."""
        if self._stores is None:
            self._stores = {}
            for pk, code, name in Store.objects.order_by("-pk").values_list("pk", "code", "name"):
                self._stores |= {_fold(name): pk, _fold(code): pk}
                self.store_names[pk] = name
        known = self._stores.get(_fold(text))
        if known is not None:
            return known, ""
        return self._open(text)

    def _open(self, text: str) -> tuple[int | None, str]:
        context = self.context
        assert self._stores is not None
        name = text.strip()[:60]
        if not policy.may(context.actor, "access.store", "add"):
            return None, "store_unknown"
        if context.is_dry:
            self._stores[_fold(text)] = 0  # told once, opened when it is written
            return 0, "store_opened"
        code = _fold(name).upper()[:20] if name.isascii() else self._free_code()
        try:
            store = create_store(context.actor, code=code, name=name)
        except (policy.Denied, ValidationError):
            return None, "store_unknown"
        self._stores[_fold(text)] = store.pk
        self.store_names[store.pk] = name
        self.opened.append(store.pk)
        return store.pk, "store_opened"

    def _free_code(self) -> str:
        number = Store.objects.count() + 1
        code = f"S{number:02}"
        return (
            code if not Store.objects.filter(code=code).exists() else f"S{number:02}-{secrets.token_hex(2)}"
        )

    def advisor(self, text: str, store_id: int | None) -> int | None:
        """The one staff member of this name, among several the one of the store."""
        if self._staff is None:
            self._staff = {}
            rows = Staff.objects.order_by("-is_active", "pk").values_list(
                "pk", "name", "username", "home_store_id", "is_active"
            )
            for pk, name, username, store, is_here in rows:
                self.names[pk] = name
                if not is_here:
                    self.left.add(pk)
                for word in {_fold(name), _fold(username)}:
                    self._staff.setdefault(word, []).append((pk, store))
        found = self._staff.get(_fold(text), [])
        if len(found) > 1:
            found = [each for each in found if each[1] == store_id] or found
        return found[0][0] if len(found) == 1 else None


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()


class Seen:
    """What a dry run has met in earlier batches, since it writes nothing that could be asked: key -> number of the
    record that had it first. Keys are hashes, so that millions of rows fit in memory.
    """

    def __init__(self) -> None:
        self.first: dict[int, int] = {}
        self.records: list[tuple[str, str | None, int]] = []

    def find(self, key: Any) -> int | None:
        return self.first.get(hash(key))

    def add(self, keys: list[Any], name: str = "", member_no: str | None = None, content: int = 0) -> int:
        number = len(self.records)
        self.records.append((name, member_no, content))
        for key in keys:
            self.first.setdefault(hash(key), number)
        return number
