"""Words found in notes, with the place where they stand."""

from dataclasses import dataclass
from datetime import datetime

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.models import TimelineEntry
from parure.people.names import normalise_query
from parure.people.queries import customers_by_id
from parure.people.search import find_notes

BEHIND = {"i": "people.interaction", "v": "sales.visit", "w": "people.wish", "f": "people.feedback"}
AROUND = 16


@dataclass(frozen=True)
class NoteHit:
    """A note that holds what was typed: a piece of its text, whose it is, who wrote it when."""

    customer: Record
    before: str
    found: str
    after: str
    source: str
    who: str
    at: datetime | None


def notes_found(actor: Actor, text: str, *, limit: int = 4) -> list[NoteHit]:
    """Notes with these words, newest first, as far as they may be read."""
    rows = find_notes(actor, text, limit=limit)
    if not rows:
        return []
    customers = {
        each.pk: each for each in customers_by_id(actor, [row[0] for row in rows], ["name", "remark"])
    }
    entries = _entries(actor, rows)
    found = []
    for customer_id, source, source_id in rows:
        customer = customers.get(customer_id)
        entry = entries.get((BEHIND.get(source, ""), source_id))
        if source == "c":
            body = customer.get("remark") if customer else ""
        else:
            body = entry.get("body") if entry else ""
        cut = _around(str(body or ""), text)
        if customer is not None and cut is not None:
            who, at = (str(entry.get("who") or ""), entry.get("at")) if entry else ("", None)
            found.append(NoteHit(customer, *cut, source, who, at))
    return found


def _entries(actor: Actor, rows: list[tuple[int, str, int]]) -> dict[tuple[str, int], Record]:
    """The timeline's lines of the visits and talks among the rows; one query."""
    wanted = [
        (BEHIND[source], pk)
        for _customer, source, pk in rows
        if source in BEHIND and policy.may(actor, BEHIND[source])
    ]
    if not wanted:
        return {}
    lines = list(
        TimelineEntry.objects.filter(
            record_id__in={pk for _resource, pk in wanted},
            resource__in={resource for resource, _pk in wanted},
        )
    )
    shown = policy.records(actor, "people.timeline_entry", lines, ["body", "who", "at"])
    return {(line.resource, line.record_id or 0): record for line, record in zip(lines, shown, strict=True)}


def _around(body: str, text: str) -> tuple[str, str, str] | None:
    """The words before, what was typed, the words after; None where only its letters are near each other."""
    wanted = text.strip().lower()
    at = body.lower().find(wanted)
    if at < 0:
        return (body[: 2 * AROUND], "", "") if normalise_query(text) in normalise_query(body) else None
    end = at + len(wanted)
    before = ("…" if at > AROUND else "") + body[max(0, at - AROUND) : at]
    return before, body[at:end], body[end : end + AROUND] + ("…" if len(body) > end + AROUND else "")
