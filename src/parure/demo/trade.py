"""What the many buy: orders with lines, pieces, payments and returns, planned before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from parure.catalog.bulk import PieceRow
from parure.demo.company import Company
from parure.demo.crowd import Buyer
from parure.demo.goods import Made, Style, drawing_of, make, piece_row
from parure.demo.seasons import Seasons, moment
from parure.sales.bulk import LineRow, OrderRow, PaymentRow
from parure.sales.rules import status_after_return

GOES_ON = 0.3  # of the lines after the first, how many go on with a collection that the buyer began
LIKED_BY_MANY = 0.5  # 0: every style of a family sells alike
PIECE_SHARE = 0.5  # of the lines, how many sell a thing with its own code
MOTIVES = {
    "SELF": ("自戴", "升职奖励自己", "日常换着戴"), "WEDDING": ("结婚三金", "婚戒", "备婚"), "PROPOSAL": ("求婚",), "ENGAGEMENT": ("订婚",),
    "ANNIVERSARY": ("结婚纪念日",), "BIRTHDAY": ("生日礼物",), "BABY_FULL_MOON": ("满月礼",), "BABY_YEAR": ("周岁礼",), "PARENTS": ("孝敬长辈",),
    "INVESTMENT": ("保值", "逢低买入"), "THREE_GOLD": ("结婚三金",), "FIVE_GOLD": ("结婚五金",), "GRADUATION": ("毕业礼",),
    "ZODIAC_YEAR": ("本命年",), "BUSINESS_GIFT": ("商务礼品",), "FESTIVAL": ("节日礼物",),
}  # fmt: skip
METHODS = (("WECHAT", 42), ("CARD", 24), ("ALIPAY", 24), ("TRANSFER", 5), ("CASH", 4), ("STORED_VALUE", 1))
CHANNELS = (("pos", 930), ("taobao", 32), ("youzan", 24), ("shopify", 14))


@dataclass(slots=True)
class Item:
    """One line on the way in; `piece` where the thing has its own code."""

    made: Made
    discount_minor: int
    piece: PieceRow | None = None
    returned: bool = False

    @property
    def total_minor(self) -> int:
        return self.made.price_minor - self.discount_minor


@dataclass(slots=True)
class Sale:
    """An order on the way in."""

    buyer: Buyer
    at: datetime
    items: list[Item]
    number: int
    source: str = "pos"
    status: str = "PAID"
    paid_minor: int = 0
    refunded_minor: int = 0
    motive: str = ""
    occasion: str = ""
    recipient: str = ""
    payments: list[PaymentRow] = field(default_factory=list)

    @property
    def total_minor(self) -> int:
        return sum(item.total_minor for item in self.items)

    @property
    def kept_minor(self) -> int:
        counts = self.status in ("PAID", "PARTLY_PAID", "PARTLY_REFUNDED")
        return self.paid_minor - self.refunded_minor if counts else 0


class Shelf:
    """Styles by the wish that leads to them and by collection; of those that lie together, the first ones of their
    families are asked for more.
    """

    def __init__(self, styles: Sequence[Style]) -> None:
        self.styles = list(styles)
        self.by_wish: dict[str, list[Style]] = {}
        self.by_collection: dict[str, list[Style]] = {}
        self.asked_for: dict[int, float] = {}
        for style in styles:
            self.by_wish.setdefault(style.family.wants, []).append(style)
            self.by_collection.setdefault(style.family.collection, []).append(style)
            self.asked_for[style.pk] = 1 / (1 + style.family.motifs.index(style.motif)) ** LIKED_BY_MANY

    def pick(self, luck: Random, buyer: Buyer) -> Style:
        """What the buyer takes next: often more of a collection that they began, else what their habit leads to."""
        if buyer.begun and luck.random() < GOES_ON:
            lying = self.by_collection[luck.choice(buyer.begun)]
        else:
            wishes = buyer.habit.wants
            wish = luck.choices(
                [name for name, _ in wishes], cum_weights=list(accumulate(share for _, share in wishes))
            )[0]
            lying = self.by_wish[wish]
        style = luck.choices(lying, weights=[self.asked_for[each.pk] for each in lying])[0]
        buyer.begun.append(style.family.collection)
        return style


def plan_sales(
    luck: Random, buyers: Sequence[Buyer], quota: int, shelf: Shelf, seasons: Seasons, first: int
) -> list[Sale]:
    """`quota` orders of these buyers, oldest first; `first` numbers the first order in the whole shop."""
    days = sorted(
        ((seasons.draw(luck, *_window(buyer, n)), place) for place, buyer, n in _shares(luck, buyers, quota))
    )
    return [
        _sale(luck, buyers[place], day, shelf, seasons, first + number)
        for number, (day, place) in enumerate(days)
    ]


def _shares(luck: Random, buyers: Sequence[Buyer], quota: int) -> list[tuple[int, Buyer, int]]:
    """(place of the buyer, buyer, which of their orders it is): one each, the rest by habit."""
    able = [place for place, buyer in enumerate(buyers) if buyer.habit.code != "lead"]
    if not able:
        return []
    chosen = able if quota >= len(able) else luck.sample(able, quota)
    weights = list(accumulate(buyers[place].habit.again for place in able))
    chosen = chosen + luck.choices(able, cum_weights=weights, k=quota - len(chosen))
    count: dict[int, int] = {}
    found = []
    for place in chosen:
        found.append((place, buyers[place], count.get(place, 0)))
        count[place] = count.get(place, 0) + 1
    return found


def _window(buyer: Buyer, number: int) -> tuple[int, int]:
    """The days ago between which the order lies. Who came back bought long ago first, and lately again."""
    code, latest = buyer.habit.code, buyer.habit.newest[1]
    if code == "back":
        return (buyer.oldest, latest + 370) if number == 0 else (latest, 1)
    if number == 0 and code in ("dormant", "lost"):
        return buyer.newest + 30, buyer.newest
    return buyer.oldest, buyer.newest


def _sale(luck: Random, buyer: Buyer, day: date, shelf: Shelf, seasons: Seasons, number: int) -> Sale:
    count = luck.choices((1, 2, 3), weights=(80, 16, 4))[0]
    items = []
    for _ in range(count):
        made = make(luck, shelf.pick(luck, buyer), day, seasons.today, buyer.habit.scale)
        off = made.labour_minor * luck.choice((10, 15, 20, 30)) // 10_000 * 100 if luck.random() < 0.45 else 0
        items.append(Item(made, off))
    sale = Sale(buyer, moment(luck, day), items, number)
    sale.source = luck.choices([name for name, _ in CHANNELS], weights=[share for _, share in CHANNELS])[0]
    _reason(luck, sale, seasons, day)
    _settle(luck, sale, seasons.today)
    return sale


def _reason(luck: Random, sale: Sale, seasons: Seasons, day: date) -> None:
    season = seasons.season(day)
    if season and luck.random() < 0.45:
        sale.occasion, sale.motive = season.occasion, season.motive
    else:
        sale.occasion = luck.choice(sale.items[0].made.style.family.occasions)
        sale.motive = luck.choice(MOTIVES[sale.occasion]) if luck.random() < 0.8 else ""
    if sale.occasion in ("SELF", "INVESTMENT"):
        sale.recipient = "自己" if luck.random() < 0.6 else ""
    elif sale.occasion.startswith("BABY"):
        sale.recipient = "宝宝"
    elif sale.occasion == "PARENTS":
        sale.recipient = luck.choice(("母亲", "婆婆", "父母"))
    elif sale.buyer.recipients and luck.random() < 0.7:
        sale.recipient = luck.choice(sale.buyer.recipients)


def _settle(luck: Random, sale: Sale, today: date) -> None:
    """Payments, and for a few orders what went otherwise: returns, calls-off, money still owed."""
    draw, recent = luck.random(), (today - sale.at.date()).days < 45
    key = f"demo:{sale.number}"
    if draw < 0.06 and recent and sale.source == "pos":
        sale.status = "UNPAID" if draw < 0.03 else "PARTLY_PAID"
        if sale.status == "PARTLY_PAID":
            sale.paid_minor = max(sale.total_minor // 5 // 10_000 * 10_000, 10_000)
            sale.payments.append(
                PaymentRow(amount_minor=sale.paid_minor, at=sale.at, source_key=key + ":1", method="WECHAT")
            )
        return
    _pay(luck, sale, key)
    back_on = sale.at + timedelta(days=luck.randint(1, 14), hours=luck.randint(-3, 2))
    if back_on.date() >= today:
        return
    if 0.10 <= draw < 0.13:
        _give_back(luck, sale, back_on, key)
    elif 0.13 <= draw < 0.138:
        sale.status, sale.refunded_minor = "CANCELLED", sale.total_minor
        _refund(sale, sale.total_minor, back_on, key)


def _pay(luck: Random, sale: Sale, key: str) -> None:
    total = sale.total_minor
    sale.paid_minor = total
    parts = [("ONLINE", total)] if sale.source != "pos" else _parts(luck, sale, total)
    sale.payments = [
        PaymentRow(amount_minor=amount, at=sale.at, source_key=f"{key}:{n}", method=method)
        for n, (method, amount) in enumerate(parts, 1)
    ]


def _parts(luck: Random, sale: Sale, total: int) -> list[tuple[str, int]]:
    names, shares = [name for name, _ in METHODS], [share for _, share in METHODS]
    first = luck.choices(names, shares)[0]
    if sale.items[0].made.style.family.by_weight and total > 400_000 and luck.random() < 0.09:
        old = total * luck.randint(20, 60) // 100 // 100 * 100
        return [("TRADE_IN", old), (first, total - old)]
    if total > 3_000_000 and luck.random() < 0.5:
        part = total * luck.randint(3, 7) // 10 // 10_000 * 10_000
        return [("CARD", part), (luck.choice(("TRANSFER", "WECHAT", "ALIPAY")), total - part)]
    if total > 4_000_000 and first == "CASH":
        first = "CARD"
    return [(first, total)]


def _give_back(luck: Random, sale: Sale, at: datetime, key: str) -> None:
    whole = len(sale.items) == 1 or luck.random() < 0.3
    for item in sale.items if whole else sale.items[:1]:
        item.returned = True
    amount = sum(item.total_minor for item in sale.items if item.returned)
    if whole and luck.random() < 0.15:
        amount -= min(amount // 20, 20_000) // 100 * 100  # a fee for what was worn
    _refund(sale, amount, at, key)
    sale.refunded_minor = amount
    sale.status = status_after_return(sale.total_minor, sale.paid_minor, amount, all_returned=whole).value


def _refund(sale: Sale, amount: int, at: datetime, key: str) -> None:
    method = sale.payments[0].method
    sale.payments.append(
        PaymentRow(kind="REFUND", amount_minor=amount, at=at, source_key=f"{key}:back", method=method)
    )


# ── rows ─────────────────────────────────────────────────────────────────────


def sold_pieces(luck: Random, sales: Sequence[Sale], company: Company, first: int) -> list[PieceRow]:
    """Pieces for the lines that sell one, with the state the order leaves them in."""
    rows: list[PieceRow] = []
    for sale in sales:
        for item in sale.items:
            if sale.source != "pos" or luck.random() > PIECE_SHARE / 0.93:
                continue
            status = (
                "RESERVED" if sale.status in ("UNPAID", "PARTLY_PAID") and not item.returned else "IN_STOCK"
            )
            item.piece = piece_row(
                luck, item.made, number=first + len(rows), received=sale.at.date() - timedelta(days=luck.randint(4, 260)),
                store_id=company.stores[sale.buyer.store].pk, status=status,
            )  # fmt: skip
            rows.append(item.piece)
    return rows


def order_rows(sales: Sequence[Sale], company: Company, piece_ids: dict[int, int]) -> list[OrderRow]:
    """Rows to write; `piece_ids` by identity of the piece row."""
    return [_order_row(sale, company, piece_ids) for sale in sales]


def _order_row(sale: Sale, company: Company, piece_ids: dict[int, int]) -> OrderRow:
    buyer, total = sale.buyer, sale.total_minor
    advisor = company.staff[buyer.seller] if buyer.seller and sale.source == "pos" else None
    return OrderRow(
        order_no=_order_no(sale),
        ordered_at=sale.at,
        created_at=sale.at,
        lines=[_line_row(item, piece_ids) for item in sale.items],
        payments=sale.payments,
        who=advisor.name if advisor else "",
        source=sale.source,
        customer_id=buyer.pk,
        store_id=company.stores[buyer.store].pk,
        advisor_id=advisor.pk if advisor else None,
        status=sale.status,
        subtotal_minor=total,
        total_minor=total,
        paid_minor=sale.paid_minor,
        refunded_minor=sale.refunded_minor,
        motive=sale.motive,
        occasion=sale.occasion,
        recipient=sale.recipient,
    )


def _order_no(sale: Sale) -> str:
    if sale.source == "taobao":
        return f"{sale.at:%y%m%d}{sale.number:013d}"
    if sale.source == "youzan":
        return f"E{sale.at:%Y%m%d%H%M%S}{sale.number:08d}"
    if sale.source == "shopify":
        return f"#{1000 + sale.number}"
    return f"{sale.buyer.store}{sale.at:%y%m%d}-{sale.number:05d}"


def _line_row(item: Item, piece_ids: dict[int, int]) -> LineRow:
    style = item.made.style
    return LineRow(
        title=style.name,
        piece_id=piece_ids[id(item.piece)] if item.piece else None,
        style_id=style.pk,
        category=style.family.category,
        fineness=style.family.fineness,
        gem=style.family.gem,
        drawing=drawing_of(style.family),
        unit_price_minor=item.made.price_minor,
        discount_minor=item.discount_minor,
        total_minor=item.total_minor,
        is_returned=item.returned,
    )
