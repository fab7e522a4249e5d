"""Keys of other systems: made, looked over, revoked."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parure.access import options, policy
from parure.access.policy import Record
from parure.core import resources
from parure.integrations import operations
from parure.integrations.collections import COLLECTIONS, EVERYTHING
from parure.integrations.operations.keys import MOST_PER_MINUTE, PER_MINUTE
from parure.integrations.queries import api_keys
from parure.web.dialogs import DialogForm, ManyChips, Segments, add_errors, done, notice_of, show
from parure.web.pages import page

KEY = "integrations.api_key"
CHANGED = "keys-changed"
CHOSEN = "chosen"


@page(place="settings")
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """All keys in reach. htmx asks for the body again after each change."""
    policy.require(request.actor, KEY, "view")
    context = {
        "keys": [_shown(each) for each in api_keys(request.actor)],
        "may_add": policy.may(request.actor, KEY, "add"),
        "may_revoke": policy.may(request.actor, KEY, "change"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "key-list"
    return render(request, "keys/body.html" if within else "keys/keys.html", context)


def _shown(key: Record) -> dict[str, Any]:
    """A line of the page."""
    over = key.get("expires_at") is not None and key.expires_at <= timezone.now()
    return {
        "uid": key.uid,
        "label": key.title,
        "staff": key.get("staff"),
        "prefix": key.get("prefix"),
        "reach": _words(key.get("scopes") or {}),
        "used": key.get("last_used_at"),
        "expires": key.get("expires_at"),
        "is_over": over,
        "is_revoked": key.get("revoked_at") is not None,
    }


def _words(scopes: dict[str, str]) -> str:
    """What a key reaches, in words: 全部（只读）；客户（读写）"""
    levels = {"read": _("read only"), "write": _("read and write")}
    return "；".join(f"{_label(name)}（{levels.get(level, level)}）" for name, level in scopes.items())


def _label(name: str) -> str:
    if name == EVERYTHING:
        return _("Everything")
    return str(resources.get(COLLECTIONS[name].resource).label_plural) if name in COLLECTIONS else name


class KeyForm(DialogForm):
    """Whom a key acts as, what for, how far and how long."""

    label = forms.CharField(label=gettext_lazy("What for"), max_length=60)
    staff = forms.TypedChoiceField(label=gettext_lazy("Acts as"), coerce=int)
    reach = forms.ChoiceField(label=gettext_lazy("Reaches"), widget=Segments, initial="read")
    read = forms.MultipleChoiceField(label=gettext_lazy("To read"), required=False, widget=ManyChips)
    write = forms.MultipleChoiceField(
        label=gettext_lazy("To read and write"), required=False, widget=ManyChips
    )
    until = forms.DateField(
        label=gettext_lazy("Holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("Calls a minute"), min_value=1, max_value=MOST_PER_MINUTE, initial=PER_MINUTE
    )
    layout = ("label", "staff", "reach", "read", "write", ("until", "per_minute"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collections = [(name, _label(name)) for name in COLLECTIONS]
        self.fields["staff"].choices = people  # type: ignore[attr-defined]
        self.fields["reach"].choices = [  # type: ignore[attr-defined]
            ("read", _("Everything, read only")),
            ("write", _("Everything")),
            (CHOSEN, _("Chosen below")),
        ]
        self.fields["read"].choices = self.fields["write"].choices = collections  # type: ignore[attr-defined]

    def scopes(self) -> dict[str, str]:
        """What was chosen, as scopes."""
        given = self.cleaned_data
        if given["reach"] != CHOSEN:
            return {EVERYTHING: given["reach"]}
        return dict.fromkeys(given["read"], "read") | dict.fromkeys(given["write"], "write")


@page(place="settings")
def add(request: HttpRequest) -> HttpResponse:
    """Make a key; its secret is shown in the answer, and never again."""
    policy.require(request.actor, KEY, "add")
    form = KeyForm(request.POST or None, people=options.chosen_from(request.actor, "access.staff"))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            key, secret = operations.create_key(
                request.actor,
                staff_uid=given["staff"],
                label=given["label"],
                scopes=form.scopes(),
                per_minute=given["per_minute"],
                expires_at=_end_of(given["until"]) if given["until"] else None,
            )
        except ValidationError as error:
            add_errors(form, error, scopes="reach", expires_at="until")
        else:
            return _secret_shown(request, key.label, secret)
    return show(request, form, title=_("New key"))


def _end_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _secret_shown(request: HttpRequest, label: str, secret: str) -> HttpResponse:
    response = show(
        request, DialogForm(), title=_("New key"), template="keys/secret.html", label=label, secret=secret
    )
    response.headers["Cache-Control"] = "no-store"
    if request.htmx:
        response.headers["HX-Trigger"] = CHANGED
    return response


@page(place="settings")
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Says what will happen first, since a revoked key can't be brought back."""
    policy.require(request.actor, KEY, "change")
    key = policy.record(request.actor, KEY, policy.fetch(request.actor, KEY, uid, "change"), ["label"])
    if request.method == "POST":
        operations.revoke_key(request.actor, uid)
        return done(request, _("The key is revoked."), fact=CHANGED, back="keys")
    return show(
        request,
        DialogForm(),
        title=_("Revoke the key"),
        template="dialogs/confirm.html",
        intro=_("What comes in with “%s” is refused from now on. This can't be undone.") % key.title,
        save_words=_("Revoke"),
    )
