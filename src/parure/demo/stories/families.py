"""沈佩兰 and 李仲谦, married for twenty years in three days; 欧阳思远 and his mother; 唐一诺 and the newborn."""

from parure.core.lunar import LunarDate, SolarDay
from parure.demo.stories.telling import Person, Teller


def tell_families(teller: Teller) -> Person:
    """Returns 沈佩兰, whose friends have stories too."""
    shen = _shen(teller)
    _li(teller, shen)
    _ouyang(teller)
    _tang(teller)
    return shen


def _shen(teller: Teller) -> Person:
    shen = teller.meet(
        "沈佩兰", 2260, phone="138 1732 6021", wechat="peilan_shen", nickname="佩兰·慢生活", gender="F", occupation="出版社副总编",
        education="硕士", social_circle="读书会", source_channel="自然进店", tier_label="钻石", tags=["翡翠爱好者", "高净值", "周末到店", "极简"],
        remark="说话慢，喜欢自己看完再问。试戴时先洗手，记得备温水和绒布。买给自己的从不还价，送长辈的会问工费。",
        caution="满钻戒前年掉过一粒配石，已赔付换镶，别主动提",
    )  # fmt: skip
    shen.keeps("birthday", LunarDate(2, 2, year=1981))
    son = shen.has("son", "李叙", note="高三，准备出国")
    shen.keeps("birthday", SolarDay(1, 16, 2009), "儿子生日", of=son)
    mother = shen.has("mother", "沈阿姨", note="喜足金，手镯圈口 58")
    shen.keeps("birthday", LunarDate(9, 9, year=1952), "母亲生日", of=mother)
    shen.wears("bangle", "58mm", of=mother, days=800)
    for finger, size in (("LEFT_RING", "港13"), ("RIGHT_MIDDLE", "港14"), ("RIGHT_INDEX", "港12")):
        shen.wears("ring", size, finger, days=14)
    shen.wears("bangle", "56mm", days=1500)
    shen.wears("necklace", "42cm", days=1100)
    shen.says(2100, ("allergy", "镍", "avoids"), ("metal", "铂950"))
    shen.says(900, ("style", "祖母绿切"), ("style", "不张扬"), ("metal", "玫瑰金", "avoids"))
    shen.says(
        14,
        ("style", "戒臂 2.5 mm 以上"),
        ("hours", "周末下午"),
        ("channel", "微信，不打电话"),
        ("worry", "微镶掉石"),
    )
    _shen_buys(teller, shen)
    _shen_now(teller, shen)
    return shen


def _shen_buys(teller: Teller, shen: Person) -> None:
    bangle = teller.piece(
        "冰种飘花翡翠手镯",
        "BANGLE",
        "",
        268_000,
        grams=52.4,
        stone=("JADEITE", 0, "冰种飘花", ""),
        days=1600,
        papers=[("NGTC", "F21150380472")],
    )
    shen.visits(
        1520,
        "14:10",
        65,
        bangle,
        companions="与先生同来",
        outcome="bought",
        note="第一次看高货，先生比她还认真，拿手电照了半小时。",
    )
    shen.buys(
        1520,
        "15:20",
        bangle,
        method="TRANSFER",
        motive="十六周年，先生送",
        occasion="ANNIVERSARY",
        recipient="自己",
    )
    pearls = teller.piece(
        "Akoya 8.0–8.5 mm 珍珠项链",
        "NECKLACE",
        "AU750",
        26_800,
        grams=34.2,
        alloy="WHITE",
        stone=("PEARL", 0, "白透粉", ""),
        days=1300,
    )
    studs = teller.piece(
        "Akoya 珍珠耳钉",
        "EAR_STUD",
        "AU750",
        4_680,
        grams=2.1,
        alloy="WHITE",
        stone=("PEARL", 0, "白透粉", ""),
        days=1300,
    )
    shen.buys(
        1272,
        "16:05",
        pearls,
        studs,
        off=1_300,
        method="WECHAT",
        motive="新书发布会",
        occasion="SELF",
        recipient="自己",
    )
    old_gold = teller.piece("古法素面足金手镯", "BANGLE", "AU999", 21_400, grams=28.56, days=900)
    shen.visits(
        803,
        "11:00",
        35,
        old_gold,
        companions="带母亲来",
        outcome="bought",
        note="沈阿姨要素面的，嫌花纹藏灰。",
    )
    shen.buys(803, "11:30", old_gold, off=400, motive="母亲重阳生日", occasion="PARENTS", recipient="母亲")
    pendant = teller.piece(
        "0.70 ct 单钻项链", "NECKLACE", "AU750", 42_600, grams=2.38, alloy="WHITE", stone=("DIAMOND", 0.7, "F", "VS1"), days=640,
        papers=[("GIA", "2225880301"), ("NGTC", "F23770125561")],
    )  # fmt: skip
    shen.buys(556, "17:40", pendant, motive="儿子考上重点，奖励自己", occasion="SELF", recipient="自己")
    ring = teller.piece(
        "满钻戒 铂950", "RING", "PT950", 68_600, grams=3.41, stone=("DIAMOND", 0.92, "F-G", "VS1"), count=23, days=160, ring="港12",
        drawing="eternity pt", papers=[("NGTC", "F26110087730")],
    )  # fmt: skip
    shen.visits(
        102, "14:30", 50, ring, companions="独自", outcome="bought", note="试了三次，说像把一圈光戴在手上。"
    )
    shen.buys(102, "15:10", ring, motive="升副总编，犒劳自己", occasion="SELF", recipient="自己")
    shen.brings(6_240, 2200)


