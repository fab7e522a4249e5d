"""Sign-ins that last: each is a row that knows whose it is, so that it can be listed and ended."""

from datetime import timedelta
from typing import Any

from django.contrib import auth
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from parure.access.models import SignIn

SEEN_EVERY = timedelta(minutes=5)
KEPT = ("uid", "address", "device", "began_at", "seen_at")


class SessionStore(DatabaseStore):
    """Django's sessions as rows of `SignIn`. Reading one brings the person along: a page asks once for both."""

    row: SignIn | None = None

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        return SignIn

    def _get_session_from_db(self) -> SignIn | None:
        now = timezone.now()
        asked = SignIn.objects.select_related("staff").filter(session_key=self.session_key)
        self.row = asked.filter(expire_date__gt=now).first()
        if self.row is None:
            self._session_key = None
        elif self.row.seen_at < now - SEEN_EVERY:
            SignIn.objects.filter(pk=self.row.pk).update(seen_at=now)
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row of these values; when and where it began stays as it was."""
        whose = data.get(SESSION_KEY)
        row = SignIn(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            staff_id=int(whose) if whose else None,
        )
        if self.row is not None and self.row.session_key == row.session_key:
            for name in KEPT:
                setattr(row, name, getattr(self.row, name))
        self.row = row
        return row

    def began(self, address: str, device: str) -> None:
        """Note where somebody has just signed in from; kept with the next save."""
        if self.row is not None:
            self.row.address, self.row.device = address or None, device
        self.modified = True


def signed_in(request: HttpRequest) -> Any:
    """Who asks: the person of the session, as long as the password is the one it began with; else nobody."""
    whose = request.session.get(SESSION_KEY)
    row = getattr(request.session, "row", None)
    if row is None or row.staff is None or str(row.staff_id) != whose:
        return auth.get_user(request)
    stamp = request.session.get(HASH_SESSION_KEY) or ""
    fits = constant_time_compare(stamp, row.staff.get_session_auth_hash())
    return row.staff if fits else auth.get_user(request)
