"""What to read in half a minute before greeting a customer, and the rest of their page in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from parure.access.policy import Masked, Record
from parure.catalog.categories import CATEGORY_LABELS
from parure.core.wording import listed
from parure.customize.queries import last_days, tag_marks
from parure.people.choices import Aspect, Basis, EntryKind, SizeKind, Stance
from parure.people.gifts import Gift, Gifts, Person, gifts_by_person
from parure.people.queries import CustomerWhole
from parure.web.kit.formats import money_text
from parure.web.people.days import weekday
from parure.web.tasks.lines import TaskLine, task_lines

GAUGES = {
    "HK": pgettext_lazy("gauge", "HK"),
    "US": pgettext_lazy("gauge", "US"),
    "CN": pgettext_lazy("gauge", "CN"),
    "EU": pgettext_lazy("gauge", "EU"),
    "JP": pgettext_lazy("gauge", "JP"),
}
TASTES = {
    Aspect.STYLE,
    Aspect.METAL,
    Aspect.GEM,
    Aspect.COLOUR,
    Aspect.CRAFT,
    Aspect.CATEGORY,
    Aspect.OCCASION,
}
ICONS = {
    EntryKind.VISIT: "building-store",
    EntryKind.ORDER: "receipt",
    EntryKind.SERVICE: "tool",
    EntryKind.INTERACTION: "message-circle",
    EntryKind.BEHAVIOUR: "eye",
    EntryKind.TASK: "list-check",
    EntryKind.RECORD: "notes",
    EntryKind.WISH: "heart",
    EntryKind.FEEDBACK: "star",
}


def amount_text(value: Any) -> str:
    """An amount as far as it may be shown: ¥12,345.00, *** where it is masked, "" where there is none."""
    if value is None or value == "":
        return ""
    return str(value) if isinstance(value, Masked) else money_text(value)


def phone_text(e164: str) -> str:
    """A number as it is read out: 138 0000 6021 in the mainland, elsewhere with its country."""
    own = e164.removeprefix("+86")
    return f"{own[:3]} {own[3:7]} {own[7:]}" if e164.startswith("+861") and len(own) == 11 else e164


def size_text(label: str) -> str:
    """A measure in the words of the reader: "HK 13" is 港13 in Chinese."""
    gauge, _space, number = label.partition(" ")
    if gauge not in GAUGES or not number:
        return label
    word = str(GAUGES[gauge])
    return f"{word} {number}" if word.isascii() else f"{word}{number}"


@dataclass(frozen=True)
class SizeLine:
    """One measure: where it is worn, how it is called, and the length in millimetres for rings."""

    uid: Any
    place: str
    label: str
    exact: str
    measured_on: date | None


@dataclass(frozen=True)
class Kin:
    """One of the family, with the days and sizes that are theirs."""

    record: Record
    kind: str
    note: str
    dates: list[Record]
    sizes: list[SizeLine]
    gifts: Gifts | None = None


@dataclass(frozen=True)
class Told:
    """One line of the timeline, ready to show."""

    at: datetime
    icon: str
    title: str
    body: str
    who: str
    amount: str
    pictures: list[str]
    files: list[dict[str, Any]]


@dataclass(frozen=True)
class Month:
    """A heading of the timeline and what happened in that month."""

    key: str
    label: str
    entries: list[Told]


@dataclass(frozen=True)
class Brief:
    """An open complaint, promises, cautions, the next day, sizes, the last visit: in this order."""

    complaint_since: date | None = None
    complaint: str = ""
    promises: list[TaskLine] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    likes: str = ""
    next_date: Record | None = None
    next_whose: str = ""
    next_weekday: str = ""
    sizes: list[SizeLine] = field(default_factory=list)
    last_visit_on: date | None = None
    last_visit: str = ""


def brief_of(whole: CustomerWhole, tasks: Sequence[Record], now: datetime | None = None) -> Brief:
    """The half minute before greeting, from what the reader may see."""
    now = now or timezone.now()
    customer = whole.customer
    following = next_date(whole.dates, timezone.localdate(now))
    visits = [each for each in whole.timeline if each.get("kind") == EntryKind.VISIT]
    complained_at = _moment(customer.get("complaint_since"))
    return Brief(
        complaint_since=timezone.localdate(complained_at) if complained_at else None,
        complaint=_complaint(whole.timeline, complained_at),
        promises=[each for each in task_lines(tasks, now) if each.kind == "promise" or each.is_late],
        cautions=cautions_of(customer, whole.preferences),
        likes=listed(_likes(whole.preferences)[:4]),
        next_date=following,
        next_whose=_whose(whole, following),
        next_weekday=weekday(following["next_on"]) if following else "",
        sizes=[size_line(each) for each in whole.sizes if each.get("relation_id") is None],
        last_visit_on=customer.get("last_visit_on"),
        last_visit=str(visits[0].get("body") or visits[0].get("title") or "") if visits else "",
    )


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _complaint(entries: Iterable[Record], at: datetime | None) -> str:
    """Its words, where the page shows its line of the story."""
    told = (each for each in entries if each.get("kind") == EntryKind.FEEDBACK and each.get("at") == at)
    return next((str(each.get("body") or "") for each in told), "") if at else ""


def cautions_of(customer: Record, preferences: Iterable[Record]) -> list[str]:
    """What must not be mentioned or offered: allergies first, then what they avoid, then the caution."""
    preferences = list(preferences)
    allergies = [
        _("Allergy: %s") % each["value"]
        for each in preferences
        if each.get("aspect") == Aspect.ALLERGY and "value" in each
    ]
    avoids = [
        _("Not: %s") % each["value"]
        for each in preferences
        if each.get("stance") == Stance.AVOIDS and each.get("aspect") != Aspect.ALLERGY and "value" in each
    ]
    caution = [_("Don't mention: %s") % customer["caution"]] if customer.get("caution") else []
    return [*allergies, *caution, *avoids]


def _likes(preferences: Iterable[Record]) -> list[str]:
    """What may be shown to them: tastes said first, then inferred ones; not their hours, channel or purse."""
    liked = [
        each for each in preferences if each.get("stance") == Stance.LIKES and each.get("aspect") in TASTES
    ]
    return [str(each["value"]) for each in sorted(liked, key=lambda each: each.get("basis") != Basis.STATED)]


def next_date(dates: Iterable[Record], today: date) -> Record | None:
    """The day that comes next."""
    coming = [each for each in dates if each.get("next_on") and each["next_on"] >= today]
    return min(coming, key=lambda each: each["next_on"], default=None)


def _whose(whole: CustomerWhole, following: Record | None) -> str:
    if following is None:
        return ""
    return next((each.title for each in whole.relations if each.pk == following.get("relation_id")), "")


def size_line(record: Record) -> SizeLine:
    ring = record.get("kind") == SizeKind.RING
    measure = record.get("measure_um")
    place = record.get("finger_label") or record.get("kind_label") or ""
    exact = f"{measure / 1000:.1f} mm" if ring and isinstance(measure, int) else ""
    label = size_text(str(record.get("label") or ""))
    return SizeLine(record.uid, str(place), label, "" if exact == label else exact, record.get("measured_on"))


def family_of(whole: CustomerWhole, owned: Iterable[Record] = ()) -> list[Kin]:
    """The family, each with their own days and sizes, and with what the customer bought for them."""
    given = gifts_by_person(_gifts(owned), [_person(each) for each in whole.relations])
    return [
        Kin(
            record=each,
            kind=str(each.get("kind_label") or ""),
            note=str(each.get("note") or ""),
            dates=[row for row in whole.dates if row.get("relation_id") == each.pk],
            sizes=[size_line(row) for row in whole.sizes if row.get("relation_id") == each.pk],
            gifts=given.get(each.pk),
        )
        for each in whole.relations
    ]


def _person(relation: Record) -> Person:
    """One of the family under the name that the reader may know."""
    name = relation.get("name")
    return Person(relation.pk, str(relation.get("kind") or ""), name if isinstance(name, str) else "")


def _gifts(owned: Iterable[Record]) -> Iterator[Gift]:
    """The pieces among the customer's that were bought for somebody, as far as the reader may know."""
    for line in owned:
        recipient, at = line.get("recipient"), line.get("bought_at")
        if isinstance(recipient, str) and recipient and isinstance(at, datetime):
            category = str(line.get("category") or "")
            what = str(CATEGORY_LABELS.get(category, "") or line.title)
            yield Gift(recipient, timezone.localdate(at), what)


