"""How a fact came about, in words. Each function takes the facts that the reader may read, by name, and leaves out
what of them isn't there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from parure.core.money import format_money
from parure.core.wording import listed
from parure.insight.measures.answering import ANSWERED_WITHIN

Told = Mapping[str, Any]
Explain = Callable[[Told], str]


def _scores(told: Told, *letters: str) -> str:
    scores = [f"{letter.upper()}{told[letter]}" for letter in letters if told.get(letter) is not None]
    return _("%s of 5") % " ".join(scores) if scores else ""


def _parts(*parts: str) -> str:
    return " · ".join(each for each in parts if each)


def orders(count: int) -> str:
    """3 orders."""
    return npgettext("figures", "%(n)s order", "%(n)s orders", count) % {"n": count}


def _last_bought(told: Told) -> str:
    days = told.get("recency_days")
    if days is None:
        return ""
    return ngettext("bought %(n)s day ago", "bought %(n)s days ago", days) % {"n": days}


def _altogether(told: Told) -> str:
    count, kept = told.get("purchases"), told.get("kept_minor")
    found = [orders(count)] if count is not None else []
    found += [_("together %s") % format_money(kept, fen=False)] if kept is not None else []
    return listed(found)


def group(told: Told) -> str:
    """From which scores the group follows, and from what these."""
    return _parts(_scores(told, "r", "f", "m"), _last_bought(told), _altogether(told))


def spending(told: Told) -> str:
    """Where in the shop's fifths of money they are."""
    kept = told.get("kept_minor")
    amount = _("together %s") % format_money(kept, fen=False) if kept is not None else ""
    return _parts(_scores(told, "m"), amount)


def frequency(told: Told) -> str:
    """Where in the shop's fifths of number of purchases they are."""
    count = told.get("purchases")
    return _parts(_scores(told, "f"), orders(count) if count is not None else "")


def loyalty(told: Told) -> str:
    """How often, and how long ago."""
    return _parts(_scores(told, "r", "f"), _last_bought(told))


def share_of_bought(name: str) -> Explain:
    """The share of what was bought, by weight."""

    def explain(told: Told) -> str:
        share = told.get(f"{name}_share")
        return "" if share is None else _("%s of what they bought, lately more") % percent(share)

    return explain


def share_of_orders(name: str) -> Explain:
    """The share of the orders of which an occasion is known."""

    def explain(told: Told) -> str:
        share = told.get(f"{name}_share")
        return (
            "" if share is None else _("%s of what they bought for an occasion, lately more") % percent(share)
        )

    return explain


def share_of_talks(name: str) -> Explain:
    """The share of the talks that they began."""

    def explain(told: Told) -> str:
        share = told.get(f"{name}_share")
        return "" if share is None else _("%s of the times they got in touch, lately more") % percent(share)

    return explain


def coming(told: Told) -> str:
    """On which day, how far off, and what they bought for it before."""
    on, count = told.get("next_occasion_on"), told.get("next_occasion_orders")
    if on is None:
        return ""
    left = (on - timezone.localdate()).days
    when = ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left} if left > 0 else ""
    bought = _("%s for it before") % orders(count) if count else _("never bought for it yet")
    return _parts(on.isoformat(), when, bought if count is not None else "")


def onward(told: Told) -> str:
    """How likely, and from what that follows."""
    share = told.get("next_category_share")
    return (
        ""
        if share is None
        else _("%s likely: half by what others bought after the same, half by what they buy") % percent(share)
    )


def answering(told: Told) -> str:
    """Of how many contacts, and how long ago the last answer was."""
    count, last = told.get("contacts_730"), told.get("days_since_answer")
    within = _("of %(n)s contacts in two years: wrote back, came or bought within %(days)s days") % {
        "n": count,
        "days": ANSWERED_WITHIN,
    }
    ago = "" if last is None else ngettext("last %(n)s day ago", "last %(n)s days ago", last) % {"n": last}
    return _parts(within if count else "", ago)


def window(days: int) -> Explain:
    """Orders and money of a window."""

    def explain(told: Told) -> str:
        spent = told.get(f"spent_{days}")
        return "" if not spent else _("together %s") % format_money(spent, fen=False)

    return explain


def nothing(_told: Told) -> str:
    """What says all by itself."""
    return ""


def rhythm(told: Told) -> str:
    """How long since, against how long it usually takes."""
    return _last_bought(told)


def of_orders(told: Told) -> str:
    """That a share is of the orders known one by one."""
    count = told.get("purchases")
    return "" if count is None else _("of %s") % orders(count)


def of_money(_told: Told) -> str:
    """That a share is of amounts."""
    return _("of the amounts")


def risk(told: Told) -> str:
    """What silence has left of what could be expected on the day of the last purchase."""
    share = told.get("outlook_share")
    left = "" if share is None else _("%s left of what could be hoped for on that day") % percent(share)
    return _parts(_last_bought(told), left)


def of_chance(_told: Told) -> str:
    """By whom a chance is judged."""
    return _("as customers of the same rhythm do")


def between(months: int) -> Explain:
    """Between what bounds a value lies."""

    def explain(told: Told) -> str:
        low, high = told.get(f"value_{months}_low"), told.get(f"value_{months}_high")
        if low is None or high is None:
            return ""
        if not high:
            return _("most likely nothing; a few like them buy")
        return _("eight times in ten %(low)s–%(high)s") % {"low": about_money(low), "high": about_money(high)}

    return explain


def about_money(minor: int) -> str:
    """An amount as exactly as it is known, to two figures: ¥42,000."""
    unit = 10 ** max(len(str(abs(minor))) - 2, 2)
    return format_money((minor + unit // 2) // unit * unit, fen=False)


def about_times(thousandths: int) -> str:
    """1.4 times; less than a tenth isn't told apart."""
    tenths = (thousandths + 50) // 100
    return _("%s times") % (f"{tenths // 10}.{tenths % 10}" if tenths else "< 0.1")


def percent(share: int) -> str:
    """Thousandths as people read them: 62%."""
    return f"{(share + 5) // 10}%"


def days(count: int) -> str:
    """45 days."""
    return npgettext("figures", "%(n)s day", "%(n)s days", count) % {"n": count}


def times(count: int) -> str:
    """3 times."""
    return npgettext("figures", "%(n)s time", "%(n)s times", count) % {"n": count}