def _shen_now(teller: Teller, shen: Person) -> None:
    shen.visits(
        173,
        "10:40",
        20,
        companions="独自",
        outcome="service",
        note="免费清洗 0.70 ct 项链与珍珠耳钉，爪位完好；珠链建议明年换线。",
    )
    shen.rates(
        690,
        "16:20",
        "complaint",
        "满钻戒戴了半年掉了一粒配石，很担心其他石头",
        score=2,
        recommend=5,
        done="致歉，免费换镶并逐粒加固，赠送两年免费检查",
    )
    shen.rates(172, "11:30", "praise", "清洗很仔细，还主动检查了爪位，放心", score=5, recommend=10)
    shen.writes(
        95,
        "20:12",
        "夏天手肿，满钻戒晚上摘不下来，能不能改大半号到一号？",
        "请她有空带来量",
        step="量右手无名指",
    )
    wide = [
        teller.piece(f"满钻戒 {width} mm 铂950", "RING", "PT950", price, grams=4.1, stone=("DIAMOND", 1.1, "F-G", "VS1"), count=19, days=40, drawing="eternity pt")
        for width, price in (("1.8", 58_600), ("2.0", 62_800), ("2.2", 66_400))
    ]  # fmt: skip
    shen.visits(
        14,
        "15:05",
        40,
        *wide,
        companions="与先生同来",
        outcome="left",
        reason="嫌戒臂窄，戴着没有分量",
        note="顺手把满钻戒留下改圈，港12 改港13。先生趁她照镜子，用手比了个“宽一点”。",
        next_step="改好圈通知她取",
    )
    shen.writes(
        6,
        "21:30",
        "二十周年想要一枚看得出分量、但不亮闪闪的戒指，你替我留意着。",
        "发了三款宽版图，回了一个笑脸",
    )
    shen.writes(
        1,
        "17:20",
        "改圈已过质检，23 粒配石逐粒核对无缺，净重 3.412 → 3.486 g。明天哪个时间方便来取？",
        "明天下班后来",
        ours=True,
    )
    shen.awaits(
        0,
        "交还改圈的满钻戒，港12 → 港13",
        clock="18:00",
        worth=68_600,
        words="沈老师，戒指改好了，您戴上转一圈看看松紧。",
        note="在 2 号保险柜；当面过秤、数石，再请她签收。",
    )
    shen.awaits(5, "留意 2.5 mm 以上、祖母绿切的宽戒", kind="follow_up", worth=60_000)


def _li(teller: Teller, shen: Person) -> None:
    husband = teller.meet(
        "李仲谦", 1530, phone="139 1644 8807", wechat="lizq_arch", nickname="仲谦", gender="M", occupation="建筑师", source_channel="老客介绍",
        tier_label="金卡", tags=["只发微信", "送长辈"], remark="给太太挑礼物的人。预算给得干脆，但要证书和一张手写卡。来电只在午休。",
    )  # fmt: skip
    shen.has("spouse", who=husband, note="给她买过三件")
    shen.keeps(
        "wedding",
        teller.yearly(3, 20),
        "结婚二十周年",
        secret=True,
        note="先生订了宽版满钻戒，后天到店，是惊喜，别提",
    )
    husband.keeps(
        "wedding", teller.yearly(3, 20), "结婚二十周年", secret=True, note="礼物当天上午他来取，卡片他自己写"
    )
    husband.keeps("birthday", SolarDay(8, 23, 1978))
    husband.wears("ring", "港20", "LEFT_RING", days=1500)
    husband.says(180, ("budget", "7 万左右"), ("hours", "午休 12:30–13:30"), ("occasion", "纪念日"))
    lock = teller.piece("足金无事牌吊坠", "PENDANT", "AU999", 9_860, grams=8.8, days=420)
    husband.buys(
        366,
        "12:50",
        lock,
        off=260,
        method="ALIPAY",
        motive="儿子十六岁",
        occasion="BIRTHDAY",
        recipient="儿子",
    )
    husband.writes(
        157,
        "12:41",
        "二十周年想送她一枚宽一点的满钻戒，预算七万上下，别让她知道。",
        "先按 2.6 mm 找",
        channel="call",
    )
    wide = teller.piece(
        "满钻宽戒 2.6 mm 铂950", "RING", "PT950", 71_200, grams=5.06, stone=("DIAMOND", 1.38, "F-G", "VVS2"), count=17, days=13, ring="港13",
        drawing="eternity pt", place="保险柜", papers=[("NGTC", "F26110094418")],
    )  # fmt: skip
    husband.visits(
        12, "12:35", 25, wide, companions="独自", outcome="reserved", note="趁午休来定，选了内壁刻“廿年·兰”。"
    )
    husband.buys(
        12,
        "12:58",
        wide,
        paid=1_400_000,
        method="WECHAT",
        motive="结婚二十周年",
        occasion="ANNIVERSARY",
        recipient="太太",
        remark="付订金 14,000，尾款取货时付；刻字“廿年·兰”，取货前勿联系沈女士。",
    )
    husband.awaits(
        2,
        "宽戒刻字到店，午休发他照片",
        clock="12:30",
        worth=57_200,
        words="李先生，刻字很清楚，盒子和卡片都备好了。",
        note="只发微信，不要电话，太太可能在旁边。",
    )