def membership_of(customer: Record, points: int | None = None) -> list[tuple[str, str]]:
    """What a customer is worth to the shop, line by line; lines that may not be seen are left out."""
    orders = customer.get("order_count")
    lines = [
        (_("In all"), amount_text(customer.get("total_spent"))),
        (_("12 months"), amount_text(customer.get("year_spent"))),
        (_("Purchases"), str(orders) if orders is not None else ""),
        (_("On average"), amount_text(customer.get("average_ticket"))),
        (_("Highest"), amount_text(customer.get("highest_order"))),
        (_("Last purchase"), str(customer.get("last_purchase_on") or "")),
    ]
    return [line for line in lines if line[1]]


def tags_of(customer: Record) -> list[dict[str, Any]]:
    """The customer's tags, each with its colour and, where it passes, its last day."""
    names = customer.get("tags")
    if not isinstance(names, list) or not names:
        return []
    marks, until = tag_marks("people.customer"), last_days("people.customer", customer.pk, names)
    return [
        {"name": name, "colour": marks[name].colour if name in marks else "", "until": until.get(name)}
        for name in names
    ]


def months_of(entries: Iterable[Record], *, after: str = "") -> list[Month]:
    """The entries under headings of their months; the first goes without where it continues month `after`."""
    months: list[Month] = []
    for entry in entries:
        at = timezone.localtime(entry["at"])
        key = f"{at:%Y-%m}"
        if not months or months[-1].key != key:
            label = "" if not months and key == after else month_label(at.date(), timezone.localdate())
            months.append(Month(key, label, []))
        months[-1].entries.append(_told(entry, at))
    return months


