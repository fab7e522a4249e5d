"""Known exports: how each is told from others, and where each of its columns goes.

Column names are written folded (see headers.fold_header). A source is recognised when its whole signature is there;
the more names in the signature, the surer.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """A system's export. `closed` sources name all the columns that matter; others fall back on synonyms."""

    code: str
    kind: str
    signature: frozenset[str]
    columns: dict[str, str] = field(default_factory=dict)
    closed: bool = True


def _source(code: str, kind: str, signature: str, columns: str, *, closed: bool = True) -> Source:
    pairs = (pair.split("=") for pair in columns.split())
    return Source(code, kind, frozenset(signature.split()), dict(pairs), closed)  # type: ignore[arg-type]


SOURCES: tuple[Source, ...] = (
    _source(
        "shopify",
        "customers",
        "firstname lastname email totalspent totalorders tags",
        "customerid=external_id firstname=first_name lastname=last_name email=email phone=phone "
        "acceptsemailmarketing=email_consent acceptsmarketing=marketing_consent acceptssmsmarketing=sms_consent "
        "defaultaddressaddress1=street defaultaddressaddress2=street defaultaddresscity=city "
        "defaultaddressprovincecode=province defaultaddresscountrycode=country defaultaddresszip=zip "
        "defaultaddressphone=phones address1=street address2=street city=city provincecode=province "
        "countrycode=country zip=zip totalspent=opening_spend totalorders=opening_orders note=remark tags=tags",
        closed=False,
    ),
    _source(
        "shopify",
        "orders",
        "name financialstatus createdat lineitemname lineitemquantity lineitemprice",
        "name=order_no email=customer_email financialstatus=status paidat=paid_at createdat=ordered_at currency=currency "
        "shipping=shipping taxes=tax total=total discountamount=discount lineitemquantity=quantity "
        "lineitemname=item_title lineitemprice=unit_price lineitemsku=sku lineitemdiscount=line_discount "
        "billingname=customer_name shippingname=recipient billingphone=customer_phone shippingphone=customer_phone "
        "phone=customer_phone shippingstreet=address shippingcity=address notes=remark noteattributes=remark "
        "cancelledat=cancelled_at paymentmethod=payment_method refundedamount=refunded "
        "outstandingbalance=outstanding employee=advisor location=store source=channel",
    ),
    _source(
        "shopify",
        "products",
        "handle title bodyhtml vendor option1name option1value",
        "handle=style_no title=name bodyhtml=description vendor=vendor type=category tags=tags variantsku=sku "
        "option1value=option option2value=option option3value=option variantprice=price "
        "variantcompareatprice=regular_price imagesrc=image_url",
    ),
    _source(
        "woocommerce",
        "products",
        "id type sku name published regularprice categories",
        "id=external_id sku=style_no name=name shortdescription=description description=description saleprice=price "
        "regularprice=regular_price categories=category tags=tags images=image_url parent=parent_no "
        "attribute1values=option attribute2values=option attribute3values=option",
    ),
    _source(
        "woocommerce",
        "orders",
        "date order status customer customertype products itemssold",
        "date=ordered_at order=order_no nrevenue=total status=status customer=customer_name products=titles_joined "
        "itemssold=quantity attribution=channel",
    ),
    _source(
        "woocommerce",
        "customers",
        "name username lastactive signup email orders totalspend",
        "name=name username=nickname lastactive=last_purchase_on signup=registered_on email=email "
        "orders=opening_orders totalspend=opening_spend countryregion=country city=city region=province "
        "postalcode=zip",
    ),
    _source(
        "taobao",
        "orders",
        "订单编号 买家会员名 买家应付货款 总金额 订单状态 宝贝标题",
        "订单编号=order_no 买家会员名=customer_nickname 买家应付邮费=shipping 总金额=total "
        "买家实际支付金额=paid 订单状态=status 买家留言=remark 收货人姓名=customer_name 收货地址=address "
        "联系电话=customer_phone 联系手机=customer_phone 订单创建时间=ordered_at 订单付款时间=paid_at "
        "宝贝标题=titles_joined 宝贝种类=item_kinds 订单备注=remark 宝贝总数量=quantity 店铺名称=store "
        "退款金额=refunded",
    ),
    _source(
        "taobao",
        "order_lines",
        "子订单编号 主订单编号 标题 价格 购买数量",
        "子订单编号=line_no 主订单编号=order_no 标题=item_title 价格=unit_price 购买数量=quantity 商品属性=properties "
        "商家编码=sku 备注=remark 订单状态=status 买家应付货款=line_total 买家实际支付金额=line_paid 退款状态=refund_status "
        "退款金额=line_refunded 订单创建时间=ordered_at 订单付款时间=paid_at 买家会员名=customer_nickname",
    ),
    _source(
        "youzan",
        "orders",
        "订单号 全部商品名称 订单实付金额 订单状态",
        "订单号=order_no 买家付款时间=paid_at 订单创建时间=ordered_at 下单时间=ordered_at "
        "收货人手机号提货人手机号=customer_phone 全部商品名称=titles_joined 商品种类数=item_kinds 订单实付金额=paid "
        "收货人提货人=customer_name 收货人省份=address 收货人城市=address 收货人地区=address "
        "详细收货地址提货地址=address 买家昵称=customer_nickname 买家手机号=customer_phone 分销员=advisor 订单状态=status "
        "买家备注=remark 商家订单备注=remark 归属店铺=store 运费=shipping",
    ),
    _source(
        "youzan",
        "customers",
        "姓名 昵称 手机号 积分 储值余额",
        "姓名=name 昵称=nickname 免费等级=tier_label 付费等级=tags 手机号=phone 积分=opening_points 性别=gender "
        "生日=birthday 累计消费金额=opening_spend 购次=opening_orders",
        closed=False,
    ),
    _source(
        "wecom",
        "customers",
        "客户名称 添加人 添加人账号 添加时间",
        "客户名称=nickname 描述=remark 备注=remark 添加人=owner 添加人所属部门=store 添加时间=registered_on 来源=source_channel "
        "手机=phones 电话=phones 邮箱=email 地址=address 职务=occupation",
    ),
    _source(
        "square",
        "customers",
        "referenceid firstname lastname emailaddress phonenumber memo",
        "referenceid=external_id firstname=first_name lastname=last_name nickname=nickname emailaddress=email "
        "phonenumber=phone streetaddress1=street streetaddress2=street city=city state=province postalcode=zip "
        "birthday=birthday memo=remark emailsubscriptionstatus=email_consent transactioncount=opening_orders "
        "lifetimespend=opening_spend lastvisit=last_purchase_on creationsource=source_channel",
        closed=False,
    ),
    _source(
        "lightspeed",
        "customers",
        "customercode firstname lastname companyname customergroupid",
        "customercode=member_no firstname=first_name lastname=last_name dateofbirth=birthday sex=gender "
        "email=email mobile=phone phone=phones customergroupid=tier_label loyaltybalance=opening_points "
        "physicaladdress1=street physicaladdress2=street physicalsuburb=district physicalcity=city "
        "physicalpostcode=zip physicalstate=province physicalcountryid=country note=remark",
        closed=False,
    ),
)

SOURCE_NAMES: frozenset[str] = frozenset(
    name for source in SOURCES for name in (*source.signature, *source.columns)
)
"""Every folded name of a known export: they help to find the header row."""
