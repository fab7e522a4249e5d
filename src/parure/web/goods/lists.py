"""The lists of pieces, of styles and of metal prices."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from parure.access.actors import Actor
from parure.catalog.choices import PriceKind
from parure.core.conditions import Tree
from parure.web.goods import cells
from parure.web.kit.lists import Act, Column, Empty, ListOf, View, declare_list

NEW_DAYS = 30
LYING_DAYS = 365
METAL_PRICE = "catalog.metal_price"
SIBLINGS = (
    (_("Pieces"), "pieces"),
    (_("Styles"), "styles"),
    (_("Metal prices"), "metal-prices", METAL_PRICE),
)
IMPORT = Act(_("Import"), "upload", "imports", "integrations.import_run", "import")


def _in_stock(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "status", "op": "is", "value": "IN_STOCK"}]


def _sold(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "status", "op": "is", "value": "SOLD"}]


def _without_certificate(actor: Actor, today: date) -> list[Tree]:
    return [*_in_stock(actor, today), {"field": "certificates", "op": "empty"}]


def _arrived(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "received_on", "op": "last_days", "value": NEW_DAYS}]


def _lying(actor: Actor, today: date) -> list[Tree]:
    return [*_in_stock(actor, today), {"field": "received_on", "op": "older_days", "value": LYING_DAYS}]


def _fixed(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "pricing_mode", "op": "is", "value": "FIXED"}]


def _by_weight(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "pricing_mode", "op": "is", "value": "BY_WEIGHT"}]


def _added(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "created_at", "op": "last_days", "value": NEW_DAYS}]


PIECES = declare_list(
    ListOf(
        key="pieces",
        resource="catalog.piece",
        title=_("Goods"),
        main="name",
        columns=(
            "drawing",
            "name",
            "code",
            "category",
            "fineness",
            "net_weight",
            "label_price",
            "store",
            "status",
            "certificates",
        ),
        cells={
            "drawing": Column(cells.picture, slot="c-pic", is_bare=True),
            "name": Column(
                cells.name,
                slot="c-who",
                needs=cells.CODES,
                label=pgettext_lazy("goods", "Name"),
                is_quiet=False,
            ),
            "code": Column(slot="c-like"),
            "label_price": Column(slot="c-sum", is_quiet=False),
            "net_weight": Column(is_quiet=False),
            "status": Column(cells.status, slot="c-next", is_quiet=False),
        },
        not_columns=frozenset({"style"}),
        views=(
            View("stock", _("In stock"), _in_stock, needs=("status",)),
            View("sold", _("Sold"), _sold, needs=("status",)),
            View(
                "uncertified",
                _("Without certificate"),
                _without_certificate,
                needs=("status", "certificates"),
            ),
            View("arrived", _("New in 30 days"), _arrived, needs=("received_on",)),
            View("lying", _("Here for over a year"), _lying, needs=("status", "received_on")),
        ),
        acts=(IMPORT,),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s piece", "%(n)s pieces", "count"),
        summed="label_price",
        opens="stock",
        empty=Empty(
            _("Every piece has a code of its own"),
            _(
                "Bring your stock list: code, fineness, weight, price and certificate find their places by themselves."
            ),
            drawing="p-bangle",
            colours="",
        ),
    )
)

STYLES = declare_list(
    ListOf(
        key="styles",
        resource="catalog.style",
        title=_("Goods"),
        main="name",
        columns=(
            "drawing",
            "name",
            "style_no",
            "category",
            "fineness",
            "main_gem",
            "price",
            "collection",
            "pricing_mode",
        ),
        cells={
            "drawing": Column(cells.picture, slot="c-pic", is_bare=True),
            "name": Column(
                cells.name,
                slot="c-who",
                needs=cells.CODES,
                label=pgettext_lazy("goods", "Style"),
                is_quiet=False,
            ),
            "style_no": Column(slot="c-like"),
            "price": Column(slot="c-sum", is_quiet=False),
            "category": Column(slot="c-next"),
        },
        not_columns=frozenset({"image", "image_url"}),
        views=(
            View("fixed", _("Fixed price"), _fixed, needs=("pricing_mode",)),
            View("weight", _("Priced by weight"), _by_weight, needs=("pricing_mode",)),
            View("new", _("New in 30 days"), _added, needs=("created_at",)),
        ),
        acts=(IMPORT,),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s style", "%(n)s styles", "count"),
        empty=Empty(
            _("A style is what pieces are made to"),
            _(
                "Bring the list of your styles with number, name and price; pieces then find their style by its number."
            ),
            drawing="p-necklace",
            colours="pt",
        ),
    )
)


def _of_kind(kind: str) -> Callable[[Actor, date], list[Tree]]:
    return lambda _actor, _today: [{"field": "kind", "op": "is", "value": kind}]


PRICES = declare_list(
    ListOf(
        key="metal-price-list",
        resource=METAL_PRICE,
        title=_("History of metal prices"),
        main="fineness",
        columns=("fineness", "kind", "price", "store", "effective_from", "staff"),
        cells={
            "fineness": Column(slot="c-who", is_quiet=False),
            "kind": Column(slot="c-like"),
            "price": Column(cells.price_per_gram, slot="c-sum", is_quiet=False),
            "store": Column(cells.where_it_holds),
            "effective_from": Column(slot="c-next", is_quiet=False),
        },
        views=tuple(
            View(kind.value.lower(), kind.label, _of_kind(kind.value), needs=("kind",)) for kind in PriceKind
        ),
        acts=(
            Act(
                _("Set prices"), "plus", "metal-prices-set", METAL_PRICE, "add", is_main=True, in_dialog=True
            ),
        ),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s price", "%(n)s prices", "count"),
        empty=Empty(
            _("No metal price yet"),
            _("Set the day's price per gram; every price stays here with its moment and who entered it."),
            drawing="p-bangle",
            colours="",
        ),
    )
)
