"""Conditions: one tree for segments, saved views, rules and required-if.

    {"all": [tree, …]}   {"any": [tree, …]}   {"not": tree}
    {"field": "total_spent", "op": "gte", "value": 500000}
    {"did": "bought", "times": 2, "within_days": 365}

A tree is checked against the catalogue, compiled to a query, evaluated on plain values, and printed as a
sentence. What the asker may not read can't be used: callers pass the names of the fields that the gate lets them
filter by, and of the activities that it lets them count (`access.asking` does).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.core.activities import Keys, activity_query, among, not_among
from parure.core.resources import ORDERED, TEXTUAL, Field, Kind, activity_of, fields_of, get
from parure.core.wording import listed

Tree = dict[str, Any]

EQUALITY = ("is", "is_not", "in", "empty", "filled")
ORDERING = ("gt", "gte", "lt", "lte", "between")
WORDS = ("contains", "starts")
DAYS = ("next_days", "last_days", "older_days")
MAX_DEPTH = 12
MAX_NODES = 200
MAX_VALUES = 500  # in one list; SQLite and people both lose count of more
YES = (True, 1, "1", "true", "True", "yes", "on")


class BadCondition(ValueError):
    """The tree is not well formed, or names what this asker may not use."""


def operators_for(field: Field) -> tuple[str, ...]:
    """The operators that make sense for a field's kind."""
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return EQUALITY + ORDERING + DAYS
    if field.kind in ORDERED:
        return EQUALITY + ORDERING
    if field.kind in TEXTUAL:
        return EQUALITY + WORDS
    return EQUALITY


def check(resource: str, tree: Tree, allowed: Collection[str], countable: Collection[str] = ()) -> None:
    """Raise `BadCondition` unless the tree is well formed and uses only `allowed` fields and `countable` activities."""
    fields = fields_of(resource)
    budget = [MAX_NODES]

    def visit(node: Any, depth: int) -> None:
        budget[0] -= 1
        if depth > MAX_DEPTH or budget[0] < 0:
            raise BadCondition(_("This condition is too large."))
        if not isinstance(node, dict):
            raise BadCondition(_("This condition can't be read."))
        if "all" in node or "any" in node:
            children = node.get("all", node.get("any"))
            if not isinstance(children, list):
                raise BadCondition(_("This condition can't be read."))
            for child in children:
                visit(child, depth + 1)
        elif "not" in node:
            visit(node["not"], depth + 1)
        elif "did" in node:
            _check_activity(resource, node, countable)
        else:
            _check_leaf(fields, node, allowed)

    visit(tree, 0)


def _check_leaf(fields: Mapping[str, Field], node: Tree, allowed: Collection[str]) -> None:
    field = fields.get(str(node.get("field", "")))
    if field is None or field.name not in allowed or not field.is_filterable:
        raise BadCondition(_("This condition names a field that you can't filter by."))
    op = node.get("op")
    if op not in operators_for(field):
        raise BadCondition(_("This comparison doesn't fit the field."))
    value = node.get("value")
    if op in ("empty", "filled"):
        return
    if op == "in" and not (isinstance(value, list) and len(value) <= MAX_VALUES):
        raise BadCondition(_("This comparison needs a list."))
    if op == "between" and not (isinstance(value, list) and len(value) == 2):
        raise BadCondition(_("This comparison needs two values."))
    if op not in ("in", "between") and isinstance(value, (list, dict)):
        raise BadCondition(_("This value doesn't fit the field."))
    try:
        for each in value if isinstance(value, list) else [value]:
            coerce(field, op, each)
    except (TypeError, ValueError, OverflowError):
        raise BadCondition(_("This value doesn't fit the field.")) from None


def _check_activity(resource: str, node: Tree, countable: Collection[str]) -> None:
    try:
        activity = activity_of(resource, str(node["did"]))
        times, within = int(node.get("times", 1)), int(node.get("within_days", 0))
    except (LookupError, TypeError, ValueError, OverflowError):
        raise BadCondition(_("This condition can't be read.")) from None
    if activity.name not in countable:
        raise BadCondition(_("This condition names a field that you can't filter by."))
    if not (0 <= times <= 10_000 and 0 <= within <= 36_500):
        raise BadCondition(_("This value doesn't fit the field."))


def coerce(field: Field, op: str, value: Any) -> Any:
    """The value as the field's own kind; raises TypeError or ValueError. Days are whole numbers."""
    if op in DAYS:
        days = int(value)
        if not 0 <= days <= 36_500:
            raise ValueError(days)
        return days
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    if field.kind in ORDERED:
        return _whole(value)
    if field.kind is Kind.YES_NO:
        return value in YES
    if field.kind is Kind.RELATION and (field.lookup is None or field.custom):
        return _whole(value)
    if value is None or isinstance(value, (list, dict)):
        raise ValueError
    return _storable(str(value)[:400])


