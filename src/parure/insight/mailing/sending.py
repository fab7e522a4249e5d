"""Sending what is due: one job a mailing and time, one mail a receiver.

Mail servers can't be asked whether they have taken a mail, so that once and only once can't be had. Here it is: at most
once. `SENDING` is kept before a mail is handed over and `SENT` after; whoever finds `SENDING` after a crash sends nothing
and says so. What certainly wasn't taken (no figures yet, no server, a refusal) is tried again for some hours.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.utils import timezone

from parure.access import audit
from parure.access.actors import actor_for
from parure.access.choices import AuditAction
from parure.core import faults, jobs
from parure.insight.copy.lake import NoCopy
from parure.insight.mailing.letters import Letter, letter_for
from parure.insight.mailing.standing import lacks_server, standing
from parure.insight.mailing.timing import next_time
from parure.insight.models import Mailing, Sent
from parure.insight.reports.datasets import datasets
from parure.insight.reports.process import TooLong

TASK = "insight.send_report"
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=5)
"""Then twice as long each time: the last try is about ten hours after the first."""
log = logging.getLogger("parure.mail")


class NotTaken(RuntimeError):
    """The mail certainly didn't go out; `reason` is a code of `standing.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def plan_due_mailings() -> None:
    """Write a job for each mailing whose hour has come. Hours that passed while nobody was awake are one."""
    now, zone = timezone.now(), timezone.get_default_timezone()
    due = Mailing.objects.filter(is_paused=False, is_archived=False, next_at__lte=now)
    for each in due.select_for_update().order_by("pk"):
        _enqueue(each.pk, each.next_at, 0)
        each.next_at = next_time(each.every, each.on, each.hour, after=now, zone=zone)
        each.save(update_fields=["next_at"])


def _enqueue(mailing: int, due: datetime, tries: int) -> None:
    wait = FIRST_WAIT * 2 ** (tries - 1) if tries else timedelta()
    jobs.enqueue(
        TASK,
        {"mailing": mailing, "due": due.isoformat()},
        unique_key=f"{TASK}:{mailing}:{due.isoformat()}:{tries}",
        due_at=timezone.now() + wait,
    )


def send_mailing(run: jobs.Run, mailing: int, due: str) -> None:
    """Send one mailing of one time to everybody who hasn't got it; what couldn't go is tried again later."""
    at = datetime.fromisoformat(due)
    with run.checkpoint():
        waiting = _waiting(mailing, at)
    for each in waiting:
        _send_one(run, each)
    with run.checkpoint():
        left = Sent.objects.filter(mailing=mailing, due_at=at, state=Sent.State.WAITING)
        tries = max(left.values_list("tries", flat=True), default=0)
        if tries:
            _enqueue(mailing, at, tries)


def _waiting(pk: int, due: datetime) -> list[int]:
    """The keys of what is to be sent, written on the first call. Nothing of what was paused, ended or put away."""
    mailing = Mailing.objects.filter(
        pk=pk, is_paused=False, is_archived=False, report__is_archived=False, owner__is_active=True
    ).first()
    if mailing is None:
        Sent.objects.filter(mailing=pk, due_at=due, state=Sent.State.WAITING).delete()
        return []
    known = Sent.objects.filter(mailing=mailing, due_at=due)
    if not known.exists():
        people = mailing.receivers.order_by("pk").values_list("pk", flat=True)
        Sent.objects.bulk_create(
            [Sent(mailing=mailing, staff_id=each, due_at=due) for each in people], ignore_conflicts=True
        )
    open_ = known.filter(state__in=(Sent.State.WAITING, Sent.State.SENDING))
    return list(open_.order_by("pk").values_list("pk", flat=True))


def _send_one(run: jobs.Run, pk: int) -> None:
    with run.checkpoint():
        sent = Sent.objects.select_related("staff", "mailing__report", "mailing__owner").get(pk=pk)
        if sent.state == Sent.State.SENDING:
            _settle(sent, Sent.State.UNSURE, "interrupted")
            return
        if reason := standing(sent.staff, sent.mailing.report.uid):
            _settle(sent, Sent.State.LEFT_OUT, reason)
            return
    try:
        with run.staying():
            letter = _letter(sent)
            server = _opened()
    except NotTaken as error:
        with run.checkpoint():
            _again(sent, error.reason)
        return
    try:
        with run.checkpoint():
            _begin(sent, letter)
        _hand_over(run, sent, letter, server)
    finally:
        server.close()


def _letter(sent: Sent) -> Letter:
    if lacks_server():
        raise NotTaken("no_server")
    try:
        return letter_for(sent)
    except NoCopy:
        raise NotTaken("no_copy") from None
    except TooLong:
        raise NotTaken("too_long") from None
    except Exception as error:  # noqa: BLE001 - one receiver's mail must not stop the others'
        faults.note(log, error, TASK)
        raise NotTaken("broken") from None


def _opened() -> Any:
    server = mail.get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server: %s", type(error).__name__)
        raise NotTaken("no_server") from None
    return server


def _hand_over(run: jobs.Run, sent: Sent, letter: Letter, server: Any) -> None:
    letter.message.connection = server
    try:
        with run.staying():
            letter.message.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:  # the server said no
        log.warning("mail refused: %s", type(error).__name__)
        with run.checkpoint():
            _again(sent, "refused")
    except (OSError, smtplib.SMTPException) as error:  # it broke off, and nobody knows how far it had come
        log.warning("mail broke off: %s", type(error).__name__)
        with run.checkpoint():
            _settle(sent, Sent.State.UNSURE, "interrupted")
    else:
        with run.checkpoint():
            _settle(sent, Sent.State.SENT)


def _again(sent: Sent, reason: str) -> None:
    sent.tries += 1
    _settle(sent, Sent.State.FAILED if sent.tries >= MOST_TRIES else Sent.State.WAITING, reason)


def _settle(sent: Sent, state: Sent.State, reason: str = "") -> None:
    sent.state, sent.reason, sent.at = state, reason, timezone.now()
    sent.save(update_fields=["state", "reason", "tries", "rows", "at"])


def _begin(sent: Sent, letter: Letter) -> None:
    """Keep that it is being handed over; from here on it counts as taken along by its receiver."""
    sent.rows = letter.rows
    _settle(sent, Sent.State.SENDING)
    question = letter.question
    detail = {
        "report": question.dataset,
        "by": list(question.splits),
        "figures": list(question.measures),
        "rows": letter.rows,
        "forms": list(sent.mailing.forms),
        "mailing": str(sent.mailing.uid),
    }
    resource = datasets()[question.dataset].resource
    audit.record(actor_for(sent.staff), AuditAction.EXPORT, resource, detail=detail)
