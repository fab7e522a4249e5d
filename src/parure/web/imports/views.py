"""Moving in: bring a file, say what its columns are, check it, write it, take it back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parure.access import policy
from parure.integrations import import_pages, operations, queries
from parure.people.sizes import GAUGE_LABELS
from parure.web import dialogs
from parure.web.imports.words import STATUS_TONES, kept_words, left_words, undone_words
from parure.web.pages import page

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis")


@page(place="imports")
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The newest imports, or how to begin."""
    runs = [_row(run) for run in import_pages.runs(request.actor)]
    may_import = policy.may(request.actor, import_pages.RESOURCE, "import")
    return render(request, "imports/imports.html", {"runs": runs, "may_import": may_import})


def _row(run: Any) -> dict[str, Any]:
    labels = dict(import_pages.kinds())
    return {
        "address": reverse("import", args=[run.uid]),
        "file_name": run.file_name,
        "kind": labels.get(run.kind, ""),
        "status": run.status,
        "tone": STATUS_TONES.get(run.status, ""),
        "staff": run.get("staff") or _("Command line"),
        "created_at": run.created_at,
        "read": f"{run.read:,}",
        "created": f"{run.created:,}",
        "updated": f"{run.updated:,}",
        "failed": run.failed,
        "label": import_pages.status_label(run.status),
    }


@page(place="imports")
def new_import(request: HttpRequest) -> HttpResponse:
    """Bring a file; what it is, is recognised."""
    policy.require(request.actor, import_pages.RESOURCE, "import")
    context: dict[str, Any] = {"kinds": import_pages.kinds(), "chosen": request.GET.get("kind", "")}
    if request.method == "POST":
        upload = request.FILES.get("file")
        context["chosen"] = request.POST.get("kind", "")
        if upload is None:
            context["error"] = _("Choose a file first.")
        else:
            try:
                run = operations.begin_import(
                    request.actor, upload.chunks(), upload.name or "", context["chosen"]
                )
            except ValidationError as error:
                context["error"] = " ".join(error.messages)
            else:
                return redirect("import", run.uid)
        return render(request, "imports/new.html", context, status=422)
    return render(request, "imports/new.html", context)


@page(place="imports")
@require_GET
def show_import(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One import at whatever step it is."""
    return _show(request, uid)


def _show(request: HttpRequest, uid: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    run = import_pages.run_detail(request.actor, uid)
    context = _context(run) | {
        "error": error,
        "targets": import_pages.targets_of(request.actor, run.kind),
        "kinds": import_pages.kinds(),
        "encodings": ENCODINGS,
        "gauges": list(GAUGE_LABELS.items()),
    }
    return render(request, "imports/import.html", context, status=status)


def _context(run: import_pages.RunDetail) -> dict[str, Any]:
    steps = [
        {"label": label, "number": number, "state": _state(number - 1, run.step)}
        for number, label in enumerate(import_pages.STEPS, 1)
    ]
    counted = run.counts | {"estimate": run.progress.estimate, "rate": run.progress.rate}
    return {
        "run": run,
        "shown": {name: f"{number:,}" for name, number in counted.items()},
        "steps": steps,
        "tone": STATUS_TONES.get(run.status, ""),
        "left": left_words(run.progress.left),
        "stopping": [each for each in run.problems if each.severity == "error"],
        "looking": [each for each in run.problems if each.severity != "error"],
        "kept": kept_words(run.undo.get("kept", {})),
        "undone": undone_words(run.undo.get("removed", {})),
        "mapped": sum(1 for column in run.columns if column.target),
    }


def _state(number: int, step: int) -> str:
    return "done" if number < step else "now" if number == step else ""


@page(place="imports")
@require_POST
def set_mapping(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep how the file is read, and go on as asked: read it anew, check it, or write it."""
    posted = request.POST
    run = import_pages.run_detail(request.actor, uid)
    kind = posted.get("kind") or run.kind
    then = posted.get("then", "")
    names = run.reading["columns"]
    mapping = {name: posted.get(f"target-{position}", "") for position, name in enumerate(names)}
    reading: dict[str, Any] = {name: posted[name] for name in ("encoding", "sheet") if name in posted}
    if posted.get("header_row", "").isdigit():
        reading["header_row"] = int(posted["header_row"])
    anew = then == "again" or kind != run.kind
    options = {
        "existing": posted.get("existing", "fill"),
        "shared_phones": posted.get("shared_phones") == "on" or None,
        "keep_extra": posted.get("keep_extra") == "on" or None,
        "ring_gauge": posted.get("ring_gauge", ""),
    }
    try:
        operations.set_mapping(
            request.actor,
            uid,
            kind,
            None if anew else mapping,
            reading if anew else None,
            posted.get("save_as", ""),
            options,
        )
        if then == "check":
            operations.check_import(request.actor, uid)
        elif then == "write":
            operations.write_import(request.actor, uid)
    except ValidationError as error:
        return _show(request, uid, error=" ".join(error.messages), status=422)
    return redirect("import", uid)


def _step(request: HttpRequest, uid: UUID, operation: Any) -> HttpResponse:
    try:
        operation(request.actor, uid)
    except ValidationError as error:
        return _show(request, uid, error=" ".join(error.messages), status=422)
    return redirect("import", uid)


@page(place="imports")
@require_POST
def check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look the file through without writing."""
    return _step(request, uid, operations.check_import)


@page(place="imports")
@require_POST
def write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring the rows in."""
    return _step(request, uid, operations.write_import)


@page(place="imports")
@require_POST
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop behind the batch that is under way."""
    return _step(request, uid, operations.stop_import)


@page(place="imports")
@require_POST
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on behind the last row that came in."""
    return _step(request, uid, operations.resume_import)


@page(place="imports")
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the import back, after asking."""
    run = import_pages.run_detail(request.actor, uid, columns=False)
    policy.require(request.actor, import_pages.RESOURCE, "import")
    if request.method == "POST":
        operations.undo_import(request.actor, uid)
        return dialogs.go(request, reverse("import", args=[uid]))
    intro = _(
        "What %(file)s brought is removed and what it changed is set back. What somebody has used since stays."
    ) % {"file": run.file_name}
    return dialogs.show(
        request,
        dialogs.DialogForm(),
        title=_("Take this import back?"),
        template="dialogs/confirm.html",
        intro=intro,
        save_words=_("Take back"),
    )


@page(place="imports", part_of="import")
@require_GET
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is; asked every second while it runs. The end loads the whole page anew."""
    run = import_pages.run_detail(request.actor, uid, columns=False)
    if not run.is_running:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    return render(request, "imports/run.html", _context(run))


@page(place="imports", part_of="import")
@require_GET
def problems(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first lines with a problem of one sort."""
    code = request.GET.get("code", "")
    lines = import_pages.first_problems(request.actor, uid, code)
    return render(request, "imports/lines.html", {"lines": lines, "code": code})


@page(place="imports")
@require_GET
def problem_file(request: HttpRequest, uid: UUID) -> HttpResponse | StreamingHttpResponse:
    """The rows that were not imported, to repair and bring again."""
    rows, name = queries.problem_rows(request.actor, uid)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)
