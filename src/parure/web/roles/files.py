"""Roles as a file: taken out, and brought in after a look at what would change."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import grants as granting
from parure.access import operations, policy, queries, words
from parure.access.operations.roles import check_file
from parure.web.dialogs import go, show
from parure.web.pages import page
from parure.web.roles.forms import FileForm
from parure.web.roles.views import ROLE, effects_said

BROUGHT = "roles-brought"
LARGEST = 512 * 1024


@page(place="settings")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All roles, or those named by `?role=code`, as JSON."""
    policy.require(request.actor, ROLE, "view")
    asked = set(request.GET.getlist("role"))
    lines = [each for each in queries.role_lines(request.actor) if not asked or each.code in asked]
    body = json.dumps({"roles": queries.exported(lines)}, ensure_ascii=False, indent=2)
    name = "roles.json" if len(lines) != 1 else f"role-{lines[0].code}.json"
    return HttpResponse(
        body,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page(place="settings")
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file of roles; nothing changes before the next page was looked at."""
    policy.require(request.actor, ROLE, "add")
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            request.session[BROUGHT] = _read(form.cleaned_data["file"])
        except ValidationError as error:
            for message in error.messages:
                form.add_error("file", message)
        else:
            return go(request, reverse("role-brought"))
    return show(request, form, title=_("Roles from a file"), save_words=_("Show what would change"))


def _read(file: Any) -> list[dict[str, Any]]:
    if file.size > LARGEST:
        raise ValidationError(_("This file is too large for roles."))
    try:
        told = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValidationError(_("This is no JSON file.")) from None
    return check_file(told.get("roles") if isinstance(told, dict) else told)


@page(place="settings")
@require_safe
def brought(request: HttpRequest) -> HttpResponse:
    """What the file would change: which roles are new, and who would lose or gain what."""
    policy.require(request.actor, ROLE, "add")
    if BROUGHT not in request.session:
        return redirect("roles")
    return render(request, "roles/brought.html", _told(request, request.session[BROUGHT]))


def _told(request: HttpRequest, given: list[dict[str, Any]]) -> dict[str, Any]:
    known = {each.code: each for each in queries.role_lines(request.actor)}
    lines = []
    for each in given:
        kept = known.get(each["code"])
        found = granting.differences([kept.grants], [each["grants"]]) if kept else []
        lines.append(
            {
                "name": each["name"],
                "code": each["code"],
                "is_new": kept is None,
                "before": kept.role.title if kept and kept.role.title != each["name"] else "",
                "differences": [words.said(one) for one in found],
            }
        )
    effects = queries.effects(request.actor, {each["code"]: each["grants"] for each in given})
    return {"lines": lines, "effects": effects_said(effects)}


@page(place="settings")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Let the file's roles hold."""
    policy.require(request.actor, ROLE, "add")
    if BROUGHT not in request.session:
        return redirect("roles")
    given = request.session[BROUGHT]
    try:
        operations.import_roles(request.actor, given)
    except ValidationError as error:
        context = _told(request, given) | {"error": " ".join(error.messages)}
        return render(request, "roles/brought.html", context, status=422)
    del request.session[BROUGHT]
    return go(request, reverse("roles"), _("The roles of the file hold now."))
