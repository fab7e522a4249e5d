"""Friends and regulars: 苏曼青 and 钟晚晴, 何景行, 阿依古丽, 许念慈; and two who were not called for long."""

from parure.core.lunar import LunarDate, SolarDay
from parure.demo.stories.telling import Person, Teller


def tell_regulars(teller: Teller, shen: Person) -> None:
    su = _su(teller, shen)
    _zhong(teller, su)
    _he(teller)
    _ayigul(teller)
    _xu(teller)
    _shan(teller)
    _zeng(teller)


def _su(teller: Teller, shen: Person) -> Person:
    su = teller.meet(
        "苏曼青", 1640, phone="135 6479 1182", wechat="manqing_su", nickname="曼青的画室", gender="F", occupation="插画师", source_channel="老客介绍",
        tier_label="金卡", tags=["珍珠", "老带新", "只发微信"], remark="沈佩兰读书会的朋友。白天画画不看手机，晚上八点后回。介绍过三位客人。",
    )  # fmt: skip
    su.has("friend", who=shen, note="读书会")
    su.keeps("birthday", SolarDay(3, 27, 1984))
    su.wears("necklace", "45cm", days=1200)
    su.says(1600, ("gem", "珍珠"), ("style", "通勤"), ("channel", "晚上八点后微信"))
    su.says(400, ("colour", "白透粉"), ("category", "胸针", "avoids"))
    chain = teller.piece(
        "Akoya 7.5–8.0 mm 珍珠项链",
        "NECKLACE",
        "AU750",
        18_900,
        grams=32.0,
        alloy="WHITE",
        stone=("PEARL", 0, "白透粉", ""),
        days=1640,
    )
    su.visits(
        1628,
        "16:20",
        45,
        chain,
        companions="与沈佩兰同来",
        outcome="bought",
        note="两人一起挑的，佩兰帮她扣的扣子。",
    )
    su.buys(1628, "17:00", chain, method="WECHAT", motive="画展开幕", occasion="SELF", recipient="自己")
    drops = teller.piece(
        "大溪地单珠 18K金珍珠耳钉",
        "EAR_STUD",
        "AU750",
        8_800,
        grams=4.2,
        alloy="WHITE",
        stone=("PEARL", 0, "孔雀绿", ""),
        days=520,
    )
    su.buys(
        431, "19:10", drops, off=200, method="ALIPAY", motive="生日", occasion="BIRTHDAY", recipient="自己"
    )
    su.visits(
        16,
        "19:40",
        15,
        companions="独自",
        outcome="service",
        note="Akoya 珠链换线，孔口有一颗磨损，换新珠前先发照片。",
    )
    su.rates(3, "20:50", "complaint", "换线等了快两周，中间没有人告诉我进度，问了才说", score=2, recommend=6)
    su.writes(1, "20:35", "线换好啦？周二或者周三晚上来取，我看一下画廊的时间。", "等她定")
    su.awaits(
        0,
        "珠链换线完成，等她选周二还是周三来取",
        kind="message",
        words="曼青，珠链换好线了，扣子也抛过光，周二周三晚上我都在。",
    )
    return su


def _zhong(teller: Teller, su: Person) -> None:
    zhong = teller.meet(
        "钟晚晴", 820, phone="159 2168 7703", wechat="wanqing.z", nickname="晚晴", gender="F", occupation="花店主理人", source_channel="老客介绍",
        tier_label="金卡", tags=["彩宝收藏", "周末到店"], remark="曼青介绍来的。颜色比大小要紧，最爱蓝绿之间那一口。花店周一休息。",
    )  # fmt: skip
    zhong.has("referrer", who=su)
    zhong.keeps("birthday", teller.lunar(4, 37))
    zhong.says(500, ("gem", "帕拉伊巴"), ("colour", "蓝绿"), ("metal", "18K金"))
    zhong.says(40, ("budget", "5 万以内"), ("style", "水滴耳坠"))
    tour = teller.piece(
        "西瓜碧玺 18K金耳坠",
        "EAR_DROP",
        "AU750",
        16_800,
        grams=4.6,
        alloy="ROSE",
        stone=("TOURMALINE", 3.12, "西瓜", ""),
        days=560,
    )
    zhong.visits(
        498, "15:00", 50, tour, companions="与苏曼青同来", outcome="bought", note="在窗边自然光下看了十分钟。"
    )
    zhong.buys(498, "15:45", tour, method="WECHAT", motive="开店三周年", occasion="SELF", recipient="自己")
    zhong.visits(
        40,
        "13:20",
        25,
        companions="独自",
        outcome="left",
        reason="想要的帕拉伊巴没有成对的",
        next_step="到货先告诉她",
    )
    pair = teller.piece(
        "帕拉伊巴 18K金碧玺耳坠",
        "EAR_DROP",
        "AU750",
        46_500,
        grams=3.9,
        alloy="WHITE",
        stone=("TOURMALINE", 2.06, "霓虹蓝", ""),
        days=1,
        papers=[("NGTC", "G26150077031")],
    )
    zhong.awaits(
        0,
        "帕拉伊巴耳坠昨天到店，一对，先告诉她",
        kind="message",
        worth=46_500,
        words=f"晚晴，你等的颜色来了，只有一对（{pair.code}），我给你留到周末。",
    )


