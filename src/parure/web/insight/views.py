"""RFM: who is in which group, what they are worth, what to do about them, who moved where."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.core import changes, resources
from parure.core.money import format_money
from parure.insight import refreshing
from parure.insight.groups.figures import CUSTOMER, Count, Figures, figures_of
from parure.insight.groups.moves import NOBODY, Flow, flow_of, months_told
from parure.insight.measures.rfm import FALLBACK
from parure.insight.refreshing import GROUP, is_awaited
from parure.web.dialogs import Chips, DialogForm, add_errors, done, notice_of, show
from parure.web.insight.flow import LEFT, RIGHT, WIDTH, draw
from parure.web.insight.links import customers_with, share
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "groups-changed"
SCORES = (1, 2, 3, 4, 5)
SHADES = (0.01, 0.04, 0.10, 0.20)  # shares of all value from which a cell is a shade darker
NAMES = ("name", "playbook", "tone", "r_from", "r_to", "f_from", "f_to", "m_from", "m_to")


@page(place="insight")
@require_safe
def rfm(request: HttpRequest) -> HttpResponse:
    """The picture, the groups, the moves of a month. htmx asks for the body again after a change."""
    actor = request.actor
    figures = figures_of(actor)
    context: dict[str, Any] = {
        "figures": figures,
        "is_under_way": refreshing.is_under_way(),
        "may_refresh": refreshing.may_ask_for_refresh(actor),
        "may_change": policy.may(actor, GROUP, "change"),
        "is_awaited": is_awaited(),
        "notice": notice_of(request),
    }
    if figures:
        context |= picture_of(actor, figures) | moves_told(actor, figures, request.GET.get("month", ""))
    within = request.htmx and request.htmx.target == "rfm"
    return render(request, "insight/rfm_body.html" if within else "insight/rfm.html", context)


def picture_of(actor: Actor, figures: Figures) -> dict[str, Any]:
    """The 5×5 picture and the groups, for the template."""
    asked = policy.filterable(actor, CUSTOMER)
    return {
        "rows": [
            {
                "days": _range(figures.days.get(r)),
                "cells": [_cell(asked, figures, r, f) for f in SCORES],
            }
            for r in reversed(SCORES)
        ],
        "heads": [_range(figures.purchases.get(f)) for f in SCORES],
        "groups": [_line(asked, figures, group, count) for group, count in figures.groups],
        "best": share(
            sum(figures.places.get((5, f), Count()).kept_minor for f in (4, 5)), figures.total.kept_minor
        ),
    }


def _range(ends: tuple[int, int] | None) -> str:
    if ends is None:
        return ""
    return f"{ends[0]:,}" if ends[0] == ends[1] else f"{ends[0]:,}–{ends[1]:,}"


def _cell(asked: dict[str, resources.Field], figures: Figures, r: int, f: int) -> dict[str, Any]:
    found = figures.places.get((r, f), Count())
    part = found.kept_minor / figures.total.kept_minor if figures.total.kept_minor > 0 else 0
    return {
        "customers": f"{found.customers:,}",
        "share": share(found.kept_minor, figures.total.kept_minor),
        "shade": sum(part >= each for each in SHADES),
        "address": customers_with(asked, r=r, f=f) if found.customers else "",
    }


def _line(
    asked: dict[str, resources.Field], figures: Figures, group: policy.Record, count: Count
) -> dict[str, Any]:
    return {
        "group": group,
        "customers": f"{count.customers:,}",
        "spent": format_money(count.kept_minor, fen=False),
        "of_customers": share(count.customers, figures.total.customers),
        "of_money": share(count.kept_minor, figures.total.kept_minor),
        "address": customers_with(asked, rfm_group=group["code"]) if count.customers else "",
    }


def moves_told(actor: Actor, figures: Figures, wanted: str) -> dict[str, Any]:
    """Who moved in a month, the newest one unless another is wanted."""
    months = months_told(actor)
    month = next((each for each in months if f"{each:%Y-%m}" == wanted), months[0] if months else None)
    flow = flow_of(actor, month) if month else None
    if flow is None:
        return {"months": []}
    names = {group["code"]: group["name"] for group, _count in figures.groups} | {NOBODY: _("not bought yet")}
    picture = draw(flow, [group["code"] for group, _count in figures.groups])
    return {
        "months": months,
        "month": month,
        "flow": flow,
        "opens_on": month,
        "left": [(each, names[each.code]) for each in picture.left],
        "right": [(each, names[each.code], _change(flow, each.code)) for each in picture.right],
        "ribbons": [(each, names[each.before], names[each.after]) for each in picture.ribbons],
        "moved": sorted(
            ((names.get(a, a), names.get(b, b), n) for (a, b), n in flow.moves.items()), key=lambda m: -m[2]
        ),
        "box": {"width": WIDTH, "height": picture.height, "left": LEFT, "right": RIGHT},
        "worse": sum(each.count for each in picture.ribbons if each.kind == "f4"),
        "better": sum(each.count for each in picture.ribbons if each.kind == "f3"),
    }


def _change(flow: Flow, code: str) -> str:
    change = flow.after[code] - flow.before[code] if code else 0
    return f"{change:+,}".replace("-", "−") if change else ""


@page(place="insight", part_of="rfm")
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Whether the refresh goes on; at its end the page is shown anew."""
    policy.require(request.actor, GROUP, "view")
    if not refreshing.is_under_way() and request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "insight/running.html", {"is_under_way": True})


