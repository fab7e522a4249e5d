"""What an administrator sees of custom fields: definitions as records, how much is filled, which roles reach them."""

from dataclasses import dataclass
from uuid import UUID

from pypinyin import lazy_pinyin

from parure.access import grants, policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.core.resources import Field
from parure.customize.models import CustomValue, FieldDefinition

RESOURCE = "customize.field_definition"
COUNTED_TO = 100_000
NAMES = (
    "label", "resource", "code", "kind", "required", "group", "section", "help", "choices", "target", "rules",
    "required_if", "shown_if", "is_unique", "filterable", "is_searchable", "formula", "rollup", "position",
    "retired_at", "computed_rows", "rows_to_compute",
)  # fmt: skip


@dataclass(frozen=True)
class DefinedField:
    """A definition and on how many records it is filled (None: not counted, for it isn't indexed)."""

    record: Record
    filled: int | None

    @property
    def is_many(self) -> bool:
        return self.filled is not None and self.filled > COUNTED_TO


def defined_fields(actor: Actor, resource: str) -> list[DefinedField]:
    """All custom fields of a record type in their order, retired ones last."""
    policy.require(actor, RESOURCE, "view")
    rows = list(policy.rows(actor, RESOURCE).filter(resource=resource).order_by("position", "pk"))
    rows.sort(key=lambda each: each.retired_at is not None)
    records = policy.records(actor, RESOURCE, rows, NAMES)
    return [DefinedField(record, _filled(row)) for row, record in zip(rows, records, strict=True)]


def _filled(definition: FieldDefinition) -> int | None:
    if not definition.is_indexed:
        return None
    values = CustomValue.objects.filter(definition=definition).order_by().values("record_id")
    if definition.kind == "choices":
        values = values.distinct()
    return values[: COUNTED_TO + 1].count()


def defined_field(actor: Actor, uid: UUID | str) -> Record:
    """One definition as a record."""
    return policy.record(actor, RESOURCE, policy.fetch(actor, RESOURCE, uid, "change"), NAMES)


def roles_by_level(actor: Actor, resource: str, group: str) -> dict[Level, list[str]]:
    """What each role may do with the fields of a group, as (level, names of roles); for who may see roles."""
    found: dict[Level, list[str]] = {level: [] for level in reversed(Level)}
    if not policy.may(actor, "access.role"):
        return found
    asked = Field("", "", group=group)
    for role in policy.rows(actor, "access.role").order_by("code"):
        found[grants.highest_level([role.grants], resource, asked)].append(role.name)
    return found


def code_for(label: str) -> str:
    """A code from a name: 婚期 -> hun_qi."""
    words = "_".join(lazy_pinyin(label, errors=lambda text: text.lower()))
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in words)
    return "_".join(part for part in letters.split("_") if part)[:40].strip("_")
