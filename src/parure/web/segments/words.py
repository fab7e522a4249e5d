"""Segments in words: why somebody is in one, and what its condition asks, line by line."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Masked
from parure.core import conditions, resources
from parure.core.conditions import Tree
from parure.core.resources import Field, Kind
from parure.people.segments.reading import Reason
from parure.web.kit.cells import address_of, labels_of, shown
from parure.web.kit.sentences import spoken

CUSTOMER = "people.customer"
SEVERAL = (Kind.TAGS, Kind.CHOICES)


def explained(actor: Actor, reasons: list[Reason]) -> list[dict[str, Any]]:
    """Each customer with why they are in, in words: the terms that they meet with their own values."""
    fields = policy.fields(actor, CUSTOMER)
    named = {str(term["field"]) for each in reasons for _place, term in each.terms if "field" in term}
    labels = {name: labels_of(fields[name]) for name in named if name in fields and fields[name].choices}
    return [
        {
            "name": each.customer.title,
            "address": address_of(CUSTOMER, each.customer.uid),
            "words": [_why(each, place, term, fields, labels) for place, term in each.terms],
        }
        for each in reasons
    ]


def _why(
    reason: Reason,
    place: int,
    term: Tree,
    fields: Mapping[str, Field],
    labels: Mapping[str, Mapping[str, str]],
) -> SafeString:
    if "did" in term:
        return _did(term, reason.counts.get(place, 0))
    asked = fields[term["field"]]
    value = reason.customer.get(asked.name)
    if asked.kind in SEVERAL and isinstance(value, list) and term["op"] in ("is", "in"):
        wanted = term["value"] if isinstance(term["value"], list) else [term["value"]]
        value = [each for each in value if str(each) in {str(one) for one in wanted}] or value
    if value is None or value in ("", []):
        return format_html("{}", _("%s: none") % asked.label)
    if isinstance(value, list) and value and isinstance(value[0], Masked):
        value = value[0]
    return format_html("{} {}", asked.label, shown(asked, value, dict(labels.get(asked.name, {}))))


def _did(term: Tree, count: int) -> SafeString:
    label = resources.activity_of(CUSTOMER, term["did"]).label
    if not count:
        return format_html("{}", conditions.never(label, int(term.get("within_days", 0))))
    times = ngettext("%(did)s %(n)s time", "%(did)s %(n)s times", count) % {"did": label, "n": count}
    return format_html("{}", times)


def lines_of(actor: Actor, condition: Tree) -> list[str]:
    """A condition read aloud, a line for each part of it that must hold."""
    parts = condition.get("all") or [condition]
    return [words for each in parts if (words := spoken(actor, CUSTOMER, _plainer(each)))]


def _plainer(tree: Tree) -> Tree:
    """`not any of one` as `not`: so the builder writes what isn't to hold."""
    inner = tree.get("not", {}).get("any", [])
    return {"not": inner[0]} if len(inner) == 1 else tree


def took_words(milliseconds: int) -> str:
    """How long a look took."""
    if milliseconds < 1000:
        return _("%(n)s ms") % {"n": milliseconds}
    return _("%(n)s s") % {"n": f"{milliseconds / 1000:.1f}"}
