"""Stores and regions, put in order."""

from itertools import groupby
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import operations, policy, queries
from parure.web.dialogs import DialogForm, add_errors, done, notice_of, show
from parure.web.pages import page
from parure.web.staff.forms import NameForm, StoreForm
from parure.web.together import Together

CHANGED = "stores-changed"
STORE, REGION = "access.store", "access.region"


@page(place="settings")
@require_safe
def stores(request: HttpRequest) -> HttpResponse:
    """All stores by region. htmx asks for the body again after each change."""
    if not policy.may(request.actor, STORE, "change"):
        raise policy.Denied(STORE)
    lines = sorted(queries.store_lines(request.actor), key=lambda each: str(each.region_uid or "~"))
    names = dict(queries.region_choices(request.actor))
    context = {
        "groups": [
            (names.get(str(uid), ""), uid, list(found))
            for uid, found in groupby(lines, key=lambda each: each.region_uid)
        ],
        "empty_regions": [
            (uid, name) for uid, name in names.items() if uid not in {str(each.region_uid) for each in lines}
        ],
        "may_add": policy.may(request.actor, STORE, "add"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "store-list"
    return render(request, "staff/stores_body.html" if within else "staff/stores.html", context)


@page(place="settings")
def add_store(request: HttpRequest) -> HttpResponse:
    policy.require(request.actor, STORE, "add")
    regions = queries.region_choices(request.actor)
    form = StoreForm(request.POST or None, regions=regions, fresh=True)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        if given["code"].strip() in {each.store.get("code") for each in queries.store_lines(request.actor)}:
            form.add_error("code", _("Another store has this code."))
            return show(request, form, title=_("New store"))
        given["region"] = dict(regions).get(given["region"], "")
        return _write(request, form, lambda: operations.create_store(request.actor, **given), _("New store"))
    return show(request, form, title=_("New store"))


@page(place="settings")
def change_store(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, STORE, "change")
    policy.fetch(request.actor, STORE, uid, "change")
    line = next(each for each in queries.store_lines(request.actor) if each.store.uid == uid)
    initial = line.store.values() | {"region": str(line.region_uid or "")}
    regions = queries.region_choices(request.actor)
    form = StoreForm(request.POST or None, regions=regions, fresh=False, initial=initial)
    title = line.store.title
    given, clashes = Together(form, list(form.fields), initial).settle(STORE, line.store.pk)
    if given is not None:
        return _write(request, form, lambda: operations.change_store(request.actor, uid, **given), title)
    return show(request, form, title=title, clashes=clashes)


@page(place="settings")
def add_region(request: HttpRequest) -> HttpResponse:
    policy.require(request.actor, REGION, "add")
    form = NameForm(request.POST or None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        return _write(
            request, form, lambda: operations.create_region(request.actor, name=name), _("New region")
        )
    return show(request, form, title=_("New region"))


@page(place="settings")
def change_region(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, REGION, "change")
    region = policy.record(request.actor, REGION, policy.fetch(request.actor, REGION, uid, "change"))
    form = NameForm(request.POST or None, initial=region.values())
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        return _write(
            request, form, lambda: operations.change_region(request.actor, uid, name=name), _("Region")
        )
    return show(request, form, title=_("Region"))


def _write(request: HttpRequest, form: DialogForm, write: object, title: str) -> HttpResponse:
    """Do it, or show what was refused next to its field."""
    try:
        write()  # type: ignore[operator]
    except ValidationError as error:
        add_errors(form, error)
        return show(request, form, title=title)
    return done(request, _("Kept; it counts from everybody's next click."), fact=CHANGED, back="stores")
