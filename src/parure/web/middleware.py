"""Every request acts as somebody, in their language; every fault is answered in words."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from parure.access import policy
from parure.access.actors import Actor, actor_for
from parure.access.preview import looking_as
from parure.access.sessions import signed_in
from parure.core.addresses import client_address
from parure.web import errors

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignedInMiddleware(AuthenticationMiddleware):
    """Gives `request.user`, known already from reading the session."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]


class ActorMiddleware:
    """Gives `request.actor`; a leaver's session ends here. Speaks the reader's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.began = time.perf_counter()  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        language = request.COOKIES.get("language", settings.LANGUAGE_CODE)
        if not request.path.startswith(settings.STATIC_URL) and request.user.is_authenticated:
            if request.user.is_active:
                request.actor = _actor_of(request)  # type: ignore[attr-defined]
                language = request.user.language
            else:
                logout(request)
        with translation.override(
            language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        ):
            response = self.get_response(request)
        if request.user.is_authenticated if hasattr(request, "user") else False:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _actor_of(request: HttpRequest) -> Actor:
    """Who asks; while they look around as another role, who they look as."""
    actor = actor_for(request.user, address=client_address(request))  # type: ignore[arg-type]
    if kept := request.session.get("looking_as"):
        seen = looking_as(actor, kept)
        if seen is not None:
            return seen
        del request.session["looking_as"]
    return actor


class FaultMiddleware:
    """Turns what the house below raises into an answer that says what happened and what was kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, policy.NotFound):
            return errors.page(request, 404)
        if isinstance(error, policy.ReadOnly):
            return errors.page(request, 403, detail=str(error))
        if isinstance(error, policy.Denied):
            return errors.page(request, 403)
        if isinstance(error, ValidationError):
            return errors.page(request, 400, detail=" ".join(error.messages))
        if isinstance(error, errors.UNREACHABLE):
            return errors.page(request, 503)
        if isinstance(error, Http404):
            return None
        errors.log_fault(request, error)
        return errors.page(request, 500)
