"""The door of other systems: every call brings a key, acts as its person, and is answered in one form."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt

from parure.access.actors import Actor
from parure.api import problems
from parure.api.problems import Problem
from parure.core import buckets
from parure.core.addresses import client_address
from parure.integrations.keys import actor_of, key_for
from parure.integrations.operations import note_use

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="parure"'}


@dataclass(frozen=True)
class Caller:
    """Who calls: the key, as whom it acts, and how many calls it has a minute."""

    key: str
    actor: Actor
    per_minute: int


View = Callable[..., HttpResponse]


def door(*verbs: str) -> Callable[[View], View]:
    """Decorator: the view takes `(request, caller, …)` and these verbs; a browser's session counts for nothing here."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with translation.override(_language(request)):
                try:
                    caller = enter(request)
                    if request.method not in verbs:
                        raise Problem("not-offered", headers={"Allow": ", ".join(verbs)})  # noqa: TRY301
                    answer = view(request, caller, *args, **kwargs)
                except Exception as error:  # noqa: BLE001 - every fault is answered in the one form
                    answer = problems.answer(problems.of(error, view.__name__))
            answer.headers.setdefault("Cache-Control", "private, no-store")
            answer.headers.setdefault("Vary", "Authorization, Accept-Language")
            return answer

        guarded.is_api = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def enter(request: HttpRequest) -> Caller:
    """Who calls; raises a Problem without a key that holds, or when it calls too often."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    key = key_for(secret) if scheme.lower() == "bearer" else None
    if key is None:
        raise Problem("no-key", headers=CHALLENGE)
    caller = Caller(str(key.uid), actor_of(key, address=client_address(request)), key.per_minute)
    charge(caller)
    note_use(key)
    return caller


def charge(caller: Caller, calls: int = 1) -> None:
    """Count so many calls against the key's share; raises a Problem when it is used up."""
    wait = buckets.take(f"api:{caller.key}", per_minute=caller.per_minute, tokens=calls)
    if wait:
        raise Problem("too-often", headers={"Retry-After": str(math.ceil(wait))})


def _language(request: HttpRequest) -> str:
    asked = get_language_from_request(request) if request.headers.get("Accept-Language") else ""
    return asked or settings.LANGUAGE_CODE
