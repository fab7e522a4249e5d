"""How a view becomes a page: signed in, at a place of the rail, or open to all on purpose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
VERBS = ("GET", "HEAD", "POST")
Whole = str | Callable[..., str]
"""The page that a part stands on: the name of its address, which takes what the part's own takes, or what makes
it of what the part's own takes, in that order."""


def page(view: View | None = None, *, place: str = "", part_of: Whole | None = None) -> Any:
    """Decorator of every page: nobody comes in unsigned. `place` marks the rail item it belongs to.

    With `part_of` htmx alone gets the part; whoever opens its address by hand comes to the page that it stands on.
    """

    def decorate(function: View) -> View:
        @wraps(function)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                if request.htmx:
                    return HttpResponse(status=401, headers={"HX-Redirect": "/signin/"})
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if request.method not in VERBS:
                return HttpResponseNotAllowed(VERBS)
            answer = function(request, *args, **kwargs)
            if part_of and request.method != "POST" and not request.htmx and answer.status_code == 200:
                return redirect(
                    part_of(*kwargs.values()) if callable(part_of) else reverse(part_of, kwargs=kwargs)
                )
            return answer

        guarded.place = place  # type: ignore[attr-defined]
        guarded.is_part = part_of is not None  # type: ignore[attr-defined]
        guarded.is_page = True  # type: ignore[attr-defined]
        return guarded

    return decorate(view) if view else decorate


def open_to_all(view: View) -> View:
    """Decorator that says on purpose: no sign-in needed here."""
    opened = require_http_methods(VERBS)(view)
    opened.is_open = True
    return opened
