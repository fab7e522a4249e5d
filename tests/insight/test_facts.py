"""Every fact against plain Python on random shops: windows at midnight, returns, ties, leap days, nothing known."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from factories import shop
from factories.buying import SHOP, UNTIL, bought, random_story
from factories.figures import reckoned
from parure.core.calendar import next_festivals
from parure.insight.facts import FACTS, RECKONED
from parure.insight.models import CustomerFacts
from parure.people.models import Customer, ImportantDate, Interaction, Relation
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine, Visit
from parure.sales.rules import BUDGET_BANDS, kept_minor, metal_of

pytestmark = pytest.mark.django_db(transaction=True)
RFM = {"recency_days", "purchases", "kept_minor", "r", "f", "m", "rfm_group"}  # test_rfm


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


def day(at):
    return at.astimezone(SHOP).date()


def weight(on):
    return (8, 4, 2, 1)[min(3, (UNTIL - on).days // 365)]


def share(part, of):
    return part * 1000 // of if of else None


def liked(told):
    """(code, share) of [(code, weight)]; the heaviest, of equals the first."""
    weights = Counter()
    for code, each in told:
        if code not in ("", "OTHER", None):
            weights[code] += each
    if not weights:
        return "", None
    code = min(weights, key=lambda each: (-weights[each], each))
    return code, share(weights[code], sum(weights.values()))


def band(line):
    each = line.total_minor // max(line.quantity, 1)
    return "" if each <= 0 else str(sum(each >= edge for edge in BUDGET_BANDS))


def buying(customer):
    orders = [each for each in customer.orders.all() if day(each.ordered_at) <= UNTIL]
    counting = [each for each in orders if each.status in COUNTING]
    kept = {
        each.pk: kept_minor(each.status, each.total_minor, each.paid_minor, each.refunded_minor)
        for each in counting
    }
    found = {}
    for days in (30, 90, 365, 730):
        within = [each for each in counting if (UNTIL - day(each.ordered_at)).days < days]
        found |= {
            f"orders_{days}": len(within),
            f"spent_{days}": sum(kept[each.pk] for each in within),
        }
    discount = sum(min(each.discount_minor, each.subtotal_minor) for each in counting)
    paid = {
        each.pk: each.paid_minor or each.total_minor
        for each in orders
        if each.status in COUNTING or each.status == "REFUNDED"
    }
    back = sum(
        paid[each.pk] if each.status == "REFUNDED" else min(each.refunded_minor, paid[each.pk])
        for each in orders
        if each.pk in paid
    )
    days = sorted({day(each.ordered_at) for each in counting})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return found | {
        "average_order": sum(kept.values()) // len(kept) if kept else None,
        "highest_order": max(kept.values()) if kept else None,
        "gift_share": share(sum(each.recipient != "" for each in counting), len(counting)),
        "discount_share": share(discount, sum(each.subtotal_minor for each in counting)),
        "return_share": share(back, sum(paid.values())),
        "days_between": sum(gaps) // len(gaps) if gaps else None,
    }


def taste(customer):
    lines = [
        (each, weight(day(each.order.ordered_at)))
        for each in OrderLine.objects.filter(order__customer=customer).select_related("order")
        if each.order.status in COUNTING and not each.is_returned and day(each.order.ordered_at) <= UNTIL
    ]
    orders = [
        (each, weight(day(each.ordered_at)))
        for each in customer.orders.all()
        if each.status in COUNTING and day(each.ordered_at) <= UNTIL
    ]
    talks = [
        (each, weight(day(each.at)))
        for each in Interaction.objects.filter(customer=customer, direction="in")
        if day(each.at) <= UNTIL
    ]
    told = {
        "favourite_category": liked((line.category, heavy) for line, heavy in lines),
        "favourite_metal": liked((metal_of(line.fineness), heavy) for line, heavy in lines),
        "favourite_gem": liked((line.gem, heavy) for line, heavy in lines),
        "favourite_price_band": liked((band(line), heavy) for line, heavy in lines),
        "favourite_occasion": liked((order.occasion, heavy) for order, heavy in orders),
        "favourite_collection": liked((line.style and line.style.collection, heavy) for line, heavy in lines),
        "best_channel": liked((talk.channel, heavy) for talk, heavy in talks),
        "best_hour": liked((f"{talk.at.astimezone(SHOP):%H}", heavy) for talk, heavy in talks),
    }
    codes = {name: code for name, (code, _share) in told.items()}
    return codes | {f"{name}_share": each for name, (_code, each) in told.items()}


def classes(row):
    loyal = "loyal" if row.f >= 4 and row.r >= 3 else "lost" if row.r == 1 else "general"
    return {
        "spending_class": ("low", "low", "middle", "middle", "high")[row.m - 1],
        "frequency_class": ("potential", "occasional", "occasional", "frequent", "frequent")[row.f - 1],
        "loyalty_class": loyal,
    }


def plainly(row):
    customer = Customer.objects.get(pk=row.pk)
    visits = [
        each
        for each in Visit.objects.filter(customer=customer)
        if timedelta() <= UNTIL - day(each.at) < timedelta(days=365)
    ]
    told = buying(customer) | taste(customer) | classes(row) | {"visits_365": len(visits)}
    return told | answers(customer) | coming(customer)


def answers(customer):
    """Contacts of two years that are 14 days old: how many, the share answered; days since the last answer."""
    talks = [each for each in Interaction.objects.filter(customer=customer) if day(each.at) <= UNTIL]
    contacts = [each.at for each in talks if each.direction == "out" and each.channel != "in_person"]
    deeds = [each.at for each in talks if each.direction == "in"]
    deeds += [each.at for each in Visit.objects.filter(customer=customer)]
    deeds += [each.ordered_at for each in customer.orders.all() if each.status in COUNTING]
    deeds = [each for each in deeds if day(each) <= UNTIL]

    def answered(contact, deed):
        return contact < deed and (day(deed) - day(contact)).days <= 14

    old = [each for each in contacts if 14 <= (UNTIL - day(each)).days < 730]
    met = [each for each in old if any(answered(each, deed) for deed in deeds)]
    last = [day(deed) for deed in deeds if any(answered(each, deed) for each in contacts)]
    return {
        "contacts_730": len(old),
        "answered_share": share(len(met), len(old)),
        "days_since_answer": (UNTIL - max(last)).days if last else None,
    }


def occasion_of(each):
    whose = each.relation.kind if each.relation else ""
    if whose:
        parents, given = ("mother", "father"), ("daughter", "spouse")
        is_known = each.kind == "birthday" and whose in (*parents, *given)
        return ("PARENTS" if whose in parents else "BIRTHDAY") if is_known else ""
    if each.kind == "child_birth":
        return "BABY_YEAR" if each.year and each.next_on.year == each.year + 1 else "BIRTHDAY"
    return {"birthday": "BIRTHDAY", "wedding": "ANNIVERSARY", "dating": "ANNIVERSARY"}.get(each.kind, "")


def coming(customer):
    """Of the days that come the one that weighs most; of equals the first."""
    weights, counts = Counter(), Counter()
    festivals = next_festivals(UNTIL - timedelta(days=2300), 2300 + 400)
    for each in customer.orders.all():
        on = day(each.ordered_at)
        if each.status not in COUNTING or on > UNTIL or each.occasion in ("", "OTHER"):
            continue
        code = each.occasion
        if code == "FESTIVAL":
            near = (code for on_, code in festivals if timedelta() <= on_ - on <= timedelta(days=30))
            code = ("FESTIVAL", next(near, ""))
        weights[code] += weight(on)
        counts[code] += 1
    days = [
        (code, each.next_on, code)
        for each in ImportantDate.objects.filter(customer=customer, is_secret=False)
        if (code := occasion_of(each))
    ]
    first = {}
    for on, code in festivals:
        if on >= UNTIL:
            first.setdefault(code, on)
    days += [("FESTIVAL", first[code[1]], code) for code in weights if code[0] == "FESTIVAL" and code[1]]

    def likelihood(one):
        ahead = (one[1] - UNTIL).days
        near = next((factor for days, factor in ((30, 4), (90, 3), (183, 2)) if 0 <= ahead <= days), 0)
        return near * (1 + weights[one[2]])

    likely = [each for each in days if likelihood(each)]
    found = min(likely, key=lambda each: (-likelihood(each), each[1], each[0]), default=("", None, None))
    return {
        "next_occasion": found[0],
        "next_occasion_on": found[1],
        "next_occasion_orders": counts[found[2]] if found[1] else None,
    }


def next_categories():
    """(code, share) by customer: half by the steps of all from what they bought last, half by what they buy."""
    days, own = {}, {}
    for line in OrderLine.objects.select_related("order"):
        order, code = line.order, line.category
        on = day(order.ordered_at)
        if order.customer_id is None or order.status not in COUNTING or on > UNTIL or line.is_returned:
            continue
        if code not in ("", "OTHER"):
            days.setdefault(order.customer_id, {}).setdefault(on, set()).add(code)
            own.setdefault(order.customer_id, Counter())[code] += weight(on)
    steps = Counter()
    for went in days.values():
        for earlier, later in pairwise(sorted(went)):
            steps.update((one, two) for one in went[earlier] for two in went[later])
    found = {}
    for pk, went in days.items():
        onward = Counter()
        for (one, two), times in steps.items():
            onward[two] += times if one in went[max(went)] else 0
        if sum(onward.values()) >= 20:
            shares = [(code, share(times, sum(onward.values()))) for code, times in onward.items()]
            shares += [(code, share(heavy, sum(own[pk].values()))) for code, heavy in own[pk].items()]
            found[pk] = liked(shares)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_shops_agree_with_plain_python(seed):
    random_story(seed)
    reckoned(UNTIL)
    names = [each for each in RECKONED if each not in RFM]
    rows = list(CustomerFacts.objects.all())
    assert len(rows) > 20
    onward = next_categories()
    for row in rows:
        code, likely = onward.get(row.pk, ("", None))
        told = plainly(row) | {"next_category": code, "next_category_share": likely}
        assert {name: getattr(row, name) for name in names} == told
    for name in names:
        assert any(getattr(row, name) not in (None, "", 0) for row in rows), name


def test_refreshed_again_nothing_is_written():
    random_story(4)
    reckoned(UNTIL)
    assert reckoned(UNTIL).written == 0


def test_a_single_purchase_tells_no_rhythm_and_without_lines_no_taste():
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 28, 16, tzinfo=UTC), total_minor=100)
    reckoned(UNTIL)
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.orders_30, row.spent_30, row.average_order) == (1, 100, 100)
    assert (row.days_between, row.discount_share, row.favourite_gem, row.best_hour_share) == (
        None,
        None,
        "",
        None,
    )


def test_a_window_begins_at_midnight_of_the_shop():
    customer = shop.customer("甲")
    first = datetime(2028, 1, 30, 16, tzinfo=UTC)  # 31 January begins; 30 days up to and with 29 February
    bought(customer, 1, first, total_minor=100)
    bought(customer, 2, first - timedelta(microseconds=1), total_minor=100)
    reckoned(UNTIL)
    assert CustomerFacts.objects.get(pk=customer.pk).orders_30 == 1
    assert date(2028, 2, 29) - date(2028, 1, 31) == timedelta(days=29)


def test_amounts_of_a_whole_trade_stay_exact():
    customer = shop.customer("甲")
    for number, total in enumerate((999_999_999_999, 999_999_999_998, 1)):
        at = datetime(2027, 1, 1 + number, tzinfo=UTC)
        bought(customer, number, at, total_minor=total, subtotal_minor=total, discount_minor=total - 1)
    reckoned(UNTIL)
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.average_order, row.discount_share) == (666_666_666_666, 999)


def test_a_surprise_is_no_coming_occasion_and_the_family_is():
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 1, tzinfo=UTC), total_minor=100, occasion="PARENTS")
    mother = Relation.objects.create(customer=customer, kind="mother")
    told = {"customer": customer, "month": 3, "day": 5}
    ImportantDate.objects.create(**told, kind="wedding", next_on=date(2028, 3, 5), is_secret=True)
    ImportantDate.objects.create(**told, kind="birthday", next_on=date(2028, 3, 6))
    ImportantDate.objects.create(**told, kind="birthday", next_on=date(2028, 8, 1), relation=mother)
    reckoned(UNTIL)
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.next_occasion, row.next_occasion_on, row.next_occasion_orders) == (
        "PARENTS",
        date(2028, 8, 1),
        1,
    )


def test_a_gift_before_qixi_comes_round_with_the_moon():
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2027, 7, 20, tzinfo=UTC), total_minor=100, occasion="FESTIVAL")
    reckoned(date(2028, 2, 1))
    assert not CustomerFacts.objects.get(pk=customer.pk).next_occasion  # 26 August lies too far ahead
    reckoned(date(2028, 8, 1))
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.next_occasion, row.next_occasion_on) == ("FESTIVAL", date(2028, 8, 26))


def test_few_steps_foretell_no_category():
    for number in range(19):
        customer = shop.customer(f"客{number}")
        for month, category in ((1, "RING"), (2, "NECKLACE"), (3, "RING")):
            if month < 3 or number < 1:
                order = bought(customer, f"{number}-{month}", datetime(2027, month, 1, tzinfo=UTC))
                OrderLine.objects.create(order=order, line_no=1, title="件", category=category)
    reckoned(UNTIL)
    first = CustomerFacts.objects.order_by("pk").first()
    assert first.next_category == ""
    for month, category in ((1, "RING"), (2, "NECKLACE")):
        order = bought(shop.customer(f"新{month}"), f"n{month}", datetime(2027, month, 1, tzinfo=UTC))
        OrderLine.objects.create(order=order, line_no=1, title="件", category=category)
    order = bought(order.customer, "n3", datetime(2027, 1, 1, tzinfo=UTC))
    OrderLine.objects.create(order=order, line_no=1, title="件", category="RING")
    reckoned(UNTIL)
    first.refresh_from_db()
    # 20 of 20 steps go to necklaces, a third of what they bought are such
    assert (first.next_category, first.next_category_share) == ("NECKLACE", 666)


def test_every_code_of_a_fact_has_a_word():
    for fact in FACTS:
        for code, label in (fact.labels() if fact.labels else {}).items():
            assert str(label), code
            assert len(code) <= 20
