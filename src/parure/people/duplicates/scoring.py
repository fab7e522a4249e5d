"""How sure it is that two records are one person: Fellegi and Sunter's weights, summed. Pure.

For each thing compared and each way in which it can turn out, `m` is how often that happens with two records of one
person and `u` how often with two people drawn at random; the weight is log2(m / u). Names weigh by how rare they
are. docs/decisions/0008 tells where the numbers come from and how they were checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2

Birthday = tuple[str, int | None, int, int]
"""(calendar, year if known, month, day)."""

PRIOR_BITS = -23.0  # one pair in eight million, as in a base of a million with a hundred thousand doubles
LIKELY = 600  # thousandths from which a pair is shown
SMALLEST_BASE = 50_000  # in a smaller base a name's frequency says little: it counts as seen in this many
WEIGHTS: dict[str, tuple[float, float]] = {
    # what and how: (m, u)
    "name:sounds": (0.06, 0.0),  # u is the name's own frequency
    "name:same": (0.72, 0.0),
    "name:part": (0.12, 0.004),
    "name:differs": (0.02, 0.99),
    "phone:same": (0.75, 1e-6),
    "phone:ending": (0.03, 1e-4),
    "phone:differs": (0.22, 0.999),
    "email:same": (0.7, 1e-6),
    "email:differs": (0.3, 0.999),
    "wechat:same": (0.8, 1e-6),
    "wechat:differs": (0.2, 0.999),
    "account:same": (0.95, 1e-7),
    "birthday:same": (0.85, 1 / 14_000),
    "birthday:day": (0.9, 1 / 365),
    "birthday:differs": (0.03, 0.997),
    "gender:same": (0.97, 0.5),
    "gender:differs": (0.015, 0.5),
    "address:same": (0.4, 2e-5),
}
TITLES = ("先生", "女士", "小姐", "太太", "老师", "总")


@dataclass(slots=True)
class Traits:
    """What is compared of a customer. Contacts are digests; `endings` digests of last four digits."""

    name: str
    pinyin: str
    gender: str = ""
    birthday: Birthday | None = None
    contacts: dict[str, set[bytes]] = field(default_factory=dict)
    endings: set[str] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score` in thousandths; `reasons` are keys of WEIGHTS."""

    score: int
    reasons: list[str]


def compare(one: Traits, two: Traits, name_frequency: float) -> Verdict:
    """The verdict on two records; `name_frequency` is how many of all customers share the first one's reading."""
    found = list(outcomes(one, two))
    bits = PRIOR_BITS + sum(_bits(each, name_frequency) for each in found)
    odds = 2.0 ** max(min(bits, 60.0), -60.0)
    return Verdict(round(1000 * odds / (1 + odds)), found)


def _bits(outcome: str, name_frequency: float) -> float:
    m, u = WEIGHTS[outcome]
    return log2(m / (u or name_frequency))


def frequency(count: int, total: int) -> float:
    """How frequent a name is that `count` of `total` customers have."""
    return max(count, 2) / max(total, SMALLEST_BASE)


def outcomes(one: Traits, two: Traits) -> Iterable[str]:
    """How each thing that both records tell turned out, as keys of WEIGHTS; what one of them lacks says nothing."""
    if outcome := _name(one, two):
        yield outcome
    yield from _phone(one, two)
    for kind in ("email", "wechat"):
        if own := one.contacts.get(kind):
            given = two.contacts.get(kind)
            if given:
                yield f"{kind}:same" if own & given else f"{kind}:differs"
    if one.accounts & two.accounts:
        yield "account:same"
    yield from _birthday(one.birthday, two.birthday)
    if one.gender and two.gender:
        yield "gender:same" if one.gender == two.gender else "gender:differs"
    if one.contacts.get("address", set()) & two.contacts.get("address", set()):
        yield "address:same"


def _name(one: Traits, two: Traits) -> str:
    own, given = one.name.strip().casefold(), two.name.strip().casefold()
    if not own or not given or "*" in own + given:
        return ""
    if own == given:
        return "name:same"
    if one.pinyin == two.pinyin and one.pinyin:
        return "name:sounds"
    if own in given or given in own or _titled(own, given) or _titled(given, own):
        return "name:part"
    return "name:differs"


def _titled(short: str, whole: str) -> bool:
    """Whether one is a surname with a title that fits the other: 沈女士 and 沈佩兰."""
    title = next((each for each in TITLES if short.endswith(each)), "")
    return bool(title) and whole.startswith(short.removesuffix(title)) and len(short) > len(title)


def _phone(one: Traits, two: Traits) -> Iterable[str]:
    own, given = one.contacts.get("phone", set()), two.contacts.get("phone", set())
    if not own or not given:
        return
    if own & given:
        yield "phone:same"
    elif one.endings & two.endings:
        yield "phone:ending"
    else:
        yield "phone:differs"


def _birthday(own: Birthday | None, given: Birthday | None) -> Iterable[str]:
    """A solar and a lunar birthday can't be compared without a year: they say nothing."""
    if own is None or given is None or own[0] != given[0]:
        return
    if own[2:] != given[2:]:
        yield "birthday:differs"
    elif own[1] is None or given[1] is None:
        yield "birthday:day"
    elif own[1] == given[1]:
        yield "birthday:same"
    else:
        yield "birthday:differs"
