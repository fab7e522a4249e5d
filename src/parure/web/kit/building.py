"""The condition builder of a list: the dialog, the live count, and the list that it leads to."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.extents import about_how_many
from parure.core.conditions import Tree
from parure.web import dialogs
from parure.web.kit.builder import BadLine, as_typed, catalogue, read_typed
from parure.web.kit.forms import UNSAID
from parure.web.kit.lists import ListOf, list_of
from parure.web.kit.opened import opened
from parure.web.kit.sentences import leaves, spoken
from parure.web.kit.terms import MOST_TERMS
from parure.web.pages import page

LONGEST = 20_000


@page
def build_condition(request: HttpRequest, key: str) -> HttpResponse:
    """The conditions of a list in groups of lines; sent off, the list that meets them."""
    declared = list_of(key)
    now = opened(request, declared)
    actor, error = request.actor, ""
    typed = as_typed(actor, declared.resource, now.terms)
    if request.method == "POST":
        try:
            typed = _sent(request)
            tree = read_typed(actor, declared.resource, typed)
        except ValidationError as problem:
            error = " ".join(problem.messages)
        else:
            return dialogs.go(request, now.state.with_terms(_terms(tree)).address())
    context: dict[str, Any] = {
        "list": declared,
        "title": _("Conditions"),
        "action": request.get_full_path(),
        "query": now.state.but().query(),
        "catalogue": json.dumps(catalogue(actor, declared.resource), ensure_ascii=False),
        "typed": json.dumps(typed, ensure_ascii=False),
        "error": error,
        "in_dialog": dialogs.in_dialog(request),
        "inner": "kit/builder.html",
    }
    frame = "kit/builder.html" if context["in_dialog"] else "dialogs/page.html"
    return render(request, frame, context, status=422 if error else 200)


def _sent(request: HttpRequest) -> Any:
    text = request.POST.get("tree", "")
    try:
        return json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        raise ValidationError(_("This condition can't be read.")) from None


def _terms(tree: Tree) -> list[Tree]:
    """The tree as the terms of an address: lines that all hold stay simple chips."""
    if not list(leaves(tree)):
        return []
    inside = tree.get("all")
    return inside if inside is not None and len(inside) <= MOST_TERMS else [tree]


@page
@require_POST
def count_condition(request: HttpRequest, key: str) -> HttpResponse:
    """How many meet what stands in the builder, and the sentence that it makes."""
    declared = list_of(key)
    policy.require(request.actor, declared.resource, "view")
    try:
        tree = read_typed(request.actor, declared.resource, _sent(request))
    except BadLine as problem:
        if problem.code == UNSAID:  # a line just added is no mistake
            return render(request, "kit/built.html", {"hint": problem.message})
        return render(request, "kit/built.html", {"error": problem.message, "line": problem.line})
    except ValidationError as problem:
        return render(request, "kit/built.html", {"error": " ".join(problem.messages)})
    return render(request, "kit/built.html", _counted(request, declared, tree))


def _counted(request: HttpRequest, declared: ListOf, tree: Tree) -> dict[str, Any]:
    total, is_about = about_how_many(request.actor, declared.resource, tree)
    words = str(declared.counted % {"count": total, "n": f"{total:,}"})
    return {
        "words": _("about %s") % words if is_about else words,
        "sentence": spoken(request.actor, declared.resource, tree),
    }
