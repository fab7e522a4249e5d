"""The background jobs for the operator: how many of each kind, which failed and why, tried again or given up."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy, reading
from parure.access.outside import outside_id
from parure.access.policy import Record
from parure.automation.background import operations, queries
from parure.automation.background.queries import LISTS
from parure.web.dialogs import done, notice_of
from parure.web.jobs.words import error_words, kind_name
from parure.web.pages import page

JOB = "automation.job"
CHANGED = "jobs-changed"


@page(place="settings")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Counts by kind, and one list: those that failed, run or wait. htmx asks for the body again."""
    actor = request.actor
    policy.require(actor, JOB, "view")
    which = request.GET.get("list", LISTS[0])
    which = which if which in LISTS else LISTS[0]
    after = request.GET.get("after", "")
    kinds = queries.kinds(actor)
    found = queries.job_page(actor, which, after=int(after) if after.isascii() and after.isdigit() else 0)
    oldest = min((each.oldest for each in kinds if each.oldest), default=None)
    context = {
        "kinds": [asdict(each) | {"name": kind_name(each.task)} for each in kinds],
        "counts": [(each, sum(getattr(kind, each) for kind in kinds)) for each in LISTS],
        "late": oldest if oldest and oldest < timezone.now() else None,
        "jobs": [_line(each) for each in found.jobs],
        "after": found.after,
        "which": which,
        "may": policy.may(actor, JOB, "change") and which != "running",
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "job-list"
    return render(request, "jobs/body.html" if within else "jobs/jobs.html", context)


def _line(job: Record) -> dict[str, Any]:
    return {
        "uid": outside_id(JOB, job.pk),
        "number": job.pk,
        "name": kind_name(job["task"]),
        "since": job["created_at"],
        "due": job["due_at"],
        "tries": job["failures"],
        "error": error_words(job.get("error") or ""),
        "is_lost": job["status"] == "running" and job["lease_until"] and job["lease_until"] < timezone.now(),
    }


@page(place="settings")
@require_POST
def retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _do(request, uid, operations.retry_job, _("It is tried again."))


@page(place="settings")
@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _do(request, uid, operations.discard_job, _("Given up. It stays on record."))


def _do(request: HttpRequest, uid: UUID, verb: Callable[..., Any], said: str) -> HttpResponse:
    key = reading.key_of(request.actor, JOB, uid, "change")
    try:
        verb(request.actor, key)
    except ValidationError as refused:  # it has begun meanwhile
        said = " ".join(refused.messages)
    return done(request, said, fact=CHANGED, back="jobs")
