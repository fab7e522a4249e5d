"""The words that stand in files for a gender, a yes, a status, a channel: their codes."""

BLANKS = frozenset({"null", "NULL", "Null", "None", "none", "nan", "NaN", "N/A", "n/a", "#N/A", "\\N", "-", "--", "—", "——", "/", "无", "暂无", "空"})  # fmt: skip
"""Cells that say nothing."""


def _table(**words: str) -> dict[str, str]:
    return {word: code for code, group in words.items() for word in group.split()}


GENDERS = _table(
    F="女 女士 女性 小姐 太太 夫人 f female woman ms mrs miss 女生 2",
    M="男 男士 男性 先生 m male man mr 男生 1",
    NONE="未知 保密 不详 unknown other 0 其他 u x",
)
"""Folded word -> F, M or NONE (1 and 2 as in WeChat and ISO 5218)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


YES = _words("是 有 对 y yes true t 1 同意 已同意 接受 允许 愿意 √ ✓ on subscribed 订阅 已订阅 optin")
NO = _words(
    "否 没有 不 n no false f 0 不同意 未同意 拒绝 不接受 不愿意 × ✗ off unsubscribed 退订 已退订 未订阅 optout 未授权"
)
NEITHER = _words("unknown 未知 不详 neversubscribed pending")

LUNAR_FLAGS = {
    **dict.fromkeys(_words("是 农历 阴历 农 阴 旧历 y yes true 1 lunar 农历生日 阴历生日"), "lunar"),
    **dict.fromkeys(_words("否 公历 阳历 公 阳 新历 西历 n no false 0 solar 公历生日 阳历生日"), "solar"),
}

PAID, PARTLY_PAID, UNPAID = "PAID", "PARTLY_PAID", "UNPAID"
CANCELLED, REFUNDED, PARTLY_REFUNDED = "CANCELLED", "REFUNDED", "PARTLY_REFUNDED"

STATUSES = _table(
    PAID="交易成功 已完成 完成 已付款 已支付 买家已付款等待卖家发货 卖家已发货等待买家确认 买家已付款 卖家已发货 等待卖家发货 等待买家确认收货 "
    "待发货 已发货 待收货 待评价 已收货 已收款 已结算 已销售 销售 正常 已审核 成交 付款成功 支付成功 paid completed complete processing "
    "shipped delivered fulfilled closed success succeeded",
    PARTLY_PAID="部分付款 部分支付 已付定金 已付订金 定金 订金 待付尾款 已付定金待付尾款 partiallypaid partlypaid deposit partpaid",
    UNPAID="等待买家付款 待付款 未付款 待支付 未支付 挂单 pending onhold unpaid pendingpayment authorized draft open "
    "checkoutdraft 等待付款 overdue",
    CANCELLED="交易关闭 已关闭 已取消 取消 关闭 作废 已作废 订单关闭 订单取消 voided void cancelled canceled failed expired trash 退单",
    REFUNDED="已退货 已退款 退货 退款 退款成功 全额退款 退货退款 已全额退款 全部退款 refunded returned refundsuccess",
    PARTLY_REFUNDED="部分退款 部分退货 partiallyrefunded partlyrefunded",
)
NO_REFUND = _words("没有申请退款 无退款 未退款 退款关闭 退款申请中 无 未申请退款")

CHANNELS = _table(
    STORE="门店 线下 线下门店 实体店 到店 进店 自然进店 专柜 柜台 pos shop store instore walkin retail 店内 散客",
    TMALL="天猫 tmall 天猫旗舰店",
    TAOBAO="淘宝 taobao 淘宝店 手机淘宝",
    JD="京东 jd jd.com 京东商城",
    DOUYIN="抖音 抖店 douyin tiktok 抖音小店 直播 抖音直播",
    XIAOHONGSHU="小红书 xiaohongshu red redbook rednote",
    YOUZAN="有赞 youzan 微商城 有赞商城",
    WECHAT="微信 wechat 公众号 服务号 小程序 朋友圈 视频号 weixin 微信小程序 微信群",
    WECOM="企业微信 wecom 扫描二维码 搜索手机号 名片分享 群聊 手机通讯录 微信联系人 扫一扫",
    SHOPIFY="shopify shopifydraftorder shopifypos",
    WEBSITE="官网 网站 网店 线上 web website online 商城 onlinestore 独立站",
    MEITUAN="美团 大众点评 点评 meituan dianping",
    PHONE="电话 phone 来电 电话咨询 telephone",
    EMAIL="email 邮件 mail newsletter",
    REFERRAL="老带新 转介绍 朋友介绍 介绍 推荐 老客介绍 熟人介绍 亲友推荐 referral friend wordofmouth 老客户推荐",
    EVENT="活动 展会 异业 异业合作 沙龙 婚博会 event exhibition fair",
    ADVERTISING="广告 ads advertising google 百度 baidu facebook instagram",
)
"""Folded word -> channel code; other words are kept as they are beside code OTHER."""

PIECE_STATUSES = _table(
    IN_STOCK="在库 库存 在店 可售 正常 有货 已入库 instock available 在柜 展示 上架 现货",
    RESERVED="预留 已预订 预订 锁定 订购 reserved hold",
    ON_LOAN="借货 借出 外借 onloan 出展",
    IN_TRANSIT="调拨中 在途 调货 调拨 intransit 运输中",
    IN_REPAIR="维修 维修中 返修 返厂 inrepair repair",
    SOLD="已售 已销售 售出 销售 已售出 sold 出库 已出库",
    RETURNED="退货 已退货 returned 退回 退库",
    SCRAPPED="报废 熔料 拆石 scrapped 回炉 作废",
)

PAYMENT_METHODS = _table(
    CASH="现金 cash",
    CARD="银行卡 刷卡 信用卡 借记卡 pos pos机 银联 card creditcard debitcard bankcard visa mastercard",
    WECHAT="微信 微信支付 wechat wechatpay weixin",
    ALIPAY="支付宝 alipay",
    TRANSFER="转账 银行转账 对公转账 汇款 transfer banktransfer bacs",
    STORED_VALUE="储值 储值卡 会员卡 余额 预存 giftcard storedvalue storecredit",
    TRADE_IN="旧料 以旧换新 旧金抵扣 换货 回收抵扣 tradein",
    ONLINE="在线支付 线上支付 网上支付 抖音支付 京东支付 online shopifypayments paypal stripe",
)
VISIT_OUTCOMES = _table(
    bought="成交 已成交 是 购买 已购买 bought purchase purchased sold yes 成交了",
    left="未成交 没成交 否 未购买 流失 离店 left nosale no 考虑 再考虑 再看看 未购",
    reserved="预订 预留 下定 定金 订金 预定 reserved deposit",
    service="售后 清洗 保养 维修 服务 service repair cleaning",
    collected="取货 提货 取件 collected pickup",
)

PRICING_MODES = _table(
    BY_WEIGHT="按克 克重 计重 按重量 称重 计克 按克计价 金价 byweight weight 克价",
    FIXED="一口价 固定 件价 按件 计件 标价 定价 fixed 按件计价",
)
LABOUR_MODES = _table(
    PER_GRAM="按克 克工费 每克 pergram 元/克 克", PER_PIECE="按件 件工费 每件 perpiece 元/件 件"
)
