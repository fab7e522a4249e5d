"""How orders and visits stand in lists and details."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from parure.access.policy import Link, Masked, Record
from parure.core.resources import Field
from parure.sales.choices import SOURCE_LABELS, OrderStatus
from parure.web.kit import components
from parure.web.kit.cells import DASH, NOTHING, address_of, drawn, shown

Labels = Mapping[str, str]
PICTURES = 2
ORDER_TONES: Mapping[str, components.Tone] = {
    "PARTLY_PAID": "rust",
    "UNPAID": "rose",
    "REFUNDED": "slate",
    "PARTLY_REFUNDED": "slate",
}
OUTCOME_TONES: Mapping[str, components.Tone] = {"bought": "sage", "left": "rust", "reserved": "slate"}


def source_word(code: str) -> str:
    """Where an order came from, as people call it; unknown sources by their own name."""
    return str(SOURCE_LABELS.get(code.lower(), code))


def order_no(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The number, leading to the order; on phones with the state that wants attention."""
    address = address_of("sales.order", record.uid)
    code = str(record.get("status") or "")
    tone = ORDER_TONES.get(code, "")
    state = components.tag(text=str(OrderStatus(code).label), tone=tone) if tone else NOTHING
    return format_html(
        '<a class="t-b nm" href="{}" title="{}">{}</a> <span class="only-phone">{}</span>',
        address,
        record.title,
        record.title,
        state,
    )


def order_pictures(record: Record, asked: Field, labels: Labels) -> SafeString:
    codes = record.get("pictures") or []
    if isinstance(codes, Masked) or not codes:
        return drawn("", size="sm")
    tiles = format_html_join("", "{}", ((drawn(code, size="sm"),) for code in codes[:PICTURES]))
    return format_html('<span class="pr-pics">{}</span>', tiles)


def order_items(record: Record, asked: Field, labels: Labels) -> SafeString:
    items = record.get("items")
    return format_html('<span class="cut" title="{}">{}</span>', items, items) if items else DASH


def order_status(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("status") or "")
    if not code:
        return DASH
    word = labels.get(code, code)
    tone = ORDER_TONES.get(code, "")
    return components.tag(text=word, tone=tone) if tone or code == "CANCELLED" else format_html("{}", word)


def order_total(record: Record, asked: Field, labels: Labels) -> SafeString:
    """What was to be paid; struck through for a cancelled order."""
    amount = shown(asked, record.get("total"), dict(labels))
    return format_html("<s>{}</s>", amount) if record.get("status") == "CANCELLED" else amount


def source(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = record.get("source")
    return format_html("{}", source_word(str(code))) if code else DASH


def moment(record: Record, asked: Field, labels: Labels) -> SafeString:
    """Day and, more quietly, time."""
    at = record.get(asked.name)
    if at is None or isinstance(at, Masked):
        return DASH
    local = timezone.localtime(at)
    time = "" if (local.hour, local.minute) == (0, 0) else local.strftime("%H:%M")
    day = local.strftime("%Y-%m-%d")
    return format_html('<span class="nw">{} <span class="t-3">{}</span></span>', day, time)


def buyer(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The customer; on phones with the day."""
    at = record.get("ordered_at")
    day = "" if at is None or isinstance(at, Masked) else timezone.localtime(at).strftime("%Y-%m-%d")
    name = shown(asked, record.get("customer"), dict(labels))
    return format_html('{} <span class="only-phone t-3">{}</span>', name, day)


def visited(record: Record, asked: Field, labels: Labels) -> SafeString:
    """When somebody came, leading to the visit; on phones the whole card leads to the customer."""
    address = address_of("sales.visit", record.uid)
    said = moment(record, asked, labels)
    if not address:
        return said
    return format_html(
        '<a class="link only-desk" href="{}">{}</a><span class="only-phone">{}</span>', address, said, said
    )


def visitor(record: Record, asked: Field, labels: Labels) -> SafeString:
    """Who came; the row leads to the customer."""
    to = record.get("customer")
    if not isinstance(to, Link):
        return format_html('<span class="t-b nm">{}</span>', to or "—")
    address = address_of("people.customer", to.uid)
    return format_html('<a class="t-b nm" href="{}" title="{}">{}</a>', address, to.label, to.label)


def visit_pieces(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The pieces that were looked at, drawn; what was tried on first."""
    pieces = record.get("pieces") or []
    if isinstance(pieces, Masked) or not pieces:
        return drawn("", size="sm")
    first = sorted(pieces, key=lambda piece: not piece["tried"])
    tiles = format_html_join(
        "", "{}", ((drawn(each["picture"], each["title"], "sm"),) for each in first[:PICTURES])
    )
    more = len(first) - PICTURES
    rest = format_html('<span class="t-3 t-xs nm">+{}</span>', more) if more > 0 else NOTHING
    return format_html('<span class="pr-pics">{}{}</span>', tiles, rest)


def outcome(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("outcome") or "")
    return components.tag(text=labels.get(code, code), tone=OUTCOME_TONES.get(code, "")) if code else DASH


def cut(record: Record, asked: Field, labels: Labels) -> SafeString:
    """A text that may be long, in one line."""
    text = record.get(asked.name)
    if not text:
        return DASH
    return format_html('<span class="cut" title="{}">{}</span>', text, text)
