"""Likely duplicates: the list, two records side by side, merging, and taking a merge back."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.options import options
from parure.people import operations, search
from parure.people.duplicates import reading
from parure.people.queries import customers_by_id
from parure.web.dialogs import DialogForm, add_errors, done, go, notice_of, show
from parure.web.duplicates import words
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "duplicates-changed"
STATUSES = ("open", "later", "different")
DEFAULT_THRESHOLD = 990


@page(place="customers")
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """The likeliest pairs first. htmx asks for the body again after each decision."""
    context = _list_context(request)
    within = request.htmx and request.htmx.target == "pairs"
    return render(request, "duplicates/pairs.html" if within else "duplicates/duplicates.html", context)


def _list_context(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor
    reading.require_merging(actor)
    status = request.GET.get("status", "open")
    status = status if status in STATUSES else "open"
    store = request.GET.get("store", "")
    store = store if store.isdigit() else ""
    found = reading.pairs_page(
        actor,
        status=status,
        store_id=int(store) if store else None,
        after=request.GET.get("after", ""),
    )
    here = {"status": status, "store": store}
    counts = reading.counts_in_reach(actor)
    return {
        "lines": [words.pair_line(line) for line in found.lines],
        "next_url": f"?{urlencode(here | {'after': found.after})}" if found.after else "",
        "tabs": [
            (each, words.STATUS[each], counts[each], f"?{urlencode({'status': each, 'store': store})}")
            for each in STATUSES
        ],
        "status": status,
        "store": store,
        "stores": _stores(actor),
        "here": f"{reverse('duplicates')}?{urlencode(here)}",
        "searching": reading.last_run(actor, "search"),
        "merging": reading.last_run(actor, "merge"),
        "open_pairs": counts["open"],
        "notice": notice_of(request),
    }


def _stores(actor: Actor) -> list[tuple[int, str]]:
    """The stores to choose from, where the actor reaches several."""
    if actor.scope("people.customer", "delete") not in (Scope.ALL, Scope.REGION):
        return []
    return options(actor, "access.store")


@page(place="customers")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look the whole base through, in the background."""
    operations.start_duplicate_search(request.actor)
    return go(request, reverse("duplicates"), _("The customers are being looked through."))


