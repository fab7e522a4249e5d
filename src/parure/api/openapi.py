"""The description of the API in OpenAPI 3.1, made from the catalogue: the same for every shop and every key."""

from functools import cache
from typing import Any

from django.utils import translation

from parure.api import asking, batch, described, problems, schemas, writing
from parure.api.looks import looks
from parure.api.uploads import IMPORTS, MULTIPART
from parure.core import changes, resources
from parure.core.changes import Input
from parure.integrations.collections import COLLECTIONS, Collection
from parure.integrations.imports.columns import KINDS

Json = dict[str, Any]
ABOUT = """Customers, goods and sales of a jeweller. Every call brings a key: `Authorization: Bearer parure_…`; it acts as
a person, and reaches no more than they do. What the key may not see is absent; personal values come masked and are
revealed one by one, on record. Amounts are decimal strings with a currency, gold in grams, stones in carats, days and
moments in ISO 8601. A change sent with `Idempotency-Key` happens once within a day, however often it is sent."""

COMMON: Json = {
    "Money": {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,5})?$", "examples": ["12880.00"]},
            "currency": {"type": "string", "examples": ["CNY"]},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    },
    "Link": {
        "type": "object",
        "description": "Another record: how it is called, and its id.",
        "properties": {"id": {"type": ["string", "null"], "format": "uuid"}, "title": {"type": "string"}},
        "required": ["id", "title"],
        "additionalProperties": False,
    },
    "Masked": {
        "type": "object",
        "description": "A value that isn't shown. With an `id` it can be revealed.",
        "properties": {"masked": {"type": "string"}, "id": {"type": "string"}},
        "required": ["masked"],
        "additionalProperties": False,
    },
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": {"type": "string"},
                        "messages": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["field", "messages"],
                },
            },
            "known": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        },
        "required": ["type", "title", "status"],
    },
    "Results": {
        "type": "object",
        "properties": {
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "status": {"type": "integer"},
                        "id": {"type": ["string", "null"]},
                        "record": {"type": ["object", "null"]},
                        "problem": {"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]},
                    },
                    "required": ["status"],
                },
            }
        },
        "required": ["results"],
    },
}
FILE: Json = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "kind": {"type": "string", "enum": ["", *KINDS], "description": "Empty: by the columns of the file."},
        "source": {"type": "string", "maxLength": 20, "description": "The system that wrote the file."},
    },
    "required": ["file"],
}
READING = (400, 401, 403, 404, 405, 429, 503)
WRITING = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 503)


def _query(name: str, schema: Json, description: str, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": description, **more}


def _header(name: str, description: str, longest: int = 200) -> Json:
    return {
        "name": name,
        "in": "header",
        "schema": {"type": "string", "maxLength": longest},
        "description": description,
    }


ID: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "Sent again within a day, the call has its effect once.",
}
IF_MATCH = _header("If-Match", "The ETag that was read; 412 when the record has changed since.")


@cache
def document() -> Json:
    """The whole description, in English."""
    with translation.override("en"):
        found: Json = {
            "openapi": "3.1.0",
            "info": {
                "title": "Parure",
                "version": "1",
                "description": ABOUT,
                "license": {"name": "Apache-2.0"},
            },
            "servers": [{"url": "/api/v1"}],
            "security": [{"key": []}],
            "tags": [{"name": each.name, "description": _label(each)} for each in COLLECTIONS.values()],
            "paths": _index(),
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
                "schemas": dict(COMMON),
                "responses": {
                    "Problem": {
                        "description": "What is wrong (RFC 9457).",
                        "content": {"application/problem+json": {"schema": _ref("Problem")}},
                    }
                },
            },
        }
        found["components"]["schemas"] |= described.schemas()
        for each in COLLECTIONS.values():
            found["paths"] |= _paths(each)
            found["components"]["schemas"] |= _schemas(each)
        found["paths"] |= described.paths(_call, READING)
    return found