def _ouyang(teller: Teller) -> None:
    ouyang = teller.meet(
        "欧阳思远", 1180, phone="186 2150 7719", wechat="ouyang-sy", nickname="思远", gender="M", occupation="外贸公司老板", source_channel="老客介绍",
        tier_label="白金", tags=["送长辈", "企业采购", "在意工费"], remark="每年给母亲添一件足金，爱问克重和当日金价。公司年会也在我们这里定过小金豆。",
    )  # fmt: skip
    mother = ouyang.has("mother", "欧阳妈妈", note="喜欢福字和莲花，戴红绳")
    ouyang.keeps(
        "birthday", teller.lunar(5, 69), "母亲七十寿", of=mother, note="虚岁七十，在老家摆酒，提前一天要带走"
    )
    ouyang.keeps("birthday", SolarDay(6, 3, 1983))
    ouyang.wears("bangle", "58mm", of=mother, days=370)
    ouyang.says(370, ("metal", "足金"), ("worry", "克工费高"), ("craft", "古法"))
    plate = teller.piece("福牌 足金吊坠", "PENDANT", "AU999", 8_960, grams=8.2, days=420)
    ouyang.visits(
        352, "18:20", 30, plate, companions="独自", outcome="bought", note="要红绳和木盒，写了贺卡。"
    )
    ouyang.buys(
        352, "18:45", plate, off=180, method="ALIPAY", motive="母亲生日", occasion="PARENTS", recipient="母亲"
    )
    beads = teller.piece("小金豆 足金珠（二十枚）", "BEAD", "AU999", 38_600, grams=36.0, days=330)
    ouyang.buys(
        309,
        "10:15",
        beads,
        off=600,
        method="TRANSFER",
        motive="公司年会",
        occasion="BUSINESS_GIFT",
        recipient="员工",
    )
    ouyang.writes(4, "13:05", "今年妈妈七十，想要比去年重一点的，万把块，有没有莲花的？", "说后天定")
    ouyang.awaits(
        0,
        "给他报莲花福牌和当日金价",
        kind="call",
        worth=12_000,
        words="思远，莲花福牌有两款，克重和工费我分开写给你。",
    )


def _tang(teller: Teller) -> None:
    tang = teller.meet(
        "唐一诺", 760, phone="151 2106 4432", wechat="yinuo_tang", nickname="一诺千金", gender="F", occupation="小学老师", source_channel="小红书",
        campaign="小红书婚戒季", tier_label="金卡", tags=["宝宝礼", "古法金"], remark="去年在这里买的三金。月子里回消息慢，别催。",
    )  # fmt: skip
    child = tang.has("daughter", "小名米粒", note="只记小名与满月日")
    tang.keeps("child_birth", teller.yearly(6, 0), "米粒满月", of=child)
    tang.has("spouse", "杜明轩")
    tang.keeps("wedding", SolarDay(10, 2, teller.today.year - 2))
    tang.keeps("birthday", SolarDay(4, 19, 1995))
    tang.wears("ring", "港11", "LEFT_RING", days=740)
    bride = [
        teller.piece("囍嫁龙凤 足金手镯", "BANGLE", "AU999", 27_900, grams=36.2, days=800),
        teller.piece("水波 足金项链", "NECKLACE", "AU999", 9_640, grams=11.8, days=800),
        teller.piece("素圈 足金戒指", "RING", "AU999", 4_120, grams=5.0, days=800, ring="港11"),
    ]
    tang.visits(
        748,
        "13:40",
        90,
        *bride,
        companions="与先生、婆婆同来",
        outcome="bought",
        note="婆婆定手镯，她自己挑了素圈。",
    )
    tang.buys(748, "15:00", *bride, off=1_200, motive="结婚三金", occasion="THREE_GOLD", recipient="自己")
    tang.writes(9, "10:22", "米粒下周满月，想要一把小一点的长命锁，别太大压脖子。", "留了 4.6 g 的一把")
    tang.awaits(3, "长命锁装盒，刻“米粒”", kind="prepare", worth=6_980)