@page(place="customers", part_of="duplicates")
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far a search or a bulk merge is; asked every second while one runs."""
    context = {
        "searching": reading.last_run(request.actor, "search"),
        "merging": reading.last_run(request.actor, "merge"),
    }
    if not any(each and each.is_running for each in context.values()):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "duplicates/running.html", context)


@page(place="customers")
@require_safe
def pair(request: HttpRequest, uid: UUID) -> HttpResponse:
    """On to the two of a pair, side by side, whoever has bought more on the left."""
    return redirect("customer-merge", *reading.sides_of(request.actor, uid))


# ── one pair ─────────────────────────────────────────────────────────────────


@page(place="customers")
def compare(request: HttpRequest, uid: UUID, other_uid: UUID) -> HttpResponse:
    """Two records side by side, the left one stays; posted, they become one."""
    if request.method == "POST":
        choices = {
            key.removeprefix("choose_"): str(value)
            for key, value in request.POST.items()
            if key.startswith("choose_")
        }
        try:
            operations.merge_customers(request.actor, uid, other_uid, choices)
        except ValidationError as error:
            if error_code(error) == "merged":
                return go(request, reverse("duplicates"), " ".join(error.messages))
            return _compared(request, uid, other_uid, error=" ".join(error.messages), status=422)
        return go(
            request,
            reverse("customer", args=[uid]),
            _("The two records are one now; it can be undone under “What was merged”."),
        )
    return _compared(request, uid, other_uid)


def error_code(error: ValidationError) -> str:
    return str(getattr(error, "code", "") or "")


def _compared(
    request: HttpRequest, uid: UUID, other_uid: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    compared = reading.compare(request.actor, uid, other_uid)
    context = words.comparison(request.actor, compared) | {"error": error}
    return render(request, "duplicates/compare.html", context, status=status)


@page(place="customers")
@require_POST
def different(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _decide(request, uid, operations.tell_apart, _("Noted: they are different people."))


@page(place="customers")
@require_POST
def later(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _decide(request, uid, operations.put_off_pair, _("Left for later."))


@page(place="customers")
@require_POST
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _decide(request, uid, operations.reopen_pair, _("It is back on the list."))


def _decide(request: HttpRequest, uid: UUID, operation: Any, said: str) -> HttpResponse:
    try:
        operation(request.actor, uid)
    except ValidationError as error:
        return go(request, reverse("duplicates"), " ".join(error.messages))
    if "go" in request.POST:  # from the two side by side, on to the next
        return go(request, reverse("duplicates"), said)
    undo = None if operation is operations.reopen_pair else ("pair-decided", {"pair": str(uid)})
    return done(request, said, fact=CHANGED, back="duplicates", undo=undo)


@undoes("pair-decided", fact=CHANGED)
def _take_back_decision(actor: Actor, kept: dict[str, Any]) -> None:
    operations.reopen_pair(actor, kept["pair"])


# ── choosing with whom ───────────────────────────────────────────────────────


@page(place="customers")
def merge_with(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A dialog on the customer's page: find the other record, then go to the two side by side."""
    reading.require_merging(request.actor)
    customer = policy.fetch(request.actor, "people.customer", uid, "delete")
    if request.method == "POST" and request.POST.get("other"):
        try:
            stays, goes = reading.by_weight(request.actor, uid, UUID(request.POST["other"]))
        except ValueError:
            raise policy.NotFound("people.customer") from None
        return go(request, reverse("customer-merge", args=[stays, goes]))
    if request.method == "POST" and "q" in request.POST:
        ids = [pk for pk in search.find(request.actor, request.POST["q"], limit=7) if pk != customer.pk]
        found = customers_by_id(request.actor, ids, ["name", "phones", "owner", "home_store", "tier_label"])
        return render(
            request, "duplicates/choices.html", {"found": found, "asked": request.POST["q"].strip()}
        )
    form = DialogForm(request.POST or None)
    title = _("Merge with another record")
    return show(request, form, title=title, template="duplicates/with.html", save_words=_("Compare"), uid=uid)


# ── merging many ─────────────────────────────────────────────────────────────


class CertainForm(DialogForm):
    """From which certainty on pairs are merged without looking."""

    threshold = forms.ChoiceField(
        label=gettext_lazy("Merge pairs that are at least so sure"),
        choices=[(999, "99.9%"), (990, "99%"), (950, "95%"), (900, "90%")],
        initial=DEFAULT_THRESHOLD,
    )


@page(place="customers")
def merge_certain(request: HttpRequest) -> HttpResponse:
    """How many pairs would be merged and the least sure of them; posted, they are."""
    reading.require_merging(request.actor)
    bound = request.POST if "go" in request.POST else None
    given = (request.POST or request.GET).get("threshold", "")
    threshold = int(given) if given.isdigit() else DEFAULT_THRESHOLD
    form = CertainForm(bound, initial={"threshold": threshold})
    if bound is not None and form.is_valid():
        try:
            operations.merge_certain(request.actor, threshold=threshold)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return go(request, reverse("duplicates"), _("The pairs are being merged."))
    count, least = reading.certain_in_reach(request.actor, threshold)
    return show(
        request,
        form,
        title=_("Merge the certain ones"),
        template="duplicates/certain.html",
        count=count,
        least=[words.pair_line(line) for line in least],
        save_words=ngettext("Merge %(n)s pair", "Merge %(n)s pairs", count) % {"n": count},
        action=reverse("duplicates-merge"),
    )


# ── what was merged ──────────────────────────────────────────────────────────


@page(place="customers")
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """The latest merges, each with its undo."""
    notice = notice_of(request)
    context = {"merges": reading.merges(request.actor), "notice": notice}
    return render(request, "duplicates/merges.html", context)


@page(place="customers")
@require_POST
def undo_merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two records again; says what could not be put back because somebody has changed it since."""
    try:
        kept = operations.undo_merge(request.actor, uid)
    except ValidationError as error:
        return go(request, reverse("merges"), " ".join(error.messages))
    return go(request, reverse("merges"), words.undone(kept))