def _label(collection: Collection) -> str:
    return str(resources.get(collection.resource).label_plural)


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _name(resource: str) -> str:
    """people.important_date -> ImportantDate"""
    return "".join(part.title() for part in resource.partition(".")[2].split("_"))


def _schemas(collection: Collection) -> Json:
    record = _name(collection.resource)
    parts = {part.name: _name(part.resource) for part in collection.parts}
    found = {_name(part.resource): schemas.of_record(part.resource, {}) for part in collection.parts}
    found[record] = schemas.of_record(collection.resource, parts)
    found[f"{record}Page"] = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": _ref(record)},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
            "total": {"type": "integer", "minimum": 0},
            "total_is_exact": {"type": "boolean", "description": "If not, there are more."},
        },
        "required": ["data", "next", "total", "total_is_exact"],
        "additionalProperties": False,
    }
    return found


def _index() -> Json:
    entry = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "may_add": {"type": "boolean"},
            "may_change": {"type": "boolean"},
            "acts": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["name", "may_add", "may_change", "acts"],
    }
    told = {
        "type": "object",
        "properties": {"acts_as": {"type": "string"}, "collections": {"type": "array", "items": entry}},
        "required": ["acts_as", "collections"],
    }
    return {"/": {"get": _call("index", "What this key may do", told, refused=READING)}}


def _call(
    name: str, summary: str, told: Json | None, *, refused: tuple[int, ...], status: str = "200", **more: Any
) -> Json:
    """One operation of the description; `told` is the schema of its answer."""
    good: Json = {"description": "Done."}
    if told is not None:
        good["content"] = {"application/json": {"schema": told}}
    answers = {status: good} | {str(each): {"$ref": "#/components/responses/Problem"} for each in refused}
    return {"operationId": name, "summary": summary, "responses": answers, **more}


def _body(schema: Json, *, required: bool = True) -> Json:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def _paths(collection: Collection) -> Json:
    name, record = collection.name, _name(collection.resource)
    tag: Json = {"tags": [collection.name]}
    many: Json = {
        "get": _call(
            f"list_{name}", f"List: {_label(collection)}", _ref(f"{record}Page"), refused=READING,
            parameters=_asking(collection), **tag,
        )
    }  # fmt: skip
    one: Json = {
        "get": _call(
            f"get_{name}", "One record with its parts", _ref(record), refused=READING, parameters=[ID], **tag
        )
    }
    if changes.tells_how_to_add(collection.resource):
        many["post"] = _call(
            f"add_{name}", f"Add: {resources.get(collection.resource).label}", _ref(record), refused=WRITING,
            status="201", parameters=[ONCE], requestBody=_body(schemas.of_adding(collection.resource)), **tag,
        )  # fmt: skip
    if collection is IMPORTS:
        many["post"] = _call(
            f"add_{name}", "Bring a file (CSV or XLSX); what it is, is recognised", _ref(record), refused=WRITING,
            status="201", parameters=[ONCE], requestBody={"required": True, "content": {MULTIPART: {"schema": FILE}}},
            **tag,
        )  # fmt: skip
    if writable := _writable(collection.resource):
        one["patch"] = _call(
            f"change_{name}", "Change the fields that are sent", _ref(record), refused=WRITING,
            parameters=[ID, ONCE, IF_MATCH], requestBody=_body(schemas.of_changing(collection.resource, writable)),
            **tag,
        )  # fmt: skip
    found = {f"/{name}": many, f"/{name}/search": {"post": _search(collection)}, f"/{name}/{{id}}": one}
    if len(many) > 1 or len(one) > 1:
        found[f"/{name}/batch"] = {"post": _batch(collection)}
    for look in looks(collection).values():
        found[f"/{name}/{{id}}/{look.name}"] = {
            "get": _call(
                f"{look.name}_{name}", look.summary, look.schema, refused=READING, parameters=[ID], **tag
            )
        }
    for act, offered in writing.acts(collection).items():
        inputs: dict[str, Input] = {each.name: each for each in offered.inputs}
        told = {"type": "object", "properties": {"value": {"type": "string"}}, "required": ["value"]}
        call = _call(
            f"{act}_{name}", str(offered.label), told if act == "reveal" else _ref(record), refused=WRITING,
            parameters=[ID, ONCE, IF_MATCH], requestBody=_body(schemas.of_inputs(inputs), required=bool(inputs)),
            **tag,
        )  # fmt: skip
        call["responses"]["204"] = {"description": "Done; the record is out of sight now."}
        found[f"/{name}/{{id}}/{act}"] = {"post": call}
    return found


