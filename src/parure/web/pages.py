"""How a view becomes a page: signed in, at a place of the rail, or open to all on purpose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
VERBS = ("GET", "HEAD", "POST")


def page(view: View | None = None, *, place: str = "") -> Any:
    """Decorator of every page: nobody comes in unsigned. `place` marks the rail item it belongs to."""

    def decorate(function: View) -> View:
        @wraps(function)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                if request.htmx:
                    return HttpResponse(status=401, headers={"HX-Redirect": "/signin/"})
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if request.method not in VERBS:
                return HttpResponseNotAllowed(VERBS)
            return function(request, *args, **kwargs)

        guarded.place = place  # type: ignore[attr-defined]
        guarded.is_page = True  # type: ignore[attr-defined]
        return guarded

    return decorate(view) if view else decorate


def open_to_all(view: View) -> View:
    """Decorator that says on purpose: no sign-in needed here."""
    opened = require_http_methods(VERBS)(view)
    opened.is_open = True
    return opened
