"""Values of records as markup, by their kind: the same in a cell of a list and among the facts of a detail."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parure.access.policy import Link, Masked, Record
from parure.core import resources
from parure.core.resources import Field, Kind
from parure.web.kit import components
from parure.web.kit.formats import carat_text, money_text, weight_text

NOTHING = mark_safe("")
DASH = components.DASH
RIGHT = {Kind.MONEY, Kind.WEIGHT, Kind.CARAT, Kind.NUMBER}
Labels = dict[str, str]
_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: money_text,
    Kind.WEIGHT: weight_text,
    Kind.CARAT: carat_text,
    Kind.NUMBER: lambda number: f"{number:,}",
    Kind.DATE: lambda day: day if isinstance(day, str) else day.isoformat(),
    Kind.MOMENT: lambda moment: timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"),
    Kind.YES_NO: lambda value: _("yes") if value else _("no"),
}


def labels_of(field: Field) -> Labels:
    """What a field's codes are called."""
    return {str(code): str(label) for code, label in field.choices()} if field.choices is not None else {}


def shown(field: Field, value: Any, labels: Labels) -> SafeString:
    """A value of a record as markup; a dash where there is none."""
    if isinstance(value, Masked):
        return format_html("{}", value.text)
    if value is None or value in ("", []):
        return DASH
    if isinstance(value, Link):
        return link(field.relation, value)
    if isinstance(value, (list, tuple)):
        parts = [labels.get(str(each), str(each)) for each in value]
        return format_html("{}", " · ".join(parts))
    if field.kind is Kind.CHOICE:
        return format_html("{}", labels.get(str(value), str(value)))
    if field.kind in _SHOWN:
        return format_html('<span class="nw">{}</span>', _SHOWN[field.kind](value))
    return format_html("{}", str(value))


def link(resource: str, to: Link) -> SafeString:
    """The name of a related record, leading to it where it has a page."""
    address = address_of(resource, to.uid)
    label = to.label or "—"
    return (
        format_html('<a class="link" href="{}">{}</a>', address, label)
        if address
        else format_html("{}", label)
    )


def address_of(resource: str, uid: Any) -> str:
    """Where a record's page is; "" for one without a page."""
    declared = resources.get(resource) if resource else None
    if uid is None or declared is None or not declared.url_name:
        return ""
    return address_by_keys(declared.url_name, uid)


def address_by_keys(url_name: str, *keys: Any) -> str:
    """The address of a page that is named by keys of records; "" where there is no such page."""
    if all(isinstance(key, UUID) for key in keys):
        return _written(url_name, len(keys)).format(*keys)
    try:
        return reverse(url_name, args=keys)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _written(url_name: str, count: int) -> str:
    """An address with `{}` where keys stand. A list names hundreds of records, and finding the address of each afresh
    was a tenth of its time.
    """
    probes = [UUID(int=number) for number in range(count)]
    try:
        address = reverse(url_name, args=probes)
    except NoReverseMatch:
        return ""
    for probe in probes:
        address = address.replace(str(probe), "{}")
    return address


def drawn(code: str, label: str = "", size: str = "") -> SafeString:
    """The drawing of a piece by its code ("solitaire pt"), on its tile; an empty tile for no code."""
    name, _space, colours = code.partition(" ")
    classes = f"pr-pic is-{size}" if size else "pr-pic"
    if not name:
        icon = components.icon(name="diamond")
        return format_html('<span class="{} is-icon">{}</span>', classes, icon)
    picture = components.drawing(name=f"p-{name}", colours=colours, label=label)
    return format_html('<span class="{}">{}</span>', classes, picture)


def phones(record: Record, values: Any, what: str) -> SafeString:
    """The main one of a customer's masked contacts, with an eye where this person may open it."""
    if isinstance(values, Masked):
        return format_html("{}", values.text)
    if not values:
        return DASH
    first, more = values[0], len(values) - 1
    rest = format_html(' <span class="t-3 t-xs">+{}</span>', more) if more else NOTHING
    return format_html("{}{}", masked(record, first, what), rest)


def masked(record: Record, value: Masked, what: str) -> SafeString:
    """A masked contact of a customer; the eye opens it in place, on record."""
    opens = value.revealable and value.ref
    address = address_by_keys("customer-reveal", record.uid, UUID(value.ref)) if opens else ""
    return components.masked(value=value.text, reveal_url=address, what=what)
