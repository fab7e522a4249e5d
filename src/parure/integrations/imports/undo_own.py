"""Taking back what an import wrote into fields of the shop's own."""

from typing import Any

from parure.customize.bulk import keep_values, kept_values
from parure.customize.computing import HOUSE
from parure.integrations.imports.own_fields import PREFIX

Fields = dict[int, dict[str, list[Any]]]
"""{id: {name: [former, written]}}, as a trace keeps it."""


def parts_of(told: Fields, *, own: bool) -> Fields:
    """The shop's own fields of it, or the others."""
    parts = {
        pk: {name: each for name, each in fields.items() if name.startswith(PREFIX) == own}
        for pk, fields in told.items()
    }
    return {pk: fields for pk, fields in parts.items() if fields}


def restore_own(resource: str, wanted: Fields) -> tuple[set[int], set[int]]:
    """Set former values back where they still are what the import wrote: (records restored, records that somebody
    changed since).
    """
    fresh: dict[int, dict[str, Any]] = {}
    changed: set[int] = set()
    codes: set[str] = set()
    for pk, values in kept_values(resource, wanted).items():
        mine = dict(values)
        for name, (former, written) in wanted[pk].items():
            code = name.removeprefix(PREFIX)
            if mine.get(code) != written:
                changed.add(pk)
            elif former != written:
                mine[code] = former
                codes.add(code)
        mine = {code: value for code, value in mine.items() if value is not None}
        if mine != values:
            fresh[pk] = mine
    keep_values(HOUSE, resource, fresh, codes)
    return set(fresh), changed
