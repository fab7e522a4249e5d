"""Names as a Chinese jeweller meets them: surnames by how often they occur, given names by generation."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

SURNAMES = """
王 720 李 710 张 670 刘 540 陈 460 杨 310 黄 225 赵 220 吴 200 周 200 徐 170 孙 150 马 130 朱 130 胡 130 郭 120 何 120
林 115 高 100 罗 100 郑 95 梁 85 谢 75 宋 70 唐 65 许 62 韩 60 冯 60 邓 58 曹 57 彭 56 曾 55 肖 52 田 50 董 50 潘 46
袁 46 蔡 45 蒋 44 余 43 于 42 杜 41 叶 41 程 40 魏 40 苏 40 吕 39 丁 38 任 37 卢 36 姚 36 沈 36 钟 35 姜 34 崔 33 谭 33
陆 33 范 31 汪 30 廖 30 石 29 金 29 韦 27 贾 27 夏 27 方 26 邹 26 熊 25 白 25 孟 25 秦 25 邱 24 侯 24 江 24 尹 23 薛 23
闫 22 段 22 雷 22 龙 21 黎 21 史 20 陶 20 贺 20 毛 19 郝 19 顾 24 龚 19 邵 19 万 19 覃 18 武 17 钱 20 戴 18 严 18 莫 16
孔 16 向 15 常 15 汤 15 康 14 易 14 乔 13 赖 13 文 13 殷 12 施 14 洪 13 柳 10 季 9 俞 11 章 11 柏 4 单 8 仇 7 区 7 查 8
朴 8 解 7 翟 8 缪 5 盖 4 尉 2 乐 3 宁 6 纪 6 葛 8 应 5 欧阳 12 司徒 7 上官 4 诸葛 4 慕容 3 令狐 2 皇甫 3 尉迟 2 东方 2
"""
FEMALE = {
    1940: ("秀桂淑玉凤惠美素月兰瑞雅", "英兰珍芳华琴云梅珠娟清贞"),
    1965: ("丽晓红海雪静文慧亚建春爱", "华敏萍燕琴霞丽娟芳英红萍"),
    1980: ("静婷雪佳丽晓思梦雅文嘉慧", "婷娜怡颖莹琳洁倩雯妍薇蓉"),
    1995: ("欣雨诗梓思佳若子语一可书", "怡涵萱彤瑶妍琪宁桐悦晴琳"),
}
MALE = {
    1940: ("国建德文志荣永光明正福庆", "华国明生平军德林庆祥荣宝"),
    1965: ("建志国伟海晓永文立少卫宏", "军强伟平勇明华斌峰涛东辉"),
    1980: ("俊浩志嘉子家文伟晓明天宇", "杰鹏磊宇超飞洋辉凯斌恒伟"),
    1995: ("子浩宇俊梓嘉一奕明泽思逸", "轩宇涵泽辰然豪铭睿阳航哲"),
}
ONE_F = "静敏丽娟艳玲芳洁颖琳婷倩雯莹薇蕾丹妍瑶悦"
ONE_M = "伟强磊军勇杰涛斌超鹏辉刚凯飞宇浩峻哲"
UYGHUR_F = ("阿依古丽", "古丽娜尔", "迪丽娜孜", "热依拉", "帕丽达", "阿依努尔")
UYGHUR_M = ("买买提江", "艾合买提", "吐尔逊", "阿不都热合曼", "玉素甫", "依明江")
TIBETAN = ("卓玛", "德吉央宗", "次仁拉姆", "格桑梅朵", "白玛曲珍", "扎西顿珠")
MONGOL = ("乌兰图雅", "其其格", "萨仁高娃", "娜仁托娅", "巴特尔", "阿拉坦")
HONG_KONG = (
    ("陈嘉欣 Karen", "F"), ("Vivian Lau", "F"), ("黄咏诗 Winnie", "F"), ("Chan Tai Man", "M"), ("何家俊 Kelvin", "M"),
    ("Carmen Wong", "F"), ("李美仪 Maggie", "F"), ("Jason Ho", "M"),
)  # fmt: skip
FOREIGN = (
    ("Emma Thompson", "F"), ("Sophie Dubois", "F"), ("佐藤美咲", "F"), ("Anna Kowalska", "F"), ("Marco Rossi", "M"),
    ("Daniel Müller", "M"), ("Priya Nair", "F"), ("Olivia Chen", "F"), ("Lucas Martin", "M"), ("金恩惠", "F"),
)  # fmt: skip
NICKNAMES = (
    "{g}{g}", "小{g}", "A{n}", "{g}宝", "{s}小姐", "静水流深", "向日葵", "岁月静好", "小鱼儿", "南风知我意", "一颗柠檬", "{p}",
    "{p}_{y}", "糯米团子", "半夏", "花开富贵", "{g}妈", "月亮不睡我不睡", "云淡风轻", "Sunny", "Coco", "珍惜", "木木", "阳光总在风雨后",
    "🌸{g}", "橘子汽水", "慢慢来", "{s}太太",
)  # fmt: skip

_WORDS = SURNAMES.split()
_SURNAMES = _WORDS[::2]
_CUMULATIVE = list(accumulate(int(weight) for weight in _WORDS[1::2]))
_GENERATIONS = (1965, 1980, 1995)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A whole name with what it is made of; `abroad` is the region of the phone, "" for the mainland."""

    name: str
    surname: str
    given: str
    gender: str
    abroad: str = ""


def surname(luck: Random) -> str:
    """A surname, as often as in the country."""
    return luck.choices(_SURNAMES, cum_weights=_CUMULATIVE)[0]


def given_name(luck: Random, gender: str, year: int) -> str:
    """A given name as parents chose it around that year."""
    if luck.random() < (0.16 if year >= 1965 else 0.06):
        return luck.choice(ONE_F if gender == "F" else ONE_M)
    generation = next((start for start in reversed(_GENERATIONS) if year >= start), 1940)
    first, second = (FEMALE if gender == "F" else MALE)[generation]
    head, tail = luck.choice(first), luck.choice(second)
    return head + tail


def person(luck: Random, gender: str, year: int) -> PersonName:
    """A name for somebody of this gender and year of birth."""
    draw = luck.random()
    if draw < 0.012:
        return _of_a_minority(luck, gender)
    if draw < 0.020:
        name, sex = luck.choice(HONG_KONG)
        return PersonName(name, name.split()[-1], name.split()[0], sex, "HK")
    if draw < 0.026:
        name, sex = luck.choice(FOREIGN)
        return PersonName(name, name.split()[-1], name.split()[0], sex)
    family, own = surname(luck), given_name(luck, gender, year)
    return PersonName(family + own, family, own, gender)


def _of_a_minority(luck: Random, gender: str) -> PersonName:
    draw = luck.random()
    if draw < 0.5:
        first = luck.choice(UYGHUR_F if gender == "F" else UYGHUR_M)
        father = luck.choice(UYGHUR_M)
        return PersonName(f"{first}·{father}", father, first, gender)
    name = luck.choice(TIBETAN if draw < 0.75 else MONGOL)
    return PersonName(name, name[:1], name, "M" if name in ("扎西顿珠", "巴特尔", "阿拉坦") else "F")


def nickname(luck: Random, who: PersonName, pinyin: str) -> str:
    """How somebody calls themselves on WeChat."""
    return luck.choice(NICKNAMES).format(
        g=who.given[-1:], n=who.name, s=who.surname[:2], p=pinyin[:12], y=luck.randint(1, 99)
    )