def _writable(resource: str) -> dict[str, Input]:
    named = writing.writable(resource)
    return {name: each for name, each in named.items() if name in schemas.built_in(resource)}


def _asking(collection: Collection) -> list[Json]:
    filters = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "examples": [{"name": "沈佩兰"}],
    }
    sorts = [name for name, each in schemas.built_in(collection.resource).items() if each.is_sortable]
    found = [
        _query("limit", {"type": "integer", "minimum": 1, "maximum": asking.MOST, "default": asking.PAGE}, "Records a page."),
        _query("cursor", {"type": "string"}, "`next` of the page before, with the same filters and sort."),
        _query("fields", {"type": "string"}, "Names apart by commas; without it all that the key may see."),
        _query(
            "filter", filters, "`filter[field]=value`, `filter[field][gte]=value`; all must hold.",
            style="deepObject", explode=True,
        ),
    ]  # fmt: skip
    if sorts:
        enum = sorted([*sorts, *(f"-{name}" for name in sorts)])
        found.append(_query("sort", {"type": "string", "enum": enum}, "A field; with - from the top."))
    if collection.name in asking.SEARCHES:
        found.append(
            _query(
                "q",
                {"type": "string", "maxLength": asking.LONGEST_TEXT},
                "Words as people type them; stands alone.",
            )
        )
    return found


def _search(collection: Collection) -> Json:
    properties: Json = {
        "q": {"type": "string", "maxLength": asking.LONGEST_TEXT},
        "condition": {
            "type": "object",
            "description": '{"all": […]}, {"any": […]}, {"not": …}, {"field": …, "op": …, "value": …}, {"did": …}',
        },
        "sort": {"type": "string"},
        "fields": {"type": "array", "items": {"type": "string"}},
        "limit": {"type": "integer", "minimum": 1, "maximum": asking.MOST},
        "cursor": {"type": "string"},
    }
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return _call(
        f"search_{collection.name}", "List by a condition or personal values that don't belong in an address",
        _ref(f"{_name(collection.resource)}Page"), refused=(*READING, 413, 415), requestBody=_body(schema, required=False),
        tags=[collection.name],
    )  # fmt: skip


def _batch(collection: Collection) -> Json:
    item = {
        "type": "object",
        "properties": {
            "do": {"type": "string", "description": "create, change, or an act"},
            "id": {"type": "string"},
            "values": {"type": "object"},
        },
        "required": ["do"],
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item, "minItems": 1, "maxItems": batch.MOST},
            "all_or_nothing": {"type": "boolean"},
        },
        "required": ["items"],
        "additionalProperties": False,
    }
    call = _call(
        f"batch_{collection.name}", "Many changes in one call", _ref("Results"), refused=WRITING,
        parameters=[ONCE], requestBody=_body(schema), tags=[collection.name],
    )  # fmt: skip
    call["responses"]["422"] = {
        "description": "All or nothing: nothing.",
        "content": {
            "application/json": {"schema": _ref("Results")},
            "application/problem+json": {"schema": _ref("Problem")},
        },
    }
    return call


def problem_rows() -> list[tuple[str, int, str]]:
    """(code, status, title) of everything that can be wrong."""
    return [(code, status, str(title)) for code, (status, title) in problems.TITLES.items()]
