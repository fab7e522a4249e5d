"""From figures to the customers behind them, and shares in words."""

from typing import Any

from parure.core import resources
from parure.web.kit.addresses import ListState


def customers_with(asked: dict[str, resources.Field], **values: Any) -> str:
    """The address of the list of customers whose fields have these values; "" for who may not filter by them."""
    if not values.keys() <= asked.keys():
        return ""
    terms = [{"field": name, "op": "is", "value": value} for name, value in values.items()]
    return ListState("customers").with_terms(terms).address()


def share(part: float, whole: float) -> str:
    """12.3%; – for nothing."""
    return f"{100 * part / whole:.1f}%" if part and whole > 0 else "–"
