"""Making and changing a segment: conditions in sentences, with a live count and a sample beside them."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import BadCondition, Tree, leaves
from parure.people import operations
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.segments.reading import sample_of, standing_of
from parure.web.dialogs import DialogForm, RequestKey, Segments, add_errors, go
from parure.web.kit.builder import as_typed, catalogue, read_typed
from parure.web.kit.terms import read_terms
from parure.web.pages import page
from parure.web.segments.words import explained

SEGMENT, CUSTOMER = "people.segment", "people.customer"
LONGEST = 20_000
NOTHING: dict[str, Any] = {"mode": "all", "items": []}


class SegmentForm(DialogForm):
    """What a segment is called and when it is looked through; the condition comes beside it, in `tree`."""

    layout = ("name", "description", "kind", "when")
    name = forms.CharField(label=pgettext_lazy("segment", "Name"), max_length=60)
    description = forms.CharField(label=gettext_lazy("What it is for"), max_length=300, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SegmentKind.choices, widget=Segments)
    when = forms.ChoiceField(label=gettext_lazy("Looked through"), choices=SegmentWhen.choices)
    request_key = RequestKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "description", "kind", "when")}


@page(place="segments")
def add(request: HttpRequest) -> HttpResponse:
    """A new segment, perhaps of the conditions of a list (`f=…` in the address)."""
    actor = request.actor
    policy.require(actor, SEGMENT, "add")
    initial = {"kind": SegmentKind.DYNAMIC, "when": SegmentWhen.ON_CHANGE}
    form = SegmentForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _show(request, form, as_typed(actor, CUSTOMER, _from_list(request)), title=_("New segment"))
    typed, error = _sent(request), ""
    if form.is_valid():
        try:
            made = operations.add_segment(
                actor,
                **form.values(),
                condition=read_typed(actor, CUSTOMER, typed),
                request_key=form.cleaned_data["request_key"],
            )
        except ValidationError as problem:
            error = _told(form, problem)
        else:
            return go(request, reverse("segment", args=[made.uid]), _("Kept. It is being looked through."))
    return _show(request, form, typed, title=_("New segment"), error=error)


@page(place="segments")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name, condition or turn; who may not ask its condition can't change it."""
    actor = request.actor
    policy.require(actor, SEGMENT, "change")
    standing = standing_of(actor, uid)
    if not standing.is_readable:
        raise policy.Denied("condition")
    initial = {name: standing.record[name] for name in ("name", "description", "kind", "when")}
    form = SegmentForm(request.POST or None, initial=initial)
    words: dict[str, Any] = {"title": standing.known.name, "uid": uid}
    if request.method != "POST":
        typed = as_typed(actor, CUSTOMER, _terms(standing.known.condition))
        return _show(request, form, typed, **words)
    typed, error = _sent(request), ""
    if form.is_valid():
        try:
            operations.change_segment(
                actor, uid, **form.values(), condition=read_typed(actor, CUSTOMER, typed)
            )
        except ValidationError as problem:
            error = _told(form, problem)
        else:
            return go(request, reverse("segment", args=[uid]), _("Kept."))
    return _show(request, form, typed, error=error, **words)


@page(place="segments")
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Ten customers who meet what stands in the builder, and why."""
    policy.require(request.actor, CUSTOMER, "view")
    policy.require(request.actor, SEGMENT, "view")
    try:
        tree = read_typed(request.actor, CUSTOMER, _sent(request))
        found = explained(request.actor, sample_of(request.actor, tree)) if list(leaves(tree)) else []
    except (ValidationError, BadCondition):
        found = []
    return render(request, "segments/sample.html", {"sample": found})


def _terms(condition: Tree) -> list[Tree]:
    found: list[Tree] = condition.get("all", [condition])
    return found


def _from_list(request: HttpRequest) -> list[Tree]:
    try:
        return read_terms(request.GET.getlist("f"), request.actor, CUSTOMER)
    except ValidationError:
        return []


def _sent(request: HttpRequest) -> Any:
    """What stood in the builder; nothing where it can't be read."""
    text = request.POST.get("tree", "")
    try:
        found = json.loads(text) if len(text) <= LONGEST else NOTHING
    except ValueError:
        return NOTHING
    return found if isinstance(found, dict) and isinstance(found.get("items"), list) else NOTHING


def _told(form: SegmentForm, problem: ValidationError) -> str:
    """Puts what was refused next to its field; what concerns the condition is told beside the builder."""
    told = problem.message_dict if hasattr(problem, "error_dict") else {"condition": problem.messages}
    condition = told.pop("condition", [])
    if told:
        add_errors(form, ValidationError(told))
    return " ".join(condition)


def _show(
    request: HttpRequest,
    form: SegmentForm,
    typed: Any,
    *,
    title: str,
    error: str = "",
    uid: UUID | None = None,
) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        "form": form,
        "title": title,
        "error": error,
        "uid": uid,
        "catalogue": json.dumps(catalogue(actor, CUSTOMER), ensure_ascii=False),
        "typed": json.dumps(typed, ensure_ascii=False),
        "back": reverse("segment", args=[uid]) if uid else reverse("segments"),
    }
    return render(request, "segments/edit.html", context, status=422 if form.is_bound else 200)
