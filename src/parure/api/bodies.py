"""Records as bodies of answers: pages, single records with what belongs to them, and their versions."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse

from parure.access import policy, reading
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.api.asking import Page
from parure.api.outward import outward
from parure.api.questions import question_outward
from parure.api.values import Json, shower, shown
from parure.core.resources import Field, Kind
from parure.integrations.collections import Collection

JSON = "application/json"


def told(actor: Actor, resource: str, records: Sequence[Record]) -> list[Json]:
    """Records as JSON."""
    fields = policy.fields(actor, resource)
    showers = {name: _shower(actor, field) for name, field in fields.items()}
    return [shown(record, fields, showers) for record in records]


def _shower(actor: Actor, field: Field) -> Callable[[Any], Json]:
    if field.kind is Kind.CONDITION:
        return partial(outward, actor, field.relation)
    return partial(question_outward, actor) if field.kind is Kind.QUESTION else shower(field)


def page(actor: Actor, collection: Collection, found: Page) -> dict[str, Json]:
    """A page of a collection."""
    return {
        "data": told(actor, collection.resource, found.records),
        "next": found.next or None,
        "total": found.total,
        "total_is_exact": found.is_exact,
    }


def whole(
    actor: Actor, collection: Collection, key: int, names: Iterable[str] | None = None
) -> dict[str, Json]:
    """One record with its parts; `policy.NotFound` out of reach. With `names` only those fields, without parts."""
    record = reading.record_of(actor, collection.resource, key, names)
    body: dict[str, Json] = told(actor, collection.resource, [record])[0]
    if names is None:
        for part in collection.parts:
            if policy.may(actor, part.resource):
                found = reading.hanging_on(actor, part.resource, part.path, key)
                body[part.name] = told(actor, part.resource, found)
    return body


def version(body: Any) -> str:
    """The entity tag of a body: another as soon as anything in it is."""
    return f'"{hashlib.sha256(as_json(body).encode()).hexdigest()[:32]}"'


def as_json(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def answer(body: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    """A body as an answer; header names with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(as_json(body), status=status, content_type=JSON, headers=named)
