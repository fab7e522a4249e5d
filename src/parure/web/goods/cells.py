"""How goods stand in lists and details: their picture, their legal name, their state."""

from collections.abc import Mapping
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parure.access.policy import Masked, Record
from parure.catalog.gems import GEM_LABELS
from parure.catalog.naming import legal_name
from parure.core.resources import Field
from parure.web.kit import components
from parure.web.kit.cells import DASH, NOTHING, address_of, drawn, shown

Labels = Mapping[str, str]
TONES: Mapping[str, components.Tone] = {
    "IN_STOCK": "sage",
    "RESERVED": "slate",
    "ON_LOAN": "rust",
    "IN_TRANSIT": "slate",
    "IN_REPAIR": "rust",
    "RETURNED": "rust",
    "SCRAPPED": "rose",
}
CODES = ("category", "fineness", "main_gem")


def legal_name_of(record: Record, *, origin: str = "NATURAL", treatment: str = "") -> str:
    """The name that the law wants on the label, as far as the codes of the goods tell it."""
    category, fineness, gem = (str(record.get(name) or "") for name in CODES)
    return legal_name(category, fineness, gem, origin=origin or "NATURAL", treatment=treatment)


def picture(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = record.get("drawing")
    return drawn("" if isinstance(code, Masked) else str(code or ""), size="sm")


def name(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The name, leading to the page, and the legal name where that is another."""
    legal = legal_name_of(record)
    sub = format_html('<span class="sub">{}</span>', legal) if legal and legal != record.title else NOTHING
    address = address_of(record.resource, record.uid)
    return format_html(
        '<a class="t-b nm" href="{}" title="{}">{}</a>{}', address, record.title, record.title, sub
    )


def status(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("status") or "")
    return components.tag(text=labels.get(code, code), tone=TONES.get(code, "")) if code else DASH


def price_per_gram(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The price, or that the store's own ended then."""
    if record.get("price") is None:
        return format_html('<span class="t-3">{}</span>', _("as everywhere"))
    return shown(asked, record.get("price"), {})


def where_it_holds(record: Record, asked: Field, labels: Labels) -> SafeString:
    if record.get("store") is None:
        return format_html('<span class="t-3">{}</span>', _("Every store"))
    return shown(asked, record.get("store"), {})


def gem_word(code: str) -> str:
    return str(GEM_LABELS.get(code, code))


def certificate_address(lab: str, number: str) -> str:
    """Where the laboratory lets everybody check this certificate; "" where none is known."""
    if not number:
        return ""
    told = {
        "GIA": "https://www.gia.edu/report-check?reportno={}",
        "IGI": "https://www.igi.org/verify-your-report/?r={}",
    }
    return told[lab].format(quote(number, safe="")) if lab in told else ""
