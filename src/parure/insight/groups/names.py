"""What the shop calls its groups, for whatever shows a group's code: lists, filters, files, reports, words."""

import time

from django.apps import apps

CACHE_SECONDS = 5.0
_KNOWN: list[tuple[float, dict[str, str]]] = []


def group_names() -> dict[str, str]:
    """Names by code, in the order in which groups are shown; read again every few seconds, and at once after a change
    here. At most one query.
    """
    if not _KNOWN or time.monotonic() - _KNOWN[0][0] > CACHE_SECONDS:
        # by its name: the model has the facts' columns, and a fact has these names
        rows = apps.get_model("insight", "RfmGroup")._default_manager.order_by("position", "pk")
        _KNOWN[:] = [(time.monotonic(), dict(rows.values_list("code", "name")))]
    return _KNOWN[0][1]


def forget_group_names() -> None:
    """Read them again at the next question."""
    _KNOWN.clear()
