"""Pages for what went wrong. They say what happened, what was kept and what to do; never a value."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parure.core import faults

log = logging.getLogger("parure.web")
UNREACHABLE = (OperationalError, InterfaceError)  # the database is locked, gone, or has hung up


def page(request: HttpRequest, status: int, *, detail: str = "") -> HttpResponse:
    """The page for an HTTP status, whole or as the fragment that htmx asked for."""
    return render(request, f"errors/{status}.html", {"detail": detail, "status": status}, status=status)


def log_fault(request: HttpRequest, error: Exception) -> None:
    """Write an error down under the address that it happened in."""
    faults.note(log, error, request.resolver_match.view_name if request.resolver_match else "?")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """An error outside the views, as in reading the session: Django calls this while it is being handled."""
    error = sys.exception()
    if isinstance(error, UNREACHABLE):
        return page(request, 503)
    if isinstance(error, Exception):
        log_fault(request, error)
    return page(request, 500)
