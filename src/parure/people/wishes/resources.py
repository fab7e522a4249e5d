"""Wishes in the field catalogue, and who has open ones."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core import resources
from parure.core.conditions import asks_for_yes
from parure.core.resources import Field, Kind, Resource, contribute, register
from parure.people.choices import WishState
from parure.people.models import Customer, Wish


def _goods(column: str, resource: str) -> Callable[[Sequence[Wish]], dict[int, Any]]:
    """The styles or pieces that wishes point to, by wish; one query, none where none does."""

    def batch(wishes: Sequence[Wish]) -> dict[int, Any]:
        wanted = {getattr(each, column) for each in wishes} - {None}
        if not wanted:
            return {}
        found = resources.get(resource).model._default_manager.in_bulk(wanted)
        return {each.pk: found.get(getattr(each, column)) for each in wishes}

    return batch


register(
    Resource(
        "people.wish",
        _("Wish"),
        _("Wishes"),
        Wish,
        (
            Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer"),
            Field("what", _("Wish"), path="what", group="taste", column=True, required=True),
            Field(
                "style",
                pgettext_lazy("goods", "Style"),
                Kind.RELATION,
                relation="catalog.style",
                path="style_ref",
                batch=_goods("style_ref", "catalog.style"),
                group="taste",
            ),
            Field(
                "piece",
                _("Piece"),
                Kind.RELATION,
                relation="catalog.piece",
                path="piece_ref",
                batch=_goods("piece_ref", "catalog.piece"),
                group="taste",
            ),
            Field(
                "budget_from",
                _("Budget from"),
                Kind.MONEY,
                path="budget_from_minor",
                value=lambda wish: wish.budget_from_minor,
                group="taste",
            ),
            Field(
                "budget_to",
                _("Budget to"),
                Kind.MONEY,
                path="budget_to_minor",
                value=lambda wish: wish.budget_to_minor,
                group="taste",
                column=True,
            ),
            Field(
                "relation",
                _("For whom"),
                Kind.RELATION,
                relation="people.relation",
                path="relation",
                group="taste",
            ),
            Field("occasion", _("Occasion"), path="occasion", group="taste", column=True),
            Field("wanted_by", _("Wanted by"), Kind.DATE, path="wanted_by", group="taste", sortable=True),
            Field(
                "may_tell",
                _("The spouse may be told"),
                Kind.YES_NO,
                group="taste",
                value=lambda wish: wish.may_tell_since is not None,
            ),
            Field(
                "may_tell_since",
                _("May be told since"),
                Kind.DATE,
                path="may_tell_since",
                group="taste",
                writable=False,
            ),
            Field(
                "state",
                _("State of a wish"),
                Kind.CHOICE,
                path="state",
                choices=lambda: WishState.choices,
                column=True,
            ),
            Field(
                "photo", _("Photo"), Kind.YES_NO, group="taste", value=lambda wish: bool(wish.photo) or None
            ),
            Field(
                "heard_by",
                _("Heard by"),
                Kind.RELATION,
                relation="access.staff",
                path="heard_by",
                writable=False,
            ),
            Field("noted_at", _("Noted on"), Kind.MOMENT, path="noted_at", sortable=True, writable=False),
        ),
        parent=("people.customer", "customer"),
        title=lambda wish: str(wish.what),
        title_field="what",
        related=("customer", "relation", "heard_by"),
        default_sort="-noted_at",
        restrict=lambda: Q(is_removed=False),
    )
)


def _open(customers: Sequence[Customer]) -> dict[int, Any]:
    rows = Wish.objects.filter(
        customer_id__in=[each.pk for each in customers], state=WishState.OPEN, is_removed=False
    )
    return dict.fromkeys(rows.values_list("customer_id", flat=True), True)


def _has_open(op: str, value: Any) -> Q:
    rows = Wish.objects.filter(customer=OuterRef("pk"), state=WishState.OPEN, is_removed=False)
    found = Q(Exists(rows))
    return found if asks_for_yes(op, value) else ~found


contribute(
    "people.customer",
    Field(
        "has_open_wishes",
        _("Has open wishes"),
        Kind.YES_NO,
        group="taste",
        batch=_open,
        lookup=_has_open,
        writable=False,
    ),
)
