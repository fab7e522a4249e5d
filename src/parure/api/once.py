"""The same call sent again is answered as the first time."""

import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parure.access.encryption import seal, unseal
from parure.api import bodies
from parure.api.door import Caller
from parure.api.problems import Problem
from parure.api.writing import Done
from parure.core.once import begin_answer, end_answer

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")


def answered_once(
    request: HttpRequest, caller: Caller, respond: Callable[[], Done], *, sent: bytes | None = None
) -> HttpResponse:
    """The answer to a change, in one transaction with it. With the header `Idempotency-Key` it happens once a day.

    What is somebody's own (a revealed number) is kept nowhere: asked again it is opened again, on record. `sent` is
    what makes two calls the same, by default the whole body.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        with transaction.atomic():
            return _answer(request, respond())
    if not KEY.fullmatch(key):
        raise Problem("malformed", errors={HEADER: [_("Up to 200 letters, digits and signs.")]})
    sent = f"{request.method} {request.get_full_path()}\n".encode() + (request.body if sent is None else sent)
    with transaction.atomic():
        kept = begin_answer(f"api:{caller.key}", key, hashlib.sha256(sent).hexdigest())
        if kept.status:
            body, uid = json.loads(unseal(bytes(kept.body), f"core.kept_answer:{kept.pk}"))
            answer = _answer(request, Done(kept.status, body, uid))
            answer.headers["Idempotent-Replayed"] = "true"
            return answer
        done = respond()
        if done.is_secret:
            kept.delete()
        else:
            told = bodies.as_json([done.body, done.uid])
            end_answer(kept, done.status, seal(told, f"core.kept_answer:{kept.pk}"))
    return _answer(request, done)


def _answer(request: HttpRequest, done: Done) -> HttpResponse:
    if done.body is None:
        return HttpResponse(status=done.status)
    headers = {} if done.is_secret or not done.uid else {"ETag": bodies.version(done.body)}
    if done.status == 201 and done.uid:
        headers["Location"] = f"{request.path.rstrip('/')}/{done.uid}"
    return bodies.answer(done.body, status=done.status, **headers)
