"""The names that shops, web shops and point-of-sale systems give to the same column, by kind of import.

Names are written folded (see headers.fold_header): no spaces, punctuation, units or capitals. When two targets of a
kind share a name, the first in the table has it.
"""

_WHO = {
    "customer_external_id": "客户id 会员id 顾客id 买家id customerid buyerid userid 用户id",
    "customer_member_no": "会员卡号 会员号 会员编号 卡号 vip卡号 vip号 会员卡 客户编号 客户号 顾客编号 memberno membernumber "
    "cardno cardnumber customercode customerno",
    "customer_name": "客户姓名 会员姓名 顾客姓名 客户 会员 顾客 姓名 客户名称 会员名称 收货人 收货人姓名 购买人 买家姓名 "
    "customer customername buyer billingname 客人 客人姓名 贵宾姓名",
    "customer_phone": "手机 手机号 手机号码 电话 联系电话 联系手机 移动电话 客户电话 客户手机 客户手机号 会员手机 会员手机号 "
    "会员电话 顾客电话 顾客手机 收货人手机 收货人手机号 收货人电话 买家手机 买家手机号 phone mobile phonenumber "
    "customerphone billingphone 电话号码",
    "customer_email": "邮箱 电子邮箱 email emailaddress customeremail billingemail 客户邮箱",
    "customer_nickname": "昵称 买家昵称 微信昵称 买家会员名 买家账号 旺旺 旺旺号 nickname username",
}

