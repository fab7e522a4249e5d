"""Kinds of jewellery, crafts and occasions: codes, names, and how to see them in a Chinese title."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CATEGORY_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "RING": _("Ring"),
        "COUPLE_RINGS": _("Couple rings"),
        "NECKLACE": _("Necklace"),
        "PENDANT": _("Pendant"),
        "BANGLE": _("Bangle"),
        "BRACELET": _("Bracelet"),
        "ANKLET": _("Anklet"),
        "EAR_STUD": _("Ear studs"),
        "EARRING": _("Earrings"),
        "EAR_DROP": _("Ear drops"),
        "EAR_CLIP": _("Ear clips"),
        "BROOCH": _("Brooch"),
        "BEAD": _("Lucky bead"),
        "LOOSE_STONE": _("Loose stone"),
        "BAR": _("Gold bar"),
        "ORNAMENT": _("Ornament"),
        "SET": pgettext_lazy("jewellery", "Set"),
        "WATCH": pgettext_lazy("jewellery", "Watch"),
        "OTHER": pgettext_lazy("jewellery", "Other"),
    }
)
CRAFT_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "ANCIENT": _("Ancient craft"),
        "HARD_3D": _("3D hard gold"),
        "HARD_5G": _("5G hard gold"),
        "ENAMEL": _("Enamel"),
        "PLAIN": _("Plain gold"),
        "MICRO_PAVE": _("Micro pavé"),
        "PRONG": _("Prong setting"),
        "BEZEL": _("Bezel setting"),
        "CHANNEL": _("Channel setting"),
        "TENSION": _("Tension setting"),
        "FLUSH": _("Flush setting"),
        "FILIGREE": _("Filigree"),
        "CHASED": _("Chased"),
        "SANDBLAST": _("Sandblasted"),
        "BRUSHED": _("Brushed"),
        "DIAMOND_CUT": _("Diamond-cut"),
        "RHODIUM": _("Rhodium-plated"),
    }
)
OCCASION_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "PROPOSAL": _("Proposal"),
        "ENGAGEMENT": _("Engagement"),
        "WEDDING": _("Wedding"),
        "THREE_GOLD": _("Three golds"),
        "FIVE_GOLD": _("Five golds"),
        "ANNIVERSARY": _("Anniversary"),
        "BIRTHDAY": _("Birthday"),
        "BABY_FULL_MOON": _("Baby's first month"),
        "BABY_YEAR": _("Baby's first year"),
        "ZODIAC_YEAR": _("Zodiac year"),
        "GRADUATION": _("Graduation"),
        "PARENTS": _("For parents"),
        "SELF": _("For oneself"),
        "INVESTMENT": _("Investment"),
        "BUSINESS_GIFT": _("Business gift"),
        "FESTIVAL": _("Festival"),
    }
)

# In the order of asking: what a title mentions besides (a pendant's chain, a bracelet of beads) comes later.
_CATEGORIES = (
    ("COUPLE_RINGS", r"对戒|情侣戒|COUPLE RING"),
    ("SET", r"套装|套链|三件套|四件套|JEWEL\w* SET"),
    ("WATCH", r"手表|腕表|\bWATCH"),
    ("BRACELET", r"手链|手串|手绳|转运珠手|BRACELET"),
    ("ANKLET", r"脚链|脚绳|ANKLET"),
    ("BANGLE", r"手镯|镯|BANGLE|CUFF"),
    ("EAR_STUD", r"耳钉|EAR ?STUD|STUD"),
    ("EAR_CLIP", r"耳夹|EAR ?CLIP"),
    ("EAR_DROP", r"耳坠|耳线|EAR ?DROP"),
    ("EARRING", r"耳环|耳圈|耳饰|EARRING|\bHOOPS?\b"),
    ("BROOCH", r"胸针|胸花|BROOCH"),
    ("NECKLACE", r"项链|锁骨链|颈链|项圈|NECKLACE|CHOKER"),
    ("PENDANT", r"吊坠|挂坠|坠子|挂件|平安扣|PENDANT"),
    ("BEAD", r"转运珠|串珠|路路通|\bBEAD"),
    ("BAR", r"金条|金砖|投资金|金钞|\bBAR\b|INGOT"),
    ("ORNAMENT", r"摆件|ORNAMENT"),
    ("LOOSE_STONE", r"裸石|裸钻|戒面|LOOSE"),
    ("RING", r"戒指|钻戒|戒|\bRINGS?\b"),
)
_CRAFTS = (
    ("ANCIENT", r"古法"), ("HARD_5G", r"5G"), ("HARD_3D", r"3D"), ("ENAMEL", r"珐琅|烧蓝|搪瓷"), ("PLAIN", r"素金|素圈|光面"),
    ("MICRO_PAVE", r"微镶"), ("PRONG", r"爪镶|[四六]爪"), ("BEZEL", r"包镶"), ("CHANNEL", r"轨道镶|槽镶"), ("TENSION", r"卡镶"),
    ("FLUSH", r"抹镶"), ("FILIGREE", r"花丝"), ("CHASED", r"錾刻|錾花"), ("SANDBLAST", r"喷砂"), ("BRUSHED", r"拉丝"),
    ("DIAMOND_CUT", r"车花|批花"), ("RHODIUM", r"电金|电白|镀铑"),
)  # fmt: skip
_OCCASIONS = (
    ("PROPOSAL", r"求婚"), ("ENGAGEMENT", r"订婚|定亲"), ("FIVE_GOLD", r"五金"), ("THREE_GOLD", r"三金"), ("WEDDING", r"结婚|婚嫁|婚庆|龙凤"),
    ("ANNIVERSARY", r"纪念日"), ("BIRTHDAY", r"生日|生辰"), ("BABY_FULL_MOON", r"满月|宝宝|长命锁"), ("BABY_YEAR", r"周岁|抓周"),
    ("ZODIAC_YEAR", r"本命年|生肖"), ("GRADUATION", r"毕业"), ("PARENTS", r"孝敬|送妈妈|送父母|长辈"), ("SELF", r"自戴|自用|悦己"),
    ("INVESTMENT", r"投资|保值"), ("BUSINESS_GIFT", r"商务|企业礼"), ("FESTIVAL", r"节日|过节|新年|七夕|情人节"),
)  # fmt: skip
_CATEGORY_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _CATEGORIES)
_CRAFT_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _CRAFTS)
_OCCASION_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _OCCASIONS)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def guess_category(title: str) -> str:
    """The category a title speaks of, "OTHER" when none is recognised: 足金999古法手镯 -> BANGLE."""
    clean = _clean(title)
    if clean in CATEGORY_LABELS:
        return clean
    return next((code for code, pattern in _CATEGORY_PATTERNS if pattern.search(clean)), "OTHER")


def guess_crafts(title: str) -> list[str]:
    """The crafts a title names: 5G硬金珐琅 -> HARD_5G, ENAMEL."""
    clean = _clean(title)
    return [code for code, pattern in _CRAFT_PATTERNS if pattern.search(clean)]


def guess_occasions(text: str) -> list[str]:
    """The occasions a title or remark names."""
    clean = _clean(text)
    return [code for code, pattern in _OCCASION_PATTERNS if pattern.search(clean)]
