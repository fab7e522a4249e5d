"""The answer of the search palette: groups of hits, as far as the role sees them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.search import find_pieces
from parure.core import resources
from parure.people.notes import NoteHit, notes_found
from parure.people.queries import customers_by_id
from parure.people.search import find
from parure.people.strangers import A_DAY, strangers_with_phone
from parure.sales.search import find_orders
from parure.web.kit.words import day_words
from parure.web.pages import page
from parure.web.people.brief import amount_text

LONGEST = 60
PHONE_DIGITS = 8
CUSTOMER = (
    "name",
    "tier_label",
    "phones",
    "owner",
    "home_store",
    "next_date",
    "next_date_label",
    "member_no",
)


@dataclass(frozen=True)
class Hit:
    """One line of the answer; `title` is markup with what matched marked."""

    url: str
    title: SafeString
    sub: str
    right: str = ""
    icon: str = ""
    drawing: str = ""
    tier: str = ""
    preview: str = ""


@dataclass(frozen=True)
class HitGroup:
    title: str
    hits: list[Hit]


@page
def search(request: HttpRequest) -> HttpResponse:
    """Hits in groups. Words come by GET; a whole telephone number only by POST, so that no address holds it."""
    began = time.perf_counter()
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:LONGEST]
    if (
        request.method == "GET"
        and sum(letter.isdigit() for letter in text) >= PHONE_DIGITS
        and looks_like_phone(text)
    ):
        return HttpResponseBadRequest()
    groups = groups_for(request.actor, text) if text else []
    count = sum(len(group.hits) for group in groups)
    took = round((time.perf_counter() - began) * 1000)
    context = {"groups": groups, "count": count, "took": took, "text": text}
    within = bool(request.htmx) or request.headers.get("HX-Request") == "true"
    return render(request, "search/results.html" if within else "search/page.html", context)


def looks_like_phone(text: str) -> bool:
    """Only digits and what people write between them; codes with letters are no telephone numbers."""
    return all(letter.isdigit() or letter in "+-() " for letter in text)


def groups_for(actor: Actor, text: str) -> list[HitGroup]:
    """The groups that have hits, in the order in which they are looked for."""
    asked: list[tuple[str, Callable[[Actor, str], list[Hit]]]] = [
        (_("Customers"), _customers),
        (_("Looked after by others"), _strangers),
        (_("Pieces and certificates"), _pieces),
        (_("Orders"), _orders),
        (_("Written in notes"), _notes),
    ]
    found = [HitGroup(title, hits(actor, text)) for title, hits in asked]
    return [group for group in found if group.hits]


def marked(title: str, text: str) -> SafeString:
    """The title with what was typed marked, where it stands in it."""
    at = title.lower().find(text.lower()) if text else -1
    if at < 0:
        return format_html("{}", title)
    end = at + len(text)
    return format_html("{}<mark>{}</mark>{}", title[:at], title[at:end], title[end:])


def _customers(actor: Actor, text: str) -> list[Hit]:
    records = customers_by_id(actor, find(actor, text, limit=6), CUSTOMER)
    return [_customer(each, text) for each in records]


def _customer(record: policy.Record, text: str) -> Hit:
    phone = next(iter(record.get("phones") or []), None)
    sub = [phone, record.get("home_store"), record.get("owner"), record.get("member_no")]
    following = record.get("next_date")
    near = following is not None and 0 <= (following - timezone.localdate()).days <= 30
    right = f"{record.get('next_date_label') or ''} {day_words(following)}" if near else ""
    return Hit(
        url=reverse("customer", args=[record.uid]),
        title=marked(record.title, text),
        sub=" · ".join(str(part) for part in sub if part),
        right=right.strip(),
        icon="user",
        tier=str(record.get("tier_label") or ""),
        preview=reverse("customer-peek", args=[record.uid]),
    )


def _strangers(actor: Actor, text: str) -> list[Hit]:
    """Who has this whole number and is somebody else's: a surname, the store, the advisor; leading nowhere."""
    looked = strangers_with_phone(actor, text)
    if looked.refused:
        said = _("You have looked up %s strangers today; ask your manager.") % A_DAY
        return [Hit(url="", title=format_html("{}", said), sub="", icon="lock")]
    return [
        Hit(
            url="",
            title=format_html("{}", each.name),
            sub=" · ".join(filter(None, [each.store, each.advisor and _("Advisor %s") % each.advisor])),
            icon="user-circle",
        )
        for each in looked.found
    ]


def _pieces(actor: Actor, text: str) -> list[Hit]:
    found = find_pieces(actor, text)
    states = _words("catalog.piece", "status") if found else {}
    return [
        Hit(
            url=_address("piece", each.uid),
            title=marked(each.title, text),
            sub=" · ".join(
                filter(
                    None,
                    [each.get("code"), amount_text(each.get("label_price")), each.get("ring_size_label")],
                )
            ),
            right=" · ".join(
                filter(
                    None,
                    [
                        states.get(str(each.get("status")), ""),
                        str(each.get("store") or ""),
                        each.get("location") or "",
                    ],
                )
            ),
            drawing=str(each.get("drawing") or ""),
            icon="diamond",
        )
        for each in found
    ]


def _orders(actor: Actor, text: str) -> list[Hit]:
    found = find_orders(actor, text)
    states = _words("sales.order", "status") if found else {}
    return [
        Hit(
            url=_address("order", each.uid),
            title=marked(str(each.get("order_no") or each.title), text),
            sub=" · ".join(filter(None, [str(each.get("customer") or ""), each.get("items") or ""])),
            right=" · ".join(
                filter(
                    None,
                    [
                        f"{timezone.localdate(each['ordered_at'])}" if each.get("ordered_at") else "",
                        amount_text(each.get("total")) or states.get(str(each.get("status")), ""),
                    ],
                )
            ),
            icon="receipt",
        )
        for each in found
    ]


def _notes(actor: Actor, text: str) -> list[Hit]:
    return [_note(each) for each in notes_found(actor, text)]


def _note(hit: NoteHit) -> Hit:
    places = {"c": _("remark"), "i": _("talk"), "v": _("visit"), "w": _("wish"), "f": _("feedback")}
    where = places.get(hit.source, "")
    day = f"{timezone.localdate(hit.at)}" if hit.at else ""
    return Hit(
        url=reverse("customer", args=[hit.customer.uid]),
        title=format_html("{}<mark>{}</mark>{}", hit.before, hit.found, hit.after),
        sub=" · ".join(filter(None, [hit.customer.title, where, day])),
        right=hit.who,
        icon="notes",
        preview=reverse("customer-peek", args=[hit.customer.uid]),
    )


def _words(resource: str, field: str) -> dict[str, str]:
    choices: Any = resources.field_of(resource, field).choices
    return {str(code): str(label) for code, label in choices()} if choices else {}


def _address(name: str, uid: Any) -> str:
    try:
        return reverse(name, args=[uid])
    except NoReverseMatch:
        return ""
