"""Conditions of a list in its address, `f=stage:in:dormant,lost`, and in words on its chips.

A list's condition is a row of terms that all hold. A term is a tree of `core.conditions`: mostly one comparison,
written readably; whatever is more than that is written as JSON. Names, phones and the like never stand in an
address: of these only "empty" and "filled" can be asked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.core import conditions
from parure.core.conditions import Tree
from parure.core.resources import TEXTUAL, Field, Kind, Sensitivity
from parure.core.wording import listed
from parure.web.kit.formats import carat_text, money_text, weight_text

WHOLE = {Kind.NUMBER, Kind.MONEY, Kind.WEIGHT, Kind.CARAT, Kind.RELATION}
PERSON_GROUPS = {"person_name", "contact"}
VALUELESS = ("empty", "filled")
MANY = ("in", "between")
SHOWN_VALUES = 2
MOST_TERMS = 30


def names_a_person(field: Field) -> bool:
    """Whether a value of this field says who somebody is, and so has no place in an address."""
    return field.sensitivity is Sensitivity.PERSONAL or field.group in PERSON_GROUPS


def is_comparison(term: Tree) -> bool:
    return "field" in term


def write_term(term: Tree) -> str:
    """The term as it stands in an address."""
    if not is_comparison(term):
        return json.dumps(term, ensure_ascii=False, separators=(",", ":"))
    op, value = term["op"], term.get("value")
    if op in VALUELESS:
        return f"{term['field']}:{op}"
    values = [_plain(each) for each in value] if isinstance(value, list) else [_plain(value)]
    if op in MANY and any("," in each for each in values):
        return json.dumps(term, ensure_ascii=False, separators=(",", ":"))
    return f"{term['field']}:{op}:{','.join(values)}"


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def read_terms(written: Iterable[str], actor: Actor, resource: str) -> list[Tree]:
    """The terms of an address. Raises ValidationError where it can't be read or names what may not be asked."""
    permitted = policy.filterable(actor, resource)
    found = [_read_term(text, permitted) for text in written if text]
    if len(found) > MOST_TERMS:
        raise ValidationError(_("This condition is too large."))
    check_terms(actor, resource, found)
    for leaf in _leaves(found):
        if names_a_person(permitted[leaf["field"]]) and leaf["op"] not in VALUELESS:
            raise ValidationError(
                _("Names and numbers of people are looked for in the search, not in an address.")
            )
    return found


def check_terms(actor: Actor, resource: str, terms: list[Tree]) -> None:
    """Raise ValidationError unless each term is well formed and this person may ask it."""
    try:
        check_condition(actor, resource, {"all": terms})
    except conditions.BadCondition as problem:
        raise ValidationError(str(problem)) from None


def _read_term(text: str, permitted: Mapping[str, Field]) -> Tree:
    if text.startswith("{"):
        try:
            term = json.loads(text)
        except ValueError:
            raise ValidationError(_("This condition can't be read.")) from None
        return term if isinstance(term, dict) else {}
    name, _colon, rest = text.partition(":")
    op, _colon, written = rest.partition(":")
    if op in VALUELESS:
        return {"field": name, "op": op}
    values = [
        _value(permitted.get(name), op, each) for each in (written.split(",") if op in MANY else [written])
    ]
    return {"field": name, "op": op, "value": values if op in MANY else values[0]}


def _value(field: Field | None, op: str, text: str) -> Any:
    """Whole numbers as numbers, all else as text; what fits is judged by the check that follows."""
    whole = op in conditions.DAYS or (field is not None and field.kind in WHOLE)
    try:
        return int(text) if whole else text
    except ValueError:
        return text


def _leaves(terms: Iterable[Tree]) -> Iterator[Tree]:
    for term in terms:
        if is_comparison(term):
            yield term
        elif "not" in term:
            yield from _leaves([term["not"]])
        else:
            yield from _leaves(term.get("all") or term.get("any") or [])


def as_tree(terms: list[Tree]) -> Tree | None:
    return {"all": terms} if terms else None


def terms_of(tree: Tree | None) -> list[Tree]:
    """A kept condition as terms."""
    if not tree:
        return []
    return list(tree["all"]) if "all" in tree else [tree]


# ── in words ─────────────────────────────────────────────────────────────────


def term_words(field: Field, term: Tree, titles: Mapping[int, str]) -> str:
    """What a chip says after the field's label: "满 ¥20,000", "10 天内". `titles` names the records of relations."""
    op, value = term["op"], term.get("value")
    if op in VALUELESS:
        return _("not filled in") if op == "empty" else _("filled in")
    if op in conditions.DAYS:
        return _days(op, int(value or 0))
    if op == "between":
        low, high = (value_words(field, each, titles) for each in value or [])
        return f"{low} – {high}"
    if op == "in":
        return _several([value_words(field, each, titles) for each in value or []])
    said = value_words(field, value, titles)
    return said if op == "is" else _phrases(field).get(op, "%s") % said


def _several(values: list[str]) -> str:
    if len(values) <= SHOWN_VALUES:
        return listed(values)
    shown, total = listed(values[:SHOWN_VALUES]), len(values)
    words = {"values": shown, "more": total - SHOWN_VALUES, "total": total}
    return _("%(values)s and %(more)s more") % words


def _days(op: str, days: int) -> str:
    words = {
        "next_days": ngettext("within %(n)s day", "within %(n)s days", days),
        "last_days": ngettext("in the last %(n)s day", "in the last %(n)s days", days),
        "older_days": ngettext("more than %(n)s day ago", "more than %(n)s days ago", days),
    }
    return words[op] % {"n": days}


def _phrases(field: Field) -> dict[str, str]:
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return {
            "is_not": pgettext("chip", "not %s"),
            "gt": pgettext("day", "after %s"),
            "gte": pgettext("day", "from %s"),
            "lt": pgettext("day", "before %s"),
            "lte": pgettext("day", "until %s"),
        }
    return {
        "is_not": pgettext("chip", "not %s"),
        "gt": pgettext("amount", "over %s"),
        "gte": pgettext("amount", "from %s"),
        "lt": pgettext("amount", "under %s"),
        "lte": pgettext("amount", "up to %s"),
        "contains": pgettext("chip", "with “%s”"),
        "starts": pgettext("chip", "begins with “%s”"),
    }


def value_words(field: Field, value: Any, titles: Mapping[int, str]) -> str:
    """One compared value as it is read: labels for codes, names for relations, amounts with their unit."""
    match field.kind:
        case Kind.MONEY:
            return money_text(int(value), settings.CURRENCY, fen=bool(int(value) % 100))
        case Kind.WEIGHT:
            return weight_text(int(value))
        case Kind.CARAT:
            return carat_text(int(value))
        case Kind.YES_NO:
            return _("yes") if value in conditions.YES else _("no")
        case Kind.RELATION:
            return titles.get(int(value), "—")
        case Kind.TAGS:
            return str(value)
    if field.choices is not None:
        return str(dict(field.choices()).get(value, value))
    return str(value)[:40] if field.kind in TEXTUAL else str(value)
