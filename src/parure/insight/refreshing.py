"""When figures are refreshed: every night, some time after an import, when somebody asks."""

from datetime import timedelta

from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.core import jobs
from parure.core.models import Job
from parure.insight.copy.lake import Busy
from parure.insight.groups.scheme import scheme_now
from parure.insight.models import Refreshed
from parure.insight.operations import refresh

TASK = "insight.refresh"
GROUP = "insight.rfm_group"
AFTER_IMPORT = timedelta(minutes=5)  # imports come one after the other: figures wait for the last
AFTER_BUSY = timedelta(minutes=1)


def plan_refresh(after: timedelta = timedelta()) -> Job:
    """Have figures refreshed so long from now. One that waits already is the one, and comes no later than this."""
    return jobs.enqueue_one(TASK, after=after)


def may_ask_for_refresh(actor: Actor) -> bool:
    """Whoever sees groups of all customers; others wait for the night."""
    sees_all = actor.scope("people.customer", "view") is Scope.ALL
    return sees_all and policy.may(actor, GROUP) and not actor.read_only


def ask_for_refresh(actor: Actor) -> Job:
    """Have figures refreshed now, in the background. Raises `policy.Denied`."""
    policy.refuse_read_only(actor)
    if not may_ask_for_refresh(actor):
        raise policy.Denied(TASK)
    return plan_refresh()


def carry_out_refresh(run: jobs.Run) -> None:
    """Refresh; where another is at it, try again in a while."""
    try:
        with run.staying():
            refresh()
    except Busy:
        with run.checkpoint():
            plan_refresh(AFTER_BUSY)


def is_under_way() -> bool:
    """Whether a refresh runs or is about to."""
    soon = timezone.now() + timedelta(seconds=5)
    found = Job.objects.filter(task=TASK)
    return (
        found.filter(status=Job.Status.RUNNING).exists()
        or found.filter(status=Job.Status.WAITING, due_at__lte=soon).exists()
    )


def newest_refresh() -> Refreshed | None:
    """The refresh that the figures are of."""
    return Refreshed.objects.order_by("-pk").first()


def is_awaited() -> bool:
    """Whether the shop has settled scores or groups anew since the last refresh, so that the next one sorts customers
    otherwise. Three queries.
    """
    newest = newest_refresh()
    return newest is not None and bool(newest.settled) and newest.settled != scheme_now().as_plain()
