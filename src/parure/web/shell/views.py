"""Signing in and out, one's own language, and whether the house stands."""

import secrets
from datetime import timedelta
from importlib.resources import files
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parure.access import attempts, operations
from parure.access.attempts import DEVICE_COOKIE, DEVICE_DAYS, Device, read_device
from parure.access.queries import staff_uid_of
from parure.web.middleware import client_address
from parure.web.pages import open_to_all, page

# the first mark found counts: an Edge says that it is Chrome, too, and a Chrome that it is Safari
BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@open_to_all
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Says the same for a wrong name and a wrong password, and how long to wait after many."""
    if request.actor is not None:
        return redirect("today")
    username = request.POST.get("username", "")[:60]
    wait = timedelta(0)
    if request.method == "POST":
        device = read_device(request.COOKIES.get(DEVICE_COOKIE, ""), secrets.token_urlsafe(12))
        staff, wait = _try(request, username, device)
        if staff is not None:
            return _let_in(request, staff, device)
    failed = request.method == "POST"
    context = {
        "failed": failed,
        "wait": wait_words(wait) if wait else "",
        "username": username,
        "next": request.GET.get("next", ""),
    }
    status = (429 if wait else 422) if failed else 200
    headers = {"Retry-After": str(ceil(wait.total_seconds()))} if wait else None
    return HttpResponse(render_to_string("signin.html", context, request), status=status, headers=headers)


def _try(request: HttpRequest, username: str, device: Device) -> tuple[Any, timedelta]:
    """(who it is or None, how long to wait). While one has to wait the password isn't looked at."""
    address = client_address(request)
    known = device.knows(staff_uid_of(username))
    asked = attempts.sides(username, address, known, device.name)
    if wait := attempts.begin(asked):
        return None, wait
    staff = authenticate(request, username=username, password=request.POST.get("password", ""))
    operations.record_sign_in(staff, username, ok=staff is not None, address=address)
    if staff is not None:
        attempts.succeeded(asked)
    elif wait := attempts.wait_of(asked):
        operations.record_lock(username, address=address)
    return staff, wait


def _let_in(request: HttpRequest, staff: Any, device: Device) -> HttpResponse:
    """The first page, and a cookie by which this browser keeps its own count of wrong passwords."""
    login(request, staff)
    request.session.began(client_address(request), device_of(request))
    response = redirect(_wanted(request))
    response.set_cookie(
        DEVICE_COOKIE,
        device.with_person(staff.uid).sealed(),
        max_age=DEVICE_DAYS * 24 * 3600,
        path=reverse("signin"),
        samesite="Lax",
        httponly=True,
        secure=settings.BEHIND_TLS,
    )
    return response


def wait_words(wait: timedelta) -> str:
    """How long to wait, rounded up: 25 seconds, 8 minutes."""
    seconds = ceil(wait.total_seconds())
    if seconds < 90:
        return ngettext("%s second", "%s seconds", seconds) % seconds
    minutes = ceil(seconds / 60)
    return ngettext("%s minute", "%s minutes", minutes) % minutes


def device_of(request: HttpRequest) -> str:
    """The browser and the machine in two words that its owner knows again: "Chrome, Windows"."""
    says = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in says), "")
    machine = next((name for mark, name in MACHINES if mark in says), "")
    return ", ".join(filter(None, [browser, machine]))


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted else "today"


@page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    operations.record_sign_out(request.actor)
    logout(request)
    response = redirect("signin")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak the other language from the next page on."""
    language = request.POST.get("language", "")
    operations.set_language(request.actor, language)
    response = HttpResponse(status=204, headers={"HX-Refresh": "true"}) if request.htmx else redirect("today")
    response.set_cookie("language", language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@open_to_all
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for any page without a network; the browser fills in what it keeps itself."""
    return render(request, "offline.html")


@open_to_all
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps that page; it must come from the root to speak for all addresses."""
    script = (files("parure.web") / "static/parure/js/sw.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})
