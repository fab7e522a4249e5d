"""The texts that customers are shown when they are asked, by version.

A version is never changed once anybody has agreed to it: a new text is a new version, dated by its day. The texts
stand here and not among the translations, because what was agreed to must stay as it was read.
"""

from django.utils.translation import get_language

from parure.people.choices import Purpose

CURRENT = "2026-11-22"

WORDINGS: dict[str, dict[str, dict[str, str]]] = {
    "2026-11-22": {
        "zh": {
            Purpose.KEEP_DATA: (
                "我同意本店为会员服务保存我的姓名、联系方式、重要日子、尺寸与购买记录；我可以随时查阅、更正、导出或要求删除。"
            ),
            Purpose.MARKETING_SMS: "我同意本店用短信告知我新品与活动；我可以随时退订，不影响其他服务。",
            Purpose.MARKETING_WECHAT: "我同意本店用微信告知我新品与活动；我可以随时退订，不影响其他服务。",
            Purpose.MARKETING_PHONE: "我同意本店打电话告知我新品与活动；我可以随时拒绝，不影响其他服务。",
            Purpose.MARKETING_EMAIL: "我同意本店用邮件告知我新品与活动；我可以随时退订，不影响其他服务。",
            Purpose.PROFILING: "我同意本店根据我的购买与到店记录为我推荐商品；我可以随时关闭，不影响其他服务。",
            Purpose.PHOTO: "我同意本店使用我提供或与我合拍的照片；我可以随时撤回，撤回后不再使用。",
        },
        "en": {
            Purpose.KEEP_DATA: (
                "The shop may keep my name, contacts, days to remember, sizes and purchases to serve me as a member. "
                "I may see, correct, export or have them erased at any time."
            ),
            Purpose.MARKETING_SMS: (
                "The shop may tell me of new pieces and events by SMS. I may stop this at any time; "
                "nothing else changes."
            ),
            Purpose.MARKETING_WECHAT: (
                "The shop may tell me of new pieces and events by WeChat. I may stop this at any time; "
                "nothing else changes."
            ),
            Purpose.MARKETING_PHONE: (
                "The shop may call me about new pieces and events. I may refuse at any time; nothing else changes."
            ),
            Purpose.MARKETING_EMAIL: (
                "The shop may tell me of new pieces and events by email. I may stop this at any time; "
                "nothing else changes."
            ),
            Purpose.PROFILING: (
                "The shop may suggest pieces to me from my purchases and visits. I may turn this off at any time; "
                "nothing else changes."
            ),
            Purpose.PHOTO: (
                "The shop may use photos that I gave or that show me. I may take this back at any time, "
                "and they are used no more."
            ),
        },
    },
}

PRIVACY: dict[str, dict[str, tuple[str, ...]]] = {
    "2026-11-22": {
        "zh": (
            "谁在处理：您登记的门店。只有店里需要为您服务的员工能看到，每次打开档案都有记录。",
            "收什么、为什么：姓名与手机号用来认出您、与您联系；生日与称呼可以不填，用来在合适的日子问候您。",
            "怎么存：手机号加密保存。不出售，不提供给无关的人，不用于您没有勾选的用途。",
            "存多久：您是会员期间。如果这份登记没有成为会员资料，最多保留 90 天，之后自动删除。",
            "您的权利：随时可以到店或通过您的顾问查阅、更正、导出、撤回同意或要求删除；撤回不影响其他服务。",
        ),
        "en": (
            "Who: the store you register with. Only staff who serve you see it, and each opening is on record.",
            (
                "What and why: your name and phone, to know and reach you; birthday and form of address are up to you, "
                "to greet you on the right day."
            ),
            (
                "How: the phone is kept encrypted. It is not sold, not given to others, and used for nothing that you "
                "did not tick."
            ),
            (
                "How long: while you are a member. A registration that leads to no membership is erased after 90 days "
                "at the latest."
            ),
            (
                "Your rights: see, correct, export, take back or erase it at any time, in the store or through your "
                "advisor; taking back a consent changes nothing else."
            ),
        ),
    },
}


def privacy(version: str = CURRENT) -> tuple[str, ...]:
    """What is told of the handling of personal data, in the reader's language, by paragraph."""
    return PRIVACY.get(version, {}).get(_language(), ())


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def wording(purpose: str, version: str = CURRENT) -> str:
    """The text of a version in the reader's language; "" where a version has none for the purpose."""
    return WORDINGS.get(version, {}).get(_language(), {}).get(purpose, "")
