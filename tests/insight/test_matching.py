"""Pieces for a customer and customers for a piece: what is shown, why, and to whom."""

from collections import Counter
from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import shop, trade
from factories.buying import SHOP, UNTIL, bought, random_story
from parure.access import policy
from parure.catalog.models import Style
from parure.insight.matching.keeping import keep_ties
from parure.insight.matching.liking import likers_of
from parure.insight.matching.measuring import measure
from parure.insight.matching.neighbours import DOUBT, KEPT, LATEST, TOGETHER
from parure.insight.matching.suggesting import suggestions_for
from parure.insight.models import StyleTies
from parure.insight.operations import refresh, refresh_copy
from parure.people import operations as people
from parure.people.models import Customer
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine, Visit, VisitPiece

pytestmark = pytest.mark.django_db
NOW = timezone.now
FAR = date(2100, 1, 1)


def style(number, **given):
    usual = {"name": f"款{number}", "category": "RING", "fineness": "AU750", "main_gem": "DIAMOND"}
    return Style.objects.create(style_no=f"S{number}", **(usual | given))


def stocked(made, **given):
    return trade.piece(
        style=made,
        name=made.name,
        category="",
        fineness="",
        main_gem="",
        **({"label_price_minor": 500_000} | given),
    )


def sell(customer, made, number, days=30, piece=None, **given):
    order = bought(customer, number, NOW() - timedelta(days=days), total_minor=500_000)
    OrderLine.objects.create(
        order=order, line_no=1, title=made.name, style=made, piece=piece, category=made.category,
        fineness=made.fineness, gem=made.main_gem, total_minor=500_000, **given,
    )  # fmt: skip
    return order


@pytest.fixture
def lan(actors, stores):
    return people.register_customer(actors["owner"], name="沈佩兰", store=stores.lake)


def shown(actor, customer):
    return [each.goods.title for each in suggestions_for(actor, customer.uid).found]


def terms(actor, customer):
    return {
        each.goods.title: {reason.term: reason.words for reason in each.reasons}
        for each in suggestions_for(actor, customer.uid).found
    }


# ── neighbours against plain Python ──────────────────────────────────────────


