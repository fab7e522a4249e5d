"""Taking back what a page did: the values lie sealed in the session, the address holds a random key only."""

import base64
import json
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.access.encryption import seal, unseal
from parure.web.pages import page

KEPT = 10
SESSION = "undo"
Verb = Callable[[Actor, dict[str, Any]], Any]
_VERBS: dict[str, tuple[Verb, str]] = {}


def undoes(name: str, *, fact: str) -> Callable[[Verb], Verb]:
    """Register what takes something back: called with the actor and the kept values; pages then hear `fact`."""

    def register(verb: Verb) -> Verb:
        _VERBS[name] = (verb, fact)
        return verb

    return register


def offer(request: HttpRequest, name: str, values: dict[str, Any]) -> str:
    """The address that takes it back, for this session and once."""
    key = secrets.token_urlsafe(9)
    sealed = seal(json.dumps({"verb": name, "values": values}), _place(key))
    kept = dict(list(request.session.get(SESSION, {}).items())[1 - KEPT :])
    request.session[SESSION] = kept | {key: base64.b64encode(sealed).decode()}
    return reverse("undo", args=[key])


def _place(key: str) -> str:
    return f"session.undo:{key}"


@page
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take it back; a second time there is nothing left to take back."""
    kept = request.session.get(SESSION, {})
    if key not in kept:
        raise policy.NotFound("undo")
    told = json.loads(unseal(base64.b64decode(kept[key]), _place(key)))
    verb, fact = _VERBS[told["verb"]]
    request.session[SESSION] = {name: each for name, each in kept.items() if name != key}
    try:
        verb(request.actor, told["values"])
    except ValidationError as error:  # somebody was faster: say so, and show how things stand
        notice = {"text": " ".join(error.messages), "bad": True}
    else:
        notice = {"text": _("Taken back.")}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": notice, fact: True})})
