"""Adding and removing what hangs on a customer, without leaving the page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.people import household, operations, queries, search
from parure.web.dialogs import DialogForm, add_errors, done, show, texts
from parure.web.pages import page
from parure.web.people import forms
from parure.web.people.days import day_values
from parure.web.people.views import CHANGED
from parure.web.undo import undoes


def _relations(actor: Actor, uid: UUID) -> list[policy.Record]:
    """The family of a customer whom the actor may change."""
    customer = policy.fetch(actor, "people.customer", uid, "change")
    return household.family(actor, customer.pk)


def save(
    request: HttpRequest,
    form: DialogForm,
    write: Callable[[dict[str, Any]], Any],
    *,
    uid: UUID,
    title: str,
    said: str,
    template: str = "dialogs/form.html",
    names: dict[str, str] | None = None,
    undo: Callable[[], tuple[str, dict[str, Any]] | None] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form; once it is filled in, `write` it and tell the page; refused values stand at their fields.

    `undo` is asked, once it is written, what takes it back.
    """
    if form.is_bound and form.is_valid():
        try:
            write(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error, **(names or {}))
        else:
            back = reverse("customer", args=[uid])
            return done(request, said, fact=CHANGED, back=back, undo=undo() if undo else None)
    return show(request, form, title=title, template=template, **context)


# ── days ─────────────────────────────────────────────────────────────────────


@page(place="customers")
def add_date(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "people.important_date", "add")
    form = forms.DateForm(request.POST or None, relations=_relations(request.actor, uid))

    def write(given: dict[str, Any]) -> None:
        operations.add_date(
            request.actor,
            uid,
            relation_uid=given.get("whose") or None,
            is_secret=given["is_secret"],
            **texts(given, "kind", "label", "note"),
            **day_values(given["when"]),
        )

    return save(request, form, write, uid=uid, title=_("Add a date"), said=_("The date is noted."))


@page(place="customers")
@require_POST
def remove_date(request: HttpRequest, uid: UUID, trait_uid: UUID) -> HttpResponse:
    row = policy.fetch(request.actor, "people.important_date", trait_uid, "change")
    kept = _kept(row, "kind", "label", "calendar", "year", "month", "day", "leap", "is_secret", "note")
    operations.remove_date(request.actor, trait_uid)
    return removed(request, uid, _("The date is removed."), "date", kept)


@page(place="customers")
def add_size(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "people.size", "add")
    form = forms.SizeForm(request.POST or None, relations=_relations(request.actor, uid))

    def write(given: dict[str, Any]) -> None:
        finger = given.get("finger") or ""
        operations.set_size(
            request.actor,
            uid,
            kind=given["kind"],
            text=given["text"],
            finger=finger if given["kind"] == "ring" else "",
            relation_uid=given.get("whose") or None,
        )

    return save(request, form, write, uid=uid, title=_("Add a size"), said=_("The size is noted."))


@page(place="customers")
@require_POST
def remove_size(request: HttpRequest, uid: UUID, trait_uid: UUID) -> HttpResponse:
    row = policy.fetch(request.actor, "people.size", trait_uid, "change")
    kept = _kept(row, "kind", "finger") | {"text": row.label, "measured_on": row.measured_on.isoformat()}
    operations.remove_size(request.actor, trait_uid)
    return removed(request, uid, _("The size is removed."), "size", kept)


# ── family ───────────────────────────────────────────────────────────────────


@page(place="customers")
def add_relation(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "people.relation", "add")
    policy.fetch(request.actor, "people.customer", uid, "change")
    form = forms.RelationForm(request.POST or None)

    def write(given: dict[str, Any]) -> None:
        operations.add_relation(
            request.actor, uid, other_uid=given.get("other"), **texts(given, "kind", "name", "note")
        )

    template = "people/relation_form.html"
    names = {"other": "name"}
    said = _("Noted in the family.")
    chosen = _chosen(request)
    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Family or friend"),
        said=said,
        template=template,
        names=names,
        chosen=chosen,
    )


def _chosen(request: HttpRequest) -> policy.Record | None:
    """The customer chosen from the search, for a form that came back."""
    wanted = request.POST.get("other", "")
    if not wanted:
        return None
    try:
        return policy.record(
            request.actor,
            "people.customer",
            policy.fetch(request.actor, "people.customer", wanted, "view"),
            ["name"],
        )
    except policy.NotFound:
        return None


