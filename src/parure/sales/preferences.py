"""Preferences that purchases tell of: kept apart from what customers said, with how sure and from what."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.db.models.functions import Greatest
from django.utils import translation
from django.utils.translation import gettext as _

from parure.catalog.categories import CATEGORY_LABELS
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.core.among import among
from parure.core.bulk import insert_rows
from parure.core.identifiers import new_uid
from parure.core.money import format_money
from parure.people.choices import Aspect, Basis, Stance
from parure.people.models import Preference
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine
from parure.sales.rules import BUDGET_BANDS, Bought, infer_preferences

COLUMNS = ("uid", "customer_id", "aspect", "value", "stance", "basis", "confidence", "evidence", "heard_on")


# Free lines apart from the cheap ones, then the bands: alike are lines that say the same of taste.
_BANDS = [When(each__lte=0, then=Value(-1))] + [
    When(each__lt=edge, then=Value(number)) for number, edge in enumerate(BUDGET_BANDS)
]


def refresh_preferences(customer_ids: Sequence[int], today: date) -> None:
    """Make the inferred preferences of these customers what their purchases say now; writes only what differs."""
    wanted = _wanted(customer_ids)
    stale = []
    rows = Preference.objects.filter(customer__id__among=among(customer_ids), basis=Basis.INFERRED)
    for pk, *kept in rows.values_list("pk", "customer_id", "aspect", "value", "confidence", "evidence"):
        key = tuple(kept)
        if key in wanted:
            wanted.discard(key)
        else:
            stale.append(pk)
    if stale:
        Preference.objects.filter(pk__in=stale).delete()
    likes, inferred = Stance.LIKES.value, Basis.INFERRED.value
    insert_rows(
        Preference,
        COLUMNS,
        [
            (new_uid(), customer, aspect, value, likes, inferred, sure, evidence, today)
            for customer, aspect, value, sure, evidence in sorted(wanted)
        ],
    )


def _wanted(customer_ids: Sequence[int]) -> set[tuple[int, str, str, int, str]]:
    words = _words(settings.LANGUAGE_CODE)
    return {
        (customer, each.aspect, value, each.confidence, words["evidence"] % {"n": each.times, "all": each.of})
        for customer, lines in _lines(customer_ids).items()
        for each in infer_preferences(lines)
        if (value := words.get(f"{each.aspect}:{each.value}"))
    }


def _lines(customer_ids: Sequence[int]) -> dict[int, list[Bought]]:
    found: dict[int, list[Bought]] = {}
    lines = OrderLine.objects.filter(
        order__customer__id__among=among(customer_ids), order__status__in=COUNTING, is_returned=False
    )
    alike = (
        lines.annotate(each=F("total_minor") / Greatest("quantity", 1))
        .annotate(band=Case(*_BANDS, default=Value(len(BUDGET_BANDS)), output_field=IntegerField()))
        .values_list("order__customer_id", "fineness", "gem", "category", "band")
        .annotate(times=Count("pk"))
        .order_by()
    )
    for customer, *told in alike:
        found.setdefault(customer, []).append(Bought(*told))
    return found


@lru_cache(maxsize=4)
def _words(language: str) -> Mapping[str, str]:
    """What is kept, in the language of the house: a preference is text, said or inferred."""
    with translation.override(language):
        words = {
            f"{Aspect.CATEGORY}:{code}": str(label)
            for code, label in CATEGORY_LABELS.items()
            if code != "OTHER"
        }
        words |= {f"{Aspect.GEM}:{code}": str(label) for code, label in GEM_LABELS.items() if code != "OTHER"}
        words |= {f"{Aspect.METAL}:{code}": str(label) for code, label in FINENESS_LABELS.items()}
        words |= {
            f"{Aspect.METAL}:{code}": str(label) for code, label in METAL_LABELS.items() if code != "AU"
        }
        words |= {f"{Aspect.BUDGET}:{band}": _band(band) for band in range(len(BUDGET_BANDS) + 1)}
        words["evidence"] = _("%(n)s of %(all)s pieces bought")
    return words


def _band(band: int) -> str:
    if band == 0:
        return _("under %s") % format_money(BUDGET_BANDS[0], fen=False)
    if band == len(BUDGET_BANDS):
        return _("over %s") % format_money(BUDGET_BANDS[-1], fen=False)
    low, high = BUDGET_BANDS[band - 1 : band + 1]
    return f"{format_money(low, fen=False)}–{format_money(high, fen=False).lstrip('¥')}"