CUSTOMERS = {
    "external_id": "客户id 会员id 顾客id 用户id 系统编号 externalid customerid id referenceid userid 外部编号 unionid "
    "externaluserid",
    "member_no": "会员卡号 会员号 会员编号 卡号 vip卡号 vip号 vip编号 会员卡 客户编号 客户编码 客户号 顾客编号 顾客编码 贵宾卡号 "
    "卡编号 会员代码 会员编码 memberno membernumber memberid cardno cardnumber customercode customerno customernumber "
    "vipno loyaltycard",
    "name": "姓名 客户姓名 会员姓名 顾客姓名 客户名称 会员名称 顾客名称 客户名 会员名 客户 顾客 会员 名称 名字 称呼 贵宾姓名 客人姓名 "
    "name fullname customername customer membername displayname contactname",
    "first_name": "firstname givenname forename 名",
    "last_name": "lastname surname familyname 姓 姓氏",
    "nickname": "昵称 微信昵称 微信名 微信名称 粉丝昵称 nickname username wechatname",
    "gender": "性别 gender sex",
    "phone": "手机 手机号 手机号码 联系电话 移动电话 电话 电话号码 联系手机 会员手机 会员手机号 会员手机号码 客户手机 客户手机号 "
    "客户电话 会员电话 顾客手机 顾客电话 联系方式 手机1 电话1 本人电话 绑定手机号 phone mobile mobilephone phonenumber telephone tel "
    "cell cellphone contactnumber phone1 mobilenumber",
    "phones": "备用电话 其他电话 第二电话 电话2 手机2 备用手机 备用联系方式 家庭电话 固定电话 座机 办公电话 phones phone2 "
    "alternatephone homephone workphone otherphone defaultaddressphone secondaryphone",
    "email": "邮箱 电子邮箱 邮件 电子邮件 email emailaddress mail",
    "wechat": "微信 微信号 微信id wechat wechatid weixin wechatnumber",
    "address": "地址 联系地址 家庭地址 住址 通讯地址 详细地址 收货地址 居住地址 address fulladdress billingaddress homeaddress",
    "street": "街道 street streetaddress address1 address2 addressline1 addressline2 streetaddress1 streetaddress2 "
    "defaultaddressaddress1 defaultaddressaddress2",
    "district": "区 区县 县区 地区 所在区 district suburb area county",
    "city": "市 城市 所在城市 city town defaultaddresscity",
    "province": "省 省份 所在省份 province state region provincecode defaultaddressprovincecode 所在省",
    "country": "国家 国家地区 country countrycode defaultaddresscountrycode countryregion",
    "zip": "邮编 邮政编码 zip zipcode postcode postalcode defaultaddresszip",
    "birthday": "生日 出生日期 会员生日 客户生日 顾客生日 阳历生日 公历生日 出生年月 出生年月日 生日日期 阳历 公历 新历生日 birthday "
    "birthdate dateofbirth dob birth",
    "lunar_birthday": "农历 农历生日 阴历生日 是否农历 生日类型 阴历 旧历生日 农历阳历 公历农历 生日农历 是否农历生日 lunar lunarbirthday "
    "islunar birthdaytype",
    "wedding_day": "结婚纪念日 结婚日期 纪念日 结婚日 婚期 结婚周年 wedding weddingday weddingdate anniversary weddinganniversary",
    "ring_size": "手寸 戒圈 指圈 戒指手寸 戒指尺寸 指围 戒指圈口 戒号 戒指号 圈号 手寸号 ringsize fingersize",
    "wrist_size": "手围 腕围 手腕尺寸 手腕围 手链长度 手链尺寸 wristsize wrist",
    "bangle_size": "圈口 手镯圈口 手镯尺寸 镯口 手镯内径 banglesize bangle",
    "necklace_length": "项链长度 项链长 链长 项链尺寸 necklacelength necklace",
    "occupation": "职业 工作 职务 从事职业 行业 occupation job profession jobtitle",
    "tier_label": "会员等级 会员级别 等级 级别 卡类型 卡类别 会员类型 客户等级 客户级别 会员卡级别 会员卡类型 vip等级 vip级别 免费等级 "
    "卡级别 会员卡等级 顾客等级 tier level viplevel membershiplevel membertier customergroup customergroupid grade",
    "tags": "标签 客户标签 会员标签 顾客标签 用户标签 特征 tags tag labels 付费等级",
    "source_channel": "来源 客户来源 会员来源 顾客来源 来源渠道 渠道 注册渠道 获客渠道 入会渠道 开卡渠道 source channel acquisitionchannel "
    "leadsource creationsource",
    "campaign": "活动 来源活动 campaign utmcampaign 营销活动",
    "store": "门店 店铺 所属门店 归属门店 开卡门店 注册门店 所属店铺 归属店铺 办卡门店 店名 门店名称 分店 所属机构 建档门店 入会门店 "
    "发卡门店 服务门店 专柜 store shop branch homestore location outlet 所属部门",
    "owner": "导购 顾问 专属顾问 专属导购 所属导购 归属导购 销售顾问 珠宝顾问 服务导购 开卡人 负责人 跟进人 所属员工 所属销售 业务员 "
    "店员 营业员 销售员 服务人员 维护人 专属客服 发展人 advisor owner salesperson consultant assignedto salesrep staff associate "
    "employee",
    "remark": "备注 客户备注 会员备注 说明 描述 备注信息 其他 其它 备注1 备注2 remark remarks note notes comment comments memo description",
    "registered_on": "办卡日期 注册日期 注册时间 入会日期 入会时间 开卡日期 开卡时间 建档日期 建档时间 创建时间 创建日期 加入时间 添加时间 "
    "办卡时间 发卡日期 成为会员时间 成为客户时间 登记日期 录入时间 registeredon registered signup signupdate createdat joined joindate "
    "dateregistered datejoined customersince membersince created",
    "last_purchase_on": "最近消费 最后消费 最近消费日期 最近消费时间 最后消费日期 最后消费时间 最近购买 最近购买时间 上次消费 上次消费时间 "
    "最近一次消费时间 最后购买日期 末次消费 lastpurchase lastpurchasedate lastpurchaseon lastorder lastorderdate lastvisit",
    "opening_points": "积分 可用积分 积分余额 当前积分 剩余积分 会员积分 现有积分 有效积分 points balancepoints loyaltypoints pointsbalance "
    "loyaltybalance rewardpoints",
    "opening_spend": "累计消费 累计消费金额 消费总额 累计金额 总消费 消费金额 累计购买金额 消费总金额 历史消费 总消费金额 累积消费 购买总额 "
    "totalspent totalspend lifetimespend spend totalpurchases lifetimevalue revenue",
    "opening_orders": "消费次数 订单数 累计订单数 购买次数 累计消费次数 购次 总订单数 交易笔数 累计次数 totalorders orders ordercount "
    "numberoforders transactioncount visits",
    "allergies": "过敏 过敏史 金属过敏 allergies allergy",
    "preferences": "偏好 喜好 爱好 款式偏好 购买偏好 兴趣 preferences preference likes interests",
    "marketing_consent": "营销同意 接收营销 是否接收短信 同意营销 接受推广 acceptsmarketing marketingconsent marketingoptin "
    "emailsubscriptionstatus",
    "email_consent": "acceptsemailmarketing emailconsent emailoptin 接收邮件",
    "sms_consent": "acceptssmsmarketing smsconsent smsoptin 接收短信",
    "spouse_name": "配偶 配偶姓名 爱人 老公 老婆 先生姓名 太太姓名 丈夫 妻子 爱人姓名 spouse spousename partner partnername",
}