def month_label(day: date, today: date) -> str:
    if (day.year, day.month) == (today.year, today.month):
        return _("This month")
    return date_format(day, "F" if day.year == today.year else "YEAR_MONTH_FORMAT")


def _told(entry: Record, at: datetime) -> Told:
    return Told(
        at=at,
        icon=ICONS.get(entry.get("kind"), "notes"),
        title=_titled(entry),
        body=str(entry.get("body") or ""),
        who=str(entry.get("who") or ""),
        amount=amount_text(entry.get("amount")),
        pictures=[code for code in entry.get("pictures") or [] if code],
        files=files if isinstance(files := entry.get("files"), list) else [],
    )


def _titled(entry: Record) -> str:
    """What happened; of a visit that it was one, since its own title says how it ended."""
    title = str(entry.get("title") or "")
    return f"{_('Visit')} · {title}" if entry.get("kind") == EntryKind.VISIT and title else title


def age_with_us(since: date | None, today: date) -> str:
    """How long somebody has been a customer: 6 years 2 months."""
    if since is None or since > today:
        return ""
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    years, months = divmod(months, 12)
    said = [ngettext("%s year", "%s years", years) % years if years else ""]
    said.append(ngettext("%s month", "%s months", months) % months if months else "")
    return " ".join(filter(None, said)) or _("new")


def is_new(since: date | None, today: date) -> bool:
    return since is not None and today - since < timedelta(days=30)
