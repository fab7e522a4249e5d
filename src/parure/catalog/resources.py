"""Styles, pieces, stones, certificates and metal prices in the field catalogue."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.catalog.categories import CATEGORY_LABELS, CRAFT_LABELS, OCCASION_LABELS
from parure.catalog.choices import PieceStatus, PriceKind, PricingMode
from parure.catalog.fineness import ALLOY_COLOUR_LABELS, FINENESS_LABELS, PRICED
from parure.catalog.gems import GEM_LABELS, ORIGIN_LABELS, TREATMENT_LABELS
from parure.catalog.models import Certificate, MetalPrice, Piece, Stone, Style
from parure.catalog.queries import certificates_of, having_certificate
from parure.core.resources import Field, Kind, Resource, register
from parure.customize.queries import tag_field


def _coded(name: str, label: Any, labels: Mapping[str, Any], **settings: Any) -> Field:
    """A field whose value is one code of a table of labels."""
    return Field(name, label, Kind.CHOICE, path=name, choices=_pairs(labels), **settings)


def _coded_list(name: str, label: Any, labels: Mapping[str, Any]) -> Field:
    """A field whose value is a list of codes; kept as JSON, so shown but not filtered by."""
    return Field(name, label, Kind.CHOICES, choices=_pairs(labels))


def _pairs(labels: Mapping[str, Any]) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: list(labels.items())


register(
    Resource(
        "catalog.style",
        pgettext_lazy("goods", "Style"),
        pgettext_lazy("goods", "Styles"),
        Style,
        (
            Field("style_no", _("Style number"), path="style_no", sortable=True, column=True, required=True),
            Field("name", _("Name"), path="name", sortable=True, column=True, required=True),
            Field("drawing", _("Picture"), column=True, writable=False),
            _coded("category", _("Category"), CATEGORY_LABELS, column=True, sortable=True),
            _coded("fineness", _("Fineness"), FINENESS_LABELS, column=True),
            _coded("alloy_colour", _("Colour of metal"), ALLOY_COLOUR_LABELS),
            _coded("main_gem", _("Main stone"), GEM_LABELS, column=True),
            _coded_list("crafts", _("Crafts"), CRAFT_LABELS),
            _coded_list("occasions", _("Occasions"), OCCASION_LABELS),
            tag_field("catalog.style"),
            Field(
                "pricing_mode",
                _("Pricing"),
                Kind.CHOICE,
                path="pricing_mode",
                choices=lambda: PricingMode.choices,
            ),
            Field(
                "price",
                _("Price"),
                Kind.MONEY,
                path="price_minor",
                value=lambda s: s.price_minor,
                sortable=True,
                column=True,
            ),
            Field(
                "labour_per_gram",
                _("Labour per gram"),
                Kind.MONEY,
                path="labour_per_gram_minor",
                value=lambda style: style.labour_per_gram_minor,
            ),
            Field(
                "labour_per_piece",
                _("Labour per piece"),
                Kind.MONEY,
                path="labour_per_piece_minor",
                value=lambda style: style.labour_per_piece_minor,
            ),
            Field("collection", _("Collection"), path="collection", sortable=True),
            Field("vendor", _("Maker"), path="vendor", group="cost"),
            Field("matching_set", _("Matching set"), path="matching_set"),
            Field("description", _("Description"), Kind.LONG_TEXT, path="description"),
            Field("image_url", _("Picture address"), filterable=False),
            Field("image", _("Picture file"), filterable=False),
            Field("external_id", _("Number elsewhere"), path="external_id"),
            Field("is_archived", _("Archived"), Kind.YES_NO, path="is_archived"),
            Field("created_at", _("Added"), Kind.MOMENT, path="created_at", writable=False),
        ),
        title=lambda style: style.name or style.style_no,
        default_sort="name",
        url_name="style",
    )
)
register(
    Resource(
        "catalog.piece",
        _("Piece"),
        _("Pieces"),
        Piece,
        (
            Field("code", _("Piece code"), path="code", sortable=True, column=True, required=True),
            Field("name", _("Name"), path="name", sortable=True, column=True),
            Field("drawing", _("Picture"), column=True, writable=False),
            Field(
                "style",
                pgettext_lazy("goods", "Style"),
                Kind.RELATION,
                relation="catalog.style",
                path="style",
            ),
            _coded("category", _("Category"), CATEGORY_LABELS, column=True),
            _coded("fineness", _("Fineness"), FINENESS_LABELS, column=True),
            _coded("alloy_colour", _("Colour of metal"), ALLOY_COLOUR_LABELS),
            _coded("main_gem", _("Main stone"), GEM_LABELS, column=True),
            Field(
                "gross_weight",
                _("Gross weight"),
                Kind.WEIGHT,
                path="gross_weight_mg",
                value=lambda piece: piece.gross_weight_mg,
            ),
            Field(
                "net_weight",
                _("Metal weight"),
                Kind.WEIGHT,
                path="net_weight_mg",
                value=lambda piece: piece.net_weight_mg,
                column=True,
            ),
            Field(
                "label_price",
                _("Label price"),
                Kind.MONEY,
                path="label_price_minor",
                value=lambda piece: piece.label_price_minor,
                sortable=True,
                column=True,
            ),
            Field(
                "cost",
                _("Cost"),
                Kind.MONEY,
                group="cost",
                path="cost_minor",
                value=lambda piece: piece.cost_minor,
            ),
            Field(
                "labour_per_gram",
                _("Labour per gram"),
                Kind.MONEY,
                path="labour_per_gram_minor",
                value=lambda piece: piece.labour_per_gram_minor,
            ),
            Field(
                "labour_per_piece",
                _("Labour per piece"),
                Kind.MONEY,
                path="labour_per_piece_minor",
                value=lambda piece: piece.labour_per_piece_minor,
            ),
            Field(
                "setting_fee",
                _("Setting fee"),
                Kind.MONEY,
                path="setting_fee_minor",
                value=lambda piece: piece.setting_fee_minor,
            ),
            Field("ring_size_label", _("Ring size"), path="ring_size_label"),
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", column=True),
            Field("location", _("Place"), path="location"),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: PieceStatus.choices,
                column=True,
            ),
            Field("received_on", _("Received"), Kind.DATE, path="received_on"),
            Field(
                "certificates",
                _("Certificate"),
                batch=certificates_of,
                lookup=having_certificate,
                column=True,
                writable=False,
            ),
            Field("remark", _("Remark"), path="remark", group="notes"),
            Field("created_at", _("Added"), Kind.MOMENT, path="created_at", writable=False),
        ),
        title=lambda piece: piece.name or piece.code,
        scopes={"store": "store"},
        related=("style", "store"),
        default_sort="code",
        url_name="piece",
    )
)
register(
    Resource(
        "catalog.stone",
        _("Stone"),
        _("Stones"),
        Stone,
        (
            Field("piece", _("Piece"), Kind.RELATION, relation="catalog.piece", path="piece"),
            Field("is_main", _("Main stone"), Kind.YES_NO, path="is_main"),
            _coded("gem", _("Stone"), GEM_LABELS, column=True),
            _coded("origin", _("Natural or made"), ORIGIN_LABELS, column=True),
            _coded("treatment", _("Treatment"), TREATMENT_LABELS, column=True),
            Field("count", _("Count"), Kind.NUMBER, path="count", column=True),
            Field(
                "weight",
                _("Weight"),
                Kind.CARAT,
                path="weight_millicarat",
                value=lambda stone: stone.weight_millicarat,
                column=True,
            ),
            Field("colour", _("Colour"), path="colour", column=True),
            Field("clarity", _("Clarity"), path="clarity", column=True),
            Field("cut", _("Cut"), path="cut", column=True),
        ),
        title=lambda stone: str(GEM_LABELS.get(stone.gem, stone.gem)),
        parent=("catalog.piece", "piece"),
        related=("piece",),
    )
)
register(
    Resource(
        "catalog.certificate",
        _("Certificate"),
        _("Certificates"),
        Certificate,
        (
            Field("piece", _("Piece"), Kind.RELATION, relation="catalog.piece", path="piece"),
            Field("lab", _("Laboratory"), path="lab", column=True),
            Field("number", _("Certificate number"), path="number", column=True),
        ),
        title=lambda certificate: f"{certificate.lab} {certificate.number}".strip(),
        parent=("catalog.piece", "piece"),
        related=("piece",),
    )
)
register(
    Resource(
        "catalog.metal_price",
        _("Metal price"),
        _("Metal prices"),
        MetalPrice,
        (
            _coded(
                "fineness",
                _("Fineness"),
                {code: FINENESS_LABELS[code] for code in PRICED},
                column=True,
                sortable=True,
            ),
            Field(
                "kind",
                pgettext_lazy("metal price", "Kind"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: PriceKind.choices,
                column=True,
            ),
            Field(
                "price",
                _("Price per gram"),
                Kind.MONEY,
                path="price_minor",
                value=lambda price: price.price_minor,
                column=True,
            ),
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", column=True),
            Field(
                "effective_from",
                _("Holds from"),
                Kind.MOMENT,
                path="effective_from",
                sortable=True,
                column=True,
            ),
            Field(
                "staff",
                _("Entered by"),
                Kind.RELATION,
                relation="access.staff",
                path="staff",
                column=True,
                writable=False,
            ),
            Field("entered_at", _("Entered"), Kind.MOMENT, path="entered_at", writable=False),
        ),
        title=lambda price: str(FINENESS_LABELS.get(price.fineness, price.fineness)),
        title_field="fineness",
        scopes={"store": "store"},
        related=("store", "staff"),
        default_sort="-effective_from",
    )
)
