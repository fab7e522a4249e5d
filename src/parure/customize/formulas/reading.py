"""From the text of a formula to its tree. Nothing but names, values, operators and calls is known."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

MAX_LENGTH = 1000
MAX_DEPTH = 20
MAX_NODES = 200

# What people type with a Chinese keyboard, as the formula has it.
FOLDED = str.maketrans({"（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "×": "*", "÷": "/", "＝": "=",
                        "＜": "<", "＞": ">", "“": '"', "”": '"', "、": ",", "【": "[", "】": "]", "\u3000": " "})  # fmt: skip
WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "真": "true", "假": "false"}
TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*"|\'[^\']*\')|\[(?P<quoted>[^\[\]]+)\]'
    r"|(?P<word>[^\W\d]\w*)|(?P<sign><=|>=|<>|!=|==|[-+*/=<>(),≤≥≠]))"
)
SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
# Binding strength of operators that stand between two values.
STRENGTH = {
    "or": 1,
    "and": 2,
    "=": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
NOT, MINUS = 3, 7


class FormulaError(ValueError):
    """A formula that can't be taken. `at` is the place in its text, from 1; the message is for who wrote it."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(_("%(what)s (at character %(at)s)") % {"what": message, "at": at})
        self.at = at


@dataclass(frozen=True)
class Token:
    """`kind` is number, text, name (a field in brackets), word, sign or end."""

    kind: str
    text: str
    at: int
    until: int = 0


@dataclass(frozen=True)
class Node:
    """A value, a field, or an operator or function with its arguments. `of` says which."""

    of: str  # value · field · call
    what: Fraction | str | bool | None
    at: int
    arguments: "tuple[Node, ...]" = ()


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a formula, with a last one that ends it."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(_("A formula has at most %s characters.") % MAX_LENGTH, MAX_LENGTH)
    folded, at = text.translate(FOLDED), 0
    while at < len(folded):
        if not folded[at:].strip():
            break
        found = TOKEN.match(folded, at)
        if found is None:
            place = at + len(folded[at:]) - len(folded[at:].lstrip())
            raise FormulaError(_("“%s” isn't understood here.") % folded[place], place + 1)
        kind = str(found.lastgroup)
        yield _token(kind, found[kind], found.start(kind) + 1, found.end())
        at = found.end()
    yield Token("end", "", len(folded) + 1, len(folded))


def _token(kind: str, text: str, at: int, until: int) -> Token:
    if kind == "quoted":
        return Token("name", text.strip(), at - 1, until)
    if kind == "text":
        return Token("text", text[1:-1], at, until)
    if kind == "sign":
        return Token("sign", SIGNS.get(text, text), at, until)
    if kind == "word":
        word = WORDS.get(text, text)
        return Token("sign" if word in ("and", "or", "not") else "word", word, at, until)
    if len(text) > 15:
        raise FormulaError(_("This number is too large."), at)
    return Token(kind, text, at, until)


def read_formula(text: str) -> Node:
    """The tree of a formula. Raises `FormulaError`."""
    reader = _Reader(list(tokens_of(text)))
    tree = reader.expression(0)
    left = reader.token
    if left.kind != "end":
        raise FormulaError(_("“%s” isn't understood here.") % left.text, left.at)
    return tree


@dataclass
class _Reader:
    """Reads operators by their strength (Pratt); counts nodes and depth, so that no formula is a burden."""

    tokens: Sequence[Token]
    place: int = 0
    depth: int = 0
    nodes: list[int] = field(default_factory=lambda: [0])

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        taken = self.token
        self.place += 1
        return taken

    def node(self, of: str, what: Fraction | str | bool | None, at: int, *arguments: Node) -> Node:
        self.nodes[0] += 1
        if self.nodes[0] > MAX_NODES:
            raise FormulaError(_("This formula is too long."), at)
        return Node(of, what, at, arguments)

    def expect(self, sign: str) -> None:
        found = self.take()
        if found.text != sign or found.kind != "sign":
            self.place -= found.kind == "end"
            raise FormulaError(_("“%s” is missing here.") % sign, found.at)

    def expression(self, strength: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(_("This formula is nested too deeply."), self.token.at)
        left = self.operand()
        while self.token.kind == "sign" and STRENGTH.get(self.token.text, 0) > strength:
            sign = self.take()
            left = self.node("call", sign.text, sign.at, left, self.expression(STRENGTH[sign.text]))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        found = self.take()
        match found.kind, found.text:
            case "number", _any:
                return self.node("value", Fraction(found.text), found.at)
            case "text", _any:
                return self.node("value", found.text, found.at)
            case "name", _any:
                return self.node("field", found.text, found.at)
            case "sign", "not":
                return self.node("call", "not", found.at, self.expression(NOT))
            case "sign", "-":
                return self.node("call", "negative", found.at, self.expression(MINUS))
            case "sign", "(":
                inside = self.expression(0)
                self.expect(")")
                return inside
            case "word", _any:
                return self.word(found)
        if found.kind == "end":
            self.place -= 1
            raise FormulaError(_("The formula ends too early."), found.at)
        raise FormulaError(_("“%s” isn't understood here.") % found.text, found.at)

    def word(self, found: Token) -> Node:
        if self.token.kind == "sign" and self.token.text == "(":
            self.take()
            return self.node("call", found.text, found.at, *self.arguments())
        if found.text in ("true", "false"):
            return self.node("value", found.text == "true", found.at)
        return self.node("field", found.text, found.at)

    def arguments(self) -> list[Node]:
        if self.token.kind == "sign" and self.token.text == ")":
            self.take()
            return []
        found = [self.expression(0)]
        while self.token.kind == "sign" and self.token.text == ",":
            self.take()
            found.append(self.expression(0))
        self.expect(")")
        return found


def rename_fields(text: str, name_of: Callable[[str], str | None]) -> str:
    """The formula with other names for its fields, where `name_of` knows one; the rest as it was typed."""
    found = list(tokens_of(text))
    parts, at = [], 0
    for token, following in pairwise(found):
        is_call = following.kind == "sign" and following.text == "("
        renamed = None
        if token.kind == "name" or (token.kind == "word" and not is_call):
            renamed = name_of(token.text)
        if renamed is not None:
            parts += [text[at : token.at - 1], renamed]
            at = token.until
    return "".join([*parts, text[at:]])
