"""Tags and filters of Parure's templates, known in every template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

from parure.core.wording import listed
from parure.web.kit import components as _declared  # noqa: F401 - importing declares the components
from parure.web.kit.declare import Component, ComponentError, find_component
from parure.web.kit.formats import carat_text, money_text, weight_text
from parure.web.kit.words import ago_words, day_words

register = template.Library()


class ComponentNode(template.Node):
    """`{% component "name" property=value … %}`, with the block between as `slot` in the block form."""

    def __init__(
        self, component: Component, given: dict[str, FilterExpression], body: NodeList | None, target: str
    ) -> None:
        self.component, self.given, self.body, self.target = component, given, body, target

    def render(self, context: Context) -> str:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.given.items()}
        if self.body is not None:
            values["slot"] = self.body.render(context)
        markup = self.component(**values)
        if self.target:
            context[self.target] = markup
            return ""
        return markup


@register.tag("component")
def component_tag(parser: Parser, token: Token) -> ComponentNode:
    """A component without content; `as name` keeps its markup in a variable."""
    return _node(parser, token, with_body=False)


@register.tag("component_block")
def component_block_tag(parser: Parser, token: Token) -> ComponentNode:
    """A component around content, up to `{% endcomponent_block %}`."""
    return _node(parser, token, with_body=True)


def _node(parser: Parser, token: Token, *, with_body: bool) -> ComponentNode:
    _tag, *words = token.split_contents()
    target = ""
    if len(words) > 2 and words[-2] == "as":
        target = words.pop()
        words.pop()
    if not words or words[0][0] not in "\"'":
        raise template.TemplateSyntaxError(
            'a component is named by a word in quotes: {% component "tag" … %}'
        )
    given = _properties(parser, words[1:])
    try:
        component = find_component(words[0][1:-1])
        component.check_names([*given, *(["slot"] if with_body else [])])
    except ComponentError as problem:
        raise template.TemplateSyntaxError(str(problem)) from problem
    body = None
    if with_body:
        body = parser.parse(("endcomponent_block",))
        parser.delete_first_token()
    return ComponentNode(component, given, body, target)


def _properties(parser: Parser, words: list[str]) -> dict[str, FilterExpression]:
    given: dict[str, FilterExpression] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            raise template.TemplateSyntaxError(f"a property of a component is name=value, not {word!r}")
        if name in given:
            raise template.TemplateSyntaxError(f"{name} is given twice")
        given[name] = parser.compile_filter(value)
    return given


@register.filter
def money(minor: int | None, form: str = "") -> str:
    """Fen as ¥12,345.00; `|money:"whole"` drops the fen."""
    return "–" if minor in (None, "") else money_text(int(minor or 0), fen=form != "whole")


@register.filter
def thousands(number: int | None) -> str:
    """A whole number with its thousands apart: 12,345."""
    return "" if number is None else f"{number:,}"


@register.filter
def weight(mg: int | None) -> str:
    """Milligrams as 3.250 g."""
    return "–" if mg in (None, "") else weight_text(int(mg or 0))


@register.filter(name="listed")
def listed_words(words: Iterable[Any]) -> str:
    """Words one after the other, as the reader's language does."""
    return listed(words)


@register.filter
def carat(millicarat: int | None) -> str:
    """Thousandths of a carat as 0.52 ct."""
    return "–" if millicarat in (None, "") else carat_text(int(millicarat or 0))


@register.filter
def ago(moment: datetime | None) -> str:
    return ago_words(moment) if moment else "–"


@register.filter
def day_in(day: date | None) -> str:
    """today, in 3 days, 2026-11-22."""
    return day_words(day) if day else "–"


@register.filter
def spaced(parts: str | Iterable[Any]) -> str:
    """Words with a middle dot between, empty ones left out; a text stays as it is."""
    return parts if isinstance(parts, str) else " · ".join(str(part) for part in parts if part)
