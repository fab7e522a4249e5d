"""顾清扬, who will propose at Christmas; 陈雨桐, who waits for a picture; 周以宁 and the bangle of this week."""

from parure.core.lunar import LunarDate, SolarDay
from parure.demo.stories.telling import Teller


def tell_lovers(teller: Teller) -> None:
    _gu(teller)
    _chen(teller)
    _zhou(teller)


def _gu(teller: Teller) -> None:
    gu = teller.meet(
        "顾清扬", 11, phone="185 0163 2290", wechat="gqy_0923", nickname="清扬", gender="M", occupation="软件工程师", source_channel="小红书",
        campaign="小红书婚戒季", tags=["求婚计划", "看重证书"], remark="先看参数再看款。每次来都带着表格，净度不肯低于 VS1。女友还不知道。",
        caution="女友若来电，不要提戒指的事",
    )  # fmt: skip
    girl = gu.has("partner", "周南乔", note="中学音乐老师，手很细")
    gu.keeps("dating", teller.yearly(2, 3), "在一起三周年", of=girl)
    gu.wears("ring", "港11", "LEFT_RING", of=girl, days=11)
    gu.says(11, ("style", "六爪"), ("metal", "铂950"), ("budget", "8–9 万"))
    gu.says(4, ("worry", "改圈会不会松爪"))
    one = teller.piece(
        "六爪 1.01 ct 铂950钻石戒指", "RING", "PT950", 86_800, grams=4.4, stone=("DIAMOND", 1.01, "F", "VS1"), days=60, ring="港12",
        place="婚戒柜", papers=[("GIA", "6472903318"), ("NGTC", "F26090041276")],
    )  # fmt: skip
    bigger = teller.piece(
        "六爪 1.20 ct 铂950钻石戒指", "RING", "PT950", 103_600, grams=4.5, stone=("DIAMOND", 1.2, "G", "VS1"), days=35, ring="港12",
        place="婚戒柜", papers=[("GIA", "7481120964")],
    )  # fmt: skip
    gu.visits(
        10,
        "19:20",
        45,
        one,
        companions="独自",
        outcome="left",
        reason="要和 1.20 ct 的再比一次",
        note="借同事的手比了指围，说大概港11。",
        next_step="约周中再看两枚",
    )
    gu.writes(8, "12:10", "1.01 那枚的 GIA 报告发我一下，荧光是 None 吗？", "发了报告和腰码照片")
    gu.visits(
        4,
        "19:05",
        60,
        one,
        bigger,
        companions="独自",
        outcome="reserved",
        note="定 1.01 ct 六爪，付订金 2,000 元，可退。圣诞夜在外滩求婚，12 月 18 日前要改好圈。",
        next_step="今晚前仍按周中的价",
    )
    gu.writes(1, "21:48", "我再算一下年终奖的时间，明天给你答复。", "报价留到今晚")
    gu.awaits(
        0,
        "顾先生的报价今晚到期，问他定不定",
        clock="20:00",
        kind="call",
        worth=86_800,
        words="顾先生，您看的那枚今晚前仍按周中的价；12 月 18 日前能改好圈号，来得及圣诞。",
    )


