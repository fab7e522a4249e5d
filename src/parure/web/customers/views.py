"""The list of customers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from parure.access.actors import Actor
from parure.access.policy import Masked, Record
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.people.ownership.care import ask_again_before
from parure.people.quality import SHORT_OF
from parure.web.kit import components
from parure.web.kit.cells import DASH, NOTHING, address_of, drawn, shown
from parure.web.kit.lists import Act, CellAct, Column, Empty, ListOf, View, declare_list
from parure.web.kit.views import show_list
from parure.web.kit.words import day_words
from parure.web.pages import page
from parure.web.people.brief import size_text

VIP_YEAR_MINOR = 20_000_00
SOON_DAYS = 10
TOP_TIERS = ("钻", "黑", "至尊", "diamond", "black")
SIBLINGS = (
    (_("Customers"), "customers"),
    (pgettext_lazy("list", "Wishes"), "wishes"),
    (pgettext_lazy("list", "Feedback"), "feedback"),
)
Labels = Mapping[str, str]


def _name(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The customer's name, leading to the page, with the tier's mark."""
    tier = record.get("tier_label") or ""
    mark = NOTHING
    if tier and not isinstance(tier, Masked):
        mark = components.hallmark(text=tier, top=any(word in tier.lower() for word in TOP_TIERS))
    address = address_of("people.customer", record.uid)
    return format_html(
        '<a class="t-b nm" href="{}" title="{}">{}</a> {}', address, record.title, record.title, mark
    )


def _next_date(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The next day to remember: in words while it is near, and what it is."""
    on = record.get("next_date")
    if on is None:
        return DASH
    if isinstance(on, Masked):
        return format_html("{}", on.text)
    label = record.get("next_date_label") or ""
    away = (on - timezone.localdate()).days
    if 0 <= away <= SOON_DAYS:
        said: Any = format_html('<b class="t-b">{}</b>', day_words(on))
    else:
        said = on.strftime("%m-%d") if away < 360 else on.isoformat()
    return format_html('<span title="{}">{} <span class="t-3">{}</span></span>', on.isoformat(), said, label)


def _spent(record: Record, asked: Field, labels: Labels) -> SafeString:
    """An amount; nothing where nothing was spent."""
    value = record.get(asked.name)
    return DASH if value == 0 else shown(asked, value, dict(labels))


def _last_bought(record: Record, asked: Field, labels: Labels) -> SafeString:
    title, picture = record.get("last_bought"), record.get("last_pictured")
    if isinstance(title, Masked) or not title:
        return format_html(
            '<span class="only-phone">{}</span><span class="only-desk t-3">–</span>', drawn("")
        )
    name = format_html('<span class="nm t-2" title="{}">{}</span>', title, title)
    return format_html('<span class="row-c">{}{}</span>', drawn(str(picture or ""), size="sm"), name)


def _size(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The size as the reader calls it: 港13."""
    label = record.get("ring_size")
    return format_html("{}", size_text(str(label))) if label else NOTHING


def _stage(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("stage") or "")
    tone = "t-rust" if code in ("dormant", "lost") else "t-2"
    return format_html('<span class="{}">{}</span>', tone, labels.get(code, code)) if code else DASH


def _likes(record: Record, asked: Field, labels: Labels) -> SafeString:
    likes = record.get("likes")
    if not likes or isinstance(likes, Masked):
        return DASH
    words = " · ".join(str(each) for each in likes)
    return format_html('<span class="cut" title="{}">{}</span>', words, words)


def _mine(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "owner", "op": "is", "value": actor.staff_id or 0}]


def _vips(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "year_spent", "op": "gte", "value": VIP_YEAR_MINOR}]


def _dates_soon(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "next_date", "op": "next_days", "value": SOON_DAYS}]


def _dormant(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "stage", "op": "in", "value": ["dormant", "lost"]}]


def _to_complete(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "completeness", "op": "lt", "value": SHORT_OF}]


