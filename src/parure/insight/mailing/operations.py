"""Having reports sent: by whom, when, as what, to whom."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import Staff
from parure.core.once import done_before, keep_done
from parure.insight.mailing.resources import FORMS, MAILING
from parure.insight.mailing.standing import REASONS, may_receive
from parure.insight.mailing.timing import DAY, LAST, MONTH, WEEK, next_time
from parure.insight.models import Mailing
from parure.insight.reports.kept import REPORT

NAMES = ("every", "on", "hour", "forms", "receivers")
MOST_RECEIVERS = 50
DAYS = {DAY: range(1), WEEK: range(7), MONTH: range(1, LAST + 1)}


@transaction.atomic
def schedule_report(
    actor: Actor,
    report: UUID | str,
    *,
    every: str,
    hour: int,
    forms: Iterable[str],
    receivers: Iterable[UUID | str],
    on: int = 0,
    request_key: str = "",
) -> Mailing:
    """Have a kept report sent from now on. Raises ValidationError by field, `policy.Denied` for who may not have it as
    a file themself.
    """
    policy.check_write(actor, MAILING, NAMES, action="add")
    found = policy.fetch(actor, REPORT, report, "view")
    _may_send(actor, found.uid)
    if known := done_before(request_key, MAILING):
        return Mailing.objects.get(pk=known)
    when = _when(every, on, hour)
    people = _people(actor, receivers)
    mailing = Mailing(report=found, owner_id=actor.staff_id, forms=_forms(forms), **when)
    mailing.next_at = _next(mailing)
    with policy.writing(actor, MAILING, mailing, NAMES, action="add"):
        mailing.save()
        mailing.receivers.set(people)
    keep_done(request_key, MAILING, mailing.pk)
    return mailing


@transaction.atomic
def change_mailing(actor: Actor, uid: UUID | str, **values: Any) -> Mailing:
    """Other hours (`every`, `on`, `hour`), `forms` or `receivers`."""
    policy.check_write(actor, MAILING, values)
    mailing = _fetched(actor, uid)
    _may_send(actor, mailing.report.uid)
    given = {name: values.get(name, getattr(mailing, name)) for name in ("every", "on", "hour", "forms")}
    cleaned = _when(given["every"], given["on"], given["hour"]) | {"forms": _forms(given["forms"])}
    people = _people(actor, values["receivers"]) if "receivers" in values else None
    changed = [name for name, value in cleaned.items() if getattr(mailing, name) != value]
    if people is not None and {each.pk for each in people} != {
        *mailing.receivers.values_list("pk", flat=True)
    }:
        changed.append("receivers")
    if not changed:
        return mailing
    with policy.writing(actor, MAILING, mailing, changed):
        for name, value in cleaned.items():
            setattr(mailing, name, value)
        mailing.next_at = _next(mailing)
        mailing.save()
        if people is not None:
            mailing.receivers.set(people)
    return mailing


@transaction.atomic
def pause_mailing(actor: Actor, uid: UUID | str) -> Mailing:
    """Send nothing until it goes on; what is on its way is not sent either."""
    return _pause(actor, uid, paused=True)


@transaction.atomic
def resume_mailing(actor: Actor, uid: UUID | str) -> Mailing:
    """Go on with the next hour that is to come; what fell into the pause is not made up for."""
    return _pause(actor, uid, paused=False)


def _pause(actor: Actor, uid: UUID | str, *, paused: bool) -> Mailing:
    policy.check_write(actor, MAILING, ["is_paused"])
    mailing = _fetched(actor, uid)
    if mailing.is_paused == paused:
        return mailing
    with policy.writing(actor, MAILING, mailing, ["is_paused"]):
        mailing.is_paused = paused
        mailing.next_at = _next(mailing)
        mailing.save(update_fields=["is_paused", "next_at"])
    return mailing


@transaction.atomic
def end_mailing(actor: Actor, uid: UUID | str) -> Mailing:
    """Send it no more; `restore_mailing` takes that back."""
    return _put(actor, _fetched(actor, uid, "delete"), away=True)


@transaction.atomic
def restore_mailing(actor: Actor, uid: UUID | str) -> Mailing:
    """Go on sending what was ended."""
    policy.require(actor, MAILING, "delete")
    mailing = Mailing.objects.select_for_update(of=("self",)).filter(uid=uid, is_archived=True).first()
    if mailing is None:
        raise policy.NotFound(MAILING)
    restored = _put(actor, mailing, away=False)
    if not policy.rows(actor, MAILING, "delete").filter(pk=mailing.pk).exists():
        raise policy.NotFound(MAILING)
    return restored


def _put(actor: Actor, mailing: Mailing, *, away: bool) -> Mailing:
    mailing.is_archived = away
    mailing.next_at = _next(mailing)
    mailing.save(update_fields=["is_archived", "next_at"])
    action = AuditAction.DELETE if away else AuditAction.CREATE
    audit.record(actor, action, MAILING, mailing.pk, after={"every": mailing.every})
    return mailing


def _fetched(actor: Actor, uid: UUID | str, action: str = "change") -> Mailing:
    found: Mailing = policy.fetch(actor, MAILING, uid, action, lock=True)
    return found


def _next(mailing: Mailing) -> Any:
    zone = timezone.get_default_timezone()
    return next_time(mailing.every, mailing.on, mailing.hour, after=timezone.now(), zone=zone)


def _may_send(actor: Actor, report: UUID | str) -> None:
    if reason := may_receive(actor, report):
        raise policy.Denied(str(REASONS[reason]))


def _when(every: str, on: Any, hour: Any) -> dict[str, Any]:
    errors = {}
    if every not in DAYS:
        errors["every"] = _("Every day, week or month?")
    elif on not in DAYS[every] and every != DAY:
        errors["on"] = _("There is no such day.")
    if hour not in range(24):
        errors["hour"] = _("There is no such hour.")
    if errors:
        raise ValidationError(errors)
    return {"every": every, "on": 0 if every == DAY else on, "hour": hour}


def _forms(given: Iterable[str]) -> list[str]:
    wanted = set(given)
    if not wanted or not wanted.issubset(code for code, _label in FORMS):
        raise ValidationError({"forms": _("Excel, PDF or both?")})
    return [code for code, _label in FORMS if code in wanted]


def _people(actor: Actor, uids: Iterable[UUID | str]) -> Sequence[Staff]:
    """Colleagues in reach. A leaver who is among them already may stay: nothing is sent to them."""
    wanted = {str(each) for each in uids}
    if not wanted:
        raise ValidationError({"receivers": _("Choose who is to get it.")})
    if len(wanted) > MOST_RECEIVERS:
        raise ValidationError({"receivers": _("At most %d receivers, please.") % MOST_RECEIVERS})
    return [policy.fetch(actor, "access.staff", each, "view") for each in sorted(wanted)]
