"""One's own account: password, language, and where one is signed in."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import operations, policy, queries
from parure.core.addresses import client_address
from parure.web.dialogs import add_errors, done, notice_of, show
from parure.web.pages import page
from parure.web.shell.views import device_of
from parure.web.staff.forms import EmailForm, PasswordForm

CHANGED = "account-changed"


def _this(request: HttpRequest) -> UUID | None:
    """The sign-in that asks."""
    row = getattr(request.session, "row", None)
    return row.uid if row is not None else None


@page(place="account")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    policy.refuse_read_only(request.actor)
    context = {
        "sign_ins": queries.sign_in_lines(request.actor, this=_this(request)),
        "username": request.user.get_username(),
        "email": request.user.email,  # type: ignore[union-attr]
        "spoken": get_language(),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "account"
    return render(request, "staff/account_body.html" if within else "staff/account.html", context)


@page(place="account")
def change_password(request: HttpRequest) -> HttpResponse:
    policy.refuse_read_only(request.actor)
    form = PasswordForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            operations.change_own_password(request.actor, **form.cleaned_data, keep=_this(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            request.user.refresh_from_db()  # type: ignore[union-attr]
            update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
            request.session.began(client_address(request), device_of(request))
            said = _("Your password is changed; your other sign-ins have ended.")
            return done(request, said, fact=CHANGED, back="account")
    return show(request, form, title=_("Change my password"))


@page(place="account")
def change_email(request: HttpRequest) -> HttpResponse:
    policy.refuse_read_only(request.actor)
    initial = {"email": request.user.email}  # type: ignore[union-attr]
    form = EmailForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            operations.set_email(request.actor, form.cleaned_data["email"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("Kept."), fact=CHANGED, back="account")
    return show(request, form, title=_("My work email"))


@page(place="account")
@require_POST
def end_sign_in(request: HttpRequest, sign_in: UUID) -> HttpResponse:
    operations.end_sign_in(request.actor, sign_in)
    return done(request, _("That sign-in has ended."), fact=CHANGED, back="account")


@page(place="account")
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    operations.end_other_sign_ins(request.actor, keep=_this(request))
    return done(request, _("All other sign-ins have ended."), fact=CHANGED, back="account")
