"""What fields of the shop's own are called, and their groups."""

from typing import Any

from django.utils.translation import gettext as _

from parure.access.choices import Level
from parure.core import resources
from parure.customize.choices import CustomKind
from parure.customize.overview import DefinedField
from parure.customize.rollups import AGGREGATES


def kind_words(kind: str) -> str:
    return str(dict(CustomKind.choices).get(kind, kind))


def how_words(record: Any) -> str:
    """How a field is filled, where not by hand: the formula's or the roll-up's short sign."""
    if record["formula"]:
        return _("formula")
    if rollup := record["rollup"]:
        source = resources.get(rollup["source"])
        return f"{AGGREGATES[rollup['aggregate']]} · {source.label_plural}"
    return ""


def filled_words(defined: DefinedField) -> str:
    """On how many records the field is filled."""
    if defined.filled is None:
        return ""
    if defined.is_many:
        return _("filled on more than %s records") % f"{defined.filled - 1:,}"
    return _("filled on %s records") % f"{defined.filled:,}"


LEVELS = {Level.WRITE: "write", Level.READ: "read", Level.MASKED: "masked", Level.NONE: "none"}


def level_words(level: Level) -> str:
    """What roles with a level may do."""
    return {
        Level.WRITE: _("write it"),
        Level.READ: _("read it"),
        Level.MASKED: _("see that it is there"),
        Level.NONE: _("don't see it"),
    }[level]
