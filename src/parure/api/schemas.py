"""JSON Schemas of the field catalogue: what is answered and what is taken, by the kind of each field."""

from typing import Any

from parure.core import changes, resources
from parure.core.changes import Input, Rows
from parure.core.resources import Field, Kind, Sensitivity

Schema = dict[str, Any]
CUSTOM = {"description": "Fields of the shop's own; see the collection `fields`."}
DECIMAL = {"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,5})?$", "examples": ["3.250"]}
UID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string", "maxLength": 20_000}
ANY_TEXT: Schema = {"type": "string"}

SHOWN: dict[Kind, Schema] = {
    Kind.NUMBER: {"type": "integer"},
    Kind.MONEY: {"$ref": "#/components/schemas/Money"},
    Kind.WEIGHT: DECIMAL,
    Kind.CARAT: DECIMAL,
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.RELATION: {"$ref": "#/components/schemas/Link"},
    Kind.TAGS: {"type": "array", "items": ANY_TEXT},
    Kind.CHOICES: {"type": "array", "items": ANY_TEXT},
    Kind.QUESTION: {"$ref": "#/components/schemas/Question"},
}
TAKEN: dict[Kind, Schema] = {
    **SHOWN,
    Kind.CONDITION: {"type": "object", "description": "As in a search."},
    Kind.NUMBER: {"type": "integer", "minimum": 1 - 2**31, "maximum": 2**31 - 1},
    Kind.MONEY: {"anyOf": [DECIMAL, {"$ref": "#/components/schemas/Money"}]},
    Kind.RELATION: UID,
    Kind.TAGS: {"type": "array", "items": TEXT, "maxItems": 500},
    Kind.CHOICES: {"type": "array", "items": TEXT, "maxItems": 500},
}
UNITS = {Kind.WEIGHT: "Grams.", Kind.CARAT: "Carats."}


def _told(field: Input, schema: Schema) -> Schema:
    """The schema with the field's name in words and the unit of its values."""
    unit = UNITS.get(field.kind, "") if isinstance(field, Field) else ""
    return schema | {"description": f"{field.label}. {unit}".strip()}


def shown(field: Field) -> Schema:
    """What a field's value looks like in an answer; any of them may be masked or empty."""
    several = field.sensitivity is Sensitivity.PERSONAL or (
        field.batch is not None and field.kind is Kind.TEXT
    )
    plain: list[Schema]
    if field.sensitivity is Sensitivity.PERSONAL:
        plain = [{"type": "array", "items": {"$ref": "#/components/schemas/Masked"}}]
    elif several or field.name in ("scopes", "condition", "columns"):
        plain = [ANY_TEXT, {"type": "array"}, {"type": "object", "properties": {"masked": False}}]
    else:
        plain = [SHOWN.get(field.kind, ANY_TEXT)]
    return _told(field, {"anyOf": [*plain, {"$ref": "#/components/schemas/Masked"}, {"type": "null"}]})


def taken(field: Input) -> Schema:
    """What may be sent for a field."""
    if isinstance(field, Rows):
        return _told(
            field,
            {
                "type": "array",
                "maxItems": 500,
                "items": of_inputs({each.name: each for each in field.fields}),
            },
        )
    schema = TAKEN.get(field.kind, TEXT)
    if field.kind is Kind.CHOICE and field.choices:
        schema = {"type": "string", "enum": sorted({"", *(str(code) for code, _label in field.choices())})}
    return _told(field, {"anyOf": [schema, {"type": "null"}]})


def of_inputs(inputs: dict[str, Input], *, whole: bool = True) -> Schema:
    """The object that these inputs make; custom fields come with the shop and are not named here."""
    named = {name: each for name, each in inputs.items() if not (isinstance(each, Field) and each.custom)}
    found: Schema = {
        "type": "object",
        "properties": {name: taken(each) for name, each in named.items()},
        "additionalProperties": False,
    }
    if whole and (required := [name for name, each in named.items() if each.required]):
        found["required"] = required
    return found


def built_in(resource: str) -> dict[str, Field]:
    """The fields of a record type that every shop has."""
    return {name: each for name, each in resources.fields_of(resource).items() if not each.custom}


def of_record(resource: str, parts: dict[str, str]) -> Schema:
    """A record of a type; `parts` are the schemas' names of what is told with it, by name."""
    properties: Schema = {"id": UID}
    properties |= {name: shown(each) for name, each in built_in(resource).items()}
    properties |= {
        name: {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
        for name, schema in parts.items()
    }
    found: Schema = {"type": "object", "properties": properties, "required": ["id"]}
    if _carries_custom(resource):
        found["patternProperties"] = {"^custom_": CUSTOM}
    return found


def _carries_custom(resource: str) -> bool:
    return hasattr(resources.get(resource).model, "custom")


def of_adding(resource: str) -> Schema:
    """What a new record is made of."""
    return _with_custom(resource, of_inputs(changes.inputs_of_adding(resource)))


def of_changing(resource: str, writable: dict[str, Input]) -> Schema:
    """What may be changed of a record."""
    return _with_custom(resource, of_inputs(writable, whole=False))


def _with_custom(resource: str, schema: Schema) -> Schema:
    return schema | ({"patternProperties": {"^custom_": CUSTOM}} if _carries_custom(resource) else {})
