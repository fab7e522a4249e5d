"""An entry of the record of deeds in words: fields and codes as the catalogue calls them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import words
from parure.access.choices import AuditAction
from parure.access.deeds import Deed
from parure.core import resources
from parure.core.resources import Field, Kind
from parure.core.wording import listed
from parure.web.kit.cells import labels_of
from parure.web.kit.formats import carat_text, money_text, weight_text

PAGES = {
    "people.customer": "customer",
    "access.staff": "staff-member",
    "access.role": "role",
    "catalog.piece": "piece",
    "sales.order": "order",
}
ICONS = {
    AuditAction.VIEW: "eye",
    AuditAction.CREATE: "circle-plus",
    AuditAction.CHANGE: "pencil",
    AuditAction.DELETE: "trash",
    AuditAction.REVEAL: "eye",
    AuditAction.EXPORT: "download",
    AuditAction.IMPORT: "upload",
    AuditAction.UNDO: "arrow-back-up",
    AuditAction.SEARCH_PHONE: "search",
    AuditAction.SIGN_IN_FAILED: "alert-circle",
    AuditAction.SIGN_IN_LOCKED: "lock",
    AuditAction.PREVIEW: "eye",
}
GRAVE = {AuditAction.REVEAL, AuditAction.EXPORT, AuditAction.SIGN_IN_LOCKED, AuditAction.DELETE}
_AMOUNTS: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: money_text,
    Kind.WEIGHT: weight_text,
    Kind.CARAT: carat_text,
}
LONGEST = 80


def action_word(action: str) -> str:
    return str(dict(AuditAction.choices).get(action, action))


def line_of(deed: Deed) -> dict[str, Any]:
    """An entry ready to show."""
    return {
        "at": deed.at,
        "who": deed.who,
        "icon": ICONS.get(AuditAction(deed.action), "notes")
        if deed.action in AuditAction.values
        else "notes",
        "action": action_word(deed.action),
        "is_grave": deed.action in GRAVE,
        "resource": words.resource_label(deed.resource) if deed.resource else "",
        "record": deed.record.title if deed.record else "",
        "url": _address(deed),
        "field": words.field_label(deed.resource, deed.field) if deed.field else "",
        "changes": list(changes_of(deed)),
        "detail": detail_words(deed.detail),
        "address": deed.address,
    }


def _address(deed: Deed) -> str:
    name = PAGES.get(deed.resource)
    return reverse(name, args=[deed.record.uid]) if name and deed.record and deed.record.uid else ""


def changes_of(deed: Deed) -> Iterator[tuple[str, str, str]]:
    """(what, before, after) of each field; nothing is a dash. Of what is new, only what it has got."""
    fresh = deed.action == AuditAction.CREATE
    for name, before, after in deed.changes:
        if fresh and after in (None, "", [], 0):
            continue
        if deed.resource == "access.role" and ":" in name:
            yield right_words(name), level_word(before), level_word(after)
            continue
        field = _field(deed.resource, name)
        label = str(field.label) if field else own_word(name)
        yield label, "" if fresh else value_words(field, before), value_words(field, after)


def _field(resource: str, name: str) -> Field | None:
    try:
        return resources.field_of(resource, name)
    except LookupError:
        return None


def own_word(name: str) -> str:
    """What an operation notes beside the fields of the catalogue."""
    known = {
        "password": _("Password"),
        "archived": _("Archived"),
        "replaced": _("Replaced"),
        "photo": _("Photo"),
        "roles": _("Roles"),
    }
    return known.get(name, name)


def right_words(key: str) -> str:
    """people.customer:spend.total_spent as a role's editor reads it."""
    resource, _colon, part = key.partition(":")
    label = words.resource_label(resource)
    if part in words.ACTIONS:
        return f"{label} · {words.ACTIONS[part]}"
    group, _dot, name = part.partition(".")
    try:
        return (
            f"{label} · {words.field_label(resource, name) if name else words.group_label(resource, group)}"
        )
    except LookupError:
        return f"{label} · {part}"


def level_word(value: Any) -> str:
    """A scope or a level by its name."""
    for known in (words.SCOPES, words.LEVELS):
        for each, word in known.items():
            if str(getattr(each, "name", each)).lower() == str(value):
                return str(word)
    return str(value) if value is not None else "–"


def value_words(field: Field | None, value: Any) -> str:
    """A kept value as text; codes by what they are called."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return listed(value_words(field, each) for each in value)
    if field is not None:
        if field.kind in _AMOUNTS and isinstance(value, int):
            return _AMOUNTS[field.kind](value)
        if field.kind is Kind.MOMENT:
            return _moment(str(value))
        value = labels_of(field).get(str(value), value)
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _moment(kept: str) -> str:
    """A moment as the audit keeps it, by the clock of the house."""
    try:
        return f"{timezone.localtime(datetime.fromisoformat(kept)):%Y-%m-%d %H:%M}"
    except ValueError:
        return kept


def detail_words(detail: dict[str, Any]) -> str:
    """Counts and names that an operation noted, as far as they have words."""
    said = []
    if "found" in detail:
        said.append(_("%s found") % detail["found"])
    if detail.get("out_of_reach"):
        said.append(_("of another's: %s") % detail["out_of_reach"])
    if detail.get("rows"):
        said.append(_("%s records") % detail["rows"])
    if detail.get("count"):
        said.append(_("%s of them") % detail["count"])
    said.extend(str(detail[name]) for name in ("format", "role", "staff", "file") if detail.get(name))
    if detail.get("ended"):
        said.append(_("ended"))
    return " · ".join(said)
