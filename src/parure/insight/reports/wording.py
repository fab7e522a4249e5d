"""Figures of reports as people say them: amounts, counts, shares, days, and how they changed."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parure.core.money import format_money
from parure.insight.reports.datasets import Unit

NOTHING = "–"
CHINESE = ((10**8, "亿"), (10**4, "万"))
ENGLISH = ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
FROM = 10_000
"""In yuan or pieces: below it, figures of an axis stand as they are."""


def figure_text(value: int | None, unit: Unit) -> str:
    """A figure of its unit, amounts without fen, a price per gram to the fen: ¥4,862,300, ¥812.50, 1,234, 38.6%, 12 days,
    4.6; a dash where there is none.
    """
    if value is None:
        return NOTHING
    if unit is Unit.MONEY:
        return format_money(value, settings.CURRENCY, fen=False)
    if unit is Unit.RATE:
        return format_money(value, settings.CURRENCY)
    if unit is Unit.SHARE:
        return f"{value / 10:.1f}%"
    if unit is Unit.TENTHS:
        return f"{value / 10:,.1f}".replace("-", "−")
    if unit is Unit.DAYS:
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": f"{value:,}"}
    return f"{value:,}"


def change_text(now: int | None, before: int | None, unit: Unit) -> str:
    """How a figure changed, signed: in per cent, for shares and tenths in points. Empty where it can't be said: from nothing, or
    from less than nothing, everything is infinitely more.
    """
    if now is None or before is None:
        return ""
    if unit is Unit.SHARE:
        return _("%s points") % _signed((now - before) / 10)
    if unit is Unit.TENTHS:
        return _signed((now - before) / 10)
    return f"{_signed(100 * (now - before) / before)}%" if before > 0 else ""


def _signed(number: float) -> str:
    said = f"{number:+,.1f}"
    return said.replace("-", "−") if said not in ("+0.0", "-0.0") else "±0"


@dataclass(frozen=True)
class Scale:
    """What figures of an axis are divided by, so that they are short, and the word that stands for it."""

    divisor: int
    word: str

    def text(self, value: int, digits: int = 2) -> str:
        said = f"{value / self.divisor:,.{digits}f}"
        return (said.rstrip("0").rstrip(".") if "." in said else said).replace("-", "−")


def scale_of(most: int, unit: Unit) -> Scale:
    """The scale of an axis that goes up to `most`, in the reader's language: 万元, or ¥k."""
    if unit is Unit.SHARE:
        return Scale(10, "%")
    if unit is Unit.TENTHS:
        return Scale(10, "")
    in_chinese = (get_language() or "").startswith("zh")
    is_money = unit in (Unit.MONEY, Unit.RATE)
    cent = 100 if is_money else 1
    found = [each for each in (CHINESE if in_chinese else ENGLISH) if most >= max(FROM, each[0]) * cent]
    size, word = found[0] if found else (1, "")
    if is_money:
        word = f"{word}元" if in_chinese else f"¥{word}"
    elif unit is Unit.DAYS:
        word += str(_("days"))
    return Scale(size * cent, word)
