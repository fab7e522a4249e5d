"""Gems (GB/T 16552): what a stone is, where it comes from, what was done to it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GEM_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "DIAMOND": pgettext_lazy("gem", "Diamond"),
        "RUBY": _("Ruby"),
        "SAPPHIRE": _("Sapphire"),
        "EMERALD": _("Emerald"),
        "JADEITE": _("Jadeite"),
        "NEPHRITE": _("Nephrite"),
        "PEARL": _("Pearl"),
        "AMBER": _("Amber"),
        "CORAL": _("Coral"),
        "TURQUOISE": _("Turquoise"),
        "AGATE": _("Agate"),
        "CRYSTAL": _("Rock crystal"),
        "TOURMALINE": _("Tourmaline"),
        "SPINEL": _("Spinel"),
        "CZ": _("Cubic zirconia"),
        "MOISSANITE": _("Moissanite"),
        "OTHER": _("Other gem"),
    }
)
ORIGIN_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "NATURAL": _("Natural"),
        "SYNTHETIC": _("Synthetic"),
        "ARTIFICIAL": _("Artificial"),
        "ASSEMBLED": _("Assembled"),
        "RECONSTRUCTED": _("Reconstructed"),
        "IMITATION": _("Imitation"),
    }
)
TREATMENT_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {"NONE": _("Untreated"), "ENHANCED": _("Enhanced"), "TREATED": _("Treated")}
)
#: Gems that are man-made whatever the label leaves out.
ALWAYS_SYNTHETIC = frozenset({"CZ", "MOISSANITE"})

# Man-made stones are looked for first: 莫桑钻 and 锆石 in shops are neither diamond nor zircon.
_GEMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("MOISSANITE", r"莫桑|合成碳硅石|碳硅石|MOISSANITE"),
        ("CZ", r"合成立方氧化锆|氧化锆|锆石|锆钻|水钻|ZIRCONIA|\bCZ\b"),
        ("DIAMOND", r"钻石|培育钻|天然钻|裸钻|白钻|黄钻|粉钻|彩钻|主钻|碎钻|钻$|钻戒|群镶钻|DIAMOND"),
        ("RUBY", r"红宝|RUBY"),
        ("SAPPHIRE", r"蓝宝|黄宝石|粉宝石|帕帕拉恰|SAPPHIRE"),
        ("EMERALD", r"祖母绿|EMERALD"),
        ("JADEITE", r"翡翠|JADEITE|冰种|[ABC]货"),
        ("NEPHRITE", r"和田玉|和阗玉|羊脂玉|碧玉|青玉|墨玉|NEPHRITE"),
        ("PEARL", r"珍珠|澳白|AKOYA|大溪地|PEARL"),
        ("AMBER", r"琥珀|蜜蜡|AMBER"),
        ("CORAL", r"珊瑚|CORAL"),
        ("TURQUOISE", r"绿松|TURQUOISE"),
        ("AGATE", r"玛瑙|南红|AGATE"),
        ("TOURMALINE", r"碧玺|帕拉伊巴|TOURMALINE"),
        ("SPINEL", r"尖晶|SPINEL"),
        ("CRYSTAL", r"水晶|晶石|QUARTZ|CRYSTAL"),
    )
)
_ORIGINS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("IMITATION", r"仿|IMITATION"),
        ("SYNTHETIC", r"合成|培育|人工培育|实验室|LAB.?GROWN|LAB.?CREATED|CVD|HPHT|SYNTHETIC"),
        ("RECONSTRUCTED", r"再造|RECONSTRUCTED"),
        ("ASSEMBLED", r"拼合|ASSEMBLED"),
        ("ARTIFICIAL", r"人造|ARTIFICIAL"),
    )
)
_TREATED = re.compile(r"处理|充填|染色|B\s*\+\s*C|[BC]货|TREATED|DYED|FILLED")
_ENHANCED = re.compile(r"优化|热处理优化|HEATED|ENHANCED|有烧")
_UNTREATED = re.compile(r"无烧|无处理|无优化|UNHEATED|UNTREATED|NO HEAT|A货")


@dataclass(frozen=True, slots=True)
class Gem:
    """A stone by its codes; `gem` is "" and `problem` "unreadable" when no gem is named."""

    gem: str
    origin: str = "NATURAL"
    treatment: str = "NONE"
    problem: str = ""


def parse_gem(text: str) -> Gem:
    """Read a gem out of a name: "培育钻石" is DIAMOND + SYNTHETIC, "翡翠B货" JADEITE + TREATED, "莫桑钻" MOISSANITE."""
    clean = unicodedata.normalize("NFKC", text).strip().upper()
    gem = clean if clean in GEM_LABELS else next((code for code, p in _GEMS if p.search(clean)), "")
    if not gem:
        return Gem("", problem="unreadable")
    origin = next((code for code, pattern in _ORIGINS if pattern.search(clean)), "NATURAL")
    if gem in ALWAYS_SYNTHETIC:
        origin = "SYNTHETIC"
    return Gem(gem, origin, _treatment(clean))


def _treatment(clean: str) -> str:
    if _UNTREATED.search(clean):
        return "NONE"
    if _ENHANCED.search(clean):
        return "ENHANCED"
    return "TREATED" if _TREATED.search(clean) else "NONE"


def must_disclose(treatment: str) -> bool:
    """Whether the treatment belongs into the product's name: 翡翠(处理)."""
    return treatment == "TREATED"