def _new(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "registered_on", "op": "gte", "value": today.replace(day=1).isoformat()}]


def _pool(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "owner", "op": "empty"}]


def _to_ask_again(actor: Actor, today: date) -> list[Tree]:
    """What is known of them was last found right before the day that the shop has set."""
    return [{"field": "known_on", "op": "lt", "value": ask_again_before(today).isoformat()}]


def _is_to_confirm(record: Record) -> bool:
    known = record.get("known_on")
    return isinstance(known, date) and known < ask_again_before()


TAKE = CellAct(
    _("Take"),
    "customer-claim",
    "people.advisor_change",
    "add",
    lambda record: "owner" in record and record.get("owner") is None,
)
STILL_RIGHT = CellAct(_("Still right"), "customer-confirm", "people.customer", "change", _is_to_confirm)

POOL_COLUMNS = (
    "name",
    "phones",
    "home_store",
    "year_spent",
    "total_spent",
    "last_visit_on",
    "last_bought",
    "stage",
    "owner",
)
ASKING_COLUMNS = (
    "name",
    "phones",
    "last_visit_on",
    "next_date",
    "last_bought",
    "ring_size",
    "owner",
    "known_on",
)

CUSTOMERS = declare_list(
    ListOf(
        key="customers",
        resource="people.customer",
        title=_("Customers"),
        main="name",
        columns=(
            "name",
            "phones",
            "year_spent",
            "total_spent",
            "last_visit_on",
            "next_date",
            "last_bought",
            "ring_size",
            "likes",
            "stage",
        ),
        cells={
            "name": Column(_name, slot="c-who", needs=("tier_label",), label=_("Customer"), is_quiet=False),
            "phones": Column(is_quiet=False),
            "year_spent": Column(_spent, slot="c-sum", is_quiet=False),
            "total_spent": Column(_spent),
            "next_date": Column(_next_date, slot="c-next", needs=("next_date_label",), is_quiet=False),
            "last_bought": Column(_last_bought, slot="c-pic", needs=("last_pictured",)),
            "ring_size": Column(_size),
            "likes": Column(_likes, slot="c-like"),
            "stage": Column(_stage, is_quiet=False),
            "owner": Column(slot="c-like", act=TAKE),
            "known_on": Column(slot="c-sum", act=STILL_RIGHT),
        },
        not_columns=frozenset({"next_date_label", "last_pictured", "tier_label", "caution"}),
        views=(
            View("mine", _("My customers"), _mine, needs=("owner",)),
            View("vip", _("VIPs"), _vips, sort="-total_spent", needs=("year_spent", "total_spent")),
            View("dates", _("Dates in ten days"), _dates_soon, sort="next_date", needs=("next_date",)),
            View("dormant", _("To wake up"), _dormant, needs=("stage",)),
            View("new", _("New this month"), _new, needs=("registered_on",)),
            View("complete", _("To complete"), _to_complete, sort="completeness", needs=("completeness",)),
            View("pool", _("Without an advisor"), _pool, needs=("owner",), columns=POOL_COLUMNS),
            View(
                "ask",
                _("Ask again"),
                _to_ask_again,
                sort="known_on",
                needs=("known_on",),
                columns=ASKING_COLUMNS,
            ),
        ),
        acts=(
            Act(_("Import"), "upload", "imports", "integrations.import_run", "import"),
            Act(
                _("Register a customer"),
                "user-plus",
                "customer-register",
                "people.customer",
                "add",
                is_main=True,
                in_dialog=True,
            ),
        ),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s customer", "%(n)s customers", "count"),
        summed="year_spent",
        empty=Empty(
            _("The first customer begins with a phone number"),
            _(
                "A name and a number take fifteen seconds; birthday, size and likes can wait for the next visit."
            ),
        ),
    )
)


@page(place="customers")
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """All customers in reach, by views, conditions and order of the address."""
    return show_list(request, CUSTOMERS)
