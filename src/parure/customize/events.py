"""Facts about what a shop fits to itself."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class TagsMoved(Fact):
    """Tags of these records came or went other than by hand on the record: a tag removed, brought back, run out."""

    name: ClassVar[str] = "customize.tags_moved"
    resource: str
    record_ids: list[int]


@fact
@dataclass(frozen=True)
class TagRenamed(Fact):
    name: ClassVar[str] = "customize.tag_renamed"
    resource: str
    before: str
    after: str


@fact
@dataclass(frozen=True)
class CustomValuesChanged(Fact):
    """Fields of the shop's own changed on these records, by hand or because they were computed again."""

    name: ClassVar[str] = "customize.values_changed"
    resource: str
    record_ids: list[int]
    codes: list[str]
