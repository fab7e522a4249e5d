"""Many changes in one call, each with its own result; all or nothing where that is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.api import problems, writing
from parure.api.problems import Problem
from parure.api.writing import Done
from parure.integrations.collections import Collection

MOST = 500
A_CALL = 10  # so many items count as a further call
CREATE, CHANGE = "create", "change"


class _Failed(Exception):
    """Ends a batch of which all or nothing is to happen."""


def carry_out(
    actor: Actor, collection: Collection, asked: Mapping[str, Any], *, charge: Callable[[int], None]
) -> Done:
    """{"items": [{"do": "create" | "change" | an act, "id": …, "values": {…}}], "all_or_nothing": false}.

    Each item has its own result, in the order sent: status and record, or status and problem. Asked for all or
    nothing, the first problem takes everything back, and the answer is 422.
    """
    items = _items(asked)
    charge(len(items) // A_CALL)
    whole = asked.get("all_or_nothing", False)
    results: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            for item in items:
                results.append(_result(actor, collection, item))
                if whole and results[-1]["status"] >= 400:
                    raise _Failed  # noqa: TRY301 - so that the transaction ends without effect
    except _Failed:
        return _told(results, len(items), failed=True)
    return _told(results, len(items), failed=False)


def _items(asked: Mapping[str, Any]) -> list[Any]:
    items = asked.get("items")
    if set(asked) - {"items", "all_or_nothing"} or not isinstance(asked.get("all_or_nothing", False), bool):
        raise Problem("malformed", _("A batch is {items, all_or_nothing}."))
    if not isinstance(items, list) or not items:
        raise Problem("malformed", errors={"items": [_("A list of objects, please.")]})
    if len(items) > MOST:
        raise Problem("too-large", _("At most %s items in one call.") % MOST)
    return items


def _result(actor: Actor, collection: Collection, item: Any) -> dict[str, Any]:
    try:
        with transaction.atomic():
            done = _do(actor, collection, item)
    except Exception as error:
        problem = problems.of(error, "batch")
        if problem.code == "unreachable":
            raise
        return {"status": problem.status, "problem": problem.body()}
    return {"status": done.status, "id": done.uid or None, "record": done.body}


def _do(actor: Actor, collection: Collection, item: Any) -> Done:
    if not isinstance(item, dict) or set(item) - {"do", "id", "values"}:
        raise Problem("malformed", _("An item is {do, id, values}."))
    what, uid, values = item.get("do"), item.get("id", ""), item.get("values", {})
    if not isinstance(what, str) or not isinstance(uid, str) or not isinstance(values, dict):
        raise Problem("malformed", _("An item is {do, id, values}."))
    if what == CREATE:
        return writing.create(actor, collection, values)
    if what == CHANGE:
        return writing.change(actor, collection, uid, values)
    done = writing.act(actor, collection, uid, what, values)
    if done.is_secret:
        raise Problem("not-offered", _("Personal values are revealed one by one."))
    return done


def _told(results: list[dict[str, Any]], count: int, *, failed: bool) -> Done:
    """The results; after a failure of all or nothing what was done before is said to be undone."""
    if failed:
        undone = {"status": 424, "problem": None}
        results = [*([undone] * (len(results) - 1)), results[-1], *([undone] * (count - len(results)))]
    return Done(422 if failed else 200, {"results": results})
