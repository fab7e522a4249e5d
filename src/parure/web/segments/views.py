"""A segment's own page: who is in it and why, how that went, what uses it; and what is done with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import BadCondition, Tree
from parure.people import operations
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.segments.reading import (
    Standing,
    history_of,
    put_away,
    sample_of,
    standing_of,
    uses_seen,
    would_find_nobody,
)
from parure.web.dialogs import DialogForm, RequestKey, add_errors, done, go, notice_of, show
from parure.web.kit.addresses import ListState
from parure.web.kit.cells import address_of
from parure.web.pages import page
from parure.web.segments.chart import chart_of
from parure.web.segments.words import explained, lines_of, took_words
from parure.web.undo import undoes

SEGMENT, CUSTOMER = "people.segment", "people.customer"
CHANGED = "segmentChanged"
SHOWN_DAYS = 14
SLOW_MS = 30_000


def members_term(uid: object) -> Tree:
    """The condition that lists who is in a segment."""
    return {"field": "segments", "op": "in", "value": [str(uid)]}


@page(place="segments")
@require_safe
def segment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page, or the part of it that asks for itself while it is looked through."""
    actor = request.actor
    policy.require(actor, SEGMENT, "view")
    try:
        standing = standing_of(actor, uid)
    except policy.NotFound:
        gone = {"name": put_away(actor, uid), "uid": uid, "notice": notice_of(request)}
        return render(request, _frame(request, "segments/gone"), gone)
    context = _shown(actor, standing) | {"notice": notice_of(request)}
    return render(request, _frame(request, "segments/segment"), context)


def _frame(request: HttpRequest, name: str) -> str:
    within = request.htmx and request.htmx.target == "segment"
    return f"{name}_body.html" if within else f"{name}.html"


def _shown(actor: Actor, standing: Standing) -> dict[str, Any]:
    record, uid = standing.record, standing.record.uid
    days = history_of(actor, standing)
    return {
        "standing": standing,
        "record": record,
        "figures": standing.figures,
        "kind": dict(SegmentKind.choices)[record["kind"]],
        "when": dict(SegmentWhen.choices)[record["when"]],
        "is_static": record["kind"] == SegmentKind.STATIC,
        "lines": lines_of(actor, standing.known.condition) if standing.is_readable else [],
        "sample": _sample(actor, standing),
        "members_address": ListState("customers").with_terms([members_term(uid)]).address(),
        "chart": chart_of(days),
        "days": [each for each in reversed(days) if each.entered or each.left or each.spent is not None][
            :SHOWN_DAYS
        ],
        "has_spent": any(each.spent is not None for each in days),
        "uses": [
            {"what": each.what, "name": each.name, "address": address_of(each.resource, each.uid)}
            for each in uses_seen(actor, standing)
        ],
        "is_used": bool(would_find_nobody(actor, standing)),
        "took": took_words(standing.took_ms),
        "is_slow": standing.took_ms > SLOW_MS,
        "may": {name: policy.may(actor, SEGMENT, name) for name in ("add", "change", "delete")},
    }


def _sample(actor: Actor, standing: Standing) -> list[dict[str, Any]]:
    """Ten of who is in, and why by today's values; without the reasons where the condition can't be asked."""
    if not standing.is_readable or not standing.figures.members:
        return []
    condition = standing.known.condition
    try:
        return explained(actor, sample_of(actor, condition, among=members_term(standing.record.uid)))
    except BadCondition:
        return []


# ── what is done with it ─────────────────────────────────────────────────────


class CopyForm(DialogForm):
    name = forms.CharField(label=pgettext_lazy("segment", "Name"), max_length=60)
    request_key = RequestKey()


class AnywayForm(DialogForm):
    anyway = forms.CharField(widget=forms.HiddenInput, initial="1")


@page(place="segments")
@require_POST
def evaluate(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.evaluate_segment(request.actor, uid)
    return done(request, _("It is being looked through."), fact=CHANGED, back=reverse("segment", args=[uid]))


@page(place="segments")
def copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A fixed list of who is in it now, under a name of its own."""
    policy.require(request.actor, SEGMENT, "add")
    standing = standing_of(request.actor, uid)
    name = _("%(name)s, %(day)s") % {"name": standing.known.name[:45], "day": _today()}
    form = CopyForm(request.POST or None, initial={"name": name})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.copy_segment(
                request.actor, uid, name=given["name"], request_key=given["request_key"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return go(request, reverse("segment", args=[made.uid]), _("The fixed list is being made."))
    intro = _("Who meets the condition now is kept, and stays there whatever changes.")
    return show(request, form, title=_("Make a fixed list"), intro=intro)


def _today() -> str:
    return timezone.localdate().isoformat()


@page(place="segments")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Away at once, or once more asked where lists and reports name it."""
    policy.require(request.actor, SEGMENT, "delete")
    if request.method != "POST":
        users = would_find_nobody(request.actor, standing_of(request.actor, uid))
        return _ask_anyway(request, users.words() if users else "")
    try:
        operations.archive_segment(request.actor, uid, anyway=bool(request.POST.get("anyway")))
    except ValidationError as error:
        if hasattr(error, "error_dict") and not request.htmx:
            return _ask_anyway(request, " ".join(error.messages))
        return done(request, " ".join(error.messages), fact=CHANGED, back=reverse("segment", args=[uid]))
    undo = ("segment-archived", {"uid": str(uid)})
    return done(request, _("The segment is put away."), fact=CHANGED, back="segments", undo=undo)


def _ask_anyway(request: HttpRequest, intro: str) -> HttpResponse:
    words = _("Put away anyway")
    return show(request, AnywayForm(), title=_("Put the segment away?"), intro=intro, save_words=words)


@page(place="segments")
@require_POST
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        operations.restore_segment(request.actor, uid)
    except ValidationError as error:
        return done(request, " ".join(error.messages), back="segments")
    return done(request, _("The segment is back."), fact=CHANGED, back=reverse("segment", args=[uid]))


@undoes("segment-archived", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_segment(actor, kept["uid"])
