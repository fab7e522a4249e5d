"""The list of wishes: whose they are, for what, by when, and what of it lies in a store."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from parure.access.actors import Actor
from parure.access.policy import Link, Masked, Record
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.people.choices import WishState
from parure.people.wishes.reading import GOODS
from parure.web.customers.views import SIBLINGS
from parure.web.kit import components
from parure.web.kit.cells import DASH, NOTHING, address_of, link, shown
from parure.web.kit.lists import Column, Empty, ListOf, View, declare_list
from parure.web.kit.views import show_list
from parure.web.kit.words import day_words
from parure.web.pages import page
from parure.web.wishes.words import budget_text

SOON_DAYS = 60
NEAR_DAYS = 10
TONES: Mapping[str, components.Tone] = {WishState.FULFILLED: "sage", WishState.GIVEN_UP: "slate"}
Labels = Mapping[str, str]


def _open(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "state", "op": "is", "value": WishState.OPEN.value}]


def _soon(actor: Actor, today: date) -> list[Tree]:
    return [*_open(actor, today), {"field": "wanted_by", "op": "next_days", "value": SOON_DAYS}]


def _here(actor: Actor, today: date) -> list[Tree]:
    return [*_open(actor, today), {"field": "in_stock", "op": "is", "value": True}]


def _mine(actor: Actor, today: date) -> list[Tree]:
    return [*_open(actor, today), {"field": "heard_by", "op": "is", "value": actor.staff_id or 0}]


def _wisher_address(record: Record) -> str:
    """A wish stands on its customer's page."""
    to = record.get("customer")
    return address_of("people.customer", to.uid) if isinstance(to, Link) else ""


def _wisher(record: Record, asked: Field, labels: Labels) -> SafeString:
    to = record.get("customer")
    if not isinstance(to, Link):
        return format_html('<span class="t-b nm">{}</span>', to or "—")
    return format_html('<a class="t-b nm" href="{}" title="{}">{}</a>', _wisher_address(record), to, to)


def _what(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The words; on phones with what is near: that a piece is there."""
    text = record.get("what")
    if not text or isinstance(text, Masked):
        return format_html("{}", text) if text else DASH
    here = components.tag(text=_("In stock"), tone="sage") if record.get("in_stock") is True else NOTHING
    return format_html(
        '<span class="cut" title="{}">{}</span> <span class="only-phone">{}</span>', text, text, here
    )


def _goods(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The piece or else the style that was chosen, leading to it."""
    for name, resource in reversed(GOODS.items()):
        if isinstance(found := record.get(name), Link):
            return format_html('<span class="cut">{}</span>', link(resource, found))
    return DASH


def _budget(record: Record, asked: Field, labels: Labels) -> SafeString:
    if isinstance(record.get("budget_to"), Masked):
        return shown(asked, record.get("budget_to"), dict(labels))
    text = budget_text(record)
    return format_html("{}", text) if text else DASH


def _for_whom(record: Record, asked: Field, labels: Labels) -> SafeString:
    whom = record.get("relation")
    return (
        format_html("{}", whom) if whom else format_html('<span class="t-3">{}</span>', _("For themselves"))
    )


def _wanted_by(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The day, in words while it is near; on phones with the occasion."""
    day = record.get("wanted_by")
    if day is None or isinstance(day, Masked):
        return format_html("{}", day) if day else DASH
    away = (day - timezone.localdate()).days
    said = (
        format_html('<b class="t-b">{}</b>', day_words(day))
        if 0 <= away <= NEAR_DAYS
        else format_html("{}", day.isoformat())
    )
    occasion = record.get("occasion") or ""
    return format_html(
        '<span title="{}">{} <span class="only-phone t-3">{}</span></span>', day.isoformat(), said, occasion
    )


def _in_stock(record: Record, asked: Field, labels: Labels) -> SafeString:
    return components.tag(text=_("In stock"), tone="sage") if record.get("in_stock") is True else DASH


def _state(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("state") or "")
    if not code:
        return DASH
    tone = TONES.get(code, "")
    return components.tag(text=labels.get(code, code), tone=tone) if tone else format_html("{}", labels[code])


WISHES = declare_list(
    ListOf(
        key="wishes",
        resource="people.wish",
        title=pgettext_lazy("list", "Wishes"),
        main="customer",
        columns=(
            "customer",
            "what",
            "piece",
            "in_stock",
            "budget_to",
            "relation",
            "occasion",
            "wanted_by",
            "heard_by",
            "noted_at",
            "state",
        ),
        cells={
            "customer": Column(_wisher, slot="c-who", is_quiet=False),
            "what": Column(_what, slot="c-next", needs=("in_stock",), is_quiet=False),
            "piece": Column(_goods, needs=("style",), label=gettext_lazy("Chosen from the goods")),
            "in_stock": Column(_in_stock),
            "budget_to": Column(_budget, slot="c-sum", needs=("budget_from",), label=gettext_lazy("Budget")),
            "relation": Column(_for_whom),
            "wanted_by": Column(_wanted_by, slot="c-like", needs=("occasion",), is_quiet=False),
            "noted_at": Column(),
            "state": Column(_state),
        },
        views=(
            View("open", pgettext_lazy("wishes", "Open"), _open, needs=("state",)),
            View(
                "soon", gettext_lazy("Within 60 days"), _soon, sort="wanted_by", needs=("state", "wanted_by")
            ),
            View("here", gettext_lazy("In a store now"), _here, needs=("state", "in_stock")),
            View("mine", gettext_lazy("Heard by me"), _mine, needs=("state", "heard_by")),
        ),
        siblings=SIBLINGS,
        opens="open",
        counted=ngettext_lazy("%(n)s wish", "%(n)s wishes", "count"),
        empty=Empty(
            gettext_lazy("No wish yet"),
            gettext_lazy(
                "What customers would like to have one day is noted on their page; here you see whose day comes near "
                "and what has arrived."
            ),
            drawing="p-pendant",
        ),
        row_address=_wisher_address,
    )
)


@page(place="customers")
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """All wishes in reach, by views, conditions and order of the address."""
    return show_list(request, WISHES)
