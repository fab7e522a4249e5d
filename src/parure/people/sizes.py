"""Sizes of the wearer: rings by finger, bangles, chains. Lengths are whole micrometres.

A ring size is its inner circumference (ISO 8653) plus the words it was told in: "12号" means 50.6 mm to one shop and
52 to the next, so a number without its gauge keeps its text and no length until somebody says which gauge is meant.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parure.core.decimals import round_half_up

Gauge = Literal["", "HK", "US", "CN", "EU", "JP", "MM"]
SizeProblem = Literal["", "gauge_unknown", "out_of_range", "unreadable"]


class GaugeScale(NamedTuple):
    """Circumference in micrometres = base + step x number, and the smallest step shops speak of."""

    base_um: Fraction
    step_um: Fraction
    spoken: Fraction


_PI = Fraction(3141592653589793, 10**15)

#: The trade's usual conversions; a shop may pass its own. US and Japan are defined by the diameter.
GAUGES: Mapping[str, GaugeScale] = MappingProxyType(
    {
        "HK": GaugeScale(_PI * 11630, _PI * Fraction(8128, 20), Fraction(1)),
        "US": GaugeScale(_PI * 11630, _PI * Fraction(8128, 10), Fraction(1, 2)),
        "CN": GaugeScale(Fraction(40000), Fraction(1000), Fraction(1)),
        "EU": GaugeScale(Fraction(0), Fraction(1000), Fraction(1)),
        "JP": GaugeScale(_PI * Fraction(38000, 3), _PI * Fraction(1000, 3), Fraction(1)),
        "MM": GaugeScale(Fraction(0), Fraction(1000), Fraction(1, 10)),
    }
)
GAUGE_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "HK": _("Hong Kong size"),
        "US": _("US size"),
        "CN": _("Mainland size"),
        "EU": _("European size"),
        "JP": _("Japanese size"),
        "MM": _("Inner circumference"),
    }
)
FINGERS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "LEFT_THUMB": _("Left thumb"),
        "LEFT_INDEX": _("Left index finger"),
        "LEFT_MIDDLE": _("Left middle finger"),
        "LEFT_RING": _("Left ring finger"),
        "LEFT_LITTLE": _("Left little finger"),
        "RIGHT_THUMB": _("Right thumb"),
        "RIGHT_INDEX": _("Right index finger"),
        "RIGHT_MIDDLE": _("Right middle finger"),
        "RIGHT_RING": _("Right ring finger"),
        "RIGHT_LITTLE": _("Right little finger"),
    }
)
RING_RANGE_UM = (38_000, 80_000)
BANGLE_RANGE_UM = (45_000, 75_000)
CHAIN_RANGE_UM = (100_000, 1_200_000)

_WORDS = {
    "香港": "HK", "港": "HK", "HK": "HK", "美国": "US", "美": "US", "US": "US", "内地": "CN", "国内": "CN", "大陆": "CN", "国": "CN",
    "CN": "CN", "欧洲": "EU", "欧": "EU", "EU": "EU", "ISO": "EU", "日本": "JP", "日": "JP", "JP": "JP",
}  # fmt: skip
_GAUGE_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_RING = re.compile(
    rf"(?:戒指|戒圈|手寸|指圈|圈号|尺寸|SIZE)*[::\s]*({_GAUGE_WORD})?(?:版|式)?(?:码|度|圈|号)?[\s:#]*"
    r"(\d{1,2}(?:\.\d{1,3})?)(?:\s+(1/[24]|3/4))?\s*(MM|毫米)?(号|码|度|#|圈)?\s*"
    rf"(?:\(?({_GAUGE_WORD})(?:码|度)?\)?)?",
    re.ASCII,
)
_HALVES = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
_FINGER = re.compile(r"(左|右)手?(大拇指|拇指|食指|中指|无名指|小指|小拇指|尾指)|(无名指)")
_FINGER_NAMES = {
    "大拇指": "THUMB", "拇指": "THUMB", "食指": "INDEX", "中指": "MIDDLE", "无名指": "RING", "小指": "LITTLE",
    "小拇指": "LITTLE", "尾指": "LITTLE",
}  # fmt: skip
_BANGLE = re.compile(
    r"(?:贵妃镯?|手镯|镯子|圈口|内径|\s|:)*(\d{2}(?:\.\d+)?)(?:\s*[X×*/]\s*(\d{2}(?:\.\d+)?))?\s*(?:MM|毫米)?\s*(?:圈口|圈|口)?",
    re.ASCII,
)
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(CM|厘米|公分|MM|毫米|IN|INCH|英寸|\")?", re.ASCII)
_LENGTH_UNITS = {"CM": 10_000, "厘米": 10_000, "公分": 10_000, "MM": 1000, "毫米": 1000}


@dataclass(frozen=True, slots=True)
class RingSize:
    """`circumference_um` is None while unknown; `label` is what to show ("HK 12", or the text as told)."""

    circumference_um: int | None
    label: str
    gauge: Gauge = ""
    problem: SizeProblem = ""


@dataclass(frozen=True, slots=True)
class FingerSize:
    """A ring size and its finger, a key of FINGERS; "" when the finger wasn't told."""

    finger: str
    size: RingSize


