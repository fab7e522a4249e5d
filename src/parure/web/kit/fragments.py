"""What belongs to a list beside its page: counts of its views, the forms of its filters, views of one's own."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.extents import count_to_bound
from parure.core.conditions import Tree
from parure.customize.operations import delete_view, save_view
from parure.customize.operations.views import change_view
from parure.web.dialogs import DialogForm, add_errors, show
from parure.web.kit.addresses import ListState
from parure.web.kit.forms import can_be_asked, editor_of, fields_to_ask, read_editor
from parure.web.kit.lists import list_of
from parure.web.kit.opened import opened
from parure.web.kit.saved_views import views_of
from parure.web.kit.terms import as_tree, check_terms
from parure.web.pages import page
from parure.web.undo import offer, undoes


@page(part_of=reverse)
@require_safe
def counts(request: HttpRequest, key: str) -> HttpResponse:
    """How many each view holds, for the tabs; asked for once the page stands."""
    declared = list_of(key)
    actor = request.actor
    policy.require(actor, declared.resource, "view")
    found = []
    for view in views_of(actor, declared).values():
        try:
            check_terms(actor, declared.resource, view.terms)
        except ValidationError:
            continue
        total, is_more = count_to_bound(actor, declared.resource, as_tree(view.terms))
        found.append((view.key, f"{total:,}+" if is_more else f"{total:,}"))
    return render(request, "kit/list_counts.html", {"counts": found})


@page(part_of=reverse)
@require_safe
def edit_filter(request: HttpRequest, key: str) -> HttpResponse:
    """The menu of fields; for one of them the form of its comparison; sent off, the list with that term.

    The rest of the list's state travels along as it stands in the address.
    """
    declared = list_of(key)
    now = opened(request, declared)
    permitted = policy.filterable(request.actor, declared.resource)
    name, place = request.GET.get("field", ""), request.GET.get("box", "")[:20]
    context = {
        "list": declared,
        "query": now.state.but().query(),
        "box": place,
        "state": now.state.but().pairs(),
    }
    if not name:
        return render(request, "kit/filter_fields.html", context | {"fields": fields_to_ask(permitted)})
    if name not in permitted or not can_be_asked(permitted[name]):
        raise policy.Denied(name)
    asked, at = permitted[name], _place(request.GET.get("term", ""), now.terms)
    context |= {"term": request.GET.get("term", "") if at is not None else ""}
    if "op" in request.GET:
        try:
            term = read_editor(asked, request.GET)
            check_terms(request.actor, declared.resource, [term])
        except ValidationError as problem:
            return _again(
                request, context, editor_of(request.actor, asked, None, request.GET), problem, place
            )
        terms = list(now.terms)
        if at is None:
            terms.append(term)
        else:
            terms[at] = term
        return redirect(now.state.with_terms(terms).address())
    editor = editor_of(request.actor, asked, now.terms[at] if at is not None else None)
    return render(request, "kit/filter.html", context | {"editor": editor})


def _place(text: str, terms: list[Tree]) -> int | None:
    """Which term is edited; None for a new one."""
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    return at if 0 <= at < len(terms) else None


def _again(
    request: HttpRequest, context: dict[str, Any], editor: Any, problem: ValidationError, place: str
) -> HttpResponse:
    """The form once more with what was typed and what is wrong, where it stood."""
    context |= {"editor": editor, "error": " ".join(problem.messages)}
    answer = render(request, "kit/filter.html", context, status=422)
    answer.headers["HX-Retarget"] = f"#{place}"
    answer.headers["HX-Reswap"] = "innerHTML"
    answer.headers["HX-Push-Url"] = "false"
    return answer


# ── views of one's own ───────────────────────────────────────────────────────


class NameForm(DialogForm):
    name = CharField(max_length=40, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = pgettext("of a list", "Name")
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autofocus": True}


@page
def add_saved_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the list as it stands under a name; the name again replaces it."""
    declared = list_of(key)
    now = opened(request, declared)
    policy.require(request.actor, "customize.saved_view", "add")
    initial = {"name": now.view.label if now.view.uid else ""}
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    words = {
        "title": _("Keep this view"),
        "intro": _("Conditions, order and columns are kept; only you see it."),
    }
    if request.method != "POST" or not form.is_valid():
        return show(request, form, **words)
    try:
        kept = save_view(
            request.actor,
            declared.resource,
            name=form.cleaned_data["name"],
            condition={"all": now.terms},
            columns=list(now.columns),
            sort=now.sort,
        )
    except ValidationError as problem:
        add_errors(form, problem)
        return show(request, form, **words)
    address = ListState(key, view=str(kept.uid)).address()
    told = {
        "toast": {"text": _("Kept as “%(name)s”.") % {"name": kept.name}},
        "closeDialog": True,
        "viewsChanged": True,
    }
    return _to_list(request, address, told)


@page
@require_POST
def delete_saved_view(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Remove a view of one's own; it can be taken back."""
    declared = list_of(key)
    actor = request.actor
    policy.require(actor, declared.resource, "view")
    view = views_of(actor, declared).get(str(uid))
    if view is None:
        raise policy.NotFound("view")
    delete_view(actor, str(uid))
    kept = {
        "resource": declared.resource,
        "name": view.label,
        "condition": {"all": view.terms},
        "columns": list(view.columns),
        "sort": view.sort,
        "size": view.size,
    }
    undo = offer(request, "list.restore_view", kept)
    told = {"toast": {"text": _("“%(name)s” was removed.") % {"name": view.label}, "undo": undo}}
    return _to_list(request, ListState(key).address(), told)


@undoes("list.restore_view", fact="listChanged")
def restore_view(actor: Any, kept: dict[str, Any]) -> None:
    size = kept.pop("size", 0)
    made = save_view(actor, kept.pop("resource"), **kept)
    if size:
        change_view(actor, made.uid, name=made.name, size=size)


def _to_list(request: HttpRequest, address: str, told: dict[str, Any]) -> HttpResponse:
    """Show the list at this address in place, with the notice; without script go there."""
    if not request.htmx:
        return redirect(address)
    where = {"path": address, "target": "#list", "swap": "outerHTML"}
    return HttpResponse(
        status=204, headers={"HX-Trigger": json.dumps(told), "HX-Location": json.dumps(where)}
    )
