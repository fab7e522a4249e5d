"""Rows of a file as normalised values, ready to be matched and stored. Nothing here knows a database.

Money is whole minor units (fen), metal whole milligrams, stones thousandths of a carat. `problems` of severity
"error" mean that the draft must not be stored; a warned value is kept as text in `remark_extra`. `extra` holds the
filled cells of columns that were mapped nowhere, as (column, text).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from parure.catalog.fineness import Fineness
from parure.catalog.gems import Gem
from parure.core.lunar import LunarDate, SolarDay
from parure.integrations.imports.problems import RowProblem, stops_nothing
from parure.people.phones import Phone
from parure.people.sizes import Length, RingSize

Extra = tuple[tuple[str, str], ...]
Day = SolarDay | LunarDate


class _Judged:
    """What all drafts share."""

    problems: tuple[RowProblem, ...]

    @property
    def is_importable(self) -> bool:
        """Whether no problem stops the draft."""
        return stops_nothing(self.problems)


@dataclass(frozen=True, slots=True)
class CustomerDraft(_Judged):
    """A customer. `gender` is F, M or "". `masked_phones` are raw texts such as 138****0001. `lunar_birthday` is set
    only beside another birthday; `source_label` is the channel as written.
    """

    external_id: str = ""
    member_no: str = ""
    name: str = ""
    nickname: str = ""
    gender: str = ""
    phones: tuple[Phone, ...] = ()
    masked_phones: tuple[str, ...] = ()
    email: str = ""
    wechat: str = ""
    address: str = ""
    birthday: Day | None = None
    lunar_birthday: LunarDate | None = None
    wedding_day: Day | None = None
    ring_size: RingSize | None = None
    wrist: Length | None = None
    bangle: Length | None = None
    necklace: Length | None = None
    occupation: str = ""
    tier_label: str = ""
    tags: tuple[str, ...] = ()
    source_channel: str = ""
    source_label: str = ""
    campaign: str = ""
    store: str = ""
    owner: str = ""
    remark: str = ""
    registered_on: date | None = None
    last_purchase_on: date | None = None
    opening_points: int | None = None
    opening_spend_minor: int | None = None
    opening_orders: int | None = None
    allergies: str = ""
    preferences: str = ""
    marketing_consent: bool | None = None
    email_consent: bool | None = None
    sms_consent: bool | None = None
    spouse_name: str = ""
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """One variant of a style: its stock number, what tells it apart, its price in minor units."""

    sku: str = ""
    options: tuple[str, ...] = ()
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class StyleDraft(_Judged):
    """A style. `category` is a code ("" when not understood), `category_label` the text; `parent_no` marks a variant
    that the file lists as a row of its own. `continues` marks a row that belongs to the style above it.
    """

    style_no: str = ""
    external_id: str = ""
    parent_no: str = ""
    name: str = ""
    category: str = ""
    category_label: str = ""
    fineness: Fineness | None = None
    crafts: tuple[str, ...] = ()
    craft_label: str = ""
    pricing_mode: str = ""
    price_minor: int | None = None
    regular_price_minor: int | None = None
    labour_fee_minor: int | None = None
    labour_mode: str = ""
    main_gem: Gem | None = None
    tags: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    description: str = ""
    image_urls: tuple[str, ...] = ()
    vendor: str = ""
    collection: str = ""
    variants: tuple[VariantDraft, ...] = ()
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()
    continues: bool = False
    first_line: int = 0
    last_line: int = 0


@dataclass(frozen=True, slots=True)
class StoneDraft:
    """Stones of one sort in a piece; `role` is MAIN or SIDE, `weight_millicarat` the total of the `count` stones."""

    role: str
    gem: Gem | None = None
    weight_millicarat: int | None = None
    count: int | None = None
    colour: str = ""
    clarity: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """A certificate: laboratory code ("" when unknown), number as written, and the form in which it's compared."""

    lab: str
    number: str
    number_normalised: str