def _chen(teller: Teller) -> None:
    chen = teller.meet(
        "陈雨桐", 640, phone="136 7183 5514", wechat="yutong.c", nickname="雨桐下雨了", gender="F", occupation="牙科医生", source_channel="大众点评",
        tier_label="金卡", tags=["换款意向", "看重证书", "周末到店"], remark="上班戴手套，戒指只周末戴，所以更在意项链。看图要看上手，不看棚拍。",
    )  # fmt: skip
    chen.keeps("birthday", LunarDate(7, 7, year=1991))
    chen.wears("necklace", "42cm", days=300)
    chen.says(300, ("style", "单钻"), ("metal", "18K金"), ("hours", "周日上午"))
    chen.says(5, ("budget", "2–4 万"), ("style", "不要太大显假"))
    stud = teller.piece(
        "六爪 0.30 ct×2 18K金钻石耳钉",
        "EAR_STUD",
        "AU750",
        12_600,
        grams=1.9,
        alloy="WHITE",
        stone=("DIAMOND", 0.6, "G", "VS2"),
        count=2,
        days=420,
    )
    chen.visits(338, "11:15", 35, stud, companions="与闺蜜同来", outcome="bought", note="闺蜜说好看就定了。")
    chen.buys(
        338,
        "11:40",
        stud,
        off=300,
        method="WECHAT",
        motive="生日奖励自己",
        occasion="BIRTHDAY",
        recipient="自己",
    )
    pair = [
        teller.piece(f"单钻 {carat} ct 18K金钻石项链", "NECKLACE", "AU750", price, grams=2.2, alloy="WHITE", stone=("DIAMOND", carat, "F", "VS1"), days=30, papers=[("GIA", number)])
        for carat, price, number in ((0.5, 23_800, "2487110653"), (0.7, 39_600, "2487120915"))
    ]  # fmt: skip
    chen.visits(
        7,
        "10:50",
        40,
        *pair,
        companions="独自",
        outcome="left",
        reason="0.5 与 0.7 定不下来，想看两枚一起的上手图",
        next_step="发上手对比图",
    )
    chen.writes(2, "18:22", "对比图方便的时候发我呀，不急～", "说当晚发，还没发")
    chen.awaits(
        -2,
        "发 0.50 与 0.70 ct 的上手对比图",
        worth=23_800,
        words="雨桐，两枚放在一起给你拍好了，左 0.5 右 0.7，同一只手同一盏灯。",
        note="她已经问过一次。",
    )


def _zhou(teller: Teller) -> None:
    zhou = teller.meet(
        "周以宁", 900, phone="137 6142 9038", wechat="zhouyining88", nickname="以宁", gender="F", occupation="会计师事务所合伙人", source_channel="老客介绍",
        tier_label="白金", tags=["翡翠爱好者", "高净值", "看重证书"], remark="只买有国检的。决定快，但回家会再查一遍，第三天回访最要紧。",
    )  # fmt: skip
    zhou.keeps("birthday", SolarDay(12, 8, 1976))
    zhou.has("daughter", "周小满", note="在伦敦念书，明年毕业")
    zhou.wears("bangle", "55mm", days=3)
    zhou.says(560, ("gem", "翡翠"), ("colour", "飘花"), ("worry", "怕处理货"))
    zhou.says(3, ("worry", "圈口偏紧，睡觉要不要摘"))
    buckle = teller.piece(
        "冰种平安扣 18K金翡翠吊坠",
        "PENDANT",
        "AU750",
        32_600,
        grams=6.1,
        stone=("JADEITE", 0, "晴水", ""),
        days=620,
        papers=[("NGTC", "F24180220915")],
    )
    zhou.visits(
        559, "15:30", 40, buckle, companions="独自", outcome="bought", note="带了放大镜，看完说种水够。"
    )
    zhou.buys(559, "16:00", buckle, motive="自戴", occasion="SELF", recipient="自己")
    bangle = teller.piece(
        "冰种飘花翡翠手镯 55",
        "BANGLE",
        "",
        128_000,
        grams=50.8,
        stone=("JADEITE", 0, "冰种飘花", ""),
        days=45,
        place="翡翠柜",
        papers=[("NGTC", "F26170630228")],
    )
    zhou.visits(
        3,
        "14:20",
        70,
        bangle,
        companions="独自",
        outcome="bought",
        note="抹了护手霜慢慢推进去的，圈口正好但不松。说先戴一个礼拜看看。",
    )
    zhou.buys(3, "15:25", bangle, method="TRANSFER", motive="年终犒劳自己", occasion="SELF", recipient="自己")
    zhou.awaits(
        0,
        "手镯第三天回访：戴得合不合适、紧不紧",
        kind="call",
        worth=128_000,
        words="以宁姐，手镯戴着还习惯吗？晚上若觉得紧，平躺把手举高一会儿再摘。",
    )
