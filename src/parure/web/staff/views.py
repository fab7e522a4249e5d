"""Who works here: the list, one person, and what is done with their account."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import operations, policy, queries
from parure.access.actors import Actor
from parure.engagement.team import open_tasks_of
from parure.people.ownership.leaving import clients_of, may_assign
from parure.web.dialogs import DialogForm, add_errors, done, notice_of, show
from parure.web.pages import page
from parure.web.staff.forms import StaffForm
from parure.web.together import Together
from parure.web.undo import undoes

CHANGED = "staff-changed"
STAFF = "access.staff"


@page(place="settings")
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody in reach; `?gone` those who left. htmx asks for the body again after each change."""
    policy.require(request.actor, STAFF, "view")
    if not policy.may(request.actor, STAFF, "change"):
        raise policy.Denied(STAFF)
    gone = "gone" in request.GET
    context = {
        "lines": queries.staff_lines(request.actor, gone=gone),
        "gone": gone,
        "may_add": policy.may(request.actor, STAFF, "add"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "staff-list"
    return render(request, "staff/list_body.html" if within else "staff/list.html", context)


@page(place="settings")
@require_safe
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One staff member: what they are, where they are signed in, what may be done."""
    if not policy.may(request.actor, STAFF, "change"):
        raise policy.Denied(STAFF)
    kept = queries.staff_kept(request.actor, uid)
    context = {
        "person": kept.record,
        "may": kept.may_manage,
        "is_self": kept.record.pk == request.actor.staff_id,
        "sign_ins": queries.sign_in_lines(request.actor, staff_uid=uid) if kept.may_manage else [],
        "clients": clients_of(request.actor, kept.record.pk),
        "open_tasks": open_tasks_of(request.actor, kept.record.pk),
        "may_hand_over": may_assign(request.actor),
        "sees_audit": policy.may(request.actor, "access.audit_entry"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "person"
    return render(request, "staff/person_body.html" if within else "staff/person.html", context)


def _form(request: HttpRequest, *, own: bool = False, initial: dict[str, Any] | None = None) -> StaffForm:
    return StaffForm(
        request.POST or None,
        stores=queries.store_choices(request.actor),
        roles=queries.role_choices(request.actor),
        own=own,
        initial=initial,
    )


@page(place="settings")
def add(request: HttpRequest) -> HttpResponse:
    """Let somebody new sign in; their first password is shown once, on the answer."""
    policy.require(request.actor, STAFF, "add")
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                made = operations.add_staff(request.actor, **form.cleaned_data)
                password = operations.reset_password(request.actor, made.uid)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _password_shown(request, made.name, made.username, password, made.uid)
    return show(request, form, title=_("New staff member"))


@page(place="settings")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, STAFF, "change")
    kept = queries.staff_kept(request.actor, uid, "change")
    if not kept.may_manage:
        raise policy.Denied(STAFF)
    own = kept.record.pk == request.actor.staff_id
    initial = {
        "home_store": str(kept.home_store or ""),
        "stores": kept.stores,
        "roles": kept.roles,
    } | {name: kept.record.get(name) for name in ("name", "username", "title", "email", "language")}
    form = _form(request, own=own, initial=initial)
    together = Together(form, list(form.fields), initial)
    given, clashes = together.settle(STAFF, kept.record.pk)
    if given is not None:
        try:
            operations.change_staff(request.actor, uid, **given)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("Changed; it counts from the next click.")
            return done(request, said, fact=CHANGED, back=reverse("staff-member", args=[uid]))
    return show(request, form, title=kept.record.title, clashes=clashes)


@page(place="settings")
@require_POST
def deactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    left = operations.deactivate_staff(request.actor, uid)
    said = _("%s can no longer sign in; every sign-in has ended.") % left.name
    back = reverse("staff-member", args=[uid])
    return done(request, said, fact=CHANGED, back=back, undo=("staff-left", {"staff": str(uid)}))


@page(place="settings")
@require_POST
def reactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    back = operations.reactivate_staff(request.actor, uid)
    said = _("%s may sign in again, with the password of then.") % back.name
    return done(request, said, fact=CHANGED, back=reverse("staff-member", args=[uid]))


@undoes("staff-left", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.reactivate_staff(actor, kept["staff"])


@page(place="settings")
def reset_password(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Says what will happen first, since the old password can't be brought back; then shows the new one, once."""
    policy.require(request.actor, STAFF, "change")
    kept = queries.staff_kept(request.actor, uid, "change")
    if not kept.may_manage:
        raise policy.Denied(STAFF)
    if request.method == "POST":
        password = operations.reset_password(request.actor, uid)
        return _password_shown(request, kept.record.title, str(kept.record.get("username")), password, uid)
    intro = _("%s gets a new random password, shown to you once. All their sign-ins end.") % kept.record.title
    return show(
        request,
        DialogForm(),
        title=_("New password"),
        template="dialogs/confirm.html",
        intro=intro,
        save_words=_("Set a new one"),
    )


def _password_shown(request: HttpRequest, name: str, username: str, password: str, uid: UUID) -> HttpResponse:
    context = {"name": name, "username": username, "password": password, "uid": uid}
    response = show(request, DialogForm(), title=_("New password"), template="staff/password.html", **context)
    response.headers["Cache-Control"] = "no-store"
    if request.htmx:
        response.headers["HX-Trigger"] = CHANGED
    return response


@page(place="settings")
@require_POST
def end_sign_in(request: HttpRequest, uid: UUID, sign_in: UUID) -> HttpResponse:
    operations.end_sign_in(request.actor, sign_in, staff_uid=uid)
    return done(request, _("That sign-in has ended."), fact=CHANGED, back=reverse("staff-member", args=[uid]))


@page(place="settings")
@require_POST
def end_sign_ins(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.end_other_sign_ins(request.actor, staff_uid=uid)
    return done(
        request, _("All their sign-ins have ended."), fact=CHANGED, back=reverse("staff-member", args=[uid])
    )
