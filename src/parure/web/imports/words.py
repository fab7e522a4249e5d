"""Words of imports: how long it takes, what was taken back, what stayed and why."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

STATUS_TONES = {
    "mapping": "",
    "checking": "slate",
    "checked": "slate",
    "writing": "slate",
    "done": "sage",
    "stopped": "rust",
    "failed": "rose",
    "undoing": "slate",
    "undone": "",
}


def left_words(left: timedelta | None) -> str:
    """About how long it will take still."""
    if left is None:
        return ""
    seconds = int(left.total_seconds())
    if seconds < 60:
        return ngettext("about %(n)s second left", "about %(n)s seconds left", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}


def undone_words(removed: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was taken back, as (what, how many)."""
    named = {
        "people.customer": _("Customers removed"),
        "sales.order": _("Orders removed"),
        "sales.visit": _("Visits removed"),
        "catalog.style": _("Styles removed"),
        "catalog.piece": _("Pieces removed"),
        "restored": _("Records set back"),
        "loyalty.point_entry": _("Point entries reversed"),
        "sales.opening_spend": _("Opening spend reversed"),
    }
    return [(label, removed[name]) for name, label in named.items() if removed.get(name)]


def kept_words(kept: Mapping[str, int]) -> list[str]:
    """What stayed, and why."""
    return [_sentence(key, count) for key, count in kept.items() if not key.startswith("customize.tag")]


def _sentence(key: str, count: int) -> str:
    if key == "changed_since":
        return _("%(count)s records hold values that somebody changed since; those stay.") % {"count": count}
    resource, _colon, reason = key.partition(":")
    what = {
        "people.customer": _("customers"),
        "sales.order": _("orders"),
        "sales.visit": _("visits"),
        "catalog.style": _("styles"),
        "catalog.piece": _("pieces"),
        "access.store": _("stores"),
    }.get(resource, resource)
    why = {
        "visit": _("they have visits"),
        "order": _("they have other orders"),
        "orderline": _("they are in orders"),
        "task": _("there are tasks about them"),
        "interaction": _("somebody talked with them"),
        "relation": _("somebody else's family names them"),
        "own": _("own fields of other records point to them"),
        "changed": _("somebody changed them"),
        "import": _("a later import completed them"),
        "consent": _("they agreed to or refused something since"),
        "ledger": _("they have points or spend from elsewhere"),
        "piece": _("there are pieces of them"),
    }.get(reason, _("they are in use"))
    return _("%(count)s %(what)s stay: %(why)s.") % {"count": count, "what": what, "why": why}
