"""A record's values as labelled facts, as far as they are permitted and filled in."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Masked, Record
from parure.core.resources import Kind
from parure.web.kit.cells import labels_of, shown


def may_see(record: Record, name: str) -> bool:
    """Whether the reader sees this value, be it empty."""
    return name in record and not isinstance(record.get(name), Masked)


def facts_of(actor: Actor, record: Record, names: Iterable[str]) -> list[tuple[str, SafeString]]:
    """(label, markup) of each of these values that the reader may see and that is filled in, in this order; an
    amount of nothing counts as not filled in.
    """
    fields = policy.fields(actor, record.resource)
    found = []
    for name in (each for each in names if each in fields):
        value = record.get(name)
        is_nothing = value in (None, "", []) or (value == 0 and fields[name].kind is Kind.MONEY)
        if not is_nothing:
            found.append((str(fields[name].label), shown(fields[name], value, labels_of(fields[name]))))
    return found


def label_of(actor: Actor, record: Record, name: str) -> str:
    """What the code in this field is called; "" for none."""
    value: Any = record.get(name)
    asked = policy.fields(actor, record.resource).get(name)
    if asked is None or value in (None, ""):
        return ""
    return str(value) if isinstance(value, Masked) else labels_of(asked).get(str(value), str(value))
