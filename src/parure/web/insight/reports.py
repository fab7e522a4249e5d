"""Reports: those that come with the product, those that were kept, and the builder in which any is asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.options import named
from parure.insight import refreshing
from parure.insight.copy.lake import NoCopy
from parure.insight.mailing.resources import MAILING
from parure.insight.reports import operations
from parure.insight.reports.answers import Answer, answer
from parure.insight.reports.datasets import Dataset
from parure.insight.reports.kept import REPORT, kept_report, kept_reports
from parure.insight.reports.process import RECKONER, Failed, TooLong
from parure.insight.reports.question import Question, check, offered
from parure.insight.reports.ready import SHELVES, ready
from parure.insight.reports.tabling import table_of
from parure.web.dialogs import DialogForm, RequestKey, add_errors, done, go, notice_of, show
from parure.web.insight.asked import builder_of, query_of, question_of
from parure.web.insight.drill import Drill
from parure.web.insight.mailing import mailing_context
from parure.web.insight.pictured import picture_of
from parure.web.insight.taking import answer_file
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "reportChanged"


@page(place="insight")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All reports: of one's own, shared ones, and by shelves those that come with the product."""
    actor = request.actor
    open_to = _offered(actor)
    if not open_to:
        raise policy.Denied(REPORT)
    RECKONER.start()  # somebody who looks here will ask
    shelves = [
        (shelf.title, [each for each in shelf.reports if _may_ask(actor, each.question)]) for shelf in SHELVES
    ]
    context = {
        "kept": kept_reports(actor),
        "sees_mailings": policy.may(actor, MAILING),
        "shelves": [(title, found) for title, found in shelves if found],
        "notice": notice_of(request),
    }
    return render(request, "insight/reports.html", context)


def _offered(actor: Actor) -> dict[str, Dataset]:
    return {each.name: each for each in offered(actor)}


def _may_ask(actor: Actor, question: Question) -> bool:
    try:
        check(actor, question)
    except (policy.Denied, ValidationError):
        return False
    return True


@page(place="insight")
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The builder, with the question of the address."""
    open_to = _offered(request.actor)
    if not open_to:
        raise policy.Denied(REPORT)
    return _show(request, question_of(request.GET, open_to), open_to, title=_("New report"))


@page(place="insight")
@require_safe
def ready_report(request: HttpRequest, code: str) -> HttpResponse:
    """A report that comes with the product; changed, it is a question of one's own."""
    try:
        found = ready(code)
    except LookupError:
        raise Http404 from None
    check(request.actor, found.question)
    open_to = _offered(request.actor)
    question = question_of(request.GET, open_to) if request.GET else found.question
    return _show(request, question, open_to, title=str(found.title), own=reverse("report-ready", args=[code]))


@page(place="insight")
@require_safe
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A kept report, asked of the reader's own reach."""
    actor = request.actor
    kept = kept_report(actor, uid)
    check(actor, kept.question)
    open_to = _offered(actor)
    question = question_of(request.GET, open_to) if request.GET else kept.question
    return _show(
        request, question, open_to, title=kept.record["title"], kept=kept, own=reverse("report", args=[uid])
    )


def _show(
    request: HttpRequest,
    question: Question,
    open_to: dict[str, Dataset],
    *,
    title: str,
    own: str = "",
    **more: Any,
) -> HttpResponse:
    """The page, or after a change of the form what stands below its head. The answer comes by itself, after the page."""
    RECKONER.start()
    within = bool(request.htmx) and request.htmx.target == "report"
    query = query_of(question)
    context = more | {
        "title": title,
        "builder": builder_of(request.actor, question, open_to, named(request.actor, "people.segment")),
        "query": query,
        "own": own or reverse("report-new"),
        "answer_address": f"{reverse('report-answer')}?{query}",
        "may_keep": policy.may(request.actor, REPORT, "add"),
        "may_export": policy.may(request.actor, open_to[question.dataset].resource, "export"),
        "notice": notice_of(request),
    }
    if "kept" in more:
        context |= mailing_context(request.actor, more["kept"].record.uid)
    if within:
        context |= _answered(request.actor, question)
    return render(request, "insight/report_body.html" if within else "insight/report.html", context)


