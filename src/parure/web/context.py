"""What every page's frame shows: where one may go, who one is."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parure.access import policy
from parure.access.actors import Actor
from parure.access.encryption import digest
from parure.insight.reports.question import asks_anything
from parure.web.staff.settings import governs_anything

# key, English label, icon, url name, the record type whose sight opens it
PLACES = (
    ("today", gettext_noop("Today"), "sun", "today", "people.customer"),
    ("customers", gettext_noop("Customers"), "users", "customers", "people.customer"),
    ("goods", gettext_noop("Goods"), "diamond", "pieces", "catalog.piece"),
    ("sales", gettext_noop("Sales"), "receipt", "orders", "sales.order"),
    ("segments", gettext_noop("Segments"), "users-group", "segments", "people.segment"),
    ("imports", gettext_noop("Moving in"), "upload", "imports", "integrations.import_run"),
    ("insight", gettext_noop("Insight"), "chart-bar", "dashboard", "insight.rfm_group"),
    ("tasks", gettext_noop("Tasks"), "list-check", "tasks", "engagement.task"),
)

# who doesn't see groups has no board: Insight is then the reports, as far as there is anything to ask
REPORT = "insight.report"

# work that goes on in the background, each with the record type whose sight opens its list
BACKGROUND = (
    (gettext_noop("Bulk changes"), "bulk-runs", "automation.bulk_run"),
    (gettext_noop("Moving in"), "imports", "integrations.import_run"),
    (gettext_noop("Exports"), "exports", "integrations.export_run"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` for the frame, built only when a template uses it."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request))}


def build_shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"items": [], "staff": None, "language": translation.get_language()}
    match = request.resolver_match
    items = [
        {"key": key, "label": _(label), "icon": icon, "url": reverse(url)}
        for key, label, icon, url in _open_places(actor)
    ]
    if governs_anything(actor):
        items.append(
            {"key": "settings", "label": _("Settings"), "icon": "settings", "url": reverse("settings")}
        )
    quick = [
        {"label": label, "icon": icon, "url": reverse(url), "key": key}
        for label, icon, url, key, resource in (
            (_("Register a customer"), "user-plus", "customer-register", "c", "people.customer"),
            (_("Add a task"), "list-check", "task-add", "t", "engagement.task"),
        )
        if policy.may(actor, resource, "add")
    ]
    here = match.url_name if match else ""
    background: list[dict[str, Any]] = [
        {"label": _(label), "url": reverse(url), "is_on": here == url}
        for label, url, resource in BACKGROUND
        if policy.may(actor, resource)
    ]
    house: list[dict[str, Any]] = [
        {"label": label, "icon": icon, "url": reverse(url)}
        for label, icon, url, resource, action in (
            (_("Tags"), "tags", "tags", "customize.tag", "change"),
            (_("Joining by QR code"), "qrcode", "join-links", "people.join_link", "view"),
        )
        if policy.may(actor, resource, action)
    ]
    if background:
        house.append({"label": _("Work in the background"), "icon": "hourglass", "url": background[0]["url"]})
    return {
        "items": items,
        "current": getattr(match.func, "place", "") if match else "",
        "staff": {
            "name": actor.label,
            "initial": actor.label[:1],
            "roles": actor.role_names,
            "store": actor.store_name,
        },
        "looking_as": " · ".join(actor.role_names) if actor.read_only else "",
        "quick_add": quick,
        "person": digest("browser", str(actor.staff_id)).hex(),
        "bell": policy.may(actor, "engagement.notice"),
        "house": house,
        "background": background,
        "language": translation.get_language(),
    }


def _open_places(actor: Actor) -> Iterator[tuple[str, str, str, str]]:
    for key, label, icon, url, resource in PLACES:
        if policy.may(actor, resource):
            yield key, label, icon, url
        elif key == "insight" and policy.may(actor, REPORT) and asks_anything(actor):
            yield key, label, icon, "reports"