PRODUCTS = {
    "external_id": "商品id id productid 款式id",
    "style_no": "款号 款式编号 商品编码 商品编号 货号 款式号 款式编码 商品货号 商品款号 模号 handle sku styleno stylenumber style "
    "productcode itemcode modelno productno",
    "parent_no": "主款号 父款号 parent parentsku",
    "name": "商品名称 品名 款式名称 商品标题 名称 产品名称 货品名称 标题 title name productname itemname product",
    "category": "品类 类别 分类 商品分类 商品类别 大类 品种 款式类别 首饰类别 小类 category categories type producttype productcategory",
    "fineness": "成色 材质 金属成色 金属 含金量 贵金属 主材质 商品成色 metal fineness material purity metaltype",
    "craft": "工艺 工艺类型 加工工艺 craft technique 制作工艺",
    "pricing_mode": "计价方式 销售方式 定价方式 计价类型 计价 计费方式 pricingmode pricing",
    "price": "售价 价格 零售价 销售价 标价 吊牌价 一口价 标签价 定价 建议零售价 price retailprice variantprice saleprice sellingprice",
    "regular_price": "原价 划线价 市场价 regularprice compareatprice variantcompareatprice msrp",
    "labour_fee": "工费 克工费 件工费 销售工费 手工费 labourfee laborfee labour",
    "labour_mode": "工费方式 工费类型 工费计算方式 labourmode",
    "main_gem": "主石 主石名称 宝石 主石类型 石类 宝石类型 主石种类 gem maingem stone mainstone gemstone",
    "tags": "标签 商品标签 tags tag labels",
    "occasions": "场景 场合 适用场景 适用场合 occasions occasion",
    "description": "描述 商品描述 说明 介绍 详情 description bodyhtml body shortdescription details 备注 卖点",
    "image_url": "图片 图片链接 主图 商品图片 图片地址 imagesrc images image imageurl picture photo variantimage",
    "vendor": "供应商 厂家 品牌 vendor supplier brand manufacturer 供货商",
    "collection": "系列 商品系列 产品系列 collection series",
    "sku": "变体编码 规格编码 variantsku 规格编号",
    "option": "规格 规格名称 颜色规格 option1value option2value option3value",
}

PIECES = {
    "code": "条码 条码号 货品条码 商品条码 条形码 货品编号 饰品编号 首饰编号 件号 标签号 单品编码 一物一码 barcode piececode code serialno "
    "serialnumber itembarcode pieceno tagno",
    "style_no": "款号 款式编号 商品编码 货号 款式号 商品编号 款式编码 模号 商品款号 styleno style stylenumber sku productcode modelno",
    "name": "品名 商品名称 货品名称 名称 首饰名称 饰品名称 产品名称 name title itemname productname description",
    "category": "品类 类别 分类 商品分类 大类 首饰类别 品种 小类 商品类别 category type",
    "fineness": "成色 金属成色 材质 含金量 金属 主成色 贵金属 商品成色 金料成色 fineness metal purity material karat",
    "gross_weight": "总重 毛重 件重 货重 总重量 含石重 重量 克重 总件重 grossweight totalweight weight",
    "net_weight": "金重 净重 净金重 金属重 净金重量 主金重 金料重 netweight metalweight goldweight",
    "labour_fee_per_gram": "克工费 工费克 销售克工费 每克工费 工费每克 labourpergram laborpergram 零售克工费",
    "labour_fee_per_piece": "件工费 销售件工费 工费 每件工费 附加工费 labourperpiece laborperpiece 零售件工费",
    "main_stone_weight": "主石重 主石重量 主石克拉 主石大小 主石石重 钻重 主钻重 主石克拉重 mainstoneweight caratweight carat diamondweight",
    "main_stone_count": "主石粒数 主石数 主石数量 主石颗数 主钻粒数 mainstonecount",
    "main_gem": "主石 主石名称 宝石 主石类型 石类 宝石名称 主石种类 gem maingem mainstone stone gemstone",
    "side_stone_weight": "副石重 副石重量 辅石重 配石重 副石石重 副钻重 碎石重 sidestoneweight",
    "side_stone_count": "副石粒数 副石数 副石数量 辅石粒数 配石粒数 副石颗数 副钻粒数 sidestonecount",
    "setting_fee": "镶石费 镶嵌费 镶工费 settingfee",
    "certificate_no": "证书号 证书编号 证书 鉴定证书号 鉴定证书 gia证书号 国检证书号 证书号码 certificateno certificate certificatenumber certno "
    "reportno reportnumber",
    "certificate_lab": "证书机构 鉴定机构 检测机构 证书类型 发证机构 lab laboratory certificatelab",
    "cost": "成本 成本价 进价 进货价 采购价 成本金额 cost costprice purchaseprice",
    "label_price": "标签价 售价 标价 零售价 吊牌价 一口价 销售价 价格 labelprice price retailprice tagprice",
    "store": "门店 店铺 所在门店 仓库 柜台 所属门店 库位 所在店铺 所在仓库 机构 store shop location warehouse branch",
    "status": "状态 库存状态 货品状态 商品状态 在库状态 status stockstatus",
    "ring_size": "手寸 圈口 戒圈 指圈 尺寸 圈号 规格 ringsize size",
    "received_on": "入库日期 入库时间 到货日期 进货日期 入库 收货日期 receivedon receiveddate datereceived",
    "colour": "颜色 主石颜色 色级 颜色级别 主石色级 钻石颜色 colour color",
    "clarity": "净度 主石净度 净度级别 钻石净度 clarity",
    "cut": "切工 主石切工 切工级别 钻石切工 cut",
    "remark": "备注 说明 remark note notes 件数",
}

