"""Recording a visit on the customer's page, and reading one."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.catalog.search import find_pieces, pieces_by_uid
from parure.sales.choices import VisitOutcome
from parure.sales.operations import record_visit
from parure.sales.queries import visit_detail
from parure.web.dialogs import add_errors, done, show, texts
from parure.web.fields.inputs import add_own_fields, keep_own_values
from parure.web.fields.values import own_card
from parure.web.pages import page
from parure.web.people.views import CHANGED
from parure.web.visits.forms import VisitForm

WORDS = ("companions", "looked_at", "outcome", "reason", "note", "next_step", "request_key")


@page(place="customers")
def add_visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "sales.visit", "add")
    policy.fetch(request.actor, "people.customer", uid, "view")
    form = VisitForm(request.POST or None)
    if policy.may(request.actor, "sales.visit", "change"):
        add_own_fields(form, request.actor, "sales.visit")
    uids, tried = _uids(request, "piece"), set(request.POST.getlist("tried"))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                made = record_visit(
                    request.actor,
                    uid,
                    minutes=given.get("minutes"),
                    next_due=given.get("next_due"),
                    pieces=[(each, each in tried) for each in uids],
                    **texts(given, *WORDS),
                )
                keep_own_values(request.actor, "sales.visit", made.uid, form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(
                request, _("The visit is on record."), fact=CHANGED, back=reverse("customer", args=[uid])
            )
    return show(
        request,
        form,
        title=_("Record a visit"),
        template="visits/form.html",
        pieces=pieces_by_uid(request.actor, uids) if uids else [],
        tried=tried,
        sees_pieces=policy.may(request.actor, "catalog.piece"),
    )


def _uids(request: HttpRequest, name: str) -> list[str]:
    """Well-formed uids only, each once."""
    found: dict[str, None] = {}
    for text in request.POST.getlist(name):
        try:
            found[str(UUID(text))] = None
        except ValueError:
            continue
    return list(found)


@page(place="customers", part_of="visits")
@require_safe
def piece_choices(request: HttpRequest) -> HttpResponse:
    """Pieces to choose from while a code or a name is typed or scanned."""
    text = request.GET.get("q", "")
    found = find_pieces(request.actor, text)
    return render(request, "visits/choices.html", {"found": found, "asked": len(text.strip()) > 1})


@page(place="customers", part_of="piece")
@require_safe
def chosen_piece(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The row of a piece that was chosen."""
    found = pieces_by_uid(request.actor, [uid])
    if not found:
        raise policy.NotFound("catalog.piece")
    return render(request, "visits/piece.html", {"piece": found[0], "tried": set()})


@page(place="customers")
@require_safe
def visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One visit as it was recorded."""
    found = visit_detail(request.actor, uid)
    outcome = dict(VisitOutcome.choices).get(found.get("outcome") or "", "")
    context = {"visit": found, "outcome": outcome, "own": own_card(request.actor, found)}
    return render(request, "visits/visit.html", context)
