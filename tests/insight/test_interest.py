"""What was looked at, tried on and wished for beside what was bought: against plain Python, within reach and rights."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from factories import shop
from factories.buying import SHOP, UNTIL, random_story
from factories.figures import reckoned
from parure.access import policy
from parure.catalog.models import Piece, Style
from parure.insight.reports.answers import answer
from parure.insight.reports.question import Question, asks_anything, offered
from parure.people.models import Customer, Wish
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine, Visit, VisitPiece

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
SEEN = ("looked", "tried", "wished", "items")


def piece(style, number, **given):
    return Piece.objects.create(code=f"P{number}", style=style, **given)


def random_interest(seed):
    """Pieces looked at during the visits of a random story, and wishes: for pieces, for styles, in words."""
    random_story(seed)
    dice = random.Random(seed)
    styles = [
        Style.objects.create(style_no=f"S{n}", name="款", category=category)
        for n, category in enumerate(("RING", "BANGLE"))
    ]
    pieces = [
        piece(
            dice.choice(styles), n, category=dice.choice(("RING", "NECKLACE", "")), label_price_minor=100 + n
        )
        for n in range(9)
    ]
    for visit in Visit.objects.order_by("pk"):
        for seen in dice.sample(pieces, dice.randrange(4)):
            VisitPiece.objects.create(visit=visit, piece=seen, tried=dice.random() < 0.5)
    for customer in Customer.objects.order_by("pk"):
        aim = dice.choice(({"piece_ref": dice.choice(pieces).pk}, {"style_ref": dice.choice(styles).pk}, {}))
        at = datetime(2028, 3, 1, 20, tzinfo=UTC) - timedelta(minutes=dice.randrange(4000))
        Wish.objects.create(customer=customer, what="愿", noted_at=at, is_removed=dice.random() < 0.2, **aim)


def day_of(moment):
    return moment.astimezone(SHOP).date()


@pytest.mark.parametrize("seed", range(2))
def test_interest_agrees_with_plain_python(roles, seed):
    random_interest(seed)
    reckoned(UNTIL)
    owner = shop.acting(shop.hire("owner", None))
    want = {name: Counter() for name in SEEN}
    for seen in VisitPiece.objects.select_related("piece", "visit"):
        if day_of(seen.visit.at) <= UNTIL:
            want["looked"][seen.piece.category] += 1
            want["tried"][seen.piece.category] += seen.tried
    category = (
        dict(Piece.objects.values_list("pk", "category")),
        dict(Style.objects.values_list("pk", "category")),
    )
    for wish in Wish.objects.filter(is_removed=False):
        if day_of(wish.noted_at) <= UNTIL:
            known = category[0].get(wish.piece_ref, category[1].get(wish.style_ref, ""))
            want["wished"][known] += 1
    for line in OrderLine.objects.select_related("order").filter(is_returned=False):
        if line.order.status in COUNTING and day_of(line.order.ordered_at) <= UNTIL:
            want["items"][line.category] += line.quantity
    found = answer(owner, Question("interest", SEEN, by=("category",)), UNTIL)
    for place, name in enumerate(SEEN):
        told = {row.codes[0]: row.figures[place] for row in found.rows if row.figures[place]}
        assert told == {code: count for code, count in want[name].items() if count}, name
        assert found.totals[place] == want[name].total()
    alone = answer(owner, Question("interest", ("wished",), by=("category",)), UNTIL)
    assert {row.codes[0]: row.figures[0] for row in alone.rows} == dict(want["wished"])


def test_what_others_looked_at_or_bought_is_out_of_reach(actors, stores):
    style = Style.objects.create(style_no="S", name="款", category="RING")
    for number, store in enumerate((stores.lake, stores.opera)):
        someone = shop.customer(f"客{number}", home_store=store)
        seen = piece(style, number, category="RING", store=store)
        visit = Visit.objects.create(customer=someone, at=timezone.now(), store=store)
        VisitPiece.objects.create(visit=visit, piece=seen, tried=True)
        Wish.objects.create(customer=someone, what="愿", piece_ref=seen.pk)
    reckoned(timezone.localdate())
    question = Question("interest", ("looked", "tried", "wished"))
    assert answer(actors["owner"], question).totals == (2, 2, 2)
    assert answer(actors["manager"], question).totals == (1, 1, 1)


def test_who_may_not_read_sales_is_told_of_interest_alone(actors):
    clerk = shop.actor_with(
        {
            "sales.visit": {"view": "all", "fields": {"*": "read"}},
            "catalog.piece": {"view": "all", "fields": {"*": "read"}},
        }
    )
    shown = next(each for each in offered(clerk) if each.name == "interest")
    assert {each.name for each in shown.measures} == {"looked", "tried"}
    assert "category" not in {each.name for each in shown.dimensions}
    reckoned(timezone.localdate())
    with pytest.raises(policy.Denied):
        answer(clerk, Question("interest", ("looked", "items")))
    assert asks_anything(clerk)
    assert not asks_anything(shop.actor_with({"sales.visit": {"view": "all", "fields": {}}}))


def test_that_somebody_may_ask_at_all_costs_a_page_no_query(actors, django_assert_num_queries):
    for role in ("service", "workshop"):
        assert asks_anything(actors[role])
        with django_assert_num_queries(0):
            asks_anything(actors[role])
