"""Once: what is sent twice (a double tap, a retry after a lost connection) has effect once.

Whoever asks brings a random key with the request; the operation looks it up first and keeps it with its effect, in
the same transaction.
"""

from parure.core.models import RequestKey


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
