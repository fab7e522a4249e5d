"""What customers would like to have next, as it was heard at the counter."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from parure.catalog.models import Piece
from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.demo import words
from parure.demo.company import Company
from parure.demo.crowd import Buyer
from parure.demo.doings import Shown
from parure.demo.seasons import moment
from parure.people.choices import EntryKind, WishState
from parure.people.models import TimelineEntry, Wish
from parure.people.search import index_notes
from parure.sales.bulk import STORY

SHARE = 0.06  # of the customers who are looked after
COLUMNS = (
    "id",
    "uid",
    "customer_id",
    "what",
    "piece_ref",
    "budget_from_minor",
    "budget_to_minor",
    "occasion",
    "wanted_by",
    "may_tell_since",
    "state",
    "state_since",
    "photo",
    "heard_by_id",
    "noted_at",
    "is_removed",
)


def write_wishes(
    luck: Random, buyers: Sequence[Buyer], stock: Sequence[Shown], company: Company, today: date
) -> None:
    """Wishes of some customers, in words or for a piece in the window, with their lines of the story."""
    wishing = [buyer for buyer in buyers if buyer.seller and luck.random() < SHARE]
    seen = [luck.choice(stock).pk if stock and luck.random() < 0.3 else None for _buyer in wishing]
    names_of = dict(Piece.objects.filter(pk__in=[pk for pk in seen if pk]).values_list("pk", "name"))
    rows = [
        _wish(luck, buyer, (piece, names_of.get(piece or 0, "")), company, today)
        for buyer, piece in zip(wishing, seen, strict=True)
    ]
    ids = allocate_ids(Wish, len(rows))
    insert_rows(Wish, COLUMNS, [(pk, *row) for pk, row in zip(ids, rows, strict=True)])
    names = {person.pk: person.name for person in company.staff.values()}
    told = [
        (
            row[1], row[13], EntryKind.WISH.value, _("Wish"), " · ".join(filter(None, [row[2], row[6]])), names[row[12]],
            None, "[]", "people.wish", pk,
        )
        for pk, row in zip(ids, rows, strict=True)
    ]  # fmt: skip
    insert_rows(TimelineEntry, STORY, told)
    index_notes("w", [(row[1], pk, f"{row[2]} {row[6]}") for pk, row in zip(ids, rows, strict=True)])


def _wish(
    luck: Random, buyer: Buyer, seen: tuple[int | None, str], company: Company, today: date
) -> tuple[Any, ...]:
    want = luck.choices(
        [name for name, _share in buyer.habit.wants], weights=[share for _name, share in buyer.habit.wants]
    )[0]
    what, low, high = luck.choice(words.WISHES.get(want, words.WISHES["everyday"]))
    piece, name = seen
    days = luck.choices((None, luck.randint(4, 60), luck.randint(61, 300)), weights=(30, 45, 25))[0]
    heard = today - timedelta(days=luck.randint(0, min(buyer.since, 240)))
    state = luck.choices(list(WishState.values), weights=(84, 11, 5))[0]
    return (
        new_uid(), buyer.pk, name or what, piece, low * 100 if luck.random() < 0.5 else None, high * 100,
        luck.choice(words.WISHED_FOR) if days else "", today + timedelta(days=days) if days else None,
        heard if buyer.spouse is not None and luck.random() < 0.5 else None, state, heard, "",
        company.staff[buyer.seller].pk, moment(luck, heard), False,
    )  # fmt: skip