@page(place="insight")
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Have the figures refreshed now."""
    refreshing.ask_for_refresh(request.actor)
    return redirect("rfm")


class GroupForm(DialogForm):
    """What a group is called, whom it takes, what to do about them."""

    layout = ("name", "tone", ("r_from", "r_to"), ("f_from", "f_to"), ("m_from", "m_to"), "playbook")
    name = forms.CharField(label=pgettext_lazy("group", "Name"), max_length=20)
    tone = forms.ChoiceField(label=gettext_lazy("Colour"), required=False, widget=Chips)
    r_from = forms.IntegerField(label=gettext_lazy("Recency from"), min_value=1, max_value=5)
    r_to = forms.IntegerField(label=gettext_lazy("Recency to"), min_value=1, max_value=5)
    f_from = forms.IntegerField(label=gettext_lazy("Frequency from"), min_value=1, max_value=5)
    f_to = forms.IntegerField(label=gettext_lazy("Frequency to"), min_value=1, max_value=5)
    m_from = forms.IntegerField(label=gettext_lazy("Money from"), min_value=1, max_value=5)
    m_to = forms.IntegerField(label=gettext_lazy("Money to"), min_value=1, max_value=5)
    playbook = forms.CharField(
        label=gettext_lazy("What to do, and by whom"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, takes_the_rest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tone = resources.field_of(GROUP, "tone")
        self.fields["tone"].choices = tone.choices() if tone.choices else []  # type: ignore[attr-defined]
        if takes_the_rest:
            for name in NAMES[3:]:
                del self.fields[name]


@page(place="insight")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    policy.require(actor, GROUP, "change")
    record = policy.record(actor, GROUP, policy.fetch(actor, GROUP, uid, "change"))
    initial = {name: record.get(name) for name in NAMES}
    form = GroupForm(request.POST or None, initial=initial, takes_the_rest=record["code"] == FALLBACK)
    if form.is_bound and form.is_valid():
        try:
            changes.change(actor, GROUP, uid, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = ("rfm-group-changed", {"uid": str(uid), "values": initial})
            text = _("Kept; customers are sorted anew with the next refresh.")
            return done(request, text, fact=CHANGED, back="rfm", undo=undo)
    return show(request, form, title=record["name"])


@undoes("rfm-group-changed", fact=CHANGED)
def _change_back(actor: Actor, kept: dict[str, Any]) -> None:
    changes.change(actor, GROUP, kept["uid"], kept["values"])
