"""What is worked out about a record when somebody asks: read beside it, by GET, and kept nowhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parure.access import audit, reading
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.policy import Link, Masked, Record
from parure.api.values import Json, money, plain
from parure.insight.matching.liking import GOODS, likers_of
from parure.insight.matching.suggesting import CUSTOMER, Suggestion, suggestions_for
from parure.insight.matching.words import Reason
from parure.integrations.collections import Collection

_LINK = {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]}
_REASONS = {
    "score": {"type": "integer", "description": "Higher is surer; of use within one answer only."},
    "reasons": {
        "type": "array",
        "description": "The weightiest first: which term, and in words.",
        "items": {
            "type": "object",
            "properties": {"term": {"type": "string"}, "words": {"type": "string"}},
            "required": ["term", "words"],
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True)
class Look:
    """One such thing: its name in the address, what it is, what it tells of a record's id, and the form of one entry."""

    name: str
    summary: str
    tell: Callable[[Actor, str], Json]
    entry: Mapping[str, Json]

    @property
    def schema(self) -> Json:
        """The form of the answer."""
        entry = {
            "type": "object",
            "properties": dict(self.entry),
            "required": list(self.entry),
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "properties": {"data": {"type": "array", "items": entry}},
            "required": ["data"],
            "additionalProperties": False,
        }


def looks(collection: Collection) -> dict[str, Look]:
    """What can be asked about the records of a collection, by name."""
    return {each.name: each for each in _LOOKS.get(collection.resource, ())}


# ── what suits whom ──────────────────────────────────────────────────────────


def _suggestions(actor: Actor, uid: str) -> Json:
    told = suggestions_for(actor, uid)
    key = reading.key_of(actor, CUSTOMER, uid)
    audit.record(actor, AuditAction.VIEW, CUSTOMER, key)
    return {"data": [_suggestion(each) for each in told.found]}


def _suggestion(each: Suggestion) -> Json:
    goods = each.goods
    price = goods.get("label_price", goods.get("price"))
    return {
        "kind": next(kind for kind, resource in GOODS.items() if resource == goods.resource),
        "goods": {"id": str(goods.uid), "title": goods.title},
        "code": _text(goods, "code") or _text(goods, "style_no"),
        "price": money(price) if isinstance(price, int) else None,
        "store": _linked(goods.get("store")),
        "is_wished": each.is_wished,
        **_why(each.score, each.reasons),
    }


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None or isinstance(value, Masked) else str(value)


def _linked(value: Any) -> Json:
    return plain(value) if isinstance(value, Link) else None


def _why(score: int, reasons: Sequence[Reason]) -> dict[str, Json]:
    return {"score": score, "reasons": [{"term": each.term, "words": each.words} for each in reasons]}


def _likers(kind: str) -> Callable[[Actor, str], Json]:
    def tell(actor: Actor, uid: str) -> Json:
        found = likers_of(actor, kind, uid).found
        return {
            "data": [
                {
                    "customer": {"id": str(each.customer.uid), "title": each.customer.title},
                    "advisor": _linked(each.customer.get("owner")),
                    **_why(each.score, each.reasons),
                }
                for each in found
            ]
        }

    return tell


_LIKER = {"customer": {"$ref": "#/components/schemas/Link"}, "advisor": _LINK, **_REASONS}
_LOOKS: Mapping[str, tuple[Look, ...]] = {
    CUSTOMER: (
        Look(
            "suggestions",
            "Pieces to show this customer, with the reasons",
            _suggestions,
            {
                "kind": {"type": "string", "enum": list(GOODS)},
                "goods": {"$ref": "#/components/schemas/Link"},
                "code": {"type": "string"},
                "price": {"anyOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]},
                "store": _LINK,
                "is_wished": {"type": "boolean"},
                **_REASONS,
            },
        ),
    ),
    **{
        resource: (
            Look("customers", "Customers who would love this, with the reasons", _likers(kind), _LIKER),
        )
        for kind, resource in GOODS.items()
    },
}
