"""Signing in and out, one's own language, and whether the house stands."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parure.access import operations
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
    """The door. Says the same for a wrong name and a wrong password."""
    if request.actor is not None:
        return redirect("today")
    form = AuthenticationForm(request, request.POST or None)
    username = request.POST.get("username", "")[:60]
    if request.method == "POST":
        staff = authenticate(request, username=username, password=request.POST.get("password", ""))
        operations.record_sign_in(staff, username, ok=staff is not None, address=client_address(request))
        if staff is not None:
            login(request, staff)
            request.session.began(client_address(request), device_of(request))
            return redirect(_wanted(request))
    failed = request.method == "POST"
    context = {"form": form, "failed": failed, "username": username, "next": request.GET.get("next", "")}
    return render(request, "signin.html", context, status=422 if failed else 200)


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
