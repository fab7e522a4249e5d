"""What the parts of a formula may be put together with, and the functions that compute them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from parure.customize.formulas import values
from parure.customize.formulas.reading import FormulaError, Node, read_formula

Compute = Callable[[Mapping[str, Any]], Any]
AMOUNTS = ("number", "money", "weight")
ORDERED = (*AMOUNTS, "date")
KINDS = ("text", "yes_no", *ORDERED)
TODAY = "today()"
ALIASES = {
    "如果": "if", "四舍五入": "round", "连接": "concat", "相差天数": "days_between", "今天": "today",
    "小写": "lower", "大写": "upper", "最小": "min", "最大": "max", "首个非空": "coalesce", "为空": "empty",
    "年份": "year", "月份": "month", "长度": "length", "绝对值": "abs", "金额": "money", "克": "grams", "元": "yuan",
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """A checked formula: what kind it gives, which fields it needs, and how it is computed."""

    kind: str
    needs: frozenset[str]
    uses_today: bool
    run: Compute

    def compute(self, given: Mapping[str, Any], today: date) -> Any:
        """The value as it is kept in a record's JSON (None for none), from the values that records keep."""
        return values.as_kept(self.kind, self.run({**given, TODAY: today}))


@dataclass(frozen=True)
class _Part:
    """A piece of a formula that is checked: its kind ("" for a value that is always missing)."""

    kind: str
    run: Compute


def compile_formula(text: str, kinds: Mapping[str, str], *, wanted: str = "") -> Formula:
    """Read and check a formula over fields of these kinds (name -> kind). `wanted` is the kind it has to give.

    Raises `FormulaError` with the place.
    """
    tree = read_formula(text)
    needs: set[str] = set()
    part = _check(tree, kinds, needs)
    if wanted and part.kind not in (wanted, ""):
        told = {"found": kind_word(part.kind), "wanted": kind_word(wanted)}
        raise FormulaError(_("The formula gives %(found)s, the field holds %(wanted)s.") % told, tree.at)
    return Formula(wanted or part.kind, frozenset(needs - {TODAY}), TODAY in needs, part.run)


def kind_word(kind: str) -> str:
    """A kind as an error names it."""
    words = {
        "number": _("a number"),
        "money": _("an amount"),
        "weight": _("a weight"),
        "date": _("a day"),
        "text": _("a text"),
        "yes_no": _("yes or no"),
    }
    return words.get(kind, kind)


def _check(node: Node, kinds: Mapping[str, str], needs: set[str]) -> _Part:
    if node.of == "value":
        what = node.what
        kind = "yes_no" if isinstance(what, bool) else "number" if isinstance(what, Fraction) else "text"
        return _Part(kind, lambda _given: what)
    if node.of == "field":
        return _field(str(node.what), node.at, kinds, needs)
    name = ALIASES.get(str(node.what), str(node.what).lower())
    arguments = [_check(each, kinds, needs) for each in node.arguments]
    if name == "today":
        needs.add(TODAY)
    rule = RULES.get(name)
    if rule is None:
        raise FormulaError(_("There is no function “%s”.") % node.what, node.at)
    return rule(_Call(name, node, arguments))


def _field(name: str, at: int, kinds: Mapping[str, str], needs: set[str]) -> _Part:
    if name not in kinds:
        raise FormulaError(_("There is no field “%s” to compute with.") % name, at)
    needs.add(name)
    kind = kinds[name]
    read = values.READERS[kind]

    def run(given: Mapping[str, Any]) -> Any:
        value = given.get(name)
        return None if value is None or value == "" else read(value)

    return _Part(kind, run)


@dataclass(frozen=True)
class _Call:
    """A function or operator with its checked arguments, and what a rule asks of them."""

    name: str
    node: Node
    parts: Sequence[_Part]

    def takes(self, least: int, most: int | None = None) -> None:
        if not least <= len(self.parts) <= (most or least):
            raise FormulaError(
                _("“%(name)s” takes another number of values.") % {"name": self.node.what}, self.node.at
            )

    def part(self, place: int, *allowed: str) -> _Part:
        part = self.parts[place]
        if part.kind and part.kind not in allowed:
            told = {"name": self.node.what, "kind": kind_word(part.kind)}
            raise FormulaError(
                _("“%(name)s” can't take %(kind)s here.") % told, self.node.arguments[place].at
            )
        return part

    def alike(self, parts: Sequence[_Part]) -> str:
        """The one kind of these parts; a value that is always missing goes with any."""
        found = list(dict.fromkeys(part.kind for part in parts if part.kind))
        if len(found) > 1:
            told = {"one": kind_word(found[0]), "other": kind_word(found[1])}
            raise FormulaError(_("%(one)s and %(other)s don't go together.") % told, self.node.at)
        return found[0] if found else ""


Rule = Callable[[_Call], _Part]


def _sum(call: _Call) -> _Part:
    left, right = call.part(0, *ORDERED), call.part(1, *ORDERED)
    if "date" in (left.kind, right.kind):
        return _days(call, left, right)
    kind = call.alike((left, right))
    return _Part(kind, values.both(left.run, right.run, values.ARITHMETIC[call.name]))