@page(place="insight", part_of="report-new")
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """What the question of the address finds."""
    question = question_of(request.GET, _offered(request.actor))
    return render(request, "insight/answer.html", _answered(request.actor, question))


def _answered(actor: Actor, question: Question) -> dict[str, Any]:
    """The table, or what stands in its way; the page stays."""
    try:
        found = answer(actor, question)
    except NoCopy:
        return {"problem": "no_copy", "may_refresh": refreshing.may_ask_for_refresh(actor)}
    except TooLong:
        return {"problem": "too_long"}
    except Failed:
        return {"problem": "failed"}
    return {"answer": found, **_tabled(actor, found)}


def _tabled(actor: Actor, found: Answer) -> dict[str, Any]:
    table = table_of(found)
    drill = Drill(actor, found)
    is_plain = not found.question.across
    lines = [
        {
            "line": line,
            "address": drill.address(line.row) if is_plain and line.row else "",
        }
        for line in table.lines
    ]
    return {
        "table": table,
        "chart": picture_of(found, drill),
        "lines": lines,
        "has_totals": any(cell.number is not None for cell in table.totals),
    }


@page(place="insight")
@require_POST
def file(request: HttpRequest) -> FileResponse:
    """The table as a file, on record."""
    question = question_of(request.POST, _offered(request.actor))
    try:
        return _file(request, question)
    except NoCopy:
        raise ValidationError(_("No figures yet")) from None
    except (TooLong, Failed):
        raise ValidationError(
            _("This could not be reckoned just now. Your question is still there; try again in a moment.")
        ) from None


def _file(request: HttpRequest, question: Question) -> FileResponse:
    return answer_file(
        request.actor, question, request.POST.get("form", "xlsx"), request.POST.get("title", "")
    )


# ── keeping ──────────────────────────────────────────────────────────────────


class KeepForm(DialogForm):
    title = forms.CharField(label=pgettext_lazy("report", "Name"), max_length=operations.LONGEST)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Everybody may use it"),
        required=False,
        help_text=gettext_lazy("Each sees figures of what they may see."),
    )
    request_key = RequestKey()


@page(place="insight")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of the address under a name."""
    actor = request.actor
    policy.require(actor, REPORT, "add")
    question = question_of(request.GET, _offered(actor))
    form = KeepForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.keep_report(
                actor,
                title=given["title"],
                is_shared=given["is_shared"],
                question=question.as_plain(),
                request_key=given["request_key"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return go(request, reverse("report", args=[made.uid]), _("Kept."))
    return show(request, form, title=_("Keep this report"))


@page(place="insight")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name, shared or not; with a question in the address, that one from now on."""
    actor = request.actor
    kept = kept_report(actor, uid)
    if not kept.is_mine:
        raise policy.Denied(REPORT)
    form = KeepForm(
        request.POST or None, initial={name: kept.record[name] for name in ("title", "is_shared")}
    )
    if form.is_bound and form.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "is_shared")}
        if "about" in request.GET:
            values["question"] = question_of(request.GET, _offered(actor)).as_plain()
        try:
            operations.change_report(actor, uid, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return go(request, reverse("report", args=[uid]), _("Kept."))
    return show(request, form, title=_("Change the report"))


@page(place="insight")
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put it away; it can be brought back."""
    removed = operations.archive_report(request.actor, uid)
    text = _("%s is put away.") % removed.title
    undo = ("report-removed", {"uid": str(uid)})
    return done(request, text, fact=CHANGED, back="reports", undo=undo)


@undoes("report-removed", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_report(actor, kept["uid"])
