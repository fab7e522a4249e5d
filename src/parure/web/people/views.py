"""The customer whole: one page, its timeline, the preview beside the search."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.engagement.queries import open_tasks_of_customer
from parure.insight.matching.suggesting import sees_suggestions
from parure.insight.reading import sees_figures
from parure.loyalty.queries import balances_of
from parure.people import operations, queries
from parure.people.choices import Basis, EntryKind, Stage, Stance
from parure.people.duplicates.reading import may_merge, twin_of
from parure.people.names import display_pinyin
from parure.people.queries import CustomerWhole
from parure.sales.queries import pieces_owned
from parure.web.dialogs import notice_of
from parure.web.fields.values import own_card
from parure.web.pages import page
from parure.web.people import brief
from parure.web.people.lacking import lacking_of
from parure.web.tasks.lines import task_lines

CONTACTS = (
    ("phones", "phone"),
    ("wechats", "brand-wechat"),
    ("emails", "mail"),
    ("addresses", "map-pin"),
)
TABS = (EntryKind.VISIT, EntryKind.ORDER, EntryKind.SERVICE, EntryKind.INTERACTION, EntryKind.TASK)
CHANGED = "customer-changed"


@page(place="customers")
@require_safe
def customer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything of one customer. htmx asks for the body again after each change."""
    try:
        whole = queries.customer_whole(request.actor, uid)
    except policy.NotFound:
        if (survivor := queries.survivor_of(request.actor, uid)) is None:
            raise
        return redirect("customer", survivor)
    context = whole_context(request.actor, whole)
    context["notice"] = notice_of(request)
    within = request.htmx and request.htmx.target == "customer"
    return render(request, "people/body.html" if within else "people/customer.html", context)


def whole_context(actor: Actor, whole: CustomerWhole) -> dict[str, Any]:
    """What the customer's page shows; two queries besides the whole."""
    record = whole.customer
    tasks = open_tasks_of_customer(actor, record.pk) if policy.may(actor, "engagement.task") else []
    owned = pieces_owned(actor, record.pk) if policy.may(actor, "sales.order_line") else []
    today = timezone.localdate()
    own_dates = [each for each in whole.dates if each.get("relation_id") is None]
    return {
        "customer": record,
        "lacking": lacking_of(whole, permissions(actor)),
        "twin": twin_of(actor, record.pk),
        "may_merge": may_merge(actor),
        "tags": brief.tags_of(record),
        "photo": whole.photo,
        "toned": _toned(record),
        "known_for": brief.age_with_us(record.get("registered_on"), today),
        "may": permissions(actor),
        "brief": brief.brief_of(whole, tasks),
        "tasks": task_lines(tasks),
        "stage": str(dict(Stage.choices).get(record.get("stage") or "", "")),
        "owned": [_owned(each) for each in owned],
        "sees_tasks": policy.may(actor, "engagement.task"),
        "sees_owned": policy.may(actor, "sales.order_line"),
        "contacts": _contacts(whole),
        "sees_contacts": any(name in record for name, _icon in CONTACTS),
        "dates": own_dates,
        "sees_dates": policy.may(actor, "people.important_date"),
        "family": brief.family_of(whole, owned),
        "sees_family": policy.may(actor, "people.relation"),
        "sizes": [brief.size_line(each) for each in whole.sizes if each.get("relation_id") is None],
        "sees_sizes": policy.may(actor, "people.size"),
        "stated": [each for each in whole.preferences if each.get("basis") == Basis.STATED],
        "inferred": [each for each in whole.preferences if each.get("basis") == Basis.INFERRED],
        "sees_taste": policy.may(actor, "people.preference"),
        "avoids": Stance.AVOIDS,
        "membership": brief.membership_of(record),
        "sees_points": "points" in policy.fields(actor, "people.customer", Level.READ),
        "own": own_card(actor, record),
        "sees_sharers": "secondary_advisors" in policy.fields(actor, "people.customer", Level.READ),
        "sees_figures": sees_figures(actor),
        "sees_suggestions": sees_suggestions(actor),
        "sees_wishes": policy.may(actor, "people.wish"),
        "sees_feedback": policy.may(actor, "people.feedback"),
        "sees_consents": policy.may(actor, "people.consent"),
        "sees_story": policy.may(actor, "people.timeline_entry"),
        **timeline_context(record.uid, whole.timeline, more=whole.timeline_more),
    }


def _toned(record: Record) -> str:
    """The name's reading for who may read names."""
    return display_pinyin(record["name"]) if isinstance(record.get("name"), str) else ""


def _owned(line: Record) -> dict[str, Any]:
    at = line.get("bought_at")
    return {
        "title": line.title,
        "picture": line.get("picture") or "",
        "piece": line.get("piece"),
        "order": line.get("order"),
        "total": brief.amount_text(line.get("total")),
        "on": timezone.localdate(at) if at else None,
    }


