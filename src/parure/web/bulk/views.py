"""Bulk changes: say what is to be done with what is selected, see what it would change, begin, watch, take back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.automation.bulk import acts, operations, queries
from parure.automation.bulk.queries import RunDetail
from parure.core import resources
from parure.core.conditions import BadCondition
from parure.web import dialogs
from parure.web.bulk.bar import RESOURCE
from parure.web.bulk.forms import form_for
from parure.web.bulk.words import TONES, about_words, act_words
from parure.web.imports.words import left_words
from parure.web.kit.cells import address_of, labels_of, shown
from parure.web.kit.lists import list_of
from parure.web.kit.opened import opened
from parure.web.kit.terms import as_tree
from parure.web.pages import page


@page
@require_POST
def bulk_form(request: HttpRequest, key: str) -> HttpResponse:
    """The form of an act for what is selected in a list; sent off, the preview of what it would change.

    What is selected is the uids sent along, or with `all` everything that meets the address's conditions.
    """
    actor, declared = request.actor, list_of(key)
    policy.require(actor, RESOURCE, "add")
    policy.require(actor, declared.resource, "view")
    now = opened(request, declared)
    asked = request.POST.get("act", "")
    sent = request.POST.get("go") == "1"
    form = form_for(actor, declared.resource, asked, request.POST, sent=sent)
    everything = request.POST.get("all") == "1"
    uids = [] if everything else request.POST.getlist("uid")
    if sent and form.is_valid():
        try:
            run = operations.prepare_run(
                actor,
                declared.resource,
                asked.partition(":")[0] if asked.startswith(acts.SET) else asked,
                form.params(),
                condition=as_tree(now.terms),
                picked=None if everything else uids,
            )
        except ValidationError as error:
            dialogs.add_errors(form, error)
        else:
            return dialogs.go(request, reverse("bulk-run", args=[run.uid]))
    verb = acts.verb_of(declared.resource, asked)
    return dialogs.show(
        request,
        form,
        title=verb.offered.label if verb else acts.act_words(declared.resource, asked.partition(":")[0]),
        template="bulk/form.html",
        act=asked,
        everything=everything,
        uids=uids,
        save_words=_("Show what changes"),
    )


@page
@require_safe
def bulk_runs(request: HttpRequest) -> HttpResponse:
    """The newest bulk changes, with a way to take each back."""
    found = [_row(request, run) for run in queries.runs(request.actor)]
    return render(request, "bulk/runs.html", {"runs": found})


def _row(request: HttpRequest, run: RunDetail) -> dict[str, Any]:
    return {
        "run": run,
        "act": act_words(request.actor, run),
        "about": about_words(request.actor, run),
        "type": resources.get(run.resource).label_plural,
        "tone": TONES.get(run.status, ""),
        "changed": f"{run.counts['changed']:,}",
    }


@page
@require_safe
def bulk_run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One bulk change: what it would do, how far it is, or what came of it."""
    return _show(request, uid)


def _show(request: HttpRequest, uid: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    run = queries.run_detail(request.actor, uid)
    context = _context(request, run) | {"error": error}
    if run.status == "draft":
        try:
            context |= _preview(request, run)
        except BadCondition as problem:
            context["error"] = str(problem)
    return render(request, "bulk/run.html", context, status=status)


def _context(request: HttpRequest, run: RunDetail) -> dict[str, Any]:
    return {
        "run": run,
        "act": act_words(request.actor, run),
        "about": about_words(request.actor, run),
        "type": resources.get(run.resource).label_plural,
        "tone": TONES.get(run.status, ""),
        "left": left_words(run.left),
        "shown": {name: f"{number:,}" for name, number in run.counts.items()} | {"rate": f"{run.rate:,}"},
        "problems": [
            (record.title if record else "—", address_of(run.resource, record.uid) if record else "", words)
            for record, words in run.problems
        ],
    }


def _preview(request: HttpRequest, run: RunDetail) -> dict[str, Any]:
    found = queries.preview(request.actor, run.uid)
    name = run.params.get("field", "tags" if run.act == acts.TAGS else "")
    asked = resources.fields_of(run.resource).get(name)
    labels = labels_of(asked) if asked else {}
    rows = [
        {
            "title": record.title,
            "address": address_of(run.resource, record.uid),
            "before": shown(asked, before, labels) if asked else "",
            "after": shown(asked, after, labels) if asked else "",
            "is_same": asked is not None and _same(before, after),
        }
        for record, before, after in found.sample
    ]
    changing = found.total - (found.same or 0)
    return {
        "rows": rows,
        "has_field": asked is not None,
        "changing": f"{changing:,}",
        "may_begin": found.total > 0,
        "same": None if found.same is None else f"{found.same:,}",
        "barred": f"{found.barred:,}" if found.barred > 0 else "",
        "outlook": [(what, f"{count:,}") for what, count in found.outlook],
        "cannot_undo": not acts.can_be_undone(run.resource, run.act),
    }


def _same(before: Any, after: Any) -> bool:
    return str(before or "") == str(after or "") or before == after


@page(part_of="bulk-run")
@require_safe
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is; asked every second while it runs. The end loads the whole page anew."""
    run = queries.run_detail(request.actor, uid, problems=False)
    if not run.is_running:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    return render(request, "bulk/state.html", _context(request, run))


def _step(request: HttpRequest, uid: UUID, operation: Callable[..., Any]) -> HttpResponse:
    try:
        operation(request.actor, uid)
    except ValidationError as error:
        return _show(request, uid, error=" ".join(error.messages), status=422)
    return redirect("bulk-run", uid)


@page
@require_POST
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin what was previewed."""
    return _step(request, uid, operations.start_run)


@page
@require_POST
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop behind the batch that is under way."""
    return _step(request, uid, operations.stop_run)


@page
@require_POST
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on behind the last record."""
    return _step(request, uid, operations.resume_run)


@page
@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set everything back that nobody has changed since."""
    return _step(request, uid, operations.undo_run)