@dataclass(frozen=True, slots=True)
class Length:
    """A bangle's inner diameter (`second_um` for oval ones) or the length of a chain or bracelet."""

    length_um: int | None
    label: str
    second_um: int | None = None
    problem: SizeProblem = ""


def parse_ring_size(
    text: str, *, default_gauge: Gauge = "", gauges: Mapping[str, GaugeScale] = GAUGES
) -> RingSize:
    """Read "港12", "US 6.5", "52mm", "17.3" (a diameter); "12号" has the problem "gauge_unknown".

    `default_gauge` is the gauge a shop means by a bare number, `gauges` its own conversions.
    """
    found = _RING.fullmatch(_clean(text))
    if not found:
        return RingSize(None, text.strip(), problem="unreadable")
    number = Fraction(found[2]) + (Fraction(found[3]) if found[3] else 0)
    gauge = _gauge_of(found, number, default_gauge)
    if not gauge:
        return RingSize(None, text.strip(), problem="gauge_unknown")
    if gauge == "MM" and number < 30:
        number *= _PI  # told as the diameter
    scale = gauges[gauge]
    size = _whole(scale.base_um + scale.step_um * number)
    if not RING_RANGE_UM[0] <= size <= RING_RANGE_UM[1]:
        return RingSize(None, text.strip(), gauge, "out_of_range")
    return RingSize(
        size, ring_label(size, gauge, gauges=gauges) if gauge == "MM" else f"{gauge} {_text(number)}", gauge
    )


def _clean(text: str) -> str:
    for half, words in _HALVES.items():
        text = text.replace(half, words)
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n'\"").upper()


def _gauge_of(found: re.Match[str], number: Fraction, default_gauge: Gauge) -> Gauge:
    word = found[1] or found[6]
    if word:
        return _WORDS[word]  # type: ignore[return-value]
    if found[4] or (not found[5] and 44 <= number <= 75):
        return "MM"
    is_diameter = 13 <= number <= 24 and (number * 2).denominator != 1
    return "MM" if is_diameter and not found[5] else default_gauge


def _whole(value: Fraction) -> int:
    return round_half_up(value.numerator, value.denominator)


def _text(number: Fraction) -> str:
    return f"{float(number):.3f}".rstrip("0").rstrip(".")


def ring_label(circumference_um: int, gauge: Gauge, *, gauges: Mapping[str, GaugeScale] = GAUGES) -> str:
    """The size in a gauge, rounded to what shops speak of: "US 6.5", "HK 13", "53.1 mm"."""
    scale = gauges[gauge]
    number = _whole((circumference_um - scale.base_um) / scale.step_um / scale.spoken) * scale.spoken
    return f"{_text(number)} mm" if gauge == "MM" else f"{gauge} {_text(number)}"


def ring_labels(circumference_um: int, *, gauges: Mapping[str, GaugeScale] = GAUGES) -> dict[str, str]:
    """The size in every gauge, by gauge code."""
    return {code: ring_label(circumference_um, code, gauges=gauges) for code in gauges}  # type: ignore[arg-type]


def parse_sizes(text: str, *, default_gauge: Gauge = "") -> list[FingerSize]:
    """Read several sizes with their fingers: "左无名指港12，右中指 US 6.5"."""
    sizes = []
    for piece in filter(str.strip, re.split(r"[,，;；、\n]", text)):
        finger = _FINGER.search(piece)
        rest = _FINGER.sub("", piece)
        sizes.append(FingerSize(_finger_key(finger), parse_ring_size(rest, default_gauge=default_gauge)))
    return sizes


def _finger_key(found: re.Match[str] | None) -> str:
    if not found or not found[1]:
        return ""  # "无名指" without its hand doesn't tell the finger
    return f"{'LEFT' if found[1] == '左' else 'RIGHT'}_{_FINGER_NAMES[found[2]]}"


def parse_bangle(text: str) -> Length:
    """Read a bangle's inner diameter in mm: "56圈口", "圈口:56mm", oval ones "54x50"."""
    found = _BANGLE.fullmatch(_clean(text))
    if not found:
        return Length(None, text.strip(), problem="unreadable")
    first, second = (_whole(Fraction(part) * 1000) if part else None for part in found.groups())
    for diameter in (first, second):
        if diameter is not None and not BANGLE_RANGE_UM[0] <= diameter <= BANGLE_RANGE_UM[1]:
            return Length(None, text.strip(), problem="out_of_range")
    label = " × ".join(_text(Fraction(d, 1000)) for d in (first, second) if d is not None)
    return Length(first, f"{label} mm", second)


def parse_length(text: str) -> Length:
    """Read the length of a chain, bracelet or wrist: "45cm", "45" (centimetres), "450mm", "18 inch"."""
    found = _LENGTH.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    if not found:
        return Length(None, text.strip(), problem="unreadable")
    unit = found[2] or ("MM" if Fraction(found[1]) >= 130 else "CM")
    length = _whole(Fraction(found[1]) * _LENGTH_UNITS.get(unit, 25_400))
    if not CHAIN_RANGE_UM[0] <= length <= CHAIN_RANGE_UM[1]:
        return Length(None, text.strip(), problem="out_of_range")
    return Length(length, f"{_text(Fraction(length, 10_000))} cm")
