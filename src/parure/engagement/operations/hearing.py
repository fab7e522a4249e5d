"""What customers complained of, as a task for who answers for the store: it ends when something was done about it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.access.models import Staff
from parure.core.events import emit
from parure.engagement.events import TaskCompleted, TaskCreated
from parure.engagement.models import Task, TaskKind, TaskStatus
from parure.engagement.rules import due_moment
from parure.people.choices import FeedbackKind, FeedbackStatus
from parure.people.feedback.rules import wants_looking_into
from parure.people.models import Feedback

MANAGER = "manager"
DAYS = 1  # a complaint is looked into by the next evening
URGENT = 10
HOUSE = Actor(None, "parure", {})


@transaction.atomic
def look_into_feedback(feedback_id: int) -> Task | None:
    """A complaint, few stars or a bad word about us is a task of the store's manager, else of the customer's advisor; once
    for each feedback. None where it is settled, or nothing has to be looked into (any more: its task is dropped). Emits TaskCreated.
    """
    heard = Feedback.objects.select_related("customer", "customer__owner").get(pk=feedback_id)
    if heard.status == FeedbackStatus.SETTLED:
        return None
    if heard.is_removed or not wants_looking_into(heard.kind, heard.score, heard.recommend):
        Task.objects.filter(source_key=_key(feedback_id), status=TaskStatus.OPEN).update(
            status=TaskStatus.CANCELLED
        )
        return None
    store_id = heard.store_id or heard.customer.home_store_id
    doer = _manager(store_id) or heard.customer.owner
    due = due_moment(timezone.localdate() + timedelta(days=DAYS), timezone.get_current_timezone())
    task, fresh = Task.objects.get_or_create(
        source_key=_key(feedback_id),
        defaults={
            "customer": heard.customer,
            "assignee": doer,
            "creator_id": heard.staff_id,
            "store_id": store_id or (doer.home_store_id if doer else None),
            "kind": TaskKind.FOLLOW_UP,
            "title": _title(heard),
            "priority": URGENT if heard.kind == FeedbackKind.COMPLAINT else 0,
            "due_at": due,
            "first_due_at": due,
        },
    )
    if fresh:
        emit(TaskCreated(task.pk, task.customer_id, task.assignee_id, task.kind), actor=HOUSE)
    return task


@transaction.atomic
def follow_feedback(feedback_id: int) -> None:
    """Let the task be as its feedback is: done once that is settled, dropped once that was taken back, else to do. One
    that somebody did or dropped themself stays so until the feedback is opened again. Emits TaskCompleted.
    """
    heard = Feedback.objects.get(pk=feedback_id)
    task = Task.objects.select_for_update(of=("self",)).filter(source_key=_key(feedback_id)).first()
    wanted = TaskStatus.OPEN
    if heard.is_removed:
        wanted = TaskStatus.CANCELLED
    elif heard.status == FeedbackStatus.SETTLED:
        wanted = TaskStatus.DONE
    is_to_change = task is not None and TaskStatus.OPEN in (wanted, task.status)
    if task is None or not is_to_change or task.status == wanted:
        return
    task.status = wanted
    task.done_at = timezone.now() if wanted == TaskStatus.DONE else None
    task.outcome = _("Settled") if wanted == TaskStatus.DONE else ""
    task.save(update_fields=["status", "done_at", "outcome"])
    if wanted == TaskStatus.DONE:
        done = TaskCompleted(task.pk, task.customer_id, task.assignee_id, task.kind, task.outcome)
        emit(done, actor=HOUSE)


def _key(feedback_id: int) -> str:
    return f"feedback:{feedback_id}"


def _manager(store_id: int | None) -> Staff | None:
    """Who manages the store and has the fewest tasks open; the others see it among the store's."""
    if store_id is None:
        return None
    here = Staff.objects.filter(is_active=True, roles__code=MANAGER, home_store_id=store_id).order_by("pk")
    found = list(here)
    if len(found) < 2:
        return found[0] if found else None
    open_tasks = Task.objects.filter(assignee__in=found, status=TaskStatus.OPEN)
    busy = list(open_tasks.values_list("assignee_id", flat=True))
    return min(found, key=lambda each: (busy.count(each.pk), each.pk))


def _title(heard: Feedback) -> str:
    if heard.kind == FeedbackKind.COMPLAINT:
        return _("Look into the complaint")
    if heard.score is not None and wants_looking_into("", heard.score, None):
        return _("Ask what was wrong: %s of 5 stars") % heard.score
    return _("Ask what was missing: would recommend us %s of 10") % heard.recommend