def asks_for_yes(op: str, value: Any) -> bool:
    """Whether a term on a yes or no asks for those with a yes; for the `lookup` of a field that no column keeps."""
    return {"filled": True, "empty": False}.get(op, (value in YES) != (op == "is_not"))


def _whole(value: Any) -> int:
    """A number that a database keeps."""
    number = int(value)
    if abs(number) >= 2**63:
        raise ValueError(number)
    return number


def _storable(text: str) -> str:
    """The text, unless no database takes it: PostgreSQL refuses NUL, UTF-8 lone surrogates."""
    if "\0" in text:
        raise ValueError
    text.encode()
    return text


def compile_tree(
    resource: str,
    tree: Tree,
    allowed: Collection[str],
    countable: Collection[str] = (),
    *,
    today: date | None = None,
    within: Keys | None = None,
) -> Q:
    """The condition as a query on the resource's model. For who asks only for the records `within` some keys, what is
    looked up beside the records is looked up for these alone.
    """
    check(resource, tree, allowed, countable)
    fields = fields_of(resource)
    today = today or timezone.localdate()

    def build(node: Tree) -> Q:
        if "all" in node:
            query = ~Q(pk__in=[])  # an empty Q would vanish in an "any" around it
            for child in node["all"]:
                query &= build(child)
            return query
        if "any" in node:
            query = Q(pk__in=[])
            for child in node["any"]:
                query |= build(child)
            return query
        if "not" in node:
            inner = build(node["not"])
            if (absent := not_among(inner)) is not None:
                return absent
            # by primary key, so that a missing value is 'not', never 'unknown'
            meeting = get(resource).model._default_manager.filter(inner, among("pk", within))
            return ~Q(pk__in=meeting.values("pk"))
        if "did" in node:
            return activity_query(resource, node, within)
        return leaf_query(fields[node["field"]], node["op"], node.get("value"), today)

    return build(tree)


def leaves(tree: Tree) -> Iterator[Tree]:
    """Comparisons and activities of a tree, in order."""
    if "all" in tree or "any" in tree:
        for each in tree.get("all", tree.get("any")) or []:
            yield from leaves(each)
    elif "not" in tree:
        yield from leaves(tree["not"])
    elif tree:
        yield tree


def leaf_query(field: Field, op: str, value: Any, today: date) -> Q:
    """One comparison as a query."""
    if field.lookup is not None:
        return field.lookup(op, value)
    path = field.path
    if op == "empty":
        return _empty(field)
    if op == "filled":
        return ~_empty(field)
    if op == "in":
        return Q(**{f"{_day(field)}__in": [coerce(field, op, each) for each in value]})
    if op == "between":
        low, high = (coerce(field, op, each) for each in value)
        return Q(**{f"{_day(field)}__gte": low, f"{_day(field)}__lte": high})
    plain = coerce(field, op, value)
    if op == "is":
        return Q(**{_day(field): plain})
    if op == "is_not":
        return ~Q(**{_day(field): plain}) | Q(**{f"{path}__isnull": True})
    if op == "contains":
        return Q(**{f"{path}__icontains": plain})
    if op == "starts":
        return Q(**{f"{path}__istartswith": plain})
    if op == "next_days":
        return Q(**{f"{_day(field)}__gte": today, f"{_day(field)}__lte": today + timedelta(days=plain)})
    if op == "last_days":
        return Q(**{f"{_day(field)}__gte": today - timedelta(days=plain), f"{_day(field)}__lte": today})
    if op == "older_days":
        return Q(**{f"{_day(field)}__lt": today - timedelta(days=plain)})
    return Q(**{f"{_day(field)}__{op}": plain})


def _day(field: Field) -> str:
    return f"{field.path}__date" if field.kind is Kind.MOMENT else field.path


def _empty(field: Field) -> Q:
    if field.kind in ORDERED or field.kind is Kind.YES_NO or field.kind is Kind.RELATION:
        return Q(**{f"{field.path}__isnull": True})
    return Q(**{f"{field.path}__isnull": True}) | Q(**{field.path: ""})


def evaluate(tree: Tree, values: Mapping[str, Any], today: date) -> bool:
    """The same condition on plain values; used by rules on events and by required-if."""
    if "all" in tree:
        return all(evaluate(child, values, today) for child in tree["all"])
    if "any" in tree:
        return any(evaluate(child, values, today) for child in tree["any"])
    if "not" in tree:
        return not evaluate(tree["not"], values, today)
    return _compare(values.get(tree["field"]), tree["op"], tree.get("value"), today)


