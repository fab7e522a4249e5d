"""Taking a list along: which columns, as what, why; how far it is; the file."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.core import resources
from parure.core.conditions import BadCondition
from parure.core.wording import listed
from parure.integrations.taking import operations, queries, rules
from parure.integrations.taking.queries import ExportDetail
from parure.web import dialogs
from parure.web.dialogs import DialogForm, Segments
from parure.web.kit.lists import list_of
from parure.web.kit.opened import Opened, opened
from parure.web.kit.sentences import spoken
from parure.web.kit.terms import as_tree
from parure.web.pages import page

TONES = {"waiting": "slate", "running": "slate", "done": "sage", "failed": "rose", "stopped": "rust"}
SHOWN, ALL = "shown", "all"


class ExportForm(DialogForm):
    """Which columns, as what, and for what."""

    which = forms.ChoiceField(
        label=pgettext_lazy("export", "Columns"),
        choices=[(SHOWN, gettext_lazy("As shown")), (ALL, gettext_lazy("All I may see"))],
        initial=SHOWN,
        widget=Segments,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("xlsx", "Excel"), ("csv", "CSV")],
        initial="xlsx",
        widget=Segments,
    )
    reason = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@page
def export_form(request: HttpRequest, key: str) -> HttpResponse:
    """What of a list is taken along: what is selected, or everything that meets the address's conditions."""
    actor, declared = request.actor, list_of(key)
    policy.require(actor, declared.resource, "export")
    policy.require(actor, operations.RESOURCE, "add")
    now = opened(request, declared)
    uids = [] if request.POST.get("all") == "1" else request.POST.getlist("uid")
    form = ExportForm(request.POST if request.POST.get("go") == "1" else None)
    if form.is_bound and form.is_valid():
        try:
            run = operations.ask_export(
                actor,
                declared.resource,
                columns=_columns(request, now, form.cleaned_data["which"]),
                form=form.cleaned_data["kind"],
                condition=as_tree(now.terms),
                picked=uids or None,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            dialogs.add_errors(form, error)
        else:
            return dialogs.go(request, reverse("export", args=[run.uid]))
    total = len(uids) or _count(request, now)
    return dialogs.show(
        request,
        form,
        title=_("Export"),
        template="exports/form.html",
        uids=uids,
        intro=_intro(request, declared.resource, total),
        needs_reason=total > rules.REASON_FROM,
        save_words=_("Export"),
    )


def _count(request: HttpRequest, now: Opened) -> int:
    try:
        return queries.count(request.actor, now.declared.resource, as_tree(now.terms))
    except BadCondition as problem:
        raise ValidationError(str(problem)) from None


def _columns(request: HttpRequest, now: Opened, which: str) -> list[str]:
    if which == ALL:
        return list(policy.fields(request.actor, now.declared.resource))
    return list(now.columns)


def _intro(request: HttpRequest, resource: str, total: int) -> str:
    said = ngettext("%(n)s row", "%(n)s rows", total) % {"n": f"{total:,}"}
    left = queries.left_today(request.actor, resource)
    if left is not None:
        said += _(", %(left)s left for today") % {"left": f"{left:,}"}
    return said + _(". It is kept on record who takes what.")


@page
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The newest exports."""
    found = [_context(request, run) for run in queries.exports(request.actor)]
    return render(request, "exports/exports.html", {"exports": found, "days": settings.EXPORT_DAYS})


def _context(request: HttpRequest, run: ExportDetail) -> dict[str, Any]:
    if run.picked is not None:
        about = ngettext("%(n)s picked", "%(n)s picked", run.picked) % {"n": f"{run.picked:,}"}
    else:
        about = spoken(request.actor, run.resource, run.condition) or _("everything in reach")
    return {
        "run": run,
        "about": about,
        "type": resources.get(run.resource).label_plural,
        "tone": TONES.get(run.status, ""),
        "written": f"{run.written:,}",
        "total": f"{run.total:,}",
        "rate": f"{run.rate:,}",
        "size": filesizeformat(run.file_size),
        "columns": listed(run.columns),
    }


@page
@require_safe
def export(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One export: how far it is, or where its file is."""
    return render(
        request, "exports/export.html", _context(request, queries.export_detail(request.actor, uid))
    )


@page(part_of="export")
@require_safe
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is; asked every second. The end loads the whole page anew."""
    run = queries.export_detail(request.actor, uid)
    if not run.is_running:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    return render(request, "exports/state.html", _context(request, run))


@page
@require_POST
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write no further."""
    operations.stop_export(request.actor, uid)
    return redirect("export", uid)


@page
@require_safe
def export_file(request: HttpRequest, uid: UUID) -> Any:
    """The file, for whoever asked for it; on record."""
    path, run = operations.take_export(request.actor, uid)
    day = timezone.localtime(run.created_at).strftime("%Y%m%d-%H%M")
    name = f"{resources.get(run.resource).label_plural}-{day}.{run.form}"
    answer = FileResponse(path.open("rb"), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
