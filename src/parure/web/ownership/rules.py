"""The rules by which new customers find their advisor, and the settings of the pool."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.colleagues import colleagues, with_kept
from parure.access.options import home_store, named
from parure.core.identifiers import new_uid
from parure.people import operations
from parure.people.choices import CameBy, Way
from parure.people.ownership.care import client_care
from parure.people.ownership.rules import governs_all, rules_in_reach
from parure.web.dialogs import Chips, DialogForm, add_errors, done, show
from parure.web.pages import page
from parure.web.undo import undoes

RESOURCE = "people.assignment_rule"
CHANGED = "rules-changed"
EVERY_STORE = ""


class RuleForm(DialogForm):
    """Whom a rule concerns, and to whom they go."""

    layout = (("store", "came_by"), "way", "staff")
    store = forms.ChoiceField(label=gettext_lazy("New customers of"), required=False)
    came_by = forms.ChoiceField(
        label=gettext_lazy("Came by"),
        required=False,
        choices=[("", gettext_lazy("any way")), *CameBy.choices],
    )
    way = forms.ChoiceField(label=gettext_lazy("Goes to"), choices=Way.choices, widget=Chips)
    staff = forms.ChoiceField(label=gettext_lazy("This advisor"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=new_uid)

    def __init__(self, actor: Actor, *args: Any, kept: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = named(actor, "access.store")
        if _reaches_all(actor, "add"):
            stores = [(EVERY_STORE, _("every store")), *stores]
        else:
            self.fields["store"].initial = home_store(actor)
        self.fields["store"].choices = stores  # type: ignore[attr-defined]
        people = [("", "–"), *with_kept(colleagues(actor), kept, kept.uid if kept else None)]
        self.fields["staff"].choices = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given.get(name) or "" for name in ("store", "came_by", "way", "staff")}


class PoolForm(DialogForm):
    """How many customers one may take a day."""

    claims_a_day = forms.IntegerField(
        label=gettext_lazy("Customers that one advisor may take a day"), min_value=0, max_value=9999
    )


def _reaches_all(actor: Actor, action: str) -> bool:
    return actor.scope(RESOURCE, action) is Scope.ALL


@page(place="settings")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules by store, in the order in which they are asked."""
    actor = request.actor
    found = rules_in_reach(actor)
    groups = [
        {"store": str(store or _("Every store")), "rules": _with_neighbours(list(these))}
        for store, these in groupby(found, key=lambda each: str(each.get("store") or ""))
    ]
    context = {
        "groups": groups,
        "may": {name: policy.may(actor, RESOURCE, name) for name in ("add", "change", "delete")},
        "claims": client_care().claims_a_day,
        "may_set": governs_all(actor),
        "ways": dict(Way.choices),
        "came": dict(CameBy.choices),
    }
    within = request.htmx and request.htmx.target == "rules"
    return render(request, "ownership/rules_body.html" if within else "ownership/rules.html", context)


def _with_neighbours(rules: list[policy.Record]) -> list[dict[str, Any]]:
    """Each rule with the one that it would stand before if it went up."""
    return [
        {
            "rule": each,
            "way": str(Way(each["way"]).label),
            "came_by": str(CameBy(each["came_by"]).label) if each.get("came_by") else "",
            "above": rules[place - 1].uid if place else None,
            "number": place + 1,
        }
        for place, each in enumerate(rules)
    ]


@page(place="settings")
def add(request: HttpRequest) -> HttpResponse:
    policy.require(request.actor, RESOURCE, "add")
    form = RuleForm(request.actor, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            operations.add_assignment_rule(request.actor, uid=form.cleaned_data.get("key"), **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("The rule holds from now on."), fact=CHANGED, back="assignment")
    return show(request, form, title=_("New rule"))


@page(place="settings")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, RESOURCE, "change")
    instance = policy.fetch(request.actor, RESOURCE, uid, "change")
    rule = policy.record(request.actor, RESOURCE, instance)
    initial = {
        "store": str(rule["store"].uid) if rule.get("store") else "",
        "came_by": rule.get("came_by") or "",
        "way": rule["way"],
        "staff": str(rule["staff"].uid) if rule.get("staff") else "",
    }
    form = RuleForm(request.actor, request.POST or None, initial=initial, kept=instance.staff)
    if form.is_bound and form.is_valid():
        try:
            operations.change_assignment_rule(request.actor, uid, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = ("rule-changed", {"uid": str(uid)} | initial)
            return done(request, _("The rule is changed."), fact=CHANGED, back="assignment", undo=undo)
    return show(request, form, title=_("Assignment rule"))


@page(place="settings")
@require_POST
def move(request: HttpRequest, uid: UUID, before_uid: UUID) -> HttpResponse:
    operations.move_assignment_rule(request.actor, uid, before=before_uid)
    return done(request, _("Moved."), fact=CHANGED, back="assignment")


@page(place="settings")
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    kept = operations.remove_assignment_rule(request.actor, uid)
    return done(request, _("The rule is gone."), fact=CHANGED, back="assignment", undo=("rule-removed", kept))


@undoes("rule-removed", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.add_assignment_rule(actor, **kept)


@undoes("rule-changed", fact=CHANGED)
def _change_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.change_assignment_rule(actor, kept.pop("uid"), **kept)


@page(place="settings")
def pool(request: HttpRequest) -> HttpResponse:
    """How many customers one may take from the pool in a day."""
    if not governs_all(request.actor):
        raise policy.Denied(RESOURCE)
    form = PoolForm(request.POST or None, initial={"claims_a_day": client_care().claims_a_day})
    if form.is_bound and form.is_valid():
        operations.set_client_care(request.actor, claims_a_day=form.cleaned_data["claims_a_day"])
        return done(request, _("Kept."), fact=CHANGED, back="assignment")
    return show(request, form, title=_("The pool"))