def _compare(actual: Any, op: str, value: Any, today: date) -> bool:
    if op == "empty":
        return actual in (None, "", [])
    if op == "filled":
        return actual not in (None, "", [])
    if op == "is_not":
        return not _compare(actual, "is", value, today)
    if actual is None:
        return False
    if isinstance(actual, list):
        wanted = value if isinstance(value, list) else [value]
        return op in ("is", "in") and any(each in actual for each in wanted)
    if op in DAYS or isinstance(actual, date):
        actual = _as_day(actual)
    if op not in DAYS and op not in ("contains", "starts"):
        value = [_like(actual, each) for each in value] if isinstance(value, list) else _like(actual, value)
    if op in ("contains", "starts"):
        text, part = str(actual).casefold(), str(value).casefold()
        return part in text if op == "contains" else text.startswith(part)
    match op:
        case "is":
            return bool(actual == value)
        case "in":
            return actual in value
        case "between":
            return bool(value[0] <= actual <= value[1])
        case "gt":
            return bool(actual > value)
        case "gte":
            return bool(actual >= value)
        case "lt":
            return bool(actual < value)
        case "lte":
            return bool(actual <= value)
        case "next_days":
            return bool(today <= actual <= today + timedelta(days=int(value)))
        case "last_days":
            return bool(today - timedelta(days=int(value)) <= actual <= today)
        case "older_days":
            return bool(actual < today - timedelta(days=int(value)))
    raise BadCondition(op)


def _like(actual: Any, value: Any) -> Any:
    """The compared value as the kind of the actual one, as `coerce` makes it for a query."""
    if isinstance(actual, date):
        return _as_day(value)
    if isinstance(actual, bool):
        return value in YES
    return int(value) if isinstance(actual, int) else value


def _as_day(value: Any) -> date:
    """A day; of a moment the day here, as `__date` in a query."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def sentence(resource: str, tree: Tree) -> str:
    """The condition as a sentence in the reader's language, to be read aloud."""
    fields = fields_of(resource)
    if "all" in tree:
        return _(" and ").join(sentence(resource, child) for child in tree["all"]) or _("everybody")
    if "any" in tree:
        return _("(%s)") % _(" or ").join(sentence(resource, child) for child in tree["any"])
    if "not" in tree:
        if _once(tree["not"]):
            return sentence(resource, tree["not"] | {"times": 0})
        return _("not (%s)") % sentence(resource, tree["not"])
    if "did" in tree:
        label = activity_of(resource, tree["did"]).label
        if not int(tree.get("times", 1)):
            return never(label, int(tree.get("within_days", 0)))
        if tree.get("within_days"):
            return _("%(did)s at least %(times)s times within %(days)s days") % {
                "did": label,
                "times": tree.get("times", 1),
                "days": tree["within_days"],
            }
        return _("%(did)s at least %(times)s times") % {"did": label, "times": tree.get("times", 1)}
    field, op = fields[tree["field"]], tree["op"]
    if op in DAYS:
        return f"{field.label} {operator_words(op, str(int(tree['value'])))}"
    value = "" if op in ("empty", "filled") else spoken_value(field, tree.get("value"))
    return f"{field.label} {operator_words(plain_operator(op, tree.get('value')), value)}"


def _once(tree: Tree) -> bool:
    """Whether it asks for having done something at all."""
    return "did" in tree and int(tree.get("times", 1)) == 1


def never(label: Any, within_days: int) -> str:
    """That something wasn't done."""
    if within_days:
        return _("not within %(days)s days: %(did)s") % {"did": label, "days": within_days}
    return _("never: %(did)s") % {"did": label}


def spoken_value(field: Field, value: Any) -> str:
    """A comparison's value as it is read aloud: labels for choices, amounts with their unit."""
    from parure.core.money import format_money

    if isinstance(value, list):
        return listed(spoken_value(field, each) for each in value)
    if field.choices is not None:
        return str(dict(field.choices()).get(value, value))
    if field.kind is Kind.MONEY and value is not None:
        return format_money(int(value), fen=False)
    return "" if value is None else str(value)


def plain_operator(op: str, value: Any) -> str:
    """The operator as one says it: to be one of a single one is to be it."""
    return "is" if op == "in" and isinstance(value, list) and len(value) == 1 else op


def operator_words(op: str, value: str) -> str:
    phrases = {
        "is": _("is %s"),
        "is_not": _("is not %s"),
        "in": _("is one of %s"),
        "gt": _("is more than %s"),
        "gte": _("is at least %s"),
        "lt": _("is less than %s"),
        "lte": _("is at most %s"),
        "between": _("lies between %s"),
        "contains": _("contains “%s”"),
        "starts": _("starts with “%s”"),
        "next_days": _("falls in the next %s days"),
        "last_days": _("lies in the last %s days"),
        "older_days": _("lies more than %s days back"),
    }
    if op == "empty":
        return _("is empty")
    if op == "filled":
        return _("is filled in")
    return phrases[op] % value