def plainly():
    """{style: (buyers, popularity, ties)} as an afternoon's program would count them."""
    lines = OrderLine.objects.filter(is_returned=False, style__isnull=False).select_related("order")
    last = {}
    for line in lines:
        on = line.order.ordered_at.astimezone(SHOP).date()
        if line.order.status in COUNTING and line.order.customer_id and on <= UNTIL:
            key = (line.order.customer_id, line.style_id)
            last[key] = max(on, last.get(key, on))
    buyers = Counter(made for _who, made in last)
    lately = Counter(made for (_who, made), on in last.items() if (UNTIL - on).days < 365)
    theirs = {}
    for (who, made), on in last.items():
        theirs.setdefault(who, []).append((-on.toordinal(), made))
    few = {who: [made for _on, made in sorted(told)[:LATEST]] for who, told in theirs.items()}
    sizes = Counter(made for told in few.values() for made in told)
    both = Counter(pair for told in few.values() for pair in permutations(told, 2))
    found = {}
    for made, count in buyers.items():
        ties = [
            [other, 1000 * n // (sizes[made] + sizes[other] - n + DOUBT)]
            for (one, other), n in both.items()
            if one == made and n >= TOGETHER
        ]
        ties.sort(key=lambda tie: (-tie[1], tie[0]))
        found[made] = (count, 1000 * lately[made] // (max(lately.values()) or 1), ties[:KEPT])
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_neighbours_agree_with_plain_python(seed, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    random_story(seed)
    dice = Random(seed)
    made = [style(n) for n in range(12)]
    for line in OrderLine.objects.order_by("pk"):
        OrderLine.objects.filter(pk=line.pk).update(style=dice.choice([*made, None]))
    refresh(until=UNTIL)
    kept = {row.pk: (row.buyers, row.popularity, row.ties) for row in StyleTies.objects.all()}
    assert kept == plainly()
    assert any(ties for _buyers, _popularity, ties in kept.values())


@pytest.mark.django_db(transaction=True)
def test_what_is_as_it_was_is_not_written_again(settings, tmp_path):
    from parure.insight.engine import opened

    settings.PARURE_DATA = tmp_path
    ring, gone = style(1), style(2)
    sell(shop.customer("甲"), ring, 1)
    order = sell(shop.customer("乙"), gone, 2)
    refresh_copy()
    with opened() as lake:
        assert (keep_ties(lake, FAR), keep_ties(lake, FAR)) == (2, 0)
    order.delete()
    refresh_copy()
    with opened() as lake:
        assert keep_ties(lake, FAR) == 1
    assert list(StyleTies.objects.values_list("pk", flat=True)) == [ring.pk]


@pytest.mark.django_db(transaction=True)
def test_the_measure_sets_the_last_day_aside(settings, tmp_path):
    """Everybody bought one and then two: who guesses by what the others did is right, and none guesses the first."""
    settings.PARURE_DATA = tmp_path
    one, two = style(1), style(2, category="BANGLE", main_gem="JADEITE", fineness="")
    for number in range(4):
        customer = shop.customer(f"客{number}")
        sell(customer, one, f"a{number}", days=40)
        sell(customer, two, f"b{number}", days=20)
    once = shop.customer("once")
    sell(once, two, "c", days=10)
    refresh_copy()
    told = measure(timezone.localdate())
    assert (told.customers, told.known, told.styles) == (4, 0, 2)
    assert set(told.rates.values()) == {1.0}


# ── pieces for a customer ────────────────────────────────────────────────────


def test_what_they_have_and_what_is_not_there_is_not_shown(actors, lan):
    had, sold, other, unique = style(1), style(2), style(3), style(4)
    stocked(had)
    stocked(sold, status="SOLD")
    stocked(other)
    own = stocked(unique, status="IN_STOCK")
    sell(lan, had, 1)
    OrderLine.objects.filter(order__customer=lan).update(piece=own)
    assert shown(actors["owner"], lan) == ["款3"]
    stocked(unique)
    assert shown(actors["owner"], lan) == ["款4", "款3"]  # of the fourth style they have that piece only


def test_of_a_style_one_piece_is_shown_that_of_their_own_store_first(actors, lan, stores):
    made = style(1)
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="钻石")
    here = stocked(made, store=stores.lake)
    stocked(made, store=stores.opera)
    (found,) = suggestions_for(actors["owner"], lan.uid).found
    assert found.goods.pk == here.pk


def test_reasons_say_what_made_the_score(actors, lan):
    jade = {"main_gem": "JADEITE", "fineness": "", "collection": "翠色"}
    had, alike, tied = (
        style(1, **jade, category="BANGLE"), style(2, **jade, category="PENDANT"),
        style(3, category="BROOCH", main_gem="", fineness="PT950"),
    )  # fmt: skip
    StyleTies.objects.create(pk=had.pk, buyers=9, popularity=10, ties=[[tied.pk, 300]])
    for made in (alike, tied):
        stocked(made)
    sell(lan, had, 1)
    told = terms(actors["owner"], lan)
    assert told["款2"]["gem"] == "买过 1 件翡翠"
    assert told["款2"]["series"] == "买过同系列「翠色」"
    assert "together" not in told["款2"]
    assert told["款3"]["together"] == "买过「款1」的客户也常买它"
    assert not {"gem", "series", "category"} & told["款3"].keys()


def test_words_alone_are_enough_to_begin_with(actors, lan):
    owner = actors["owner"]
    for aspect, value, stance in (
        ("gem", "翡翠", "likes"), ("budget", "2–4 万", "likes"), ("metal", "黄金", "avoids"), ("category", "胸针", "avoids"),
    ):  # fmt: skip
        people.state_preference(owner, lan.uid, aspect=aspect, value=value, stance=stance)
    jade = {"main_gem": "JADEITE", "fineness": ""}
    for number, given, price in (
        (1, jade, 3_000_000), (2, jade, 9_000_000), (3, {"main_gem": "", "fineness": "AU999"}, 3_000_000),
        (4, jade | {"category": "BROOCH"}, 3_000_000), (5, {"main_gem": "RUBY"}, 3_000_000),
    ):  # fmt: skip
        stocked(style(number, **given), label_price_minor=price)
    told = terms(owner, lan)
    assert list(told) == ["款1", "款5"]  # too dear, gold and brooches are out
    assert told["款1"] == {"said": "说过喜欢翡翠", "budget": "在说过的预算内"}


def test_of_who_nothing_is_known_what_sells_well_is_shown(actors, lan):
    for number, popularity in ((1, 200), (2, 900)):
        made = style(number)
        stocked(made)
        StyleTies.objects.create(pk=made.pk, buyers=1, popularity=popularity)
    found = suggestions_for(actors["owner"], lan.uid)
    assert found.is_blank
    assert terms(actors["owner"], lan) == {"款2": {"popular": "近来卖得好"}, "款1": {"popular": "近来卖得好"}}


def test_wishes_and_tries_come_first(actors, lan, stores):
    owner = actors["owner"]
    wished, tried, liked = (stocked(style(number)) for number in (1, 2, 3))
    people.state_preference(owner, lan.uid, aspect="gem", value="钻石")
    people.add_wish(owner, lan.uid, piece=wished.uid)
    visit = Visit.objects.create(customer=lan, store=stores.lake, at=NOW() - timedelta(days=3))
    VisitPiece.objects.create(visit=visit, piece=tried, tried=True)
    found = suggestions_for(owner, lan.uid).found
    assert [each.goods.pk for each in found] == [wished.pk, tried.pk, liked.pk]
    assert [each.is_wished for each in found] == [True, False, False]
    assert found[0].reasons[0].words == "心愿单里写着"
    assert found[1].reasons[0].term == "tried"


def test_a_wish_in_words_finds_what_it_speaks_of(actors, lan):
    people.add_wish(actors["owner"], lan.uid, what="冰种翡翠手镯", budget_to=6_000_000)
    bangle = {"category": "BANGLE", "main_gem": "JADEITE", "fineness": ""}
    stocked(style(1, **bangle), label_price_minor=5_000_000)
    stocked(style(2, **bangle), label_price_minor=7_000_000)
    assert terms(actors["owner"], lan) == {"款1": {"wished": "心愿单里写着「冰种翡翠手镯」"}}


def test_a_ring_far_from_their_finger_is_not_shown(actors, lan):
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="钻石")
    people.set_size(actors["owner"], lan.uid, kind="ring", text="港12", finger="")
    for number, label in ((1, "港12"), (2, "港13"), (3, "港20"), (4, "")):
        stocked(style(number), ring_size_label=label)
    assert sorted(shown(actors["owner"], lan)) == ["款1", "款2", "款4"]


def test_bars_are_bought_again(actors, lan):
    bar = style(1, category="BAR", fineness="AU9999", main_gem="")
    stocked(bar)
    sell(lan, bar, 1)
    assert shown(actors["owner"], lan) == ["款1"]


def test_without_pieces_styles_are_shown(actors, lan):
    style(1, main_gem="RUBY", price_minor=100_000)
    style(2, main_gem="RUBY", is_archived=True)
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="红宝石")
    (found,) = suggestions_for(actors["owner"], lan.uid).found
    assert (found.goods.resource, found.goods.title) == ("catalog.style", "款1")


