"""The first page of the settings: what this actor may put in order."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.web.pages import page


@dataclass(frozen=True)
class Entry:
    """One thing to put in order; it is there for whoever has the right (record type, action)."""

    label: str
    words: str
    icon: str
    url_name: str
    resource: str
    action: str = "view"


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        gettext_noop("People and rights"),
        (
            Entry(gettext_noop("Staff"), gettext_noop("Who works here, where, and as what"), "users", "staff", "access.staff", "change"),
            Entry(gettext_noop("Stores and regions"), gettext_noop("Shops, counters, who lies in which region"), "building-store", "stores", "access.store", "change"),
            Entry(gettext_noop("Roles"), gettext_noop("Who may see and do what"), "shield-lock", "roles", "access.role"),
            Entry(gettext_noop("Who gets new customers"), gettext_noop("Rules by store, and the pool of those without an advisor"), "user-share", "assignment", "people.assignment_rule"),
            Entry(gettext_noop("Record of deeds"), gettext_noop("Who saw, changed, revealed, exported what"), "history", "audit", "access.audit_entry"),
        ),
    ),
    (
        gettext_noop("Data"),
        (
            Entry(gettext_noop("Fields"), gettext_noop("Fields of your own on customers, pieces, orders"), "table", "fields", "customize.field_definition", "change"),
            Entry(gettext_noop("Likely duplicates"), gettext_noop("Records that may be one person, and what was merged"), "users", "duplicates", "people.customer", "delete"),
            Entry(gettext_noop("Completeness of records"), gettext_noop("By store and advisor; when to ask again"), "checks", "quality", "people.quality_figure"),
            Entry(gettext_noop("Changes of advisors"), gettext_noop("Who got which customer when and why"), "history", "advisor-changes", "people.advisor_change", "export"),
            Entry(gettext_noop("Tags"), gettext_noop("Words that find alike customers again"), "tags", "tags", "customize.tag", "change"),
            Entry(gettext_noop("Joining by QR code"), gettext_noop("Codes by which members register themselves"), "qrcode", "join-links", "people.join_link"),
            Entry(gettext_noop("Moving in"), gettext_noop("Files from other systems"), "upload", "imports", "integrations.import_run"),
        ),
    ),
    (
        gettext_noop("House"),
        (
            Entry(gettext_noop("API keys"), gettext_noop("Programs that read and write by the interface"), "key", "keys", "integrations.api_key", "change"),
            Entry(gettext_noop("Background work"), gettext_noop("What waits, runs or failed"), "refresh", "jobs", "automation.job"),
        ),
    ),
)  # fmt: skip


def open_to(actor: Actor) -> list[dict[str, Any]]:
    """The sections with the entries that this actor may open; empty ones are left out."""
    found = []
    for title, entries in SECTIONS:
        shown = [
            {"label": _(each.label), "words": _(each.words), "icon": each.icon, "url": address}
            for each in entries
            if policy.may(actor, each.resource, each.action) and (address := _address(each.url_name))
        ]
        if shown:
            found.append({"title": _(title), "entries": shown})
    return found


def governs_anything(actor: Actor) -> bool:
    """Whether the way to the settings is shown: to who may change people, or read roles or the record of deeds."""
    return any(policy.may(actor, each.resource, each.action) for each in SECTIONS[0][1])


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@page(place="settings")
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    return render(request, "settings/settings.html", {"sections": open_to(request.actor)})
