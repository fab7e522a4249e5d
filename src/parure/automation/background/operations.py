"""What an operator does about a background job: let it be tried again, or give it up."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.models import Job

RESOURCE = "automation.job"


@transaction.atomic
def retry_job(actor: Actor, key: int) -> Job:
    """Let a job that failed, or that waits for its next try, begin anew at once, with all its tries before it."""
    job = _held(actor, key)
    now = timezone.now()
    if job.status == Job.Status.WAITING and not job.failures and job.due_at <= now:
        return job
    if job.status not in (Job.Status.FAILED, Job.Status.WAITING):
        raise ValidationError(_("Only what failed or waits can be tried again."))
    fresh = {"status": Job.Status.WAITING, "failures": 0, "claims": 0, "due_at": now, "finished_at": None}
    return _keep(actor, job, fresh)


@transaction.atomic
def discard_job(actor: Actor, key: int) -> Job:
    """Give up a job that failed or waits: it is not done any more, and stays on record."""
    job = _held(actor, key)
    if job.status == Job.Status.STOPPED:
        return job
    if job.status not in (Job.Status.FAILED, Job.Status.WAITING):
        raise ValidationError(_("Only what failed or waits can be given up."))
    return _keep(actor, job, {"status": Job.Status.STOPPED, "finished_at": timezone.now()})


def _held(actor: Actor, key: int) -> Job:
    job: Job = policy.fetch(actor, RESOURCE, key, "change", lock=True)
    policy.check_write(actor, RESOURCE, ["status"])
    return job


def _keep(actor: Actor, job: Job, fresh: dict[str, Any]) -> Job:
    with policy.writing(actor, RESOURCE, job, ["status"]):
        for name, value in fresh.items():
            setattr(job, name, value)
        job.save(update_fields=list(fresh))
    return job