def test_who_said_no_is_shown_by_their_words_alone(actors, lan):
    owner = actors["owner"]
    had, alike, liked = style(1, main_gem="RUBY"), style(2, main_gem="RUBY"), style(3, main_gem="PEARL")
    stocked(alike)
    stocked(liked)
    sell(lan, had, 1)
    people.state_preference(owner, lan.uid, aspect="gem", value="珍珠")
    assert not suggestions_for(owner, lan.uid).is_refused
    said = {"purpose": "profiling", "how": "counter", "evidence": "at the counter"}
    people.withdraw_consent(owner, lan.uid, **said)
    found = suggestions_for(owner, lan.uid)
    assert found.is_refused
    assert [each.goods.title for each in found.found] == ["款3"]
    assert not likers_of(owner, "style", alike.uid).found
    people.give_consent(owner, lan.uid, **said)
    assert [each.goods.title for each in suggestions_for(owner, lan.uid).found] == ["款3", "款2"]


# ── customers for a piece ────────────────────────────────────────────────────


@pytest.fixture
def jade(actors, stores, lan):
    """A jade bangle, and why each of four customers would like it, or not."""
    owner = actors["owner"]
    had = style(1, category="PENDANT", main_gem="JADEITE", fineness="")
    bangle = stocked(style(2, category="BANGLE", main_gem="JADEITE", fineness=""), store=stores.lake)
    StyleTies.objects.create(pk=bangle.style_id, buyers=9, popularity=10, ties=[[had.pk, 250]])
    people.add_wish(owner, lan.uid, piece=bangle.uid)
    bai = people.register_customer(owner, name="周白鹭", store=stores.lake)
    piece = stocked(had, status="SOLD")
    sell(bai, had, 1, piece=piece, days=3)
    people.register_customer(owner, name="无名", store=stores.lake)
    return bangle


