"""Precious metal and its purity (GB 11887): codes, names, and how labels and old files write them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AlloyColour = Literal["", "YELLOW", "WHITE", "ROSE"]
FinenessProblem = Literal["", "unreadable", "abolished_name", "not_fineness"]


class Grade(NamedTuple):
    """One code: metal AU, PT, PD, AG or "" (plated and alloys), least purity in permille, name for people."""

    metal: str
    permille: int | None
    label: str | Promise


#: Every code, purest first within a metal. 990 is the highest legal grade name (足金); 999 is a company standard.
GRADES: Mapping[str, Grade] = MappingProxyType(
    {
        "AU9999": Grade("AU", 999, _("Gold 999.9")),
        "AU999": Grade("AU", 999, _("Gold 999")),
        "AU990": Grade("AU", 990, _("Pure gold")),
        "AU916": Grade("AU", 916, _("22K gold")),
        "AU750": Grade("AU", 750, _("18K gold")),
        "AU585": Grade("AU", 585, _("14K gold")),
        "AU375": Grade("AU", 375, _("9K gold")),
        "PT999": Grade("PT", 999, _("Platinum 999")),
        "PT990": Grade("PT", 990, _("Pure platinum")),
        "PT950": Grade("PT", 950, _("Platinum 950")),
        "PT900": Grade("PT", 900, _("Platinum 900")),
        "PT850": Grade("PT", 850, _("Platinum 850")),
        "PD990": Grade("PD", 990, _("Pure palladium")),
        "PD950": Grade("PD", 950, _("Palladium 950")),
        "PD500": Grade("PD", 500, _("Palladium 500")),
        "AG999": Grade("AG", 999, _("Silver 999")),
        "AG990": Grade("AG", 990, _("Pure silver")),
        "AG925": Grade("AG", 925, _("Silver 925")),
        "AG800": Grade("AG", 800, _("Silver 800")),
        "PLATED": Grade("", None, _("Plated")),
        "FILLED": Grade("", None, _("Gold-filled")),
        "ALLOY": Grade("", None, _("Alloy")),
    }
)
FINENESS_LABELS: Mapping[str, str | Promise] = MappingProxyType({code: g.label for code, g in GRADES.items()})
#: What has a price per gram: every code of a precious metal.
PRICED: tuple[str, ...] = tuple(code for code, grade in GRADES.items() if grade.metal)
METAL_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "AU": pgettext_lazy("metal", "Gold"),
        "PT": pgettext_lazy("metal", "Platinum"),
        "PD": pgettext_lazy("metal", "Palladium"),
        "AG": pgettext_lazy("metal", "Silver"),
    }
)
ALLOY_COLOUR_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {"YELLOW": _("Yellow gold"), "WHITE": _("White gold"), "ROSE": _("Rose gold")}
)
#: The purity in a legal product name (足金戒指), which has no word for 999.
LEGAL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "AU9999": "足金", "AU999": "足金", "AU990": "足金", "AU916": "22K金", "AU750": "18K金", "AU585": "14K金", "AU375": "9K金",
        "PT999": "足铂", "PT990": "足铂", "PT950": "铂950", "PT900": "铂900", "PT850": "铂850", "PD990": "足钯", "PD950": "钯950",
        "PD500": "钯500", "AG999": "足银", "AG990": "足银", "AG925": "银925", "AG800": "银800",
    }
)  # fmt: skip

# The first rule that matches wins: plating names the metal it imitates, so it is looked for before the metals; only
# gilded silver (925银镀金) is known by what lies beneath.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"(?:银|AG|S)\s*925|925\s*(?:银|SILVER)", "AG925"),
        (r"镀(?!铑)|GOLD.?PLATED|PLATED|VERMEIL", "PLATED"),
        (r"包金|包银|注金|GOLD.?FILLED|\d+K?\s*GF", "FILLED"),
        (r"足铂|铂\s*990|(?:PT|铂)\s*990", "PT990"),
        (r"(?:PT|铂金?|白金)\s*999|999\s*(?:铂|PT)", "PT999"),
        (r"(?:PT|铂金?|白金)\s*950|950\s*(?:铂|PT|PLATINUM)", "PT950"),
        (r"(?:PT|铂金?|白金)\s*900|900\s*(?:铂|PT|PLATINUM)", "PT900"),
        (r"(?:PT|铂金?|白金)\s*850|850\s*(?:铂|PT|PLATINUM)", "PT850"),
        (r"足钯|(?:PD|钯金?)\s*9[89]\d|9[89]\d\s*钯", "PD990"),
        (r"(?:PD|钯金?)\s*950|950\s*钯", "PD950"),
        (r"(?:PD|钯金?)\s*500|500\s*钯", "PD500"),
        (r"(?:足银|千足银|银|AG|S)\s*999|999\s*(?:足?银|SILVER)|千足银", "AG999"),
        (r"足银|(?:银|AG|S)\s*990|990\s*(?:银|SILVER)", "AG990"),
        (r"(?<![\dA-Z.])925$|STERLING|纯银", "AG925"),
        (r"(?:银|AG|S)\s*800|800\s*(?:银|SILVER)", "AG800"),
        (r"万足金|(?:足金|黄金|金|AU|GOLD)\s*999\.?9|9999\s*(?:足?金|GOLD)|999\.9", "AU9999"),
        (r"千足金|(?:足金|黄金|金|AU|GOLD)\s*999|999\s*(?:足?金|GOLD)", "AU999"),
        (r"足赤?金|(?:AU|G|GOLD|金)\s*990|(?<![\dA-Z.])990\s*(?:金|GOLD)?$|24\s*KT?(?![A-Z])", "AU990"),
        (r"22\s*KT?(?![A-Z])|(?:AU|G|GOLD)\s*91[67]|(?<![\dA-Z.])91[67]\s*(?:金|GOLD)?$", "AU916"),
        (r"18\s*KT?(?![A-Z])|(?:AU|G|GOLD|金)\s*750|(?<![\dA-Z.])750\s*(?:金|GOLD)?$", "AU750"),
        (r"14\s*KT?(?![A-Z])|(?:AU|G|GOLD|金)\s*58[35]|(?<![\dA-Z.])58[35]\s*(?:金|GOLD)?$", "AU585"),
        (r"(?<!\d)9\s*KT?(?![A-Z])|(?:AU|G|GOLD|金)\s*375|(?<![\dA-Z.])375\s*(?:金|GOLD)?$", "AU375"),
        (r"3D硬金|5G", "AU999"),
        (r"合金|不锈钢|钛钢|ALLOY|STAINLESS|铜", "ALLOY"),
    )
)
_CODE = re.compile(r"(AU|PT|PD|AG)\d{3,4}")
_ABOLISHED = re.compile(r"[千万]足[金铂银]")
_COLOURS: tuple[tuple[re.Pattern[str], AlloyColour], ...] = (
    (re.compile(r"玫瑰|红金|红K|粉金|ROSE|PINK|KR\b"), "ROSE"),
    (re.compile(r"白金|白K|K白|金\(白\)|WHITE|KW\b"), "WHITE"),
    (re.compile(r"黄金|黄K|K黄|金\(黄\)|YELLOW|KY\b"), "YELLOW"),
)
_COLOURED = frozenset({"AU916", "AU750", "AU585", "AU375"})


@dataclass(frozen=True, slots=True)
class Fineness:
    """What a label says of the metal. `code` is "" when it says nothing readable.

    `problem`: "abolished_name" (千足金, 万足金: understood, not to be printed), "not_fineness" (plated, filled, alloy: a
    material, never a purity), "unreadable".
    """

    code: str
    metal: str = ""
    alloy_colour: AlloyColour = ""
    permille: int | None = None
    problem: FinenessProblem = ""


def parse_fineness(text: str) -> Fineness:
    """Read the metal out of a label or a title: "足金999", "18K玫瑰金", "Pt950", "18K镀金" (PLATED, not AU750)."""
    clean = unicodedata.normalize("NFKC", text).strip().upper()
    if _CODE.fullmatch(clean) and clean in GRADES:
        return _fineness(clean, clean)
    code = next((code for pattern, code in _RULES if pattern.search(clean)), "")
    return _fineness(code, clean) if code else Fineness("", problem="unreadable")


def _fineness(code: str, clean: str) -> Fineness:
    grade = GRADES[code]
    colour: AlloyColour = ""
    if code in _COLOURED:
        colour = next((colour for pattern, colour in _COLOURS if pattern.search(clean)), "")
    problem: FinenessProblem = ""
    if not grade.metal:
        problem = "not_fineness"
    elif _ABOLISHED.search(clean):
        problem = "abolished_name"
    return Fineness(code, grade.metal, colour, grade.permille, problem)


def legal_name(fineness: str, category: str, *, gem: str = "") -> str:
    """A product's legal name, purity + gem + kind, all in Chinese words: ("AU750", "戒指", gem="红宝石")."""
    return f"{LEGAL_NAMES.get(fineness, '')}{gem}{category}"
