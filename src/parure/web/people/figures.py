"""The card of what figures say of a customer, each with how it came about."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parure.insight.reading import figures_of
from parure.web.pages import page


@page(place="customers", part_of="customer")
@require_safe
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The facts of one customer, asked for once the page stands."""
    figures = figures_of(request.actor, uid)
    context = {
        "lines": [
            {"label": each.fact.titled or each.fact.label, "value": each.text, "why": each.why}
            for each in figures.lines
        ],
        "until": figures.until,
        "taken_at": figures.taken_at,
    }
    return render(request, "people/cards/figures.html", context)
