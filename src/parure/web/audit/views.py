"""The record of deeds: filtered, by customer, by person, and as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import deeds, policy, queries
from parure.access.choices import AuditAction
from parure.access.deeds import AUDIT, Asked
from parure.core import resources
from parure.integrations.exports import csv_lines
from parure.web.audit.words import action_word, line_of
from parure.web.pages import page

FILTERS = ("person", "action", "resource", "since", "until")
TAKEN_AT_MOST = 100_000
SUMMED = (
    AuditAction.VIEW,
    AuditAction.CHANGE,
    AuditAction.REVEAL,
    AuditAction.EXPORT,
    AuditAction.SEARCH_PHONE,
)


def asked_of(given: Any) -> Asked:
    """What an address or a form asks for. Raises ValidationError in words for what can't be read."""
    person = given.get("person", "")
    try:
        return Asked(
            person=str(UUID(person)) if person else "",
            action=given.get("action", "") if given.get("action", "") in AuditAction.values else "",
            resource=given.get("resource", "")[:60],
            since=_day(given.get("since", "")),
            until=_day(given.get("until", "")),
            before=int(given.get("before", "") or 0),
        )
    except (ValueError, OverflowError):
        raise ValidationError(_("This page's address is damaged; start again from the first page.")) from None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@page(place="settings")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """What is asked for, newest first; above it who did unusually much today."""
    policy.require(request.actor, AUDIT, "view")
    asked = asked_of(request.GET)
    found = deeds.deeds(request.actor, asked)
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    context = {
        "lines": [line_of(each) for each in found.lines],
        "next": f"?{urlencode(kept | {'before': found.next_before})}" if found.next_before else "",
        "first": f"?{urlencode(kept)}" if asked.before else "",
        "asked": kept,
        "people": [(str(each.staff.uid), each.staff.title) for each in queries.staff_lines(request.actor)],
        "actions": AuditAction.choices,
        "types": sorted(
            ((each.name, str(each.label)) for each in resources.every()), key=lambda each: each[1]
        ),
        "summary": _summary(request, asked.person) if asked.person else [],
        "alerts": [_alert(each) for each in deeds.unusual(request.actor)] if not asked.before else [],
        "may_take": policy.may(request.actor, AUDIT, "export"),
        "today": timezone.localdate(),
    }
    return render(request, "audit/audit.html", context)


def _summary(request: HttpRequest, person: str) -> list[tuple[str, int, str]]:
    """(what, how often in 30 days, the list of it)."""
    times = deeds.month_of(request.actor, person)
    return [
        (action_word(each), times.get(each, 0), f"?{urlencode({'person': person, 'action': each.value})}")
        for each in SUMMED
    ]


def _alert(each: deeds.Unusual) -> dict[str, Any]:
    return {
        "name": each.staff.title,
        "action": action_word(each.action),
        "today": each.today,
        "usual": each.usual,
        "url": f"?{urlencode({'person': str(each.staff.uid), 'action': each.action})}",
    }


@page(place="customers")
@require_safe
def customer_audit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who saw, changed or revealed this customer."""
    policy.require(request.actor, AUDIT, "view")
    before = asked_of(request.GET).before
    customer, found = deeds.deeds_on_customer(request.actor, uid, before=before)
    context = {
        "customer": {"uid": uid, "name": customer.title},
        "lines": [line_of(each) for each in found.lines],
        "next": f"?before={found.next_before}" if found.next_before else "",
        "first": reverse("customer-audit", args=[uid]) if before else "",
    }
    return render(request, "audit/customer.html", context)


@page(place="settings")
@require_POST
def take(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What is asked for as a CSV file, on record."""
    policy.require(request.actor, AUDIT, "export")
    asked = asked_of(request.POST)
    deeds.record_taken(request.actor, asked)
    columns = [_("When"), _("Who"), _("What"), _("Record type"), _("Record"), _("Changes"), _("From where")]

    def rows() -> Iterator[dict[str, str]]:
        for each in deeds.every_deed(request.actor, asked, limit=TAKEN_AT_MOST):
            line = line_of(each)
            changes = "; ".join(
                f"{name}: {before} → {after}" if before else f"{name}: {after}"
                for name, before, after in line["changes"]
            )
            told = [
                f"{timezone.localtime(line['at']):%Y-%m-%d %H:%M:%S}",
                line["who"],
                line["action"],
                line["resource"],
                line["record"],
                " ".join(filter(None, [line["field"], changes, line["detail"]])),
                line["address"],
            ]
            yield dict(zip(columns, told, strict=True))

    return StreamingHttpResponse(
        csv_lines(columns, rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )
