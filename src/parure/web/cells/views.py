"""Editing one value where it stands in a list."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core import changes
from parure.core.resources import Field
from parure.web.cells.inputs import cell_control, form_of, kept_now, wanted_value
from parure.web.dialogs import DialogForm, add_errors
from parure.web.kit.editable import editable_columns
from parure.web.kit.lists import ListOf, list_of
from parure.web.kit.rows import rows_of
from parure.web.pages import page
from parure.web.together import Clash, Together
from parure.web.undo import offer, undoes


@page
def edit_cell(request: HttpRequest, key: str, uid: UUID, name: str) -> HttpResponse:
    """The input of a value; sent off, its cell with what is kept now. `as=cell` asks for the cell as it stands.

    A value that somebody changed since it was shown isn't written over: it is told, and sending the form again, or
    leaving it, is the reader's choice.
    """
    actor, declared = request.actor, list_of(key)
    policy.require(actor, declared.resource, "view")
    if not request.htmx:  # without script the list itself is all there is
        policy.fetch(actor, declared.resource, uid, "view")
        return redirect(reverse(declared.key))
    if request.method != "POST" and request.GET.get("as") == "cell":
        return _cell(actor, declared, policy.fetch(actor, declared.resource, uid, "view"), name)
    asked = editable_columns(actor, declared).get(name)
    if asked is None:
        raise policy.Denied(name)
    instance = policy.fetch(actor, declared.resource, uid, "change")
    control = cell_control(actor, declared.resource, asked, instance)
    form = form_of(control, name, request.POST if request.method == "POST" else None)
    guard = Together(form, [name], {name: control.initial})
    if not form.is_bound:
        return _form(request, declared, asked, uid, form)
    if not form.is_valid():
        return _form(request, declared, asked, uid, form)
    if not guard.mine():
        return _cell(actor, declared, instance, name)
    if clashes := guard.clashes(declared.resource, instance.pk):
        guard.show_again()
        return _form(request, declared, asked, uid, form, clashes[0])
    return _write(request, declared, asked, instance, form)


def _write(
    request: HttpRequest, declared: ListOf, asked: Field, instance: Any, form: DialogForm
) -> HttpResponse:
    """Write the value by the operation that its area declares; the cell anew, with a way back."""
    actor, resource, name = request.actor, declared.resource, asked.name
    before, wanted = kept_now(asked, instance), wanted_value(asked, form.cleaned_data[name])
    if wanted == before:  # written otherwise, the same
        return _cell(actor, declared, instance, name)
    try:
        changes.change(actor, resource, instance.uid, {name: wanted})
    except ValidationError as problem:
        add_errors(form, problem)
        return _form(request, declared, asked, instance.uid, form)
    fresh = policy.fetch(actor, resource, instance.uid, "view")
    answer = _cell(actor, declared, fresh, name)
    told = {"list": declared.key, "uid": str(instance.uid), "name": name, "value": before}
    words = _("“%(field)s” is changed.") % {"field": asked.label}
    notice = {"text": words, "undo": offer(request, "cell", told)}
    answer.headers["HX-Trigger"] = json.dumps({"toast": notice})
    return answer


@undoes("cell", fact="listChanged")
def _put_back(actor: Actor, told: dict[str, Any]) -> None:
    declared = list_of(told["list"])
    asked = editable_columns(actor, declared)[told["name"]]
    back = changes.Former(told["value"]) if asked.custom else wanted_value(asked, told["value"])
    changes.change(actor, declared.resource, told["uid"], {asked.name: back})


def _form(
    request: HttpRequest,
    declared: ListOf,
    asked: Field,
    uid: UUID,
    form: DialogForm,
    clash: Clash | None = None,
) -> HttpResponse:
    control = form.fields[asked.name].widget
    control.attrs |= {"aria-label": str(asked.label), "data-cell-input": True}
    if form.errors:
        control.attrs |= {"aria-invalid": "true", "aria-describedby": "cell-error"}
    context = {"list": declared, "uid": uid, "name": asked.name, "form": form, "input": form[asked.name]}
    status = 409 if clash else 422 if form.errors else 200
    return render(request, "cells/form.html", context | {"clash": clash}, status=status)


def _cell(actor: Actor, declared: ListOf, instance: Any, name: str) -> HttpResponse:
    """The cell as the list renders it."""
    return HttpResponse(cell_markup(actor, declared, instance, name))


def cell_markup(actor: Actor, declared: ListOf, instance: Any, name: str) -> SafeString:
    """One cell of a record."""
    fields = policy.fields(actor, declared.resource)
    if name not in fields:
        raise policy.Denied(name)
    needs = [name, declared.main, *declared.column(name).needs]
    record = policy.record(actor, declared.resource, instance, needs)
    return rows_of(declared, [name], fields, [record], editable_columns(actor, declared))[0].cells[0]