@dataclass(frozen=True, slots=True)
class PieceDraft(_Judged):
    """One physical piece."""

    code: str = ""
    style_no: str = ""
    name: str = ""
    category: str = ""
    category_label: str = ""
    fineness: Fineness | None = None
    gross_weight_mg: int | None = None
    net_weight_mg: int | None = None
    labour_fee_per_gram_minor: int | None = None
    labour_fee_per_piece_minor: int | None = None
    setting_fee_minor: int | None = None
    stones: tuple[StoneDraft, ...] = ()
    certificates: tuple[CertificateDraft, ...] = ()
    cost_minor: int | None = None
    label_price_minor: int | None = None
    store: str = ""
    status: str = ""
    ring_size: RingSize | None = None
    received_on: date | None = None
    remark: str = ""
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()


class CustomerReference(NamedTuple):
    """How a fact names its customer; any part may be missing."""

    external_id: str = ""
    member_no: str = ""
    name: str = ""
    phones: tuple[Phone, ...] = ()
    masked_phones: tuple[str, ...] = ()
    email: str = ""
    nickname: str = ""

    def __bool__(self) -> bool:
        return bool(
            self.external_id or self.member_no or self.name or self.phones or self.masked_phones or self.email
            or self.nickname
        )  # fmt: skip


NOBODY = CustomerReference()


class OrderLineDraft(NamedTuple):
    """A line of an order. Prices are None when the file doesn't tell them; a negative quantity is a return."""

    line: int
    line_no: str = ""
    title: str = ""
    sku: str = ""
    piece_code: str = ""
    certificate_no: str = ""
    properties: str = ""
    quantity: int = 1
    unit_price_minor: int | None = None
    total_minor: int | None = None
    discount_minor: int = 0
    paid_minor: int | None = None
    refunded_minor: int = 0
    is_refunded: bool = False


class OrderDraft(NamedTuple):
    """An order with its lines, merged from all its rows (`first_line` to `last_line`, `rows` of them).

    `status` is one of PAID, PARTLY_PAID, UNPAID, CANCELLED, REFUNDED, PARTLY_REFUNDED. `lines_only` marks rows of an
    item file that tell nothing of the order itself beyond its lines.
    """

    order_no: str = ""
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    status: str = ""
    store: str = ""
    channel: str = ""
    channel_label: str = ""
    customer: CustomerReference = NOBODY
    advisor: str = ""
    lines: tuple[OrderLineDraft, ...] = ()
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    total_minor: int | None = None
    paid_minor: int | None = None
    refunded_minor: int = 0
    currency: str = "CNY"
    payment_method: str = ""
    payment_label: str = ""
    motive: str = ""
    occasion: str = ""
    recipient: str = ""
    address: str = ""
    remark: str = ""
    lines_only: bool = False
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()
    first_line: int = 0
    last_line: int = 0
    rows: int = 0

    @property
    def is_importable(self) -> bool:
        """Whether no problem stops the draft."""
        return stops_nothing(self.problems)


@dataclass(frozen=True, slots=True)
class VisitDraft(_Judged):
    """A visit to a store; `outcome` is a code ("" when not understood), `outcome_label` the words."""

    visited_at: datetime | None = None
    store: str = ""
    advisor: str = ""
    customer: CustomerReference = NOBODY
    companions: str = ""
    looked_at: str = ""
    outcome: str = ""
    outcome_label: str = ""
    reason: str = ""
    next_step: str = ""
    minutes: int | None = None
    remark: str = ""
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningDraft(_Judged):
    """Points and spend that a customer brings along, without the orders they came from."""

    customer: CustomerReference = NOBODY
    points: int | None = None
    spend_minor: int | None = None
    orders: int | None = None
    as_of: date | None = None
    remark: str = ""
    remark_extra: str = ""
    extra: Extra = ()
    problems: tuple[RowProblem, ...] = ()
