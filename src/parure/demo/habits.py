"""Kinds of buyers: how many there are, how often and when they come, what leads them in."""

from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Habit:
    """`again` weighs further orders after the first; `oldest` and `newest` bound a buyer's span in days ago."""

    code: str
    share: int
    again: float
    oldest: tuple[int, int]
    newest: tuple[int, int]
    scale: float
    wants: tuple[tuple[str, int], ...]
    tags: tuple[str, ...] = ()


EVERYDAY = (("everyday", 40), ("gift", 20), ("gold", 20), ("pearl", 8), ("style", 6), ("jade", 6))
HABITS = (
    Habit("lead", 17, 0, (0, 0), (0, 0), 0.9, EVERYDAY),
    Habit("once", 30, 0.05, (2, 1440), (1, 20), 0.8, (("gift", 34), ("everyday", 32), ("baby", 8), ("gold", 20), ("bridal", 6))),
    Habit("bride", 14, 1.1, (6, 1100), (1, 30), 1.0, (("bridal", 82), ("gold", 12), ("style", 6)), ("婚期将近",)),
    Habit("regular", 17, 1.9, (700, 1440), (1, 320), 1.0, EVERYDAY),
    Habit("loyal", 7, 6.5, (1200, 1450), (1, 180), 1.1,
          (("style", 18), ("colour", 14), ("jade", 16), ("gold", 18), ("everyday", 22), ("pearl", 12)), ("高净值",)),
    Habit("invest", 3, 9.0, (1000, 1450), (1, 50), 1.0, (("invest", 66), ("gold", 34)), ("投资金",)),
    Habit("jade", 3, 2.6, (600, 1440), (1, 300), 1.3, (("jade", 86), ("gold", 14)), ("翡翠爱好者",)),
    Habit("dormant", 5, 1.0, (600, 1300), (370, 690), 0.9, EVERYDAY),
    Habit("lost", 2, 0.8, (1000, 1450), (735, 960), 0.9, EVERYDAY),
    Habit("back", 2, 1.6, (800, 1440), (1, 150), 1.0, EVERYDAY),
)  # fmt: skip
SHARES = list(accumulate(habit.share for habit in HABITS))

#: group -> (colour, tags)
TAG_GROUPS = {
    "需求": ("rose", ("婚期将近", "求婚计划", "换款意向", "宝宝礼", "送长辈", "定制意向")),
    "喜好": ("jade", ("翡翠爱好者", "古法金", "彩宝收藏", "珍珠", "极简", "国风")),
    "价值": ("gold", ("高净值", "投资金", "企业采购", "老带新")),
    "沟通": ("blue", ("周末到店", "只发微信", "勿打电话", "在意工费", "看重证书")),
}
COMMON_TAGS = (
    "古法金", "极简", "国风", "珍珠", "送长辈", "宝宝礼", "换款意向", "周末到店", "只发微信", "勿打电话", "在意工费", "看重证书",
    "老带新", "求婚计划", "彩宝收藏", "企业采购", "定制意向",
)  # fmt: skip
SOURCES = (
    ("自然进店", 34, ("",)),
    ("老客介绍", 18, ("老友同行",)),
    ("小红书", 13, ("小红书婚戒季", "七夕种草", "")),
    ("抖音", 8, ("双十一直播专场", "")),
    ("大众点评", 6, ("",)),
    ("婚博会", 6, ("春季婚博会", "秋季婚博会")),
    ("微信小程序", 6, ("会员日", "")),
    ("企业微信", 5, ("沙龙·翡翠之夜", "")),
    ("淘宝", 2, ("双十一",)),
    ("有赞商城", 1, ("会员日",)),
    ("Shopify", 1, ("",)),
)
SOURCE_SHARES = list(accumulate(share for _name, share, _campaigns in SOURCES))
TIERS = ((30_000_000, "钻石"), (10_000_000, "白金"), (3_000_000, "金卡"), (1, "银卡"))
"""From which total, in fen, a card bears which name."""
