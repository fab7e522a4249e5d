"""The page of any declared list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext

from parure.access import policy
from parure.access.extents import holds_any
from parure.access.listing import PAGE, ListPage, list_page
from parure.access.options import titles
from parure.access.totals import sum_of
from parure.core import conditions, resources
from parure.core.resources import Field
from parure.integrations.taking.queries import may_take
from parure.web.bulk.bar import bulk_acts
from parure.web.kit.editable import editable_columns
from parure.web.kit.formats import money_text
from parure.web.kit.forms import can_be_asked, fields_to_ask, relations_in
from parure.web.kit.lists import CellAct, ListOf, list_of, offered_columns
from parure.web.kit.opened import Opened, opened
from parure.web.kit.rows import falls_first, heads_of, order_words, rows_of
from parure.web.kit.terms import as_tree, is_comparison, term_words

SUMMED_TO = 2000  # rows; a sum over more is not asked for with every page


def show_list(request: HttpRequest, declared: ListOf) -> HttpResponse:
    """The page of a list, or the part of it that htmx swaps when the list itself asks."""
    actor = request.actor
    now = opened(request, declared)
    fields = policy.fields(actor, declared.resource)
    names = {each for name in now.columns for each in (name, *declared.column(name).needs)}
    found = list_page(
        actor,
        declared.resource,
        condition=as_tree(now.terms),
        sort=now.sort,
        cursor=now.state.cursor,
        names=sorted(names),
        size=now.view.size or PAGE,
    )
    editable = [name for name in editable_columns(actor, declared) if name in now.columns]
    context = {
        "list": declared,
        "now": now,
        "tabs": list(now.views.values()),
        "chips": _chips(request, now),
        "asks": bool(fields_to_ask(policy.filterable(actor, declared.resource))),
        "sorts": _sorts(actor, now, found.sort),
        "sorted_by": _sorted_by(actor, now, found.sort),
        "columns": _columns(actor, now),
        "plain_state": now.state.but(columns=()).pairs(),
        "reset_columns": now.state.but(columns=()).address(),
        "heads": heads_of(declared, now.columns, fields, now.state, found.sort),
        "rows": rows_of(
            declared, now.columns, fields, found.records, editable, _cell_acts(actor, declared, now.columns)
        ),
        "cells_address": reverse("list-cell", args=[declared.key, UUID(int=0), "-"]) if editable else "",
        "count_words": count_words(declared, found.total, is_more=found.is_more),
        "sum_words": _sum_words(request, now, found),
        "acts": _acts(actor, declared),
        "bulk_acts": bulk_acts(actor, declared.resource),
        "may_export": may_take(actor, declared.resource),
        "all_words": count_words(declared, found.total, is_more=found.is_more),
        "siblings": siblings_of(actor, declared.siblings, declared.key),
        "query": now.state.query(),
        "may_keep": policy.may(actor, "customize.saved_view", "add"),
        "is_empty": not found.total and (not now.terms or _holds_nothing(actor, declared)),
        **_paging(now, found),
    }
    within = request.htmx and request.htmx.target == "list"
    return render(request, "kit/list_body.html" if within else "kit/list.html", context)


def siblings_of(actor: Any, siblings: Sequence[tuple[Any, ...]], here: str) -> list[tuple[Any, str, bool]]:
    """(label, address, is this one) of what stands beside a list as far as this person may open it; none where it
    stands alone.
    """
    open_to = [
        (label, key)
        for label, key, *resource in siblings
        if policy.may(actor, resource[0] if resource else list_of(key).resource)
    ]
    return [(label, reverse(key), key == here) for label, key in open_to] if len(open_to) > 1 else []


def _holds_nothing(actor: Any, declared: ListOf) -> bool:
    """Whether there is no record in reach at all, so that the page teaches instead of telling of conditions."""
    return not holds_any(actor, declared.resource)


def count_words(declared: ListOf, total: int, *, is_more: bool) -> str:
    """How many, in the words of the list: 14 customers, 20,000+ customers."""
    number = f"{total:,}+" if is_more else f"{total:,}"
    return str(declared.counted % {"count": total, "n": number})


def _columns(actor: Any, now: Opened) -> list[tuple[str, str, bool]]:
    """(name, label, is shown) of each column on offer; the main one is always there."""
    return [
        (name, _column_label(now.declared, each), name in now.columns)
        for name, each in offered_columns(actor, now.declared).items()
        if name != now.declared.main
    ]


def _column_label(declared: ListOf, each: Field) -> str:
    return str(declared.column(each.name).label or each.label)


def _chips(request: HttpRequest, now: Opened) -> list[dict[str, Any]]:
    """Each term in words, with the address of the list without it."""
    actor, resource = request.actor, now.declared.resource
    fields = resources.fields_of(resource)
    named = {name: titles(actor, name, ids) for name, ids in relations_in(now.terms, fields).items()}
    found = []
    for at, term in enumerate(now.terms):
        without = now.state.with_terms([each for each in now.terms if each is not term]).address()
        chip = {"at": at, "remove": without, "key": "", "field": ""}
        if is_comparison(term):
            asked = fields[term["field"]]
            words = term_words(asked, term, named.get(asked.relation, {}))
            chip |= {
                "key": str(asked.label),
                "text": words,
                "field": asked.name if can_be_asked(asked) else "",
            }
        else:
            chip["text"] = conditions.sentence(resource, term)
        found.append(chip)
    return found


def _sorts(actor: Any, now: Opened, sort: str) -> list[tuple[str, str, bool]]:
    """(words, address, is this order) of each order on offer."""
    found = []
    for name, each in policy.filterable(actor, now.declared.resource).items():
        if not each.is_sortable:
            continue
        for descending in (True, False) if falls_first(each) else (False, True):
            key = f"-{name}" if descending else name
            label = _column_label(now.declared, each)
            words = f"{label} · {order_words(each, descending=descending)}"
            found.append((words, now.state.but(sort=key).address(), key == sort))
    return found


def _sorted_by(actor: Any, now: Opened, sort: str) -> str:
    asked = policy.fields(actor, now.declared.resource).get(sort.lstrip("-"))
    return _column_label(now.declared, asked) if asked else pgettext("of a list", "Order")


def _sum_words(request: HttpRequest, now: Opened, found: ListPage) -> str:
    """What the shown records come to, where that is quickly known."""
    actor, name = request.actor, now.declared.summed
    permitted = policy.filterable(actor, now.declared.resource)
    if name not in permitted or not now.terms or not 0 < found.total <= SUMMED_TO or found.is_more:
        return ""
    minor = sum_of(actor, now.declared.resource, name, condition=as_tree(now.terms))
    return f"{_column_label(now.declared, permitted[name])} {money_text(minor)}"


def _cell_acts(actor: Any, declared: ListOf, names: Sequence[str]) -> list[CellAct]:
    """The buttons of these columns' cells that this person may use."""
    found = [act for name in names if (act := declared.column(name).act) is not None]
    return [act for act in found if not actor.read_only and policy.may(actor, act.resource, act.action)]


def _acts(actor: Any, declared: ListOf) -> list[dict[str, Any]]:
    """The buttons of the head that this person may use and whose pages exist."""
    found = []
    for act in declared.acts:
        if not policy.may(actor, act.resource, act.action):
            continue
        try:
            found.append({"act": act, "address": reverse(act.url_name)})
        except NoReverseMatch:
            continue
    return found


def _paging(now: Opened, found: ListPage) -> dict[str, Any]:
    """The words and the ways of the pager."""
    size = now.view.size or PAGE
    at = min(now.state.at, max(found.total - 1, 0)) if not found.is_more else now.state.at
    shown = len(found.records)
    total = f"{found.total:,}+" if found.is_more else f"{found.total:,}"
    words = f"{at + 1:,}–{at + shown:,} / {total}" if shown else ""
    onward = now.state.but(cursor=found.next_cursor, at=at + PAGE).address() if found.next_cursor else ""
    back = ""
    if found.previous_cursor:
        back = now.state.but(cursor=found.previous_cursor, at=max(at - size, 0)).address()
        back = back if at > size else now.state.but().address()
    return {"page_words": words, "next_address": onward, "previous_address": back}
