"""Which of two values the record keeps that two records become. Pure but for the customers given."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.people.models import Customer


class Side(StrEnum):
    """Whose value is kept."""

    SURVIVOR = "survivor"
    OTHER = "other"
    BOTH = "both"


COLUMN_OF = {"home_store": "home_store_id", "owner": "owner_id"}
CHOSEN = (
    "name",
    "member_no",
    "nickname",
    "gender",
    "tier_label",
    "home_store",
    "owner",
    "occupation",
    "education",
    "social_circle",
    "source_channel",
    "campaign",
    "photo",
    "remark",
    "caution",
)
JOINED = {"remark": "\n", "caution": "；"}  # texts that can be kept both
TITLES = ("先生", "女士", "小姐", "太太", "*")
LONGEST_CAUTION = 200


@dataclass(frozen=True)
class Outcome:
    """What the survivor's columns become, and the names of values taken from the other record."""

    values: dict[str, Any]
    taken: frozenset[str]


def value_of(customer: Customer, name: str) -> Any:
    if name.startswith("custom_"):
        return customer.custom.get(name.removeprefix("custom_"))
    return getattr(customer, COLUMN_OF.get(name, name))


def by_weight(one: Customer, two: Customer) -> tuple[Customer, Customer]:
    """(who stays, who is taken up): who has bought more, then who has a member number, then who came first."""

    def weight(customer: Customer) -> tuple[int, bool, int, int]:
        return (
            customer.order_count,
            bool(customer.member_no),
            -customer.registered_on.toordinal(),
            -customer.pk,
        )

    return (one, two) if weight(one) >= weight(two) else (two, one)


def _is_set(value: Any) -> bool:
    return value not in (None, "", [], {})


def names_to_choose(survivor: Customer, other: Customer) -> list[str]:
    """The fields in which the two differ, so that somebody may choose, in the order of the page."""
    custom = [f"custom_{code}" for code in sorted(survivor.custom.keys() | other.custom.keys())]
    return [name for name in (*CHOSEN, *custom) if value_of(survivor, name) != value_of(other, name)]


def suggest(survivor: Customer, other: Customer) -> dict[str, Side]:
    """For each field that differs the side to keep: what is set beats nothing, then the more complete name, the
    tier of who spent more, both remarks, and else the record that was active last.
    """
    recent = Side.OTHER if other.last_activity_on > survivor.last_activity_on else Side.SURVIVOR
    richer = Side.OTHER if other.total_spent_minor > survivor.total_spent_minor else Side.SURVIVOR
    found = {}
    for name in names_to_choose(survivor, other):
        own, given = value_of(survivor, name), value_of(other, name)
        if not _is_set(given):
            found[name] = Side.SURVIVOR
        elif not _is_set(own):
            found[name] = Side.OTHER
        elif name in JOINED:
            found[name] = Side.BOTH
        elif name == "name":
            found[name] = _fuller(own, given, recent)
        elif name == "member_no" or name.startswith("custom_"):
            found[name] = Side.SURVIVOR
        else:
            found[name] = richer if name == "tier_label" else recent
    return found


def _fuller(own: str, given: str, recent: Side) -> Side:
    """A whole name beats one with a title or masked; of two whole names the longer one."""
    own_worth = (not any(title in own for title in TITLES), len(own))
    given_worth = (not any(title in given for title in TITLES), len(given))
    if own_worth == given_worth:
        return recent
    return Side.OTHER if given_worth > own_worth else Side.SURVIVOR


def outcome(survivor: Customer, other: Customer, choices: Mapping[str, str]) -> Outcome:
    """What becomes of the survivor with these choices; what isn't chosen follows the suggestion.

    Raises ValidationError for a choice that can't be.
    """
    decided = _decided(survivor, other, choices)
    values: dict[str, Any] = {"custom": dict(survivor.custom)}
    for name, side in decided.items():
        own, given = value_of(survivor, name), value_of(other, name)
        kept = {Side.SURVIVOR: own, Side.OTHER: given}.get(side)
        if side is Side.BOTH:
            kept = _joined(own, given, JOINED[name])
        if name.startswith("custom_"):
            values["custom"][name.removeprefix("custom_")] = kept
        else:
            values[COLUMN_OF.get(name, name)] = kept
    values["custom"] = {code: value for code, value in values["custom"].items() if _is_set(value)}
    _make_room(survivor, other, values)
    values |= _agreed(survivor, other)
    taken = {name for name, side in decided.items() if side is Side.OTHER}
    if choices.get("birthday") == Side.OTHER:
        taken.add("birthday")
    return Outcome(values, frozenset(taken))


def _decided(survivor: Customer, other: Customer, choices: Mapping[str, str]) -> dict[str, Side]:
    decided = suggest(survivor, other)
    for name, given in choices.items():
        sides = [Side.SURVIVOR, Side.OTHER, *([Side.BOTH] if name in JOINED else [])]
        if given not in sides:
            raise ValidationError({name: _("This isn't one of the choices.")})
        if name in decided:
            decided[name] = Side(given)
    return decided


def _joined(own: str, given: str, between: str) -> str:
    if given in own:
        return own
    return given if own in given else f"{own}{between}{given}"


def _make_room(survivor: Customer, other: Customer, values: dict[str, Any]) -> None:
    """A caution that has become too long keeps its beginning; the rest goes into the remark, so nothing is lost."""
    if len(values.get("caution") or "") > LONGEST_CAUTION:
        remark = values.get("remark", survivor.remark)
        values["caution"] = survivor.caution
        values["remark"] = f"{remark}\n{other.caution}" if remark else other.caution


def _agreed(survivor: Customer, other: Customer) -> dict[str, Any]:
    """What is not chosen: the strictest consent (no, then yes, then unknown), the first day, the last days, all tags."""
    consents = {survivor.marketing_consent, other.marketing_consent}

    def latest(name: str) -> Any:
        return max((day for day in (getattr(survivor, name), getattr(other, name)) if day), default=None)

    return {
        "marketing_consent": False if False in consents else (True if True in consents else None),
        "registered_on": min(survivor.registered_on, other.registered_on),
        "tag_names": sorted({*survivor.tag_names, *other.tag_names}),
        **{name: latest(name) for name in ("last_contact_on", "last_visit_on", "last_activity_on")},
    }