def _he(teller: Teller) -> None:
    he = teller.meet(
        "何景行", 1010, phone="133 8602 4459", wechat="hejingxing", nickname="景行行止", gender="M", occupation="高校教师", source_channel="自然进店",
        tier_label="金卡", tags=["古法金", "国风", "在意工费"], remark="懂工艺，聊錾刻能聊一下午。工费有优惠才出手，但从不空手走。",
    )  # fmt: skip
    wife = he.has("spouse", "林疏影", note="喜素圈，港10")
    he.keeps("birthday", teller.yearly(1, 41), "太太生日", of=wife)
    he.keeps("wedding", LunarDate(8, 15, year=2012))
    he.wears("ring", "港10", "LEFT_RING", of=wife, days=640)
    he.wears("ring", "港19", "LEFT_RING", days=640)
    he.says(640, ("craft", "古法"), ("style", "素圈"), ("offers", "工费折扣"))
    plain = teller.piece("古法素圈 足金戒指", "RING", "AU999", 5_860, grams=7.2, days=700, ring="港19")
    he.buys(642, "16:30", plain, off=240, method="WECHAT", motive="自戴", occasion="SELF", recipient="自己")
    lotus = teller.piece("缠枝莲 足金手镯", "BANGLE", "AU999", 26_300, grams=29.4, days=300)
    he.visits(
        288,
        "15:10",
        80,
        lotus,
        companions="与太太同来",
        outcome="bought",
        note="拿放大镜看錾口，说是老师傅的手艺。",
    )
    he.buys(288, "16:20", lotus, off=800, motive="结婚纪念日", occasion="ANNIVERSARY", recipient="太太")
    he.writes(6, "14:02", "月底工费券还能用吗？想给太太看一枚竹节素圈。", "券到月底")
    he.awaits(1, "太太生日，备竹节素圈港10 两款", kind="prepare", worth=9_600)
    he.awaits(
        4,
        "提醒 500 元工费抵扣券月底到期",
        kind="message",
        words="何老师，您那张五百元工费券月底到期，竹节款刚到两枚。",
    )


def _ayigul(teller: Teller) -> None:
    guli = teller.meet(
        "阿依古丽·买买提江", 395, phone="188 1725 6640", wechat="ayigul_m", nickname="Aygul", gender="F", occupation="舞蹈老师", source_channel="抖音",
        tier_label="金卡", tags=["国风"], remark="跳舞时不戴手饰，耳饰要轻、要牢。名字连着读，别截成两个字。",
    )  # fmt: skip
    guli.keeps("birthday", SolarDay(3, 21, 1993))
    guli.says(390, ("category", "耳环"), ("worry", "太重坠耳朵"), ("metal", "足金"))
    hoops = teller.piece("麻花素圈 足金耳环", "EARRING", "AU999", 6_480, grams=6.2, days=430)
    studs = teller.piece(
        "小雪花 18K金钻石耳钉",
        "EAR_STUD",
        "AU750",
        9_800,
        grams=1.8,
        alloy="ROSE",
        stone=("DIAMOND", 0.42, "G", "VS2"),
        count=14,
        days=430,
    )
    guli.visits(
        366, "17:15", 40, hoops, studs, companions="独自", outcome="bought", note="原地转了两圈，看会不会甩。"
    )
    guli.buys(
        366,
        "17:50",
        hoops,
        studs,
        off=260,
        method="ALIPAY",
        motive="演出季",
        occasion="SELF",
        recipient="自己",
    )
    guli.awaits(2, "耳钉满一年，约免费清洗与爪位检查", kind="follow_up")