ORDERS = {
    "order_no": "订单编号 订单号 单号 销售单号 小票号 流水号 单据编号 单据号 交易号 主订单编号 销售编号 销售单 单据号码 票号 零售单号 orderno "
    "ordernumber order orderid ordername receiptno receiptnumber invoiceno invoice ticketno transactionid saleid salesno "
    "invoicenumber",
    "line_no": "子订单编号 子订单号 行号 序号 明细号 lineno line linenumber 明细序号",
    "ordered_at": "订单创建时间 下单时间 销售日期 销售时间 日期 交易日期 交易时间 单据日期 开单日期 创建时间 购买日期 购买时间 成交日期 成交时间 "
    "订单日期 订单时间 消费日期 消费时间 业务日期 开票日期 零售日期 orderedat orderdate date createdat saledate datetime purchasedate "
    "transactiondate saletime",
    "paid_at": "订单付款时间 付款时间 支付时间 买家付款时间 收款时间 付款日期 paidat paymentdate paiddate",
    "cancelled_at": "取消时间 关闭时间 cancelledat canceledat",
    "status": "订单状态 状态 交易状态 单据状态 销售状态 付款状态 支付状态 status financialstatus orderstatus paymentstatus",
    "refund_status": "退款状态 售后状态 refundstatus",
    "store": "门店 店铺 店铺名称 归属店铺 所属门店 销售门店 门店名称 店名 柜台 成交门店 store shop location branch outlet 下单门店 分店",
    "channel": "渠道 销售渠道 订单来源 来源 channel source saleschannel 订单渠道",
    **_WHO,
    "advisor": "导购 销售顾问 顾问 销售员 营业员 导购员 店员 业务员 分销员 销售人员 销售 主销 主销售 经手人 收银员 专属导购 advisor salesperson "
    "employee staff salesrep consultant soldby cashier",
    "item_title": "商品名称 品名 商品 标题 宝贝标题 货品名称 商品标题 首饰名称 产品名称 名称 lineitemname itemname item product productname "
    "title description articlename",
    "titles_joined": "全部商品名称 商品信息 商品明细 products items",
    "item_kinds": "宝贝种类 商品种类数 商品种类",
    "sku": "商品编码 款号 商家编码 货号 sku商品编码 商品货号 规格编码 款式编号 商品编号 商品款号 sku lineitemsku styleno productcode "
    "外部系统编号",
    "piece_code": "条码 货品条码 商品条码 条形码 条码号 首饰编号 货品编号 饰品编号 barcode piececode serialno serialnumber",
    "certificate_no": "证书号 证书编号 鉴定证书号 证书 certificateno certificate certno",
    "properties": "商品属性 规格 商品规格 属性 手寸 variant options",
    "quantity": "数量 购买数量 件数 商品数量 宝贝总数量 销售数量 lineitemquantity quantity qty itemssold 商品件数",
    "unit_price": "单价 价格 售价 销售单价 标价 标签价 原价 吊牌价 lineitemprice unitprice price",
    "line_total": "小计 商品金额 行金额 商品小计 linetotal subtotalline lineamount amount 商品总价 成交价 折后价",
    "line_discount": "商品优惠 行折扣 单品优惠 lineitemdiscount linediscount",
    "line_paid": "商品实付 商品实付金额",
    "line_refunded": "商品退款金额",
    "discount": "优惠 优惠金额 折扣金额 订单优惠 整单优惠 让利 抹零 discountamount discount 优惠总额",
    "shipping": "运费 邮费 买家应付邮费 快递费 shipping shippingcost postage",
    "tax": "税 税额 taxes tax taxamount",
    "total": "总金额 订单金额 应收金额 应收 合计金额 总价 订单总额 订单总金额 应付金额 销售金额 成交金额 消费金额 金额 总额 应付总额 销售额 "
    "total ordertotal grandtotal totalamount netsales nrevenue",
    "paid": "实收金额 实付金额 订单实付金额 买家实际支付金额 实收 实付 支付金额 付款金额 实际支付 实收款 收款金额 paid amountpaid totalpaid",
    "outstanding": "未付金额 欠款 尾款 outstandingbalance balancedue outstanding",
    "payment_method": "支付方式 付款方式 收款方式 结算方式 paymentmethod payment tender",
    "refunded": "退款金额 退款总额 已退款金额 refundedamount refunded refundamount refunds",
    "currency": "币种 货币 currency currencycode",
    "motive": "购买动机 购买原因 motive purchasemotive",
    "occasion": "场景 用途 购买用途 购买场景 场合 occasion",
    "recipient": "佩戴人 送礼对象 受赠人 收礼人 recipient giftrecipient wearer shippingname",
    "address": "收货地址 详细地址 收货人地址 address shippingaddress 收货人省份 收货人城市 收货人地区 详细收货地址",
    "remark": "备注 订单备注 买家留言 卖家备注 买家备注 商家备注 商家订单备注 客户备注 单据备注 remark note notes comment comments",
}

