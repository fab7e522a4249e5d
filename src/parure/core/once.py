"""Once: what is sent twice (a double tap, a retry after a lost connection) has effect once.

Whoever asks brings a random key with the request; the operation looks it up first and keeps it with its effect, in
the same transaction. A call from outside is answered the second time as it was the first, for a day.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from parure.core import jobs
from parure.core.models import KeptAnswer, RequestKey

KEPT = timedelta(hours=24)


class OtherRequest(ValueError):
    """The key came with something else the first time."""


class UnderWay(RuntimeError):
    """The same call is being carried out just now."""


def done_before(key: str, resource: str) -> int | None:
    """The record that this request made the first time; None when it hasn't had its effect yet."""
    if not key:
        return None
    return (
        RequestKey.objects.filter(key=key[:80], resource=resource).values_list("record_id", flat=True).first()
    )


def keep_done(key: str, resource: str, record_id: int) -> None:
    """Keep that this request has had its effect. Two at once: the second one's transaction ends."""
    if key:
        RequestKey.objects.create(key=key[:80], resource=resource, record_id=record_id)


def begin_answer(owner: str, key: str, digest: str) -> KeptAnswer:
    """The answer that this call got within the last day (it has a status), or a fresh one to fill.

    To be called in the transaction of the call's effect. `digest` stands for what was sent: the same key with
    another raises `OtherRequest`. Two at once: the second raises `UnderWay`.
    """
    since = timezone.now() - KEPT
    KeptAnswer.objects.filter(owner=owner, key=key, at__lt=since).delete()
    kept = KeptAnswer.objects.filter(owner=owner, key=key).first()
    if kept is None:
        try:
            with transaction.atomic():
                return KeptAnswer.objects.create(owner=owner, key=key, digest=digest)
        except IntegrityError:
            raise UnderWay(key) from None
    if kept.digest != digest:
        raise OtherRequest(key)
    return kept


def end_answer(kept: KeptAnswer, status: int, body: bytes) -> None:
    """Fill in what the call was answered."""
    kept.status, kept.body = status, body
    kept.save(update_fields=["status", "body"])


@jobs.task("core.forget_answers")
def forget_answers() -> None:
    KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()


jobs.daily("core.forget_answers")
