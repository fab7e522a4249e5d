"""What other systems may do with metal prices. Amounts come in fen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parure.access.actors import Actor
from parure.catalog import operations
from parure.catalog.choices import PriceKind
from parure.catalog.fineness import FINENESS_LABELS, PRICED
from parure.catalog.metal_prices import PRICE
from parure.core.changes import Rows, adds
from parure.core.resources import Field, Kind

PRICES = Rows(
    "prices",
    gettext_lazy("Prices"),
    (
        Field(
            "fineness",
            gettext_lazy("Fineness"),
            Kind.CHOICE,
            choices=lambda: [(code, FINENESS_LABELS[code]) for code in PRICED],
            required=True,
        ),
        Field(
            "kind",
            pgettext_lazy("metal price", "Kind"),
            Kind.CHOICE,
            choices=lambda: PriceKind.choices,
            required=True,
        ),
        Field("price", gettext_lazy("Price per gram"), Kind.MONEY),
    ),
    required=True,
)


@adds(
    PRICE,
    PRICES,
    "store",
    "effective_from",
    Field("confirmed", gettext_lazy("Confirmed, though far from the price before"), Kind.YES_NO),
)
def set_prices(
    actor: Actor,
    *,
    prices: Sequence[Mapping[str, Any]],
    store: UUID | str | None = None,
    effective_from: datetime | None = None,
    confirmed: bool = False,
) -> Any:
    """Several prices as one act; what is returned is the first of them."""
    given = {(each["fineness"], each["kind"]): each.get("price") for each in prices}
    if len(given) < len(prices):
        raise ValidationError({"prices": _("Each fineness and kind once, please.")})
    found = operations.set_metal_prices(
        actor, given, store=store, effective_from=effective_from, confirmed=confirmed
    )
    if not found:
        raise ValidationError({"prices": _("The store has no price of its own that could end.")})
    return found[0]