VISITS = {
    "visited_at": "到店时间 到店日期 接待时间 接待日期 进店时间 来访时间 来访日期 进店日期 时间 日期 拜访时间 visitedat visitdate visittime date "
    "datetime visit",
    "store": "门店 店铺 所属门店 接待门店 到店门店 店名 store shop location branch",
    "advisor": "接待人 导购 顾问 接待顾问 接待导购 销售顾问 接待人员 接待员 店员 advisor staff salesperson consultant servedby",
    **_WHO,
    "companions": "同行人 陪同 陪同人 同行 随行人员 同行人员 companions companion camewith",
    "looked_at": "看了什么 看款 试戴 意向款 意向产品 意向商品 关注产品 试戴款式 意向款式 看货 需求 lookedat interest interestedin tried pieces",
    "outcome": "结果 接待结果 是否成交 成交情况 到店结果 成交 outcome result",
    "reason": "未成交原因 原因 流失原因 未购原因 reason lossreason",
    "next_step": "下一步 跟进计划 下次跟进 后续跟进 跟进 回访计划 nextstep followup nextaction",
    "minutes": "停留时长 接待时长 时长 停留分钟 接待分钟 minutes duration",
    "remark": "备注 说明 接待备注 沟通内容 remark note notes comment",
}

OPENING_BALANCES = {
    **_WHO,
    "points": "积分 期初积分 可用积分 积分余额 当前积分 剩余积分 会员积分 points pointsbalance openingpoints loyaltypoints balance",
    "spend": "累计消费 期初消费 累计消费金额 消费总额 累计金额 消费金额 历史消费 总消费 spend totalspent openingspend totalspend",
    "orders": "消费次数 订单数 购买次数 累计次数 orders totalorders ordercount",
    "as_of": "截止日期 截至日期 期初日期 统计日期 asof asofdate openingdate",
    "remark": "备注 说明 remark note notes",
}


def _by_name(table: dict[str, str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for target, synonyms in table.items():
        for name in (target.replace("_", ""), *synonyms.split()):
            names.setdefault(name, target)
    return names


SYNONYMS: dict[str, dict[str, str]] = {
    "customers": _by_name(CUSTOMERS),
    "products": _by_name(PRODUCTS),
    "pieces": _by_name(PIECES),
    "orders": _by_name(ORDERS),
    "order_lines": _by_name(ORDERS),
    "visits": _by_name(VISITS),
    "opening_balances": _by_name(OPENING_BALANCES),
}
"""Kind -> folded column name -> target."""

KNOWN_NAMES: frozenset[str] = frozenset(name for names in SYNONYMS.values() for name in names)
"""Every folded name of any kind; the row that holds most of them is the header."""