@page(place="customers")
@require_POST
def choices(request: HttpRequest) -> HttpResponse:
    """Customers to choose from, while a name or number is typed; posted, so that no number stands in an address."""
    ids = search.find(request.actor, request.POST.get("q", ""), limit=6)
    names = ["name", "phones", "owner", "home_store", "tier_label"]
    found = queries.customers_by_id(request.actor, ids, names)
    return render(
        request, "people/choices.html", {"found": found, "asked": bool(request.POST.get("q", "").strip())}
    )


@page(place="customers")
@require_POST
def remove_relation(request: HttpRequest, uid: UUID, trait_uid: UUID) -> HttpResponse:
    row = policy.fetch(request.actor, "people.relation", trait_uid, "change")
    days, sizes = household.hanging_on(request.actor, row.pk)
    kept = _kept(row, "kind", "name", "note") | {
        "other_uid": str(row.other.uid) if row.other else None,
        "dates": [
            _values(each, "kind", "label", "calendar", "year", "month", "day", "leap", "is_secret", "note")
            for each in days
        ],
        "sizes": [_values(each, "kind", "finger") | {"text": each.get("label")} for each in sizes],
    }
    operations.remove_relation(request.actor, trait_uid)
    return removed(request, uid, _("Removed from the family."), "relation", kept)


# ── taste ────────────────────────────────────────────────────────────────────


@page(place="customers")
def add_preference(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "people.preference", "add")
    policy.fetch(request.actor, "people.customer", uid, "change")
    form = forms.PreferenceForm(request.POST or None)

    def write(given: dict[str, Any]) -> None:
        stance = "avoids" if given["aspect"] == "allergy" else given["stance"]
        operations.state_preference(
            request.actor, uid, stance=stance, **texts(given, "aspect", "value", "evidence")
        )

    return save(request, form, write, uid=uid, title=_("What they said"), said=_("Noted as said."))


@page(place="customers")
@require_POST
def remove_preference(request: HttpRequest, uid: UUID, trait_uid: UUID) -> HttpResponse:
    row = policy.fetch(request.actor, "people.preference", trait_uid, "change")
    kept = _kept(row, "aspect", "value", "stance", "evidence")
    kept.pop("relation_uid")
    operations.remove_preference(request.actor, trait_uid)
    return removed(request, uid, _("Removed."), "preference", kept)


# ── taking it back ───────────────────────────────────────────────────────────


def _kept(row: Any, *names: str) -> dict[str, Any]:
    """The row's values for bringing it back, with whose they were."""
    relation = getattr(row, "relation", None)
    return {name: getattr(row, name) for name in names} | {
        "relation_uid": str(relation.uid) if relation else None
    }


def _values(record: policy.Record, *names: str) -> dict[str, Any]:
    return {name: record.get(name) for name in names}


def removed(request: HttpRequest, uid: UUID, said: str, verb: str, kept: dict[str, Any]) -> HttpResponse:
    back = reverse("customer", args=[uid])
    return done(request, said, fact=CHANGED, back=back, undo=(verb, {"customer": str(uid)} | kept))


@undoes("date", fact=CHANGED)
def _restore_date(actor: Actor, kept: dict[str, Any]) -> None:
    operations.add_date(actor, kept.pop("customer"), **kept)


@undoes("size", fact=CHANGED)
def _restore_size(actor: Actor, kept: dict[str, Any]) -> None:
    from datetime import date

    measured_on = date.fromisoformat(kept.pop("measured_on"))
    operations.set_size(actor, kept.pop("customer"), measured_on=measured_on, **kept)


@undoes("preference", fact=CHANGED)
def _restore_preference(actor: Actor, kept: dict[str, Any]) -> None:
    operations.state_preference(actor, kept.pop("customer"), **kept)


@undoes("relation", fact=CHANGED)
def _restore_relation(actor: Actor, kept: dict[str, Any]) -> None:
    uid, days, sizes = kept.pop("customer"), kept.pop("dates"), kept.pop("sizes")
    kept.pop("relation_uid")
    relation = operations.add_relation(actor, uid, **kept)
    for day in days:
        operations.add_date(actor, uid, relation_uid=relation.uid, **day)
    for size in sizes:
        operations.set_size(actor, uid, relation_uid=relation.uid, **size)