def named(actor, piece):
    return {
        each.customer.title: [reason.term for reason in each.reasons]
        for each in likers_of(actor, "piece", piece.uid).found
    }


def test_customers_for_a_piece_come_with_reasons_the_surest_first(actors, jade):
    assert named(actors["owner"], jade) == {"沈佩兰": ["wished"], "周白鹭": ["together", "gem", "band"]}
    of_style = likers_of(actors["owner"], "style", jade.style.uid)
    assert "周白鹭" in [each.customer.title for each in of_style.found]
    assert of_style.alike == [{"field": "favourite_gem", "op": "is", "value": "JADEITE"}]


@pytest.mark.django_db(transaction=True)
def test_whose_favourite_it_is_is_found_by_facts(actors, stores, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    ruby, pearl = style(1, main_gem="RUBY"), style(2, main_gem="PEARL")
    for name, made in (("红", ruby), ("珠", pearl)):
        customer = people.register_customer(actors["owner"], name=name, store=stores.lake)
        sell(customer, made, name)
    refresh()
    new = stocked(style(3, main_gem="RUBY", category="BROOCH", fineness=""))
    assert named(actors["owner"], new) == {"红": ["gem", "band"]}


# ── rights ───────────────────────────────────────────────────────────────────


def reading(**but):
    """What reads everything about customers and goods, less what is taken away."""
    names = (
        "people.customer people.wish people.preference people.size people.important_date people.relation sales.visit "
        "sales.order sales.order_line catalog.piece catalog.style"
    )  # fmt: skip
    every = {name: {"view": "all", "fields": {"*": "read"}} for name in names.split()}
    return {name: entry | but.get(name.replace(".", "_"), {}) for name, entry in every.items()}


NOTHING = {"view": "none"}


@pytest.mark.parametrize(
    ("taken", "without"),
    [
        ("people_wish", "wished"),
        ("people_preference", "said"),
        ("sales_visit", "tried"),
        ("sales_order_line", "category"),
    ],
)
def test_what_may_not_be_read_speaks_in_no_reason(taken, without, actors, lan, stores):
    owner, made = actors["owner"], style(1)
    piece = stocked(made)
    people.add_wish(owner, lan.uid, piece=piece.uid)
    people.state_preference(owner, lan.uid, aspect="gem", value="钻石")
    visit = Visit.objects.create(customer=lan, store=stores.lake, at=NOW())
    VisitPiece.objects.create(visit=visit, piece=piece, tried=True)
    sell(lan, style(2), 1)
    Customer.objects.filter(pk=lan.pk).update(owner=None)

    def told(actor):
        matches = suggestions_for(actor, lan.uid).found
        likers = likers_of(actor, "piece", piece.uid).found
        return {reason.term for each in (*matches, *likers) for reason in each.reasons}, matches[0].score

    everything, whole = told(shop.actor_with(reading()))
    less, score = told(shop.actor_with(reading(**{taken: NOTHING})))
    assert without in everything or whole > score
    assert without not in less
    assert score < whole


def test_who_may_not_read_amounts_learns_nothing_of_prices(actors, lan):
    had, alike = style(1), style(2)
    stocked(alike)
    sell(lan, had, 1)
    spend = {"fields": {"*": "read", "spend": "masked"}}
    scores = [
        suggestions_for(shop.actor_with(reading(sales_order_line=given)), lan.uid).found[0].score
        for given in ({}, spend)
    ]
    assert scores[0] > scores[1]


def test_who_may_not_read_a_piece_s_price_learns_nothing_of_it_by_what_it_suits(actors, lan):
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="钻石")
    people.state_preference(actors["owner"], lan.uid, aspect="budget", value="2–4 万")
    for number, price in ((1, 3_000_000), (2, 90_000_000)):
        stocked(style(number), label_price_minor=price)
    blind = shop.actor_with(reading(catalog_piece={"fields": {"*": "read", "label_price": "none"}}))
    assert terms(actors["owner"], lan) == {"款1": {"said": "说过喜欢钻石", "budget": "在说过的预算内"}}
    assert set(terms(blind, lan)) == {"款1", "款2"}
    assert "budget" not in terms(blind, lan)["款1"]


