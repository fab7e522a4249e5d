"""The settings of a view: its name, length and place, who else sees it, and whether a list opens with it."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.access.options import named
from parure.customize.operations import views as operations
from parure.customize.views import RESOURCE, default_view, may_share
from parure.web.dialogs import DialogForm, add_errors, show
from parure.web.kit.addresses import ListState
from parure.web.kit.lists import ListOf, list_of
from parure.web.kit.saved_views import OpenView, views_of
from parure.web.pages import page

SHARED_WITH = {
    "": gettext_lazy("Only me"),
    "everybody": gettext_lazy("Everybody"),
    "role": gettext_lazy("One role"),
    "store": gettext_lazy("One store"),
}


class ViewForm(DialogForm):
    """What its owner may set; others only whether their list opens with it."""

    layout = ("name", ("size", "place"), "sharing", ("role", "store"), "opens", "opens_for")
    name = forms.CharField(label=pgettext_lazy("of a list", "Name"), max_length=40)
    size = forms.TypedChoiceField(
        label=gettext_lazy("Rows a page"),
        coerce=int,
        choices=[(0, gettext_lazy("As usual")), *((size, size) for size in operations.SIZES if size)],
    )
    place = forms.TypedChoiceField(label=gettext_lazy("Place among mine"), coerce=int)
    sharing = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Which role"), required=False)
    store = forms.ChoiceField(label=gettext_lazy("Which store"), required=False)
    opens = forms.BooleanField(label=gettext_lazy("My list opens with it"), required=False)
    opens_for = forms.ChoiceField(label=gettext_lazy("The list of this role opens with it"), required=False)

    def __init__(self, actor: Actor, view: OpenView, mine: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = may_share(actor)
        roles = [("", "–"), *_roles(actor)]
        self._offer("place", [(at, at + 1) for at in range(len(mine))])
        self._offer("sharing", [(code, SHARED_WITH[str(code)]) for code in allowed])
        self._offer("role", roles)
        self._offer("opens_for", roles)
        self._offer("store", [("", "–"), *named(actor, "access.store")])
        gone = [] if view.is_mine else ["name", "size", "place", "sharing", "role", "store"]
        gone += [] if "role" in allowed else ["role", "opens_for"]
        gone += [] if len(allowed) > 1 else ["sharing", "store"]
        for name in set(gone):
            self.fields.pop(name, None)

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _roles(actor: Actor) -> list[tuple[str, str]]:
    if not policy.may(actor, "access.role"):
        return list(zip(actor.roles, actor.role_names, strict=False))
    rows = policy.rows(actor, "access.role").order_by("code")
    return [
        (str(each.get("code")), each.title) for each in policy.records(actor, "access.role", rows, ("code",))
    ]


@page
def view_settings(request: HttpRequest, key: str, view: str) -> HttpResponse:
    """Change a view of one's own, copy any, and say with which one the list opens."""
    declared, actor = list_of(key), request.actor
    policy.require(actor, declared.resource, "view")
    policy.require(actor, RESOURCE, "add")
    views = views_of(actor, declared)
    if view not in views:
        raise policy.NotFound("view")
    now = views[view]
    mine = [each.key for each in views.values() if each.is_mine]
    initial = {
        "name": now.label,
        "size": now.size,
        "sharing": now.sharing,
        "place": mine.index(view) if view in mine else 0,
        "opens": default_view(actor, declared.resource) == view,
    }
    form = ViewForm(actor, now, mine, request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            kept = _save(actor, declared, now, form.cleaned_data, copy=request.POST.get("copy") == "1")
        except ValidationError as problem:
            add_errors(form, problem, store_uid="store")
        else:
            return _to(request, ListState(key, view=kept).address())
    return show(
        request, form, title=now.label, template="kit/view_settings.html", can_copy=bool(now.uid), view=now
    )


def _save(actor: Actor, declared: ListOf, now: OpenView, given: dict[str, Any], *, copy: bool) -> str:
    if copy:
        name = given.get("name") or now.label
        name = _("%(name)s (copy)") % {"name": name[:30]} if name == now.label else name
        return str(operations.copy_view(actor, now.uid, name=name).uid)
    if now.is_mine:
        operations.change_view(
            actor,
            now.uid,
            name=given["name"],
            size=given["size"],
            sharing=given.get("sharing", now.sharing),
            role=given.get("role", ""),
            store_uid=given.get("store") or None,
        )
        operations.move_view(actor, now.uid, place=given["place"])
    was = default_view(actor, declared.resource) == now.key
    if given["opens"] != was:
        operations.set_default_view(actor, declared.resource, view=now.key if given["opens"] else "")
    if given.get("opens_for"):
        operations.set_default_view(actor, declared.resource, view=now.key, role=given["opens_for"])
    return now.key


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Show the list at this address in place; without script go there."""
    if not request.htmx:
        return redirect(address)
    told = {"toast": {"text": _("The view is kept.")}, "closeDialog": True, "viewsChanged": True}
    where = {"path": address, "target": "#list", "swap": "outerHTML"}
    headers = {"HX-Trigger": json.dumps(told), "HX-Location": json.dumps(where)}
    return HttpResponse(status=204, headers=headers)