def _days(call: _Call, left: _Part, right: _Part) -> _Part:
    """A day and a number of days, or two days apart."""
    if call.name == "-" and left.kind == right.kind:
        return _Part("number", values.both(left.run, right.run, values.days_apart))
    if left.kind == "date" and right.kind in ("number", ""):
        way = 1 if call.name == "+" else -1
        return _Part(
            "date", values.both(left.run, right.run, lambda day, days: values.later(day, way * days))
        )
    told = {"one": kind_word(left.kind), "other": kind_word(right.kind)}
    raise FormulaError(_("%(one)s and %(other)s don't go together.") % told, call.node.at)


def _product(call: _Call) -> _Part:
    left, right = call.part(0, *AMOUNTS), call.part(1, *AMOUNTS)
    kinds = {left.kind, right.kind} - {"number", ""}
    if len(kinds) > 1 or (left.kind == right.kind and kinds):
        told = {"one": kind_word(left.kind), "other": kind_word(right.kind)}
        raise FormulaError(_("%(one)s and %(other)s don't go together.") % told, call.node.at)
    return _Part(kinds.pop() if kinds else "number", values.both(left.run, right.run, values.ARITHMETIC["*"]))


def _quotient(call: _Call) -> _Part:
    left, right = call.part(0, *AMOUNTS), call.part(1, *AMOUNTS)
    run = values.both(left.run, right.run, values.divided)
    if right.kind in ("number", ""):
        return _Part(left.kind or "number", run)
    call.alike((left, right))
    return _Part("number", run)


def _comparison(call: _Call) -> _Part:
    allowed = KINDS if call.name in ("=", "!=") else ORDERED
    left, right = call.part(0, *allowed), call.part(1, *allowed)
    call.alike((left, right))
    return _Part("yes_no", values.compared(call.name, left.run, right.run))


def _logic(call: _Call) -> _Part:
    call.takes(1 if call.name == "not" else 2)
    runs = [call.part(place, "yes_no").run for place in range(len(call.parts))]
    return _Part("yes_no", values.LOGIC[call.name](*runs))


def _if(call: _Call) -> _Part:
    call.takes(2, 3)
    asked, then = call.part(0, "yes_no").run, call.parts[1]
    other = call.parts[2] if len(call.parts) > 2 else _Part("", lambda _given: None)
    kind = call.alike((then, other))
    return _Part(kind, lambda given: then.run(given) if asked(given) else other.run(given))


def _round(call: _Call) -> _Part:
    """round(x) to whole units (of money: to the yuan; of a weight: to the gram), round(x, digits) finer."""
    call.takes(1, 2)
    part = call.part(0, *AMOUNTS)
    digits = call.part(1, "number").run if len(call.parts) > 1 else (lambda _given: Fraction(0))
    return _Part(part.kind, values.both(part.run, digits, values.rounder(part.kind)))


def _same_kind(call: _Call) -> _Part:
    """min, max, coalesce: any number of values of one kind."""
    call.takes(1, 20)
    allowed = KINDS if call.name == "coalesce" else ORDERED
    parts = [call.part(place, *allowed) for place in range(len(call.parts))]
    return _Part(call.alike(parts), values.gathered(call.name, [part.run for part in parts]))


def _concat(call: _Call) -> _Part:
    call.takes(1, 20)
    parts = [call.part(place, "text", *ORDERED) for place in range(len(call.parts))]
    return _Part("text", values.joined([(part.kind, part.run) for part in parts]))


def _empty(call: _Call) -> _Part:
    call.takes(1)
    run = call.parts[0].run
    return _Part("yes_no", lambda given: run(given) is None)


def _function(gives: str, function: Callable[..., Any], *takes: tuple[str, ...]) -> Rule:
    """A function of values that are all there; `takes` says the kinds of each. `gives` "" is the first one's."""

    def rule(call: _Call) -> _Part:
        call.takes(len(takes))
        parts = [call.part(place, *allowed) for place, allowed in enumerate(takes)]
        kind = gives or parts[0].kind
        return _Part(kind, values.all_there(function, [part.run for part in parts]))

    return rule


def _today(call: _Call) -> _Part:
    call.takes(0)
    return _Part("date", lambda given: given[TODAY])


NUMBER, TEXT, DAY = ("number",), ("text",), ("date",)
RULES: dict[str, Rule] = {
    "+": _sum,
    "-": _sum,
    "*": _product,
    "/": _quotient,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), _comparison),
    **dict.fromkeys(("and", "or", "not"), _logic),
    "if": _if,
    "round": _round,
    "concat": _concat,
    "empty": _empty,
    **dict.fromkeys(("min", "max", "coalesce"), _same_kind),
    "negative": _function("", lambda value: -value, AMOUNTS),
    "abs": _function("", abs, AMOUNTS),
    "today": _today,
    "days_between": _function("number", lambda first, last: values.days_apart(last, first), DAY, DAY),
    "year": _function("number", lambda day: Fraction(day.year), DAY),
    "month": _function("number", lambda day: Fraction(day.month), DAY),
    "lower": _function("text", str.lower, TEXT),
    "upper": _function("text", str.upper, TEXT),
    "length": _function("number", lambda text: Fraction(len(text)), TEXT),
    "money": _function("money", lambda number: number * values.MINOR, NUMBER),
    "yuan": _function("number", lambda minor: minor / values.MINOR, ("money",)),
    "grams": _function("number", lambda mg: mg / values.MG, ("weight",)),
}
