"""Metal prices day by day beside what was sold of the metal.

A price row is a day of one fineness, in general or in a store of its own, with the last retail price of that day: a price
holds every day until the next, so that an average over days weighs each by how long it held.
"""

from datetime import date
from typing import Any

OF_PRICES = {"average_price", "lowest_price", "highest_price"}
OF_SALES = {"amount", "items"}
KIND = "RETAIL"
SERIES = ("fineness", "store_id")


def prices(price: Any, until: date) -> Any:
    """`on`, fineness, price_minor (fen per gram) of each day up to and with `until` on which there was one."""
    import ibis

    told = price.filter(price.kind == KIND, price.effective_from.date() <= until)
    told = told.mutate(day=told.effective_from.date())
    newest = ibis.row_number().over(
        group_by=[*SERIES, "day"], order_by=[told.effective_from.desc(), told.id.desc()]
    )
    days = told.mutate(place=newest)
    days = days.filter(days.place == 0)
    after = days.day.lead().over(group_by=SERIES, order_by=days.day)
    held = days.mutate(
        number=after.fill_null(ibis.date(until) + ibis.interval(days=1)).delta(days.day, unit="day")
    )
    held = held.filter(held.price_minor.notnull())  # where a store's own price ended
    spread = held.mutate(step=ibis.range(0, held.number).unnest())
    on = (spread.day + spread.step.as_interval("D")).cast("date")
    return _counted(spread.mutate(on=on), price_minor=spread.price_minor)


def sales(lines: Any) -> Any:
    """`on`, fineness, amount (fen) and items of each line of precious metal that was bought and kept."""
    from parure.insight.measures.favourites import place_of_metal

    precious = lines.filter(place_of_metal(lines.fineness).notnull())
    kept = ~precious.is_returned
    return _counted(
        precious, amount=kept.ifelse(precious.total_minor, 0), items=kept.ifelse(precious.quantity, 0)
    )


def _counted(found: Any, **counts: Any) -> Any:
    """What both kinds of rows have; a figure that isn't of one is unknown of it."""
    import ibis

    none = ibis.null("int64")
    names = ("price_minor", "amount", "items")
    return found.select("on", "fineness", **{name: counts.get(name, none).cast("int64") for name in names})