def _contacts(whole: CustomerWhole) -> list[dict[str, Any]]:
    """Every way to reach the customer, masked, with the words that stand beside it."""
    points = {str(each.uid): each for each in whole.contacts}
    return [
        {
            "icon": icon,
            "value": value,
            "label": points[value.ref].get("label", "") if value.ref in points else "",
        }
        for name, icon in CONTACTS
        for value in whole.customer.get(name) or []
    ]


def permissions(actor: Actor) -> dict[str, bool]:
    """Which acts the page offers."""
    change = policy.may(actor, "people.customer", "change")

    def writes(resource: str, name: str, action: str = "add") -> bool:
        if not change:
            return False
        field = policy.fields(actor, resource, Level.WRITE).get(name)
        return field is not None and policy.may(actor, resource, action)

    return {
        "visit": policy.may(actor, "sales.visit", "add"),
        "message": policy.may(actor, "people.interaction", "add"),
        "task": policy.may(actor, "engagement.task", "add"),
        "feedback": policy.may(actor, "people.feedback", "add"),
        "done": policy.may(actor, "engagement.task", "change"),
        "audit": policy.may(actor, "access.audit_entry"),
        "edit": change and bool(policy.fields(actor, "people.customer", Level.WRITE)),
        "date": writes("people.important_date", "month"),
        "family": writes("people.relation", "name"),
        "size": writes("people.size", "label"),
        "taste": writes("people.preference", "value"),
        "contact": writes("people.customer", "phones", "change"),
        "remark": writes("people.customer", "remark", "change"),
        "tags": writes("people.customer", "tags", "change"),
        "sharers": writes("people.customer", "secondary_advisors", "change"),
        "history": policy.may(actor, "people.advisor_change"),
        "claim": policy.may(actor, "people.advisor_change", "add"),
    }


# ── the timeline ─────────────────────────────────────────────────────────────


def timeline_context(
    uid: Any, entries: list[Record], *, more: bool, kind: str = "", after: str = ""
) -> dict[str, Any]:
    """The timeline's part of the page, and where its older entries are."""
    last = entries[-1] if entries else None
    return {
        "uid": uid,
        "months": brief.months_of(entries, after=after),
        "kind": kind,
        "tabs": [(each.value, each.label) for each in TABS],
        "older": f"{last['at'].isoformat()},{last.pk}" if last is not None and more else "",
        "older_month": f"{timezone.localtime(last['at']):%Y-%m}" if last is not None else "",
    }


@page(place="customers", part_of="customer")
@require_safe
def timeline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One kind of entries, or those before `before` (moment,id)."""
    policy.require(request.actor, "people.timeline_entry", "view")
    instance = policy.fetch(request.actor, "people.customer", uid, "view")
    kind = request.GET.get("kind", "")
    kind = kind if kind in EntryKind.values else ""
    before = _before(request.GET.get("before", ""))
    found = queries.timeline(request.actor, instance.pk, kind=kind, before=before)
    shown = found[: queries.TIMELINE_PAGE]
    more = len(found) > queries.TIMELINE_PAGE
    context = timeline_context(uid, shown, more=more, kind=kind, after=request.GET.get("after", ""))
    template = "people/timeline_months.html" if before else "people/timeline.html"
    return render(request, template, context)


def _before(text: str) -> tuple[str, int] | None:
    at, _comma, pk = text.rpartition(",")
    try:
        return (datetime.fromisoformat(at).isoformat(), int(pk)) if at else None
    except ValueError:
        return None


# ── small answers ────────────────────────────────────────────────────────────


@page(place="customers", part_of="customer")
@require_safe
def peek(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The preview beside the search's hits."""
    whole = queries.customer_whole(request.actor, uid)
    tasks = (
        open_tasks_of_customer(request.actor, whole.customer.pk)
        if policy.may(request.actor, "engagement.task")
        else []
    )
    context = {
        "customer": whole.customer,
        "brief": brief.brief_of(whole, tasks),
        "may": permissions(request.actor),
    }
    return render(request, "people/peek.html", context)


@page(place="customers", part_of="customer")
@require_safe
def points(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The balance of points, asked for once the page stands."""
    if "points" not in policy.fields(request.actor, "people.customer", Level.READ):
        raise policy.Denied("points")
    instance = policy.fetch(request.actor, "people.customer", uid, "view")
    return HttpResponse(f"{balances_of([instance.pk]).get(instance.pk, 0):,}")


@page(place="customers")
@require_POST
def reveal(request: HttpRequest, uid: UUID, contact_uid: UUID) -> HttpResponse:
    """One contact in clear, on record; the page masks it again after half a minute."""
    value = operations.reveal_contact(request.actor, uid, contact_uid=contact_uid)
    words = _("Shown for 30 seconds; this is recorded")
    context = {
        "value": value,
        "shown": brief.phone_text(value),
        "words": words,
        "is_phone": value.startswith("+"),
    }
    return render(request, "people/clear.html", context)
