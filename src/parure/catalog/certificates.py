"""Certificates of laboratories: numbers brought to one form, and the grades of diamonds as ordered scales."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LAB_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "GIA": "GIA",
        "IGI": "IGI",
        "NGTC": _("NGTC (national)"),
        "GIC": "GIC",
        "HRD": "HRD",
        "PROVINCIAL": _("Provincial laboratory"),
        "OTHER": _("Other laboratory"),
    }
)
LONGEST_NUMBER = 40
_LABS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("NGTC", r"NGTC|国检|国家珠宝玉石"),
        ("GIA", r"\bGIA|美国宝石"),
        ("IGI", r"\bIGI|国际宝石学院|\bLG\s?\d{9}"),
        ("GIC", r"\bGIC|地大|中国地质大学"),
        ("HRD", r"\bHRD|比利时"),
        ("PROVINCIAL", r"省检|省质检|质检站|省珠宝"),
    )
)
_FORMS = {"GIA": re.compile(r"\d{7,10}", re.ASCII), "IGI": re.compile(r"\d{9}", re.ASCII)}
_NAMES = re.compile(r"^(?:GIA|IGI|NGTC|GIC|HRD|国检|省检)?(?:证书)?(?:编号|号码|号|NO\.?)?[:#\s]*")


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number as compared: without spaces, marks and the laboratory's name. Leading zeros stay.

    `problem` only warns ("unusual_form", "too_long", "empty"): a certificate is never refused for its number.
    """

    number: str
    problem: str = ""


def normalise_number(lab: str, text: str) -> CertificateNumber:
    """Bring a certificate number to the form in which it is compared; IGI's "LG", dropped at random, is left out."""
    clean = unicodedata.normalize("NFKC", text).upper().strip(" \t\r\n'\"=")
    number = re.sub(r"[\s\-_/.]", "", _NAMES.sub("", clean))
    if lab == "IGI":
        number = re.sub(r"^LG(?=\d)", "", number)
    if not number:
        return CertificateNumber("", "empty")
    if len(number) > LONGEST_NUMBER:
        return CertificateNumber(number[:LONGEST_NUMBER], "too_long")
    form = _FORMS.get(lab)
    return CertificateNumber(number, "" if form is None or form.fullmatch(number) else "unusual_form")


def guess_lab(text: str) -> str:
    """The laboratory a text names, "" when none: "GIA 2141234567" -> GIA, "LG123456789" -> IGI."""
    clean = unicodedata.normalize("NFKC", text).upper()
    return next((code for code, pattern in _LABS if pattern.search(clean)), "")


#: Grades from best to worst; a grade's ordinal is its place. GIA's I1-3 and the standard's P1-3 are the same steps.
COLOUR_SCALE = ("D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "<N")
CLARITY_SCALE = ("FL", "IF", "VVS1", "VVS2", "VS1", "VS2", "SI1", "SI2", "P1", "P2", "P3")
CUT_SCALE = ("EX", "VG", "G", "F", "P")
FLUORESCENCE_SCALE = ("NONE", "FAINT", "MEDIUM", "STRONG", "VERY_STRONG")
SCALES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "colour": COLOUR_SCALE,
        "clarity": CLARITY_SCALE,
        "cut": CUT_SCALE,
        "polish": CUT_SCALE,
        "symmetry": CUT_SCALE,
        "fluorescence": FLUORESCENCE_SCALE,
    }
)
_SYNONYMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "colour": {**dict.fromkeys("OPQRSTUVWXYZ", "<N"), "〈N": "<N", "LT N": "<N"},
        "clarity": {"I1": "P1", "I2": "P2", "I3": "P3", "LC": "IF", "SI": "SI2", "VS": "VS2", "VVS": "VVS2", "P": "P3"},
        "cut": {
            "极好": "EX", "EXCELLENT": "EX", "3EX": "EX", "IDEAL": "EX", "ID": "EX", "很好": "VG", "VERY GOOD": "VG", "好": "G",
            "GOOD": "G", "一般": "F", "FAIR": "F", "差": "P", "POOR": "P",
        },
        "fluorescence": {
            "无": "NONE", "N": "NONE", "NON": "NONE", "弱": "FAINT", "FNT": "FAINT", "F": "FAINT", "中": "MEDIUM", "MED": "MEDIUM",
            "M": "MEDIUM", "强": "STRONG", "STG": "STRONG", "S": "STRONG", "极强": "VERY_STRONG", "VST": "VERY_STRONG",
            "VERY STRONG": "VERY_STRONG", "VS": "VERY_STRONG",
        },
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as printed, and its place on the scale (0 is best) for sorting; None when it has none.

    A range ("F-G", of mounted stones) has the place of its worse end, so a customer is never promised too much.
    """

    text: str
    ordinal: int | None


def parse_grade(scale: str, text: str) -> Grade:
    """Read a grade of one of SCALES; unknown words ("Premium") are kept without a place."""
    clean = unicodedata.normalize("NFKC", text).strip().upper().removesuffix("色").strip()
    if not clean:
        return Grade("", None)
    places = [_place(scale, part.strip()) for part in re.split(r"[-~/至]", clean)]
    known = [place for place in places if place is not None]
    if len(known) != len(places):
        return Grade(text.strip(), None)
    names = dict.fromkeys(SCALES[scale][place] for place in known)
    return Grade("-".join(names), max(known))


def _place(scale: str, text: str) -> int | None:
    synonyms = _SYNONYMS.get("cut" if scale in {"polish", "symmetry"} else scale, {})
    grade = synonyms.get(text, text)
    return SCALES[scale].index(grade) if grade in SCALES[scale] else None


def display_millicarat(millicarat: int) -> str:
    """Carats as a certificate prints them: two decimals, the third rounds up only at 9 (GB/T 16554): 329 -> "0.33"."""
    hundredths = (millicarat + 1) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}"
