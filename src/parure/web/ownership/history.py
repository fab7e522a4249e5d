"""Who looked after a customer when and why: of one in a dialog, of all as a list that can be taken along."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from parure.access.actors import Actor
from parure.access.policy import Link, Record
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.people.choices import Why
from parure.people.ownership.history import terms_of
from parure.web.dialogs import DialogForm, show
from parure.web.kit.cells import address_of
from parure.web.kit.lists import Column, Empty, ListOf, View, declare_list
from parure.web.kit.views import show_list
from parure.web.pages import page

HANDS = (Why.HANDOVER, Why.ASSIGNED, Why.BULK, Why.CLAIMED, Why.RELEASED, Why.UNDONE)


@page(place="customers")
@require_safe
def history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The advisors of one customer, the present one first; asked for on demand."""
    terms = terms_of(request.actor, uid)
    return show(
        request, DialogForm(), title=_("Advisors until now"), template="ownership/history.html", terms=terms
    )


def _address(record: Record) -> str:
    customer = record.get("customer")
    return address_of("people.customer", customer.uid) if isinstance(customer, Link) else ""


def _customer(record: Record, asked: Field, labels: Mapping[str, str]) -> SafeString:
    return format_html('<a class="t-b nm" href="{}">{}</a>', _address(record), record.get("customer") or "–")


def _from_hand_to_hand(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "why", "op": "in", "value": [each.value for each in HANDS]}]


def _by_rule(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "why", "op": "is", "value": Why.RULE.value}]


CHANGES = declare_list(
    ListOf(
        key="advisor-changes",
        resource="people.advisor_change",
        title=gettext_lazy("Changes of advisors"),
        main="customer",
        columns=("customer", "at", "before", "after", "why", "way", "by"),
        cells={
            "customer": Column(_customer, slot="c-who", is_quiet=False),
            "at": Column(slot="c-next"),
            "after": Column(slot="c-sum", is_quiet=False),
            "why": Column(slot="c-like"),
        },
        views=(
            View("hands", gettext_lazy("From hand to hand"), _from_hand_to_hand, needs=("why",)),
            View("rules", gettext_lazy("By rule"), _by_rule, needs=("why",)),
        ),
        counted=ngettext_lazy("%(n)s change", "%(n)s changes", "count"),
        empty=Empty(
            gettext_lazy("No customer has changed hands yet"),
            gettext_lazy(
                "Each time a customer gets another advisor it is written down here, with the reason."
            ),
            drawing="p-lock",
        ),
        row_address=_address,
    )
)


@page(place="customers")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """All changes of advisors in reach, by views and conditions."""
    return show_list(request, CHANGES)
