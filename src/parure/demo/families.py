"""Families of styles: a kind of jewellery in a metal with a gem, and the motifs that it is made in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`grams` and `prices` (whole yuan) are ranges; `labour_minor` is fen per gram where sold by weight."""

    code: str
    category: str
    fineness: str
    motifs: tuple[str, ...]
    grams: tuple[float, float]
    collection: str
    gem: str = ""
    alloy: str = ""
    prices: tuple[int, int] = (0, 0)
    labour_minor: int = 0
    crafts: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    origin: str = "NATURAL"
    main_carat: bool = False
    drawing: str = ""
    colours: tuple[str, ...] = ("",)
    wants: str = "style"
    """Which wish leads here: bridal, gold, invest, jade, pearl, colour, everyday, gift, baby."""

    @property
    def by_weight(self) -> bool:
        return self.prices == (0, 0)


def _motifs(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GREEN, ICE = ("阳绿", "辣绿", "晴水", "豆绿"), ("无色冰种", "飘花", "晴水", "紫罗兰")

FAMILIES = (
    Family("RD", "RING", "PT950", _motifs("初雪 恒心 晨星 誓约 六爪 月光 拥抱 小皇冠"), (2.4, 5.6), "誓约", "DIAMOND", prices=(4800, 16000),
           crafts=("PRONG",), occasions=("PROPOSAL", "WEDDING"), main_carat=True, wants="bridal"),
    Family("RW", "RING", "AU750", _motifs("星河 微光 心动 涟漪 四叶 雪绒花"), (2.0, 4.2), "星河", "DIAMOND", "WHITE", (3600, 12000),
           crafts=("PRONG", "MICRO_PAVE"), occasions=("PROPOSAL", "ANNIVERSARY"), main_carat=True, wants="bridal"),
    Family("RR", "RING", "AU750", _motifs("蔷薇 落日 心弦 小蛮腰"), (1.8, 3.6), "蔷薇", "DIAMOND", "ROSE", (3200, 9800),
           crafts=("MICRO_PAVE",), occasions=("ANNIVERSARY", "SELF"), wants="everyday"),
    Family("RE", "RING", "PT950", _motifs("满天星 半世纪 流年 一圈光"), (2.8, 5.2), "流年", "DIAMOND", prices=(16800, 68000),
           crafts=("MICRO_PAVE", "CHANNEL"), occasions=("ANNIVERSARY", "SELF"), drawing="eternity pt", wants="style"),
    Family("RL", "RING", "AU750", _motifs("新芽 极光 未来"), (2.2, 3.8), "新芽", "DIAMOND", "WHITE", (4200, 12800), origin="SYNTHETIC",
           crafts=("PRONG",), occasions=("PROPOSAL", "SELF"), main_carat=True, wants="bridal"),
    Family("CP", "COUPLE_RINGS", "PT950", _motifs("同心 并肩 素年 偕老 一诺"), (6.5, 12.0), "偕老", prices=(5800, 13800),
           crafts=("PLAIN", "BRUSHED"), occasions=("WEDDING",), drawing="bands pt", wants="bridal"),
    Family("CK", "COUPLE_RINGS", "AU750", _motifs("朝暮 山海 双行"), (5.2, 9.5), "山海", alloy="ROSE", prices=(4600, 9800),
           crafts=("PLAIN",), occasions=("WEDDING", "ENGAGEMENT"), wants="bridal"),
    Family("GR", "RING", "AU999", _motifs("素圈 竹节 缠枝 福纹 绞丝 麦穗"), (3.0, 9.5), "古法传家", labour_minor=5800,
           crafts=("ANCIENT", "PLAIN"), occasions=("SELF", "THREE_GOLD"), wants="gold"),
    Family("GB", "BANGLE", "AU999", _motifs("缠枝莲 素面圆条 竹报平安 回纹 心经 如意云头 绞丝"), (18.0, 52.0), "古法传家", labour_minor=6800,
           crafts=("ANCIENT", "CHASED"), occasions=("PARENTS", "THREE_GOLD", "SELF"), wants="gold"),
    Family("GW", "BANGLE", "AU999", _motifs("龙凤呈祥 百年好合 囍字 鸳鸯"), (22.0, 58.0), "囍嫁", labour_minor=7200,
           crafts=("ANCIENT", "CHASED", "SANDBLAST"), occasions=("WEDDING", "THREE_GOLD", "FIVE_GOLD"), wants="bridal"),
    Family("GN", "NECKLACE", "AU999", _motifs("水波 肖邦 元宝 珍珠扣 回环 蛇骨"), (6.5, 22.0), "金缕", labour_minor=4600,
           crafts=("DIAMOND_CUT",), occasions=("THREE_GOLD", "SELF"), wants="gold"),
    Family("GP", "PENDANT", "AU999", _motifs("福牌 小如意 生肖马 平安锁 一叶 貔貅 小金豆"), (1.6, 9.0), "金玉满堂", labour_minor=7800,
           crafts=("HARD_5G",), occasions=("PARENTS", "ZODIAC_YEAR", "BIRTHDAY"), wants="gift"),
    Family("GE", "EARRING", "AU999", _motifs("素圈 竹节 麻花 小银杏"), (2.2, 6.8), "金缕", labour_minor=6200,
           crafts=("HARD_3D",), occasions=("THREE_GOLD", "SELF"), wants="gold"),
    Family("GH", "BRACELET", "AU999", _motifs("波波珠 小算盘 蛇骨 一路连科 转运"), (5.0, 16.0), "金缕", labour_minor=5200,
           crafts=("HARD_5G",), occasions=("SELF", "BIRTHDAY"), wants="everyday"),
    Family("GZ", "BEAD", "AU999", _motifs("转运 小福袋 柿柿如意 小老虎 平安喜乐 银杏"), (0.8, 2.6), "小确幸", labour_minor=9800,
           crafts=("HARD_5G", "ENAMEL"), occasions=("BIRTHDAY", "GRADUATION", "ZODIAC_YEAR"), wants="gift"),
    Family("GT", "BAR", "AU9999", _motifs("如意 传世 生肖马 小方砖"), (10.0, 100.0), "投资金", labour_minor=1500,
           occasions=("INVESTMENT",), wants="invest"),
    Family("GY", "PENDANT", "AU999", _motifs("长命锁 福禄锁 小马驹 麒麟送子"), (4.0, 12.0), "宝贝", labour_minor=8600, drawing="lock",
           crafts=("ANCIENT", "HARD_3D"), occasions=("BABY_FULL_MOON", "BABY_YEAR"), wants="baby"),
    Family("GO", "ORNAMENT", "AU999", _motifs("步步高升 金榜题名 一帆风顺"), (8.0, 60.0), "雅集", labour_minor=8800,
           occasions=("BUSINESS_GIFT",), wants="invest"),
    Family("GS", "SET", "AU999", _motifs("囍嫁三金 凤仪三金 良缘四件"), (45.0, 110.0), "囍嫁", labour_minor=6600,
           crafts=("ANCIENT",), occasions=("THREE_GOLD", "WEDDING"), wants="bridal"),
    Family("ND", "NECKLACE", "AU750", _motifs("一颗星 微笑 锁骨光 小水滴 双环 牛头 蝴蝶 单钻"), (1.9, 4.6), "日常", "DIAMOND", "WHITE", (2200, 9800),
           crafts=("BEZEL",), occasions=("BIRTHDAY", "SELF"), wants="everyday"),
    Family("NR", "NECKLACE", "AU750", _motifs("玫瑰心 小太阳 扇贝 流苏"), (1.8, 4.0), "蔷薇", "DIAMOND", "ROSE", (2400, 8800),
           crafts=("MICRO_PAVE",), occasions=("BIRTHDAY", "ANNIVERSARY"), wants="everyday"),
    Family("SD", "EAR_STUD", "AU750", _motifs("六爪 小雪花 排钻 星芒 一字"), (1.2, 2.8), "日常", "DIAMOND", "WHITE", (1800, 12800),
           crafts=("PRONG",), occasions=("SELF", "BIRTHDAY"), wants="everyday"),
    Family("JB", "BANGLE", "", _motifs("正圈 圆条 贵妃 平安"), (38.0, 62.0), "翠色", "JADEITE", prices=(6800, 188000),
           occasions=("SELF", "PARENTS"), colours=ICE, wants="jade"),
    Family("JP", "PENDANT", "AU750", _motifs("平安扣 观音 福豆 葫芦 叶子 如意"), (3.0, 9.0), "翠色", "JADEITE", "YELLOW", (2800, 68000),
           crafts=("BEZEL",), occasions=("PARENTS", "BIRTHDAY"), colours=GREEN, wants="jade"),
    Family("JR", "RING", "AU750", _motifs("蛋面 马鞍 竹节"), (2.6, 6.0), "翠色", "JADEITE", "WHITE", (5800, 98000),
           crafts=("BEZEL",), occasions=("SELF",), colours=GREEN, wants="jade"),
    Family("JE", "EAR_STUD", "AU750", _motifs("蛋面 水滴"), (1.8, 4.2), "翠色", "JADEITE", "WHITE", (4200, 46000),
           occasions=("SELF",), colours=GREEN, wants="jade"),
    Family("HB", "BANGLE", "", _motifs("羊脂平安 青白圆条 素面"), (45.0, 70.0), "和玉", "NEPHRITE", prices=(4800, 56000),
           occasions=("PARENTS",), colours=("白玉", "青白玉"), wants="jade"),
    Family("HP", "PENDANT", "", _motifs("无事牌 平安扣 路路通"), (12.0, 40.0), "和玉", "NEPHRITE", prices=(1800, 28000),
           occasions=("BUSINESS_GIFT", "BIRTHDAY"), colours=("白玉", "青玉", "碧玉"), wants="jade"),
    Family("PN", "NECKLACE", "AU750", _motifs("天女 塔链 淡水满天 大溪地"), (18.0, 52.0), "海之礼", "PEARL", "WHITE", (2800, 58000),
           occasions=("ANNIVERSARY", "PARENTS"), colours=("白透粉", "奶油白", "孔雀绿"), wants="pearl"),
    Family("PE", "EAR_STUD", "AU750", _motifs("单珠 澳白 小花托"), (1.6, 5.0), "海之礼", "PEARL", "YELLOW", (980, 12800),
           occasions=("SELF", "GRADUATION"), colours=("白透粉", "金色"), wants="pearl"),
    Family("RU", "RING", "AU750", _motifs("鸽血 石榴 围镶"), (3.0, 6.8), "缤纷", "RUBY", "YELLOW", (12800, 128000),
           crafts=("PRONG",), occasions=("ANNIVERSARY", "SELF"), colours=("鸽血红", "艳红"), wants="colour"),
    Family("SA", "RING", "AU750", _motifs("皇家蓝 矢车菊 戴妃"), (3.0, 6.8), "缤纷", "SAPPHIRE", "WHITE", (9800, 98000),
           occasions=("ANNIVERSARY", "SELF"), colours=("皇家蓝", "矢车菊蓝"), wants="colour"),
    Family("EM", "RING", "AU750", _motifs("祖母绿切 围镶 木佐"), (3.2, 7.2), "缤纷", "EMERALD", "WHITE", (12800, 138000),
           occasions=("SELF",), colours=("浓绿", "木佐绿"), wants="colour"),
    Family("TE", "EAR_DROP", "AU750", _motifs("帕拉伊巴 西瓜 卢比来"), (2.4, 6.0), "缤纷", "TOURMALINE", "WHITE", (4800, 68000),
           occasions=("SELF", "BIRTHDAY"), colours=("霓虹蓝", "玫红"), wants="colour"),
    Family("SP", "PENDANT", "AU750", _motifs("绝地武士 马亨盖"), (2.0, 4.8), "缤纷", "SPINEL", "ROSE", (6800, 52000),
           occasions=("SELF",), colours=("霓虹粉", "艳红"), wants="colour"),
    Family("BC", "BROOCH", "AU750", _motifs("蜻蜓 山茶 羽毛"), (6.0, 14.0), "雅集", "SAPPHIRE", "WHITE", (9800, 58000),
           occasions=("SELF", "BUSINESS_GIFT"), colours=("皇家蓝",), wants="colour"),
    Family("AK", "ANKLET", "AU750", _motifs("小铃铛 细沙"), (1.6, 3.2), "日常", alloy="ROSE", prices=(1280, 2980),
           occasions=("SELF",), wants="everyday"),
    Family("ED", "EAR_DROP", "PT950", _motifs("雨滴 流光"), (2.0, 4.6), "流年", "DIAMOND", prices=(6800, 28000),
           crafts=("MICRO_PAVE",), occasions=("WEDDING", "SELF"), wants="style"),
    Family("AM", "BRACELET", "", _motifs("鸡油黄 老蜜蜡 白蜜"), (12.0, 40.0), "雅集", "AMBER", prices=(1280, 18800),
           occasions=("PARENTS",), colours=("鸡油黄", "白蜜"), wants="gift"),
    Family("AG", "BRACELET", "", _motifs("南红柿子红 樱桃红"), (14.0, 36.0), "雅集", "AGATE", prices=(980, 8800),
           occasions=("ZODIAC_YEAR",), colours=("柿子红", "樱桃红"), wants="gift"),
    Family("SV", "PENDANT", "AG925", _motifs("小月牙 四叶草 名字牌"), (1.8, 4.0), "小确幸", prices=(299, 899),
           occasions=("GRADUATION", "BIRTHDAY"), wants="gift"),
    Family("LD", "LOOSE_STONE", "", _motifs("圆形 公主方"), (0.1, 0.4), "定制", "DIAMOND", prices=(9800, 68000),
           occasions=("PROPOSAL",), main_carat=True, wants="bridal"),
)  # fmt: skip
