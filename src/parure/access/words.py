"""What record types' areas, scopes, levels, actions and field groups are called."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parure.access.choices import Level, Scope
from parure.access.grants import EXPORT_ROWS, REST, Difference, Given, RowsADay
from parure.core import resources
from parure.core.wording import listed

AREAS: dict[str, str | Promise] = {
    "people": _("Customers"),
    "sales": _("Sales"),
    "catalog": _("Goods"),
    "engagement": pgettext_lazy("area", "Tasks and messages"),
    "loyalty": pgettext_lazy("area", "Membership"),
    "aftercare": pgettext_lazy("area", "Service"),
    "integrations": pgettext_lazy("area", "Files and connections"),
    "insight": pgettext_lazy("area", "Numbers"),
    "knowledge": pgettext_lazy("area", "Knowledge"),
    "automation": pgettext_lazy("area", "Rules"),
    "customize": pgettext_lazy("area", "Fields and tags"),
    "access": pgettext_lazy("area", "People and stores"),
}
SCOPES = {
    Scope.NONE: pgettext_lazy("scope", "none"),
    Scope.OWN: pgettext_lazy("scope", "own"),
    Scope.STORE: pgettext_lazy("scope", "store"),
    Scope.REGION: pgettext_lazy("scope", "region"),
    Scope.ALL: pgettext_lazy("scope", "all"),
}
LEVELS = {
    Level.NONE: pgettext_lazy("level", "hidden"),
    Level.MASKED: pgettext_lazy("level", "masked"),
    Level.READ: pgettext_lazy("level", "read"),
    Level.WRITE: pgettext_lazy("level", "write"),
}
ACTIONS = {
    "view": pgettext_lazy("right", "see"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "remove"),
    "export": pgettext_lazy("right", "export"),
    "import": pgettext_lazy("right", "import"),
}
GROUPS = {
    "basic": pgettext_lazy("field group", "Basics"),
    "person_name": pgettext_lazy("field group", "Name"),
    "contact": pgettext_lazy("field group", "Contacts"),
    "dates": pgettext_lazy("field group", "Dates"),
    "taste": pgettext_lazy("field group", "Taste and sizes"),
    "spend": pgettext_lazy("field group", "Amounts spent"),
    "figures": pgettext_lazy("field group", "Figures"),
    "cost": pgettext_lazy("field group", "Cost"),
    "notes": pgettext_lazy("field group", "Notes"),
    "assignment": pgettext_lazy("field group", "Whose client"),
    "admin": pgettext_lazy("field group", "Administration"),
}


def resource_label(name: str) -> str:
    """What a record type is called; one that is gone, by its name."""
    if name == REST:
        return gettext("All other record types")
    try:
        return str(resources.get(name).label)
    except resources.UnknownResource:
        return name


def area_label(resource: str) -> str:
    """The heading under which a record type stands."""
    area = resource.partition(".")[0]
    return str(AREAS.get(area, area))


def group_label(resource: str, group: str) -> str:
    """What a group of fields is called; one without a word of its own, by its fields."""
    if group == REST:
        return gettext("Other fields")
    if group in GROUPS:
        return str(GROUPS[group])
    members = [str(each.label) for each in resources.fields_of(resource).values() if each.group == group]
    return listed(members[:3]) or group


def field_label(resource: str, name: str) -> str:
    try:
        return str(resources.field_of(resource, name).label)
    except LookupError:
        return name


def value_label(value: Given) -> str:
    """Which rows, how many a day, or how far a value, in a word."""
    if isinstance(value, RowsADay):
        return gettext("as many as they like") if value.limit is None else f"{value.limit:,}"
    return str(SCOPES[value] if isinstance(value, Scope) else LEVELS[value])


def part_label(difference: Difference) -> str:
    """What differs within a record type: the action, the field or the group of fields."""
    if difference.action == EXPORT_ROWS:
        return gettext("Rows to take along a day")
    if difference.action:
        return str(ACTIONS[difference.action])
    if difference.field:
        return field_label(difference.resource, difference.field)
    return group_label(difference.resource, difference.group)


def said(difference: Difference) -> dict[str, Any]:
    """A difference ready to show."""
    return {
        "resource": resource_label(difference.resource),
        "part": part_label(difference),
        "before": value_label(difference.before),
        "after": value_label(difference.after),
        "is_loss": difference.is_loss,
    }