def test_customers_out_of_reach_are_not_named(actors, jade, stores, staff):
    assert named(shop.acting(staff("advisor", stores.opera)), jade) == {}
    assert "沈佩兰" in named(shop.acting(staff("advisor", stores.lake)), jade)


def test_who_reads_nothing_of_taste_is_refused(actors, lan):
    actor = actors["workshop"]
    with pytest.raises(policy.Denied):
        suggestions_for(actor, lan.uid)


def test_it_costs_as_many_queries_whatever_is_known(actors, lan, stores):
    owner = actors["owner"]

    def cost(work):
        with CaptureQueriesContext(connection) as told:
            work()
        return len(told)

    goods = [stocked(style(number)) for number in range(1, 4)]
    suggestions_for(owner, lan.uid)  # what processes remember is read once
    bare = (
        cost(lambda: suggestions_for(owner, lan.uid)),
        cost(lambda: likers_of(owner, "piece", goods[0].uid)),
    )
    for number, each in enumerate(goods):
        sell(lan, each.style, number)
        people.add_wish(owner, lan.uid, piece=each.uid)
        other = people.register_customer(owner, name=f"客{number}", store=stores.lake)
        sell(other, each.style, f"o{number}")
        people.add_wish(owner, other.uid, piece=goods[0].uid)
    for number in range(5, 12):
        stocked(style(number))
    full = (
        cost(lambda: suggestions_for(owner, lan.uid)),
        cost(lambda: likers_of(owner, "piece", goods[0].uid)),
    )
    assert bare == (5, 3)  # nothing bought: no neighbours to ask for; no candidates: nothing to know
    assert full == (5, 6)


def test_of_one_kind_and_stone_three_are_shown_while_there_are_others(actors, lan):
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="钻石")
    for number in range(1, 6):
        stocked(style(number))
    assert len(shown(actors["owner"], lan)) == 5
    people.state_preference(actors["owner"], lan.uid, aspect="gem", value="珍珠")
    for number in range(6, 9):
        stocked(style(number, main_gem="PEARL", fineness=""))
    found = shown(actors["owner"], lan)
    assert len([each for each in found if each in ("款6", "款7", "款8")]) == 3
    assert len(found) == 6
