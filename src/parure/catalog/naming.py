"""The legal name of a piece (GB 11887, GB/T 16552): purity, material, gem and kind in Chinese, nothing else.

Marketing words (古法, 5G, the name of a series) stay out; so does a stone's place of origin. A made stone says so,
and so does a treated one.
"""

from parure.catalog.fineness import legal_name as metal_and_kind
from parure.catalog.gems import ALWAYS_SYNTHETIC, must_disclose

KINDS = {
    "RING": "戒指",
    "COUPLE_RINGS": "对戒",
    "NECKLACE": "项链",
    "PENDANT": "吊坠",
    "BANGLE": "手镯",
    "BRACELET": "手链",
    "ANKLET": "脚链",
    "EAR_STUD": "耳钉",
    "EARRING": "耳环",
    "EAR_DROP": "耳坠",
    "EAR_CLIP": "耳夹",
    "BROOCH": "胸针",
    "BEAD": "珠",
    "LOOSE_STONE": "裸石",
    "BAR": "金条",
    "ORNAMENT": "摆件",
    "SET": "套装",
}
GEMS = {
    "DIAMOND": "钻石",
    "RUBY": "红宝石",
    "SAPPHIRE": "蓝宝石",
    "EMERALD": "祖母绿",
    "JADEITE": "翡翠",
    "NEPHRITE": "和田玉",
    "PEARL": "珍珠",
    "AMBER": "琥珀",
    "CORAL": "珊瑚",
    "TURQUOISE": "绿松石",
    "AGATE": "玛瑙",
    "CRYSTAL": "水晶",
    "TOURMALINE": "碧玺",
    "SPINEL": "尖晶石",
    "CZ": "合成立方氧化锆",
    "MOISSANITE": "合成碳硅石",
}
ORIGINS = {
    "SYNTHETIC": "合成",
    "ARTIFICIAL": "人造",
    "ASSEMBLED": "拼合",
    "RECONSTRUCTED": "再造",
    "IMITATION": "仿",
}


def legal_name(
    category: str, fineness: str = "", gem: str = "", *, origin: str = "NATURAL", treatment: str = ""
) -> str:
    """足金戒指, 18K金红宝石戒指, 合成钻石裸石, 翡翠(处理)手镯; "" while the kind has no legal word."""
    kind = KINDS.get(category, "")
    if not kind:
        return ""
    stone = GEMS.get(gem, "")
    if stone:
        made = "" if gem in ALWAYS_SYNTHETIC else ORIGINS.get(origin, "")
        stone = f"{made}{stone}{'(处理)' if must_disclose(treatment) else ''}"
    return metal_and_kind(fineness, kind, gem=stone)
