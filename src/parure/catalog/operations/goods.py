"""Styles and pieces, written by hand or from other systems, one function a verb. Money in fen, weight in mg."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.categories import CATEGORY_LABELS, CRAFT_LABELS, OCCASION_LABELS
from parure.catalog.choices import PieceStatus, PricingMode
from parure.catalog.drawings import drawing_for
from parure.catalog.events import PieceChanged, StyleChanged
from parure.catalog.fineness import ALLOY_COLOUR_LABELS, FINENESS_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.catalog.models import Piece, Style
from parure.core.changes import adds, writes
from parure.core.events import emit

STYLE, PIECE = "catalog.style", "catalog.piece"
CODED = {
    "category": CATEGORY_LABELS,
    "fineness": FINENESS_LABELS,
    "alloy_colour": ALLOY_COLOUR_LABELS,
    "main_gem": GEM_LABELS,
    "pricing_mode": PricingMode.values,
    "status": PieceStatus.values,
}
CODE_LISTS = {"crafts": CRAFT_LABELS, "occasions": OCCASION_LABELS}
COLUMN_OF = {
    "price": "price_minor",
    "labour_per_gram": "labour_per_gram_minor",
    "labour_per_piece": "labour_per_piece_minor",
    "setting_fee": "setting_fee_minor",
    "cost": "cost_minor",
    "label_price": "label_price_minor",
    "gross_weight": "gross_weight_mg",
    "net_weight": "net_weight_mg",
}
DRAWN_BY = ("category", "fineness", "alloy_colour", "main_gem")
STYLE_FIELDS = (
    "style_no",
    "name",
    *DRAWN_BY,
    "crafts",
    "occasions",
    "pricing_mode",
    "price",
    "labour_per_gram",
    "labour_per_piece",
    "collection",
    "vendor",
    "matching_set",
    "description",
    "image_url",
    "external_id",
    "is_archived",
)
PIECE_FIELDS = (
    "code",
    "name",
    "style",
    *DRAWN_BY,
    "gross_weight",
    "net_weight",
    "label_price",
    "cost",
    "labour_per_gram",
    "labour_per_piece",
    "setting_fee",
    "ring_size_label",
    "store",
    "location",
    "status",
    "received_on",
    "remark",
)
LINKED = {"style": STYLE, "store": "access.store"}
NUMBERS = ("style_no", "code")
IDENTIFIED = {STYLE: "style_no", PIECE: "code"}


@adds(STYLE, *STYLE_FIELDS)
@transaction.atomic
def create_style(actor: Actor, **values: Any) -> Style:
    """Add a style to the catalogue. Raises ValidationError by field, also for a number that is taken. Emits StyleChanged."""
    style = Style()
    written = _set(actor, STYLE, style, STYLE_FIELDS, values)
    with policy.writing(actor, STYLE, style, written, action="add"):
        _save(STYLE, style)
        emit(StyleChanged(style.pk, written), actor=actor)
    return style


@writes(STYLE, *STYLE_FIELDS)
@transaction.atomic
def change_style(actor: Actor, uid: UUID | str, **values: Any) -> Style:
    """Change a style; nothing is written when nothing differs. Emits StyleChanged."""
    style: Style = policy.fetch(actor, STYLE, uid, "change", lock=True)
    written = _differing(STYLE, style, values)
    if not written:
        policy.check_write(actor, STYLE, values)
        return style
    with policy.writing(actor, STYLE, style, written):
        _set(actor, STYLE, style, STYLE_FIELDS, {name: values[name] for name in written})
        _save(STYLE, style)
        emit(StyleChanged(style.pk, written), actor=actor)
    return style


@adds(PIECE, *PIECE_FIELDS)
@transaction.atomic
def create_piece(actor: Actor, **values: Any) -> Piece:
    """Take a piece into the books; style and store by uid. What is left empty is taken from its style. Emits PieceChanged."""
    piece = Piece()
    written = _set(actor, PIECE, piece, PIECE_FIELDS, values)
    if piece.style is not None:
        for name in ("name", *DRAWN_BY):
            setattr(piece, name, getattr(piece, name) or getattr(piece.style, name))
        piece.drawing = piece.drawing or _drawing(piece)
    with policy.writing(actor, PIECE, piece, written, action="add"):
        _save(PIECE, piece)
        emit(PieceChanged(piece.pk, written), actor=actor)
    return piece


@writes(PIECE, *PIECE_FIELDS)
@transaction.atomic
def change_piece(actor: Actor, uid: UUID | str, **values: Any) -> Piece:
    """Change a piece; nothing is written when nothing differs. It is sold by an order only. Emits PieceChanged."""
    piece: Piece = policy.fetch(actor, PIECE, uid, "change", lock=True)
    written = _differing(PIECE, piece, values)
    if not written:
        policy.check_write(actor, PIECE, values)
        return piece
    if "status" in written and PieceStatus.SOLD in (piece.status, values["status"]):
        raise ValidationError({"status": _("A piece is sold by an order, and comes back by its return.")})
    with policy.writing(actor, PIECE, piece, written):
        _set(actor, PIECE, piece, PIECE_FIELDS, {name: values[name] for name in written})
        _save(PIECE, piece)
        emit(PieceChanged(piece.pk, written), actor=actor)
    return piece


def _differing(resource: str, instance: Any, values: Mapping[str, Any]) -> list[str]:
    """The names of the values that are not as they were."""
    return [name for name, value in values.items() if _kept(instance, name) != _cleaned(name, value)]


def _kept(instance: Any, name: str) -> Any:
    if name in LINKED:
        linked = getattr(instance, name)
        return str(linked.uid) if linked else None
    return getattr(instance, COLUMN_OF.get(name, name), None)


def _cleaned(name: str, value: Any) -> Any:
    if name in LINKED:
        return str(UUID(str(value))) if value else None
    text = value.strip() if isinstance(value, str) else value
    return text.upper() if name in NUMBERS and isinstance(text, str) else text


def _set(
    actor: Actor, resource: str, instance: Any, known: tuple[str, ...], values: Mapping[str, Any]
) -> list[str]:
    """Put the values on the instance; returns their names. Raises ValidationError by field."""
    if unknown := set(values) - set(known):
        raise policy.NotWritable(unknown)
    errors: dict[str, str] = {}
    for name, given in values.items():
        value = _cleaned(name, given)
        if fault := _fault(instance, name, value):
            errors[name] = fault
        elif name in LINKED:
            setattr(instance, name, policy.fetch(actor, LINKED[name], value, "view") if value else None)
        else:
            setattr(instance, COLUMN_OF.get(name, name), value)
    for name in (IDENTIFIED[resource], *(("name",) if resource == STYLE else ())):
        if not getattr(instance, name) and name not in errors:
            errors[name] = _("Please fill this in.")
    if errors:
        raise ValidationError(errors)
    if any(name in values for name in DRAWN_BY):
        instance.drawing = _drawing(instance)
    return list(values)


def _drawing(instance: Any) -> str:
    return drawing_for(*(getattr(instance, name) for name in DRAWN_BY))


def _fault(instance: Any, name: str, value: Any) -> str:
    """What is wrong with a value; empty when nothing is."""
    column = instance._meta.get_field(COLUMN_OF.get(name, name))
    if value is None and not column.null:
        return _("Please fill this in.")
    if name in CODED and value and value not in CODED[name]:
        return _("This isn't one of the choices.")
    if name in CODE_LISTS and not set(value) <= set(CODE_LISTS[name]):
        return _("This isn't one of the choices.")
    if isinstance(value, str) and column.max_length and len(value) > column.max_length:
        return _("At most %s characters.") % column.max_length
    if name in COLUMN_OF and value is not None and value < 0:
        return _("At least %s.") % 0
    if name == "image_url" and value:
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError:
            return _("This doesn't have the expected form.")
    return ""


def _save(resource: str, instance: Any) -> None:
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError:
        raise ValidationError({IDENTIFIED[resource]: _("This number is taken.")}) from None
