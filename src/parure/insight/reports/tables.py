"""The rows of each dataset as expressions over the copy: one column a dimension, one for all that measures take.

A column is only made where it is asked for: what isn't asked for costs no join.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.insight.engine import Lake
from parure.insight.measures.exact import divided
from parure.insight.measures.favourites import band_of, metal_code
from parure.insight.measures.purchases import sold
from parure.insight.reports import following, market
from parure.insight.reports.labels import AGES

if TYPE_CHECKING:
    import ibis

FACTS = {
    "rfm_group",
    "spending_class",
    "frequency_class",
    "loyalty_class",
    "favourite_category",
    "favourite_metal",
    "favourite_price_band",
}
SAID = {"gender", "source_channel", "campaign"}
OF_CUSTOMER = FACTS | SAID
IN_STOCK = ("IN_STOCK", "RESERVED", "ON_LOAN", "IN_TRANSIT", "IN_REPAIR")
Within = Callable[[str, Any], Any]
"""(name of a table of the copy, its expression) → its rows in the reader's reach."""


def orders(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row an order that counts: `on` is its day."""
    found = sold(within("order", lake.table("order")), until)
    found = _with_region(lake, found, asked)
    found = _with_customer(lake, found, asked, within)
    if asked & {"newness", "new_buyers", "known_share", "cohort", "quarters_since"}:
        found = _with_newness(lake, found)
    if "order_band" in asked:
        found = found.mutate(order_band=band_of(found.kept_minor))
    return found.mutate(is_gift=_flag(found.is_gift))


def lines(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a line of an order that counts."""
    import ibis

    line = lake.table("order_line")
    bought = orders(lake, asked, within, until)
    bought = bought.drop([each for each in ("subtotal_minor", "discount_minor") if each in bought.columns])
    found = line.select(
        "order_id",
        "category",
        "fineness",
        "gem",
        "quantity",
        "total_minor",
        "is_returned",
        style=line.style_id,
    ).join(bought, "order_id")
    if "metal" in asked:
        found = found.mutate(metal=metal_code(found.fineness))
    if "price_band" in asked:
        each = divided(ibis.greatest(found.total_minor, 0), ibis.greatest(found.quantity, 1))
        found = found.mutate(price_band=band_of(each))
    return found


def customers(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a customer who isn't archived; `on` is the day of registration."""
    customer = within("customer", lake.table("customer"))
    known = customer.filter(~customer.is_archived).select(
        customer_id=customer.id,
        on=customer.registered_on,
        store=customer.home_store_id,
        advisor=customer.owner_id,
        gender=customer.gender,
        source_channel=customer.source_channel,
        campaign=customer.campaign,
        marketing_consent=_flag(customer.marketing_consent),
    )
    facts = lake.facts()
    wanted = sorted((asked & FACTS) | {"purchases", "kept_minor", "orders_365"})
    found = known.left_join(facts, known.customer_id == facts.customer_id).select(
        known, *(facts[name] for name in wanted)
    )
    found = found.mutate(
        **{name: found[name].fill_null("") for name in asked & FACTS},
        **{name: found[name].fill_null(0) for name in ("purchases", "kept_minor", "orders_365")},
    )
    found = following.with_first_year(lake, found, asked, within)
    return _with_region(lake, found, asked)


def visits(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a visit; `tried` says whether something was tried on."""
    visit = within("visit", lake.table("visit"))
    found = visit.filter(visit["at"].date() <= until).select(
        "customer_id",
        "outcome",
        visit_id=visit.id,
        on=visit["at"].date(),
        hour=visit["at"].hour().cast("string"),
        store=visit.store_id,
        advisor=visit.staff_id,
    )
    if "tried" in asked:
        seen = lake.table("visit_piece")
        tried = seen.filter(seen.tried).select("visit_id").distinct().mutate(has_tried=True)
        found = found.left_join(tried, "visit_id").select(found, tried.has_tried)
    return _with_customer(lake, _with_region(lake, found, asked), asked, within)


def pieces(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a piece; `days` is how long it is, in stock, without a buyer (unknown without a day of receipt)."""
    import ibis

    piece = within("piece", lake.table("piece"))
    found = piece.select(
        "category",
        "fineness",
        "status",
        gem=piece.main_gem,
        style=piece.style_id,
        store=piece.store_id,
        price_minor=piece.label_price_minor,
        cost_minor=piece.cost_minor,
        is_stock=piece.status.isin(IN_STOCK),
        days=ibis.greatest(ibis.date(until).delta(piece.received_on, unit="day"), 0),
    )
    if "metal" in asked:
        found = found.mutate(metal=metal_code(found.fineness))
    if "price_band" in asked:
        found = found.mutate(price_band=band_of(found.price_minor).fill_null(""))
    if "age" in asked:
        place = sum(
            ((found.days > edge).cast("int64") for edge in AGES[1:]), (found.days > AGES[0]).cast("int64")
        )
        found = found.mutate(age=place.cast("string").fill_null(""))
    return _with_region(lake, found, asked)


def talks(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a call, message or talk."""
    talk = lake.table("interaction")
    reached = within("customer", lake.table("customer"))
    told = talk.filter(talk["at"].date() <= until).semi_join(reached, talk.customer_id == reached.id)
    found = told.select(
        "customer_id",
        "channel",
        "direction",
        key=told.id,
        on=told["at"].date(),
        advisor=told.staff_id,
    )
    found = found.mutate(is_contact=following.is_contact(found))
    contacts = talk.filter(following.is_contact(talk)).select("customer_id", "at", key=talk.id)
    found = following.with_following(lake, found, asked, within, contacts)
    if "prompt" in asked:
        found = following.with_prompt(lake, found, within)
    return _with_customer(lake, found, asked, within)


def tasks(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a task that was due."""
    found = _with_region(lake, following.tasks(lake, asked, within, until), asked)
    return _with_customer(lake, found, asked, within)


def feedback(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a feedback; `score` (of 5) and `recommend` (0 to 10) are unknown where they weren't said."""
    heard = within("feedback", lake.table("feedback"))
    found = heard.filter(~heard.is_removed, heard["at"].date() <= until).select(
        "customer_id",
        "kind",
        "status",
        "score",
        "recommend",
        stars=heard.score.cast("string").fill_null(""),
        on=heard["at"].date(),
        store=heard.store_id,
        advisor=heard.staff_id,
    )
    return _with_customer(lake, _with_region(lake, found, asked), asked, within)


def interest(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a piece looked at, a wish, a line that was bought: `looked`, `tried`, `wished`, `items`, `amount` (fen) say
    which. Only what is asked about is read.
    """
    made = {
        _looked: {"looked", "tried", "bought_of_looked"},
        _wished: {"wished"},
        _bought: {"items", "amount", "bought_of_looked"},
    }
    parts = [make(lake, within, until) for make, measures in made.items() if asked & measures]
    found = parts[0]
    for each in parts[1:]:
        found = found.union(each)
    if "metal" in asked:
        found = found.mutate(metal=metal_code(found.fineness))
    if "price_band" in asked:
        found = found.mutate(price_band=band_of(found.price_minor).fill_null(""))
    return _with_region(lake, found, asked)


SHOWN = ("customer_id", "on", "store", "style", "category", "fineness", "gem", "price_minor")


def _counted(found: Any, **counts: Any) -> Any:
    """What all three kinds of rows have; counts that aren't given are nothing."""
    import ibis

    none = ibis.literal(0)
    names = ("looked", "tried", "wished", "items", "amount")
    return found.select(*SHOWN, **{name: counts.get(name, none).cast("int64") for name in names})


def _looked(lake: Lake, within: Within, until: date) -> Any:
    import ibis

    visit, seen = within("visit", lake.table("visit")), lake.table("visit_piece")
    came = visit.filter(visit["at"].date() <= until).select(
        "customer_id", visit_id=visit.id, store=visit.store_id, on=visit["at"].date()
    )
    found = seen.select("visit_id", "piece_id", "tried").join(came, "visit_id")
    found = found.left_join(_goods(lake, within), "piece_id").select(
        found, *(each for each in SHOWN if each not in found.columns)
    )
    return _counted(found, looked=ibis.literal(1), tried=found.tried.ifelse(1, 0))


def _wished(lake: Lake, within: Within, until: date) -> Any:
    """Wishes as they were noted; of one for a style only its category is known, of one in words nothing."""
    import ibis

    wish = within("wish", lake.table("wish"))
    noted = wish.filter(~wish.is_removed, wish.noted_at.date() <= until)
    customer = lake.table("customer")
    noted = noted.left_join(customer, noted.customer_id == customer.id).select(
        "customer_id", "style_ref", "piece_ref", on=noted.noted_at.date(), store=customer.home_store_id
    )
    goods, style = _goods(lake, within), lake.table("style")
    style = style.select(style_id=style.id, of_style=style.category)
    found = noted.left_join(goods, noted.piece_ref == goods.piece_id).select(
        noted, *(goods[each] for each in SHOWN if each in goods.columns)
    )
    found = found.left_join(style, found.style_ref == style.style_id).select(found, style.of_style)
    found = found.mutate(
        category=found.category.fill_null(found.of_style), style=found.style.fill_null(found.style_ref)
    )
    return _counted(found, wished=ibis.literal(1))


def _bought(lake: Lake, within: Within, until: date) -> Any:
    import ibis

    found = lines(lake, set(), within, until)
    each = divided(ibis.greatest(found.total_minor, 0), ibis.greatest(found.quantity, 1))
    found = found.mutate(price_minor=each)
    return _counted(
        found,
        items=(~found.is_returned).ifelse(found.quantity, 0),
        amount=(~found.is_returned).ifelse(found.total_minor, 0),
    )


def _goods(lake: Lake, within: Within) -> Any:
    """Pieces in reach, by `piece_id`."""
    piece = within("piece", lake.table("piece"))
    return piece.select(
        "category",
        "fineness",
        piece_id=piece.id,
        style=piece.style_id,
        gem=piece.main_gem,
        price_minor=piece.label_price_minor,
    )


def market_rows(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a day on which a price held, and one a line of precious metal that was bought."""
    parts = []
    if asked & market.OF_PRICES:
        parts.append(market.prices(within("metal_price", lake.table("metal_price")), until))
    if asked & market.OF_SALES:
        parts.append(market.sales(lines(lake, set(), within, until)))
    found = parts[0] if len(parts) == 1 else parts[0].union(parts[1])
    return found.mutate(metal=metal_code(found.fineness)) if "metal" in asked else found


def _with_region(lake: Lake, found: Any, asked: AbstractSet[str]) -> Any:
    if "region" not in asked:
        return found
    store = lake.table("store")
    return found.left_join(store, found.store == store.id).select(found, region=store.region_id)


def _with_customer(lake: Lake, found: Any, asked: AbstractSet[str], within: Within) -> Any:
    """With what is asked of the customer, as far as the reader reaches the customer; "" beyond and where none is."""
    wanted = asked & OF_CUSTOMER
    if not wanted:
        return found
    customer = within("customer", lake.table("customer"))
    known = customer.select(customer.id, *sorted(wanted & SAID))
    if told := sorted(wanted & FACTS):
        facts = lake.facts()
        known = known.left_join(facts, known.id == facts.customer_id).select(
            known, *(facts[name] for name in told)
        )
    columns = {name: known[name] for name in wanted}
    joined = found.left_join(known, found.customer_id == known.id).select(found, **columns)
    return joined.mutate(**{name: joined[name].fill_null("") for name in wanted})


def _with_newness(lake: Lake, found: Any) -> Any:
    """New is who had bought nothing before that day, here or before Parure."""
    facts = lake.facts()
    firsts = facts.select(facts.customer_id, first_on=facts.first_on)
    joined = found.left_join(firsts, found.customer_id == firsts.customer_id).select(found, firsts.first_on)
    newness = joined.customer_id.isnull().ifelse(
        "", (joined.first_on < joined.on).fill_null(False).ifelse("known", "new")
    )
    first, now = joined.first_on, joined.on
    quarters = (now.year() - first.year()) * 4 + now.quarter() - first.quarter()
    return joined.mutate(
        newness=newness,
        cohort=first.truncate("Q").cast("string").substr(0, 10).fill_null(""),
        quarters_since=quarters.cast("string").fill_null(""),
    )


def _flag(column: Any) -> Any:
    return column.ifelse("1", "0")


ROWS = {
    "orders": orders,
    "lines": lines,
    "customers": customers,
    "visits": visits,
    "pieces": pieces,
    "talks": talks,
    "tasks": tasks,
    "interest": interest,
    "feedback": feedback,
    "market": market_rows,
}
