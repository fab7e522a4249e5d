"""The segments that there are: what each rests on, and what somebody must be allowed to read to know who is in one.

A segment may name others in its condition. Who sees its members learns something of every field that it asks about,
and of those that the others ask about, so reading it takes the right to read them all.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from parure.access.actors import Actor
from parure.access.narrowing import reads
from parure.core import resources
from parure.core.conditions import Tree, leaves
from parure.core.resources import Field
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.models import Segment

CUSTOMER = "people.customer"
SEGMENT = "people.segment"
FIELD = "segments"
Input = tuple[str, Field | None]


@dataclass(frozen=True)
class Known:
    """A segment that isn't put away."""

    pk: int
    uid: str
    name: str
    condition: Tree
    kind: str
    when: str


def known_segments() -> dict[str, Known]:
    """By uid, in the order of their names; one query."""
    rows = Segment.objects.filter(is_archived=False).order_by("name", "pk")
    columns = ("pk", "uid", "name", "condition", "kind", "when")
    found = [
        Known(pk, str(uid), name, condition, kind, when)
        for pk, uid, name, condition, kind, when in rows.values_list(*columns)
    ]
    return {each.uid: each for each in found}


def named_in(condition: Tree) -> set[str]:
    """The uids of the segments that a condition names."""
    found: set[str] = set()
    for term in leaves(condition):
        if term.get("field") == FIELD:
            value = term.get("value")
            found.update(str(each) for each in (value if isinstance(value, list) else [value]) if each)
    return found


def asking(names: Collection[str], segments: Mapping[str, Known]) -> list[Known]:
    """The segments that the house looks through by itself and that ask about one of these fields of the customer,
    straight or by way of others; each after those that it rests on.
    """
    found: dict[str, Known] = {}
    for each in in_order(segments):
        is_looked_through = each.kind == SegmentKind.DYNAMIC and each.when != SegmentWhen.BY_HAND
        asks = any(term.get("field") in names for term in leaves(each.condition))
        if is_looked_through and (asks or not named_in(each.condition).isdisjoint(found)):
            found[each.uid] = each
    return list(found.values())


def resting_on(uid: str, segments: Mapping[str, Known]) -> list[Known]:
    """The segments whose conditions name this one."""
    return [each for each in segments.values() if uid in named_in(each.condition)]


def leads_back(uid: str, condition: Tree, segments: Mapping[str, Known]) -> bool:
    """Whether a segment with this condition would rest on itself, straight or by way of others."""
    seen: set[str] = set()
    waiting = named_in(condition)
    while waiting:
        if uid in waiting:
            return True
        seen |= waiting
        below = (named_in(segments[each].condition) for each in waiting if each in segments)
        waiting = set().union(*below) - seen
    return False


def in_order(segments: Mapping[str, Known]) -> list[Known]:
    """Each after those that it rests on."""
    found: dict[str, Known] = {}

    def place(each: Known, above: frozenset[str]) -> None:
        if each.uid in found or each.uid in above:
            return
        for uid in sorted(named_in(each.condition)):
            if uid in segments:
                place(segments[uid], above | {each.uid})
        found[each.uid] = each

    for each in segments.values():
        place(each, frozenset())
    return list(found.values())


def inputs_of_segments() -> dict[str, list[Input]]:
    """By uid what reading a segment takes; one that asks about something that is gone stands not there."""
    segments = known_segments()
    found = {uid: inputs_of(each.condition, segments) for uid, each in segments.items()}
    return {uid: inputs for uid, inputs in found.items() if inputs is not None}


def inputs_of(condition: Tree, segments: Mapping[str, Known]) -> list[Input] | None:
    """What a condition tells about, also by way of segments: (record type, field), or the record type whose records it
    counts. None where it asks about something that is gone.
    """
    fields, activities = resources.fields_of(CUSTOMER), resources.activities_of(CUSTOMER)
    found: list[Input] = [(SEGMENT, None), (CUSTOMER, None)]
    for term in _terms_below(condition, segments):
        if "did" in term and term["did"] in activities:
            found.append((activities[term["did"]].resource or CUSTOMER, None))
        elif term.get("field") in fields:
            found.append((CUSTOMER, fields[term["field"]]))
        else:
            return None
    return found


def _terms_below(condition: Tree, segments: Mapping[str, Known]) -> Iterable[Tree]:
    """The terms of a condition with those of the segments that it names in their place."""
    seen: set[str] = set()
    waiting = [condition]
    while waiting:
        now = waiting.pop()
        yield from (term for term in leaves(now) if term.get("field") != FIELD)
        named = named_in(now) - seen
        seen |= named
        # one that was put away names nobody any more
        waiting.extend(segments[uid].condition for uid in named if uid in segments)


def may_read(actor: Actor, condition: Tree, segments: Mapping[str, Known]) -> bool:
    """Whether this actor may know who meets the condition."""
    inputs = inputs_of(condition, segments)
    return inputs is not None and all(reads(actor, *each) for each in inputs)
