"""Random shops to compute figures of: returns, archived customers, midnight, leap days, spend from before."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from factories import shop
from parure.access.models import Store
from parure.catalog.models import MetalPrice, Style
from parure.people.models import Customer, ImportantDate, Interaction, Relation
from parure.sales.models import OpeningSpend, Order, OrderLine, Visit

UNTIL = date(2028, 2, 29)
SHOP = ZoneInfo("Asia/Shanghai")
STATUSES = ("PAID", "PARTLY_PAID", "UNPAID", "CANCELLED", "REFUNDED", "PARTLY_REFUNDED")


def bought(customer, number, at, **given):
    return Order.objects.create(order_no=f"N{number}", customer=customer, ordered_at=at, **given)


def random_shop(seed, people=40, orders=160):
    dice = random.Random(seed)
    customers = [shop.customer(f"客{n}") for n in range(people)]
    for each in dice.sample(customers, people // 8):
        Customer.objects.filter(pk=each.pk).update(is_archived=True)
    for number in range(orders):
        at = datetime(2028, 3, 2, tzinfo=UTC) - timedelta(minutes=dice.randrange(900 * 1440))
        if dice.random() < 0.2:
            at = at.replace(hour=16, minute=0, second=0, microsecond=0) - timedelta(
                microseconds=dice.choice((0, 1))
            )
        total = dice.randrange(10**7)
        paid = dice.choice((0, total, total // 2))
        bought(
            dice.choice([*customers, None]),
            number,
            at,
            status=dice.choice(STATUSES),
            total_minor=total,
            paid_minor=paid,
            refunded_minor=dice.choice((0, 0, paid, total // 3)),
        )
    for number, each in enumerate(dice.sample(customers, people // 5)):
        day = date(2024, 2, 29) + timedelta(days=dice.randrange(900))
        told = {"customer": each, "as_of": UNTIL, "amount_minor": 10_000, "last_purchase_on": day}
        OpeningSpend.objects.create(**told, order_count=2, source_key=f"o{number}")
        if dice.random() < 0.4:
            OpeningSpend.objects.create(
                **(told | {"amount_minor": -10_000}), order_count=-2, source_key=f"r{number}"
            )


def _moment(dice, days):
    """Within so many days before UNTIL or a little after it; often at the shop's midnight to the microsecond."""
    minutes = dice.randrange(dice.choice((40, 200, days)) * 1440)
    at = datetime(2028, 3, 2, tzinfo=UTC) - timedelta(minutes=minutes)
    if dice.random() < 0.3:
        at = at.replace(hour=16, minute=0, second=0, microsecond=0)
        at -= timedelta(microseconds=dice.choice((0, 1)))
    return at


def random_story(seed):
    """A random shop with what figures of taste and rhythm are made of: lines of styles, gifts, discounts, visits, talks,
    days to remember, metal prices.
    """
    random_shop(seed)
    dice = random.Random(seed)
    for number, order in enumerate(Order.objects.order_by("pk")):
        order.ordered_at = _moment(dice, 2000)
        order.recipient = dice.choice(("", "", "母亲"))
        order.occasion = ("", "WEDDING", "FESTIVAL", "OTHER", "SELF")[number % 5]
        order.subtotal_minor = dice.choice((0, order.total_minor, order.total_minor * 2))
        order.discount_minor = dice.choice((0, order.subtotal_minor // 10, order.subtotal_minor * 2))
        order.save()
        for line_no in range(dice.randrange(4)):
            OrderLine.objects.create(
                order=order,
                line_no=line_no,
                title="件",
                category=dice.choice(("RING", "NECKLACE", "BANGLE", "OTHER", "")),
                fineness=dice.choice(("AU999", "AU9999", "AU750", "PT950", "PLATED", "")),
                gem=dice.choice(("DIAMOND", "RUBY", "OTHER", "")),
                quantity=dice.choice((0, 1, 3)),
                total_minor=dice.choice((0, 99_999, 100_000, 299_999, 10**6, 10**7, dice.randrange(10**8))),
                is_returned=dice.random() < 0.2,
            )
    for customer in Customer.objects.order_by("pk"):
        for _number in range(dice.randrange(4)):
            Visit.objects.create(customer=customer, at=_moment(dice, 500))
        for _number in range(dice.randrange(6)):
            Interaction.objects.create(
                customer=customer,
                channel=dice.choice(("call", "wechat", "sms")),
                direction=dice.choice(("in", "in", "out")),
                at=_moment(dice, 1500),
            )
    _styles_and_days(random.Random(f"days {seed}"))
    random_prices(random.Random(f"prices {seed}"))


def _styles_and_days(dice):
    styles = [
        Style.objects.create(style_no=f"LINE-{number}", name="款", collection=name)
        for number, name in enumerate(("古韵", "Aurora", "古韵", "", "繁星"))
    ]
    for line in OrderLine.objects.order_by("pk"):
        OrderLine.objects.filter(pk=line.pk).update(style=dice.choice([*styles, None]))
    for customer in Customer.objects.order_by("pk"):
        kin = [
            Relation.objects.create(customer=customer, kind=kind)
            for kind in dice.sample(("mother", "father", "daughter", "spouse", "other"), dice.randrange(3))
        ]
        for _number in range(dice.randrange(4)):
            next_on = UNTIL + timedelta(days=dice.choice((-1, 0, 30, 31, 183, 184, dice.randrange(365))))
            ImportantDate.objects.create(
                customer=customer,
                relation=dice.choice([None, *kin]),
                kind=dice.choice(("birthday", "birthday", "wedding", "dating", "child_birth", "other")),
                year=dice.choice((None, next_on.year - 1, 1990)),
                month=next_on.month,
                day=next_on.day,
                next_on=next_on,
                is_secret=dice.random() < 0.2,
            )


def random_prices(dice, rows=120):
    """Metal prices of two years, in general and of a store's own that end now and then; several of one moment."""
    store = Store.objects.get_or_create(code="OWN", defaults={"name": "自定价店"})[0]
    moments = [_moment(dice, 700) for _number in range(rows // 2)]
    MetalPrice.objects.bulk_create(
        MetalPrice(
            fineness=dice.choice(("AU999", "AU9999", "AU750", "PT950", "AG925")),
            kind=dice.choice(("RETAIL", "RETAIL", "BUYBACK")),
            store=own,
            price_minor=None if own and dice.random() < 0.3 else dice.randrange(1, 140_000),
            effective_from=dice.choice(moments),
        )
        for own in dice.choices((None, None, store), k=rows)
    )
