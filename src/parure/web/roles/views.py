"""Roles: the list, what one grants, changed by a draft whose effect on people is shown before it holds."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parure.access import grants as granting
from parure.access import operations, policy, queries, words
from parure.access.grants import REST
from parure.access.queries import Effect, RoleLine
from parure.core import resources
from parure.core.wording import listed
from parure.web.dialogs import add_errors, done, go, notice_of, show
from parure.web.pages import page
from parure.web.roles.forms import CopyForm, EntryForm, LookForm
from parure.web.roles.matrix import matrix

ROLE = "access.role"
DRAFTS = "role-drafts"
SEEN = "seen"
CHANGED = "role-changed"


@page(place="settings")
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    policy.require(request.actor, ROLE, "view")
    context = {
        "lines": [_shown(each) for each in queries.role_lines(request.actor)],
        "may": policy.may(request.actor, ROLE, "change"),
        "notice": notice_of(request),
    }
    return render(request, "roles/list.html", context)


def _shown(line: RoleLine) -> dict[str, Any]:
    reach = granting.widest_scope([line.grants], "people.customer", "view")
    return {
        "uid": line.role.uid,
        "name": line.role.title,
        "people": line.people,
        "customers": words.value_label(reach),
        "own": not line.comes_with_the_house,
        "undecided": len(line.undecided),
    }


@page(place="settings")
@require_safe
def role(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a role grants, with what a draft would change marked. htmx asks for the body again."""
    policy.require(request.actor, ROLE, "view")
    line = queries.role_line(request.actor, uid)
    draft, may = _draft(request, line), policy.may(request.actor, ROLE, "change")
    context = {
        "role": {"uid": uid, "name": line.role.title, "code": line.code, "people": line.people},
        "areas": matrix(draft, line.grants, line.undecided),
        "undecided": len(line.undecided),
        "first_new": next(iter(line.undecided), "") if may else "",
        "actions": list(words.ACTIONS.values()),
        "changes": len(granting.differences([line.grants], [draft])),
        "may": may,
        "removable": not line.comes_with_the_house and not line.people,
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "role"
    return render(request, "roles/role_body.html" if within else "roles/role.html", context)


def _drafted(request: HttpRequest, uid: UUID | None) -> dict[str, Any]:
    """What the reader has changed so far, by record type; the rest follows what the role grants meanwhile."""
    kept: dict[str, Any] = request.session.get(DRAFTS, {}).get(str(uid), {})
    return kept


def _draft(request: HttpRequest, line: RoleLine) -> dict[str, Any]:
    """What the role would grant after the changes so far."""
    grants = line.grants
    for resource, entry in _drafted(request, line.role.uid).items():
        grants = granting.with_entry(grants, resource, entry)
    return grants


def _keep_draft(request: HttpRequest, uid: UUID, entries: dict[str, Any]) -> None:
    drafts = {key: each for key, each in request.session.get(DRAFTS, {}).items() if key != str(uid)}
    request.session[DRAFTS] = drafts | ({str(uid): entries} if entries else {})


def _state_of(line: RoleLine) -> str:
    """A mark that is another as soon as the role grants something else."""
    return hashlib.sha256(json.dumps(line.grants, sort_keys=True).encode()).hexdigest()[:16]


@page(place="settings")
def entry(request: HttpRequest, uid: UUID, resource: str) -> HttpResponse:
    """What the role grants on one record type; kept in the draft, with effect only after the review."""
    policy.require(request.actor, ROLE, "change")
    line = queries.role_line(request.actor, uid)
    if resource != REST and resource not in {each.name for each in resources.every()}:
        raise policy.NotFound(resource)
    draft = _draft(request, line)
    form = EntryForm(request.POST or None, grants=draft, resource=resource)
    if form.is_bound and form.is_valid():
        given = form.entry()
        entries = {name: each for name, each in _drafted(request, uid).items() if name != resource}
        if granting.differences([line.grants], [granting.with_entry(line.grants, resource, given)]):
            entries[resource] = given
        _keep_draft(request, uid, entries)
        said = _("Noted. It holds once you have looked at what it does.")
        return done(request, said, fact=CHANGED, back=reverse("role", args=[uid]))
    title = f"{line.role.title} · {words.resource_label(resource)}"
    return show(request, form, title=title, template="roles/entry.html", save_words=_("Note"))


@page(place="settings")
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whom the draft takes what from, before it holds; shown anew when the role was changed since it was shown."""
    policy.require(request.actor, ROLE, "change")
    line = queries.role_line(request.actor, uid)
    draft = _draft(request, line)
    if not granting.differences([line.grants], [draft]):
        return redirect("role", uid)
    error, status = "", 200
    if request.method == "POST" and request.POST.get(SEEN) != _state_of(line):
        error = _("Somebody has changed this role meanwhile. Look at what your draft does now.")
        status = 409
    elif request.method == "POST":
        try:
            operations.set_grants(request.actor, uid, draft)
        except ValidationError as refused:
            error, status = " ".join(refused.messages), 422
        else:
            _keep_draft(request, uid, {})
            said = _("The role is changed; it counts from everybody's next click.")
            return go(request, reverse("role", args=[uid]), said)
    context = {
        "role": {"uid": uid, "name": line.role.title, "people": line.people},
        "effects": effects_said(queries.effects(request.actor, {line.code: draft})),
        "changes": [words.said(each) for each in granting.differences([line.grants], [draft])],
        "error": error,
        "seen": _state_of(line),
    }
    return render(request, "roles/review.html", context, status=status)


def effects_said(effects: list[Effect]) -> dict[str, Any]:
    """Losses and gains ready to show, each with how many people and some of their names."""
    found: dict[str, Any] = {"losses": [], "gains": []}
    for each in effects:
        line = words.said(each.difference) | {"names": listed(each.names), "people": each.people}
        found["losses" if each.difference.is_loss else "gains"].append(line)
    losers = max((each["people"] for each in found["losses"]), default=0)
    found["warning"] = (
        ngettext("%s person loses something by this.", "%s people lose something by this.", losers) % losers
        if losers
        else ""
    )
    return found


@page(place="settings")
@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, ROLE, "change")
    queries.role_line(request.actor, uid)
    _keep_draft(request, uid, {})
    return done(request, _("The draft is gone."), fact=CHANGED, back=reverse("role", args=[uid]))


@page(place="settings")
@require_POST
def leave_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The record types that are new stay out of the role's sight, on purpose now."""
    operations.consider_new_types(request.actor, uid)
    said = _("They stay hidden from this role.")
    return done(request, said, fact=CHANGED, back=reverse("role", args=[uid]))


@page(place="settings")
def copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, ROLE, "add")
    line = queries.role_line(request.actor, uid)
    form = CopyForm(request.POST or None, initial={"name": _("%s, copy") % line.role.title})
    if form.is_bound and form.is_valid():
        try:
            made = operations.copy_role(request.actor, uid, name=form.cleaned_data["name"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("The role is copied; nobody has it yet.")
            return go(request, reverse("role", args=[made.uid]), said)
    return show(request, form, title=_("Copy this role"), save_words=_("Copy"))


@page(place="settings")
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, ROLE, "change")
    line = queries.role_line(request.actor, uid)
    form = CopyForm(request.POST or None, initial={"name": line.role.title})
    if form.is_bound and form.is_valid():
        try:
            operations.rename_role(request.actor, uid, name=form.cleaned_data["name"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("The role is renamed."), fact=CHANGED, back=reverse("role", args=[uid]))
    return show(request, form, title=_("Rename this role"))


@page(place="settings")
@require_POST
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.delete_role(request.actor, uid)
    _keep_draft(request, uid, {})
    return go(request, reverse("roles"), _("The role is removed."))


@page(place="settings")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two roles side by side: only where they differ."""
    policy.require(request.actor, ROLE, "view")
    lines = {each.code: each for each in queries.role_lines(request.actor)}
    chosen = [request.GET.get(name, "") for name in ("a", "b")]
    one, other = (lines.get(code) for code in chosen)
    found = granting.differences([one.grants], [other.grants]) if one and other else []
    context = {
        "choices": [(code, each.role.title) for code, each in lines.items()],
        "chosen": chosen,
        "names": [one.role.title, other.role.title] if one and other else [],
        "differences": [words.said(each) for each in found],
    }
    return render(request, "roles/compare.html", context)


@page(place="settings")
def look(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look around as this role, with one's own stores or a colleague's."""
    policy.require(request.actor, ROLE, "change")
    line = queries.role_line(request.actor, uid)
    people = [(str(each.staff.uid), each.staff.title) for each in queries.staff_lines(request.actor)]
    form = LookForm(request.POST or None, people=people)
    if form.is_bound and form.is_valid():
        staff = form.cleaned_data["staff"]
        operations.start_preview(request.actor, uid, staff or None)
        request.session["looking_as"] = {"role": str(uid), "staff": staff}
        return go(request, reverse("today"))
    title = _("Look around as %s") % line.role.title
    intro = _("You see what this role sees. Nothing can be changed meanwhile, and it is on record.")
    return show(request, form, title=title, intro=intro, save_words=_("Look around"))


@page
@require_POST
def stop_looking(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    operations.stop_preview(request.actor)
    request.session.pop("looking_as", None)
    return go(request, reverse("roles"))
