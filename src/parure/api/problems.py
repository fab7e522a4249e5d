"""What went wrong, as RFC 9457 has it: one form for every status, in the caller's language, never a value."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import policy
from parure.core import faults, once
from parure.core.conditions import BadCondition
from parure.people.operations.customers import AlreadyKnown

log = logging.getLogger("parure.api")
DOCUMENTED = "/api/v1/docs#problem-{}"
WAIT = {"Retry-After": "5"}

TITLES: dict[str, tuple[int, Any]] = {
    "malformed": (400, gettext_lazy("This request can't be read.")),
    "no-key": (401, gettext_lazy("A key that holds is needed.")),
    "denied": (403, gettext_lazy("This key may not do that.")),
    "not-found": (404, gettext_lazy("There is no such record, or none in reach.")),
    "not-offered": (405, gettext_lazy("This can't be done here.")),
    "conflict": (409, gettext_lazy("This contradicts what is there already.")),
    "no-figures": (409, gettext_lazy("There are no figures yet; they come with the next refresh.")),
    "changed-meanwhile": (412, gettext_lazy("The record has changed since it was read.")),
    "too-large": (413, gettext_lazy("This is too much at once.")),
    "other-type": (415, gettext_lazy("This type of content isn't read here.")),
    "refused": (422, gettext_lazy("This was understood, but can't be done.")),
    "too-often": (429, gettext_lazy("Too many calls; wait a little.")),
    "broken": (500, gettext_lazy("Something broke; nothing was changed.")),
    "unreachable": (503, gettext_lazy("The database can't be reached; nothing was changed. Try again.")),
}
Errors = Mapping[str, Sequence[str]]


class Problem(Exception):
    """An answer that says what is wrong. `errors` has the messages by the name of what was sent."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Errors | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail
        self.errors, self.headers, self.more = errors or {}, headers or {}, more or {}

    @property
    def status(self) -> int:
        return TITLES[self.code][0]

    def body(self) -> dict[str, Any]:
        """What is told, in the language of the moment."""
        told: dict[str, Any] = {
            "type": DOCUMENTED.format(self.code),
            "title": str(TITLES[self.code][1]),
            "status": self.status,
        }
        if self.detail:
            told["detail"] = self.detail
        if self.errors:
            told["errors"] = [
                {"field": name, "messages": [str(each) for each in messages]}
                for name, messages in self.errors.items()
            ]
        return told | dict(self.more)


def answer(problem: Problem) -> HttpResponse:
    """The problem as it leaves the house."""
    return HttpResponse(
        json.dumps(problem.body()),
        status=problem.status,
        content_type="application/problem+json",
        headers=dict(problem.headers),
    )


def of(error: Exception, where: str = "?") -> Problem:
    """What an error of the house below is called here; one that nobody expected is written down."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, policy.NotFound):
        return Problem("not-found")
    if isinstance(error, policy.NotWritable):
        return Problem("denied", errors={name: [_("This can't be changed here.")] for name in error.names})
    if isinstance(error, policy.Denied):
        return Problem("denied")
    if isinstance(error, AlreadyKnown):
        return Problem("conflict", errors=_by_field(error), more={"known": [str(uid) for uid in error.uids]})
    if isinstance(error, ValidationError):
        return Problem("refused", errors=_by_field(error))
    if isinstance(error, BadCondition):
        return Problem("malformed", str(error))
    if isinstance(error, once.OtherRequest):
        return Problem("refused", _("This Idempotency-Key came with another request before."))
    if isinstance(error, once.UnderWay):
        return Problem("conflict", _("The same request is being carried out."), headers={"Retry-After": "1"})
    if isinstance(error, IntegrityError):
        return Problem("conflict")
    if isinstance(error, (DataError, OverflowError)):  # larger than any column
        return Problem("refused")
    if isinstance(error, (OperationalError, InterfaceError)):
        return Problem("unreachable", headers=WAIT)
    if isinstance(error, RequestDataTooBig):
        return Problem("too-large")
    if isinstance(error, UnreadablePostError):
        return Problem("malformed")
    faults.note(log, error, where)
    return Problem("broken")


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return {("" if name == NON_FIELD_ERRORS else name): messages for name, messages in told.items()}