def _xu(teller: Teller) -> None:
    xu = teller.meet(
        "许念慈", 47, phone="138 1890 3357", nickname="念慈", gender="F", occupation="退休教师", source_channel="自然进店", tags=["翡翠爱好者", "勿打电话"],
        remark="耳朵不太好，电话听不清，发文字字要大。想在七十岁前给自己买一只好镯子，女儿支持。",
    )  # fmt: skip
    xu.has("daughter", "沈语", note="陪着来，拿主意的其实是妈妈")
    xu.keeps("birthday", teller.lunar(7, 68))
    xu.wears("bangle", "55mm", days=46)
    xu.says(46, ("gem", "翡翠"), ("colour", "晴水"), ("worry", "怕圈口紧摘不下来"), ("budget", "6–8 万"))
    light = teller.piece(
        "晴水翡翠手镯 55",
        "BANGLE",
        "",
        68_000,
        grams=49.6,
        stone=("JADEITE", 0, "晴水", ""),
        days=90,
        place="翡翠柜",
        papers=[("NGTC", "F26170511930")],
    )
    xu.visits(
        46,
        "10:20",
        55,
        light,
        companions="女儿陪着",
        outcome="left",
        reason="怕摘不下来，先回去想想",
        note="推到虎口有点疼，没有硬推。",
        next_step="调 54 与 56 各一只",
    )
    xu.writes(10, "09:12", "小林，五十六的那只到了吗？我礼拜天下午有空。", "约今天下午")
    xu.awaits(0, "手镯看圈口 54–56 三只，备护手霜、软垫和小镜子", clock="16:30", kind="prepare", worth=68_000)


def _shan(teller: Teller) -> None:
    shan = teller.meet(
        "单玉霞", 1700, phone="139 0178 5526", wechat="shanyuxia_sh", nickname="玉霞", gender="F", occupation="民营医院院长", source_channel="沙龙活动",
        campaign="沙龙·翡翠之夜", tier_label="钻石", tags=["高净值", "翡翠爱好者", "彩宝收藏"], remark="姓单读“善”，第一次见面叫错过，记住。出差多，约提前一周。",
    )  # fmt: skip
    shan.keeps("birthday", LunarDate(10, 18, year=1968))
    shan.wears("ring", "港14", "RIGHT_MIDDLE", days=1600)
    shan.says(1600, ("gem", "祖母绿"), ("gem", "翡翠"), ("metal", "18K金"))
    emerald = teller.piece(
        "祖母绿切 3.05 ct 18K金祖母绿戒指",
        "RING",
        "AU750",
        138_000,
        grams=6.8,
        alloy="WHITE",
        stone=("EMERALD", 3.05, "浓绿", ""),
        days=1500,
        papers=[("NGTC", "F21110660418")],
    )
    shan.visits(
        1412, "18:30", 60, emerald, companions="独自", outcome="bought", note="沙龙上看中的，第二周就来了。"
    )
    shan.buys(1412, "19:10", emerald, method="TRANSFER", motive="自戴", occasion="SELF", recipient="自己")
    jade = teller.piece(
        "阳绿蛋面 18K金翡翠戒指",
        "RING",
        "AU750",
        98_000,
        grams=5.6,
        stone=("JADEITE", 0, "阳绿", ""),
        days=700,
        papers=[("NGTC", "F24110202277")],
    )
    shan.buys(621, "13:20", jade, method="TRANSFER", motive="医院二十周年", occasion="SELF", recipient="自己")
    ruby = teller.piece(
        "鸽血 2.01 ct 18K金红宝石戒指",
        "RING",
        "AU750",
        126_000,
        grams=5.9,
        stone=("RUBY", 2.01, "鸽血红", ""),
        days=330,
        papers=[("NGTC", "F25110430016")],
    )
    shan.visits(
        236, "17:50", 45, ruby, companions="独自", outcome="bought", note="说下半年要去日内瓦，回来再看蓝宝。"
    )
    shan.buys(236, "18:20", ruby, method="TRANSFER", motive="生日", occasion="BIRTHDAY", recipient="自己")
    shan.writes(229, "11:30", "戒指收好了，辛苦。下半年比较忙，有好的皇家蓝再告诉我。", "等货")
    shan.brings(9_800, 1690)


def _zeng(teller: Teller) -> None:
    zeng = teller.meet(
        "曾立群", 1390, phone="138 0196 4471", nickname="立群", gender="M", occupation="建材生意", source_channel="老客介绍", tier_label="白金",
        tags=["投资金", "高净值"], remark="只看克重和工费，要连号金条。金价回落一成就会来，来之前先打电话问有没有现货。",
    )  # fmt: skip
    zeng.keeps("birthday", SolarDay(9, 9, 1970))
    zeng.says(1380, ("category", "金条"), ("channel", "电话"), ("offers", "金价回落"))
    for days, grams, price in ((1210, 100, 52_800), (900, 50, 30_600), (560, 100, 83_500), (262, 50, 60_900)):
        bar = teller.piece(
            f"如意 足金金条 {grams} g", "BAR", "AU9999", price, grams=grams, days=days + 20, place="保险柜"
        )
        zeng.buys(
            days, "10:40", bar, method="TRANSFER", motive="逢低买入", occasion="INVESTMENT", recipient="自己"
        )
    zeng.writes(255, "10:05", "收据开公司抬头，下次跌了先给我打电话。", "已开", channel="call")
    zeng.brings(3_400, 1380)
