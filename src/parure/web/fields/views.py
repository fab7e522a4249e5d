"""Where the shop defines its own fields: one list a record type, one form, a preview beside it."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core import resources
from parure.core.wording import listed
from parure.customize import operations
from parure.customize.choices import TagColour
from parure.customize.computing import built_in_inputs, kinds_for, with_names
from parure.customize.form_parts import FormPart, parts_for
from parure.customize.formulas import FormulaError, compile_formula
from parure.customize.overview import RESOURCE, code_for, defined_field, defined_fields, roles_by_level
from parure.customize.rules import choices_of
from parure.web.dialogs import DialogForm, add_errors, done, notice_of
from parure.web.fields.forms import FieldForm, choices_given, initial_of
from parure.web.fields.inputs import control_of
from parure.web.fields.narrowing import offered, shown
from parure.web.fields.values import KEY_OF, KINDS
from parure.web.fields.words import filled_words, how_words, kind_words, level_words
from parure.web.kit.cells import NOTHING
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "fields-changed"


def _asked(request: HttpRequest) -> str:
    """The record type that the address asks for; customers where it names none."""
    return KINDS.get(request.GET.get("type", ""), "people.customer")


@page(place="settings")
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """The fields of one record type in their order. htmx asks for the body again after each change."""
    resource = _asked(request)
    found = defined_fields(request.actor, resource)
    lines = [_line(each) for each in found]
    context = {
        "tabs": [(key, resources.get(name).label, name == resource) for key, name in KINDS.items()],
        "key": KEY_OF[resource],
        "in_use": [line for line in lines if not line["retired"]],
        "retired": [line for line in lines if line["retired"]],
        "is_computing": any(line["progress"] is not None for line in lines),
        "may_add": policy.may(request.actor, RESOURCE, "add"),
        "may_change": policy.may(request.actor, RESOURCE, "change"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "field-list"
    return render(request, "fields/body.html" if within else "fields/fields.html", context)


def _line(defined: Any) -> dict[str, Any]:
    record = defined.record
    done_rows, rows = record["computed_rows"], record["rows_to_compute"]
    is_computed = bool(record["formula"] or record["rollup"])
    return {
        "uid": record.uid,
        "label": record["label"],
        "code": record["code"],
        "kind": kind_words(record["kind"]),
        "how": how_words(record),
        "section": record["section"],
        "filled": filled_words(defined),
        "is_required": record["required"],
        "is_conditional": bool(record["required_if"] or record["shown_if"]),
        "is_unique": record["is_unique"],
        "retired": record["retired_at"],
        "progress": done_rows if is_computed and done_rows < rows else None,
        "rows": rows,
    }


# ── one field ────────────────────────────────────────────────────────────────


@page(place="settings")
def add(request: HttpRequest) -> HttpResponse:
    """A new field; made once the form is sent whole, drawn anew while it is put together."""
    policy.require(request.actor, RESOURCE, "add")
    resource = _asked(request)
    form = _form(request, resource, {"group": "basic"}, None)
    if not _is_sent(request) or not form.is_valid():
        return _show(request, form, resource, None, [])
    try:
        settings = form.settings()
        settings["code"] = form.cleaned_data.get("code") or code_for(settings["label"])
        operations.define_field(request.actor, resource, **settings)
    except ValidationError as error:
        _tell(form, error)
        return _show(request, form, resource, None, [])
    return _to_list(
        request, resource, _("“%s” is there now, in forms, lists and filters.") % settings["label"]
    )


@page(place="settings")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, RESOURCE, "change")
    record = defined_field(request.actor, uid)
    resource = str(record["resource"])
    known = record.values() | {"how": _how(record)}
    form = _form(request, resource, None, known)
    if not _is_sent(request) or not form.is_valid():
        return _show(request, form, resource, record, record["choices"])
    try:
        operations.change_field(request.actor, uid, **form.settings())
    except ValidationError as error:
        _tell(form, error)
        return _show(request, form, resource, record, record["choices"])
    return _to_list(request, resource, _("“%s” is changed.") % form.cleaned_data["label"])


def _how(record: policy.Record) -> str:
    return "formula" if record["formula"] else "rollup" if record["rollup"] else "typed"


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and "redraw" not in request.POST


def _others(actor: Actor, resource: str, code: str) -> dict[str, FormPart]:
    return {part.code: part for part in parts_for(actor, resource, Level.READ) if part.code != code}


def _form(
    request: HttpRequest, resource: str, initial: dict[str, Any] | None, known: dict[str, Any] | None
) -> FieldForm:
    others = _others(request.actor, resource, str((known or {}).get("code", "")))
    if known is not None:
        initial = initial_of(known, others)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and known is not None:
        data["how"] = known["how"]
    return FieldForm(
        data, actor=request.actor, resource=resource, others=others, known=known, initial=initial
    )


def _tell(form: FieldForm, error: ValidationError) -> None:
    """What was refused, next to the part of the form that it is about."""
    names = {
        "rules": "pattern" if "pattern" in form.fields else "min",
        "required": "when",
        "rollup": "aggregate",
    }
    names |= {"required_if": "when", "shown_if": "shown", "choices": NON_FIELD_ERRORS}
    add_errors(form, error, **names)


def _to_list(request: HttpRequest, resource: str, said: str) -> HttpResponse:
    request.session["notice"] = said
    address = f"{reverse('fields')}?type={KEY_OF[resource]}"
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _show(
    request: HttpRequest, form: FieldForm, resource: str, record: policy.Record | None, kept: list[Any]
) -> HttpResponse:
    """The form with its preview. While it is put together nothing is found fault with but the formula."""
    redrawn = request.method == "POST" and not _is_sent(request)
    problem = ""
    if redrawn:
        form.is_valid()
        problem = _problem(form)
        form.errors.clear()
    kind = str(form.now("kind") or "text")
    choices = choices_of(choices_given(request.POST) if request.method == "POST" else kept)
    group = str(form.now("group") or "basic")
    levels = roles_by_level(request.actor, resource, group)
    context = {
        "form": form,
        "record": record,
        "resource": resource,
        "type_label": resources.get(resource).label,
        "back": f"{reverse('fields')}?type={KEY_OF[resource]}",
        "action": request.get_full_path(),
        "has_choices": kind in ("choice", "choices"),
        "choices": choices,
        "colours": TagColour.choices,
        "sections": sorted({part.section for part in parts_for(request.actor, resource, Level.READ)} - {""}),
        "levels": [(level_words(level), listed(names)) for level, names in levels.items() if names],
        "names": _names(resource) if "formula" in form.fields else [],
        "problem": problem,
        "preview": _preview(request.actor, form, kind, choices),
        "shown_if": form.now("shown") == "if",
        **_narrowing(form),
    }
    status = 422 if form.is_bound and not redrawn else 200
    within = request.htmx and request.htmx.target == "field-form"
    return render(request, "fields/form.html" if within else "fields/field.html", context, status=status)


def _narrowing(form: FieldForm) -> dict[str, str]:
    """The condition builder of a roll-up, over what it is of; a condition on something else is forgotten."""
    if "tree" not in form.fields:
        return {}
    source = str(form.now("source") or form.fields["source"].choices[0][0])  # type: ignore[attr-defined]
    is_of_it = form.now("tree_of") == source
    sent = str(form.now("tree") or "") if is_of_it else ""
    kept = form.initial.get("condition") if is_of_it and not form.is_bound else None
    return {
        "builder": offered(form.actor, source),
        "typed": shown(form.actor, source, sent, kept),
        "tree_of": source,
        "builder_after": "taken" if "taken" in form.fields else "aggregate",
    }


def _problem(form: FieldForm) -> str:
    """What is wrong with the formula as far as it is written."""
    if "formula" not in form.fields or not (form.now("formula") or "").strip():
        return ""
    try:
        text = with_names(form.resource, str(form.now("formula")))
        compile_formula(text, kinds_for(form.resource), wanted=str(form.now("kind") or "number"))
    except FormulaError as problem:
        return str(problem)
    return ""


def _names(resource: str) -> list[str]:
    """The fields that a formula can name, as they are called."""
    kinds = kinds_for(resource)
    own = [each for name, each in resources.fields_of(resource).items() if each.custom and name in kinds]
    return list(dict.fromkeys(str(each.label) for each in [*own, *built_in_inputs(resource).values()]))


def _preview(actor: Actor, form: FieldForm, kind: str, choices: list[Any]) -> Any:
    """The field as it will stand in a form."""
    if "formula" in form.fields or "source" in form.fields:
        return NOTHING
    label = str(form.now("label") or _("New field"))
    rules = {"example": form.now("example") or ""}
    target = str(form.now("target") or "access.staff")
    field = resources.Field(
        "preview", label, help=str(form.now("help") or ""), relation=target,
        required=form.now("when") == "always",
    )  # fmt: skip
    part = FormPart(field, "preview", kind, "", choices, rules, None, None)
    shown = DialogForm()
    shown.fields["preview"] = control_of(actor, part)
    return shown["preview"]


# ── acts of the list ─────────────────────────────────────────────────────────


@page(place="settings")
@require_POST
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One place up or down, or to the place that was sent."""
    policy.require(request.actor, RESOURCE, "change")
    record = defined_field(request.actor, uid)
    found = [each.record for each in defined_fields(request.actor, str(record["resource"]))]
    place = next(index for index, each in enumerate(found) if each.uid == record.uid)
    step = {"up": -1, "down": 1}.get(request.POST.get("way", ""), 0)
    wanted = request.POST.get("to", "")
    to = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else place + step
    operations.move_field(request.actor, uid, to=max(0, to))
    if not request.htmx:
        return redirect(f"{reverse('fields')}?type={KEY_OF[str(record['resource'])]}")
    return HttpResponse(status=204, headers={"HX-Trigger": CHANGED})


@page(place="settings")
@require_POST
def retire(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Out of forms and lists; what is written stays."""
    try:
        operations.retire_field(request.actor, uid)
    except ValidationError as error:
        return _refused(request, " ".join(error.messages))
    said = _("The field is retired; what was written in it stays.")
    return done(request, said, fact=CHANGED, back="fields", undo=("field-retired", {"field": str(uid)}))


@undoes("field-retired", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_field(actor, kept["field"])


@page(place="settings")
@require_POST
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        operations.restore_field(request.actor, uid)
    except ValidationError as error:
        return _refused(request, " ".join(error.messages))
    return done(request, _("The field is back with everything written in it."), fact=CHANGED, back="fields")


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    """Why it can't be done, as a notice over the list."""
    if not request.htmx:
        request.session["notice"] = words
        return redirect("fields")
    told = {"toast": {"text": words, "bad": True}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
