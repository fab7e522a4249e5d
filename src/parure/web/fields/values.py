"""Values of custom fields on a record's page: a card, each value changed in its place."""

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Link, Masked
from parure.core.changes import Former, change
from parure.customize.form_parts import FormPart, parts_for
from parure.web.dialogs import DialogForm, add_errors, done, show
from parure.web.fields.inputs import control_of
from parure.web.kit.cells import address_of, labels_of, shown
from parure.web.pages import page
from parure.web.undo import undoes

KINDS = {
    "customer": "people.customer",
    "piece": "catalog.piece",
    "style": "catalog.style",
    "order": "sales.order",
    "visit": "sales.visit",
    "task": "engagement.task",
    "talk": "people.interaction",
    "feedback": "people.feedback",
}
KEY_OF = {resource: key for key, resource in KINDS.items()}
CHANGED = "own-values-changed"


@dataclass(frozen=True)
class OwnValue:
    """One line of the card."""

    code: str
    label: str
    markup: SafeString
    may_write: bool
    help: str

    @property
    def leads(self) -> bool:
        """Whether the value is a link, which can't stand within a button."""
        return self.markup.startswith("<a ")


def own_card(actor: Actor, record: policy.Record) -> dict[str, Any]:
    """What the card of a record shows: groups of (heading, values); nothing where the type has no such field."""
    writable = {part.code for part in parts_for(actor, record.resource)}
    may_change = policy.may(actor, record.resource, "change")
    parts = [part for part in parts_for(actor, record.resource, Level.MASKED) if part.name in record]
    lines = [
        (
            part.section,
            OwnValue(
                part.code,
                str(part.field.label),
                shown_value(part, record.get(part.name)),
                may_change and part.code in writable,
                str(part.field.help),
            ),
        )
        for part in parts
    ]
    return {
        "key": KEY_OF[record.resource],
        "uid": record.uid,
        "groups": [
            (heading, [line for _heading, line in found])
            for heading, found in groupby(lines, key=lambda pair: pair[0])
        ],
    }


def shown_value(part: FormPart, value: Any) -> SafeString:
    """A value as markup: choices with their colours, addresses as links."""
    if isinstance(value, Masked) or value in (None, "", []):
        return shown(part.field, value, {})
    if part.kind in ("choice", "choices"):
        chosen = value if isinstance(value, list) else [value]
        marks = {each.code: each for each in part.choices}
        pairs = [(marks[code].colour, marks[code].label) for code in chosen if code in marks]
        return format_html_join(" · ", '<span class="nw"><i class="pr-mark is-{}"></i>{}</span>', pairs)
    if part.kind == "link":
        return format_html(
            '<a class="link" href="{}" target="_blank" rel="noopener noreferrer">{}</a>', value, value
        )
    if part.kind == "long_text":
        return format_html('<span class="pr-words">{}</span>', value)
    if isinstance(value, Link):
        return shown(part.field, value, {})
    return shown(part.field, value, labels_of(part.field))


def _resource(key: str) -> str:
    if key not in KINDS:
        raise Http404(key)
    return KINDS[key]


@page(part_of=lambda key, uid: address_of(KINDS[key], uid) or reverse("today"))
@require_safe
def card(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The card anew, after something changed."""
    resource = _resource(key)
    policy.require(request.actor, resource, "view")
    instance = policy.fetch(request.actor, resource, uid, "view")
    names = [part.name for part in parts_for(request.actor, resource, Level.MASKED)]
    record = policy.record(request.actor, resource, instance, names)
    return render(request, "fields/card.html", {"own": own_card(request.actor, record)})


class ValueForm(DialogForm):
    """One value; `seen` is what stood there when the form was opened."""

    def __init__(self, *args: Any, actor: Actor, part: FormPart, kept: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[part.name] = control_of(actor, part, kept)
        self.fields[part.name].widget.attrs["autofocus"] = True


@page
def value(request: HttpRequest, key: str, uid: UUID, code: str) -> HttpResponse:
    """One value's form in its line; Enter keeps it. What somebody else wrote meanwhile is told first."""
    resource = _resource(key)
    policy.check_write(request.actor, resource, [f"custom_{code}"])
    instance = policy.fetch(request.actor, resource, uid, "change")
    part = next(each for each in parts_for(request.actor, resource) if each.code == code)
    kept = instance.custom.get(code)
    form = ValueForm(request.POST or None, actor=request.actor, part=part, kept=kept)
    seen = request.POST.get("seen", json.dumps(kept))
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data[part.name] or (
            False if form.cleaned_data[part.name] is False else form.cleaned_data[part.name]
        )
        if seen != json.dumps(kept) and wanted != kept:
            form.add_error(part.name, _("Somebody has changed this meanwhile; save again to replace it."))
            seen = json.dumps(kept)
        else:
            try:
                change(request.actor, resource, uid, {part.name: wanted})
            except ValidationError as error:
                add_errors(form, error)
            else:
                undo = (
                    "own-value",
                    {"resource": resource, "uid": str(uid), "name": part.name, "value": kept},
                )
                back = address_of(resource, uid) or reverse("today")
                return done(request, _("Saved."), fact=CHANGED, back=back, undo=undo)
    context = {"key": key, "uid": uid, "code": code, "seen": seen, "of": form[part.name]}
    if request.htmx:
        status = 422 if form.is_bound else 200
        return render(request, "fields/value_form.html", context | {"form": form}, status=status)
    return show(request, form, title=str(part.field.label))


@undoes("own-value", fact=CHANGED)
def _put_back(actor: Actor, kept: dict[str, Any]) -> None:
    change(actor, kept["resource"], kept["uid"], {kept["name"]: Former(kept["value"])})
