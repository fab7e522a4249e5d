"""The groups that a shop begins with: their names, and a playbook each, which it then makes its own."""

from dataclasses import dataclass

from parure.insight.groups.names import forget_group_names
from parure.insight.measures.rfm import GROUPS
from parure.insight.models import RfmGroup


@dataclass(frozen=True)
class Seed:
    """A group's name, its tag's colour, and what to do about its customers."""

    name: str
    tone: str
    playbook: str


# in the order in which they are shown: from the best to those who have been away longest
SEEDS = {
    "champion": Seed(
        "高价值",
        "gold",
        "店长和专属顾问一起维护。新品到店先请她们看，留私享时段；生日、纪念日由顾问亲手写卡。每季至少面谈一次，不靠折扣。",
    ),
    "loyal": Seed(
        "忠诚",
        "sage",
        "顾问每月联系一次，话题从上次买的那件说起。配套件、同系列优先推荐；请她带朋友来，两边都有礼。",
    ),
    "big_spender": Seed(
        "大额潜力",
        "slate",
        "顾问两周内回访第一件的佩戴感受，请来做免费清洗保养。了解家人和下一个日子，推荐第二件；店长过目方案。",
    ),
    "newcomer": Seed(
        "新客",
        "slate",
        "成交顾问 3 天内道谢并教保养，30 天内请回店清洗。补全生日、手寸、喜好，这一步做完再谈推荐。",
    ),
    "promising": Seed(
        "潜力",
        "sage",
        "顾问每两个月联系一次，按喜好发两三件，不群发。节日前请来试戴，目标是下一档的第二件。",
    ),
    "regular": Seed("常规", "", "跟着全店的节日活动走。来店时顾问补一条喜好，好判断她会往哪一组去。"),
    "slipping": Seed(
        "预流失",
        "rust",
        "买得不少却久未来，本周由顾问打电话，不发群消息。先问上次那件戴得好不好，有不满意报店长当天处理；请来保养、改圈、换款。",
    ),
    "needs_care": Seed(
        "需唤醒",
        "rust",
        "顾问一个月内发一条一对一的消息，由头是保养或旧金换新。两次没有回音，转营销的唤醒活动。",
    ),
    "dormant": Seed(
        "沉睡",
        "rose",
        "由营销在年节前统一唤醒，不占顾问时间。回了消息的，第二天分给顾问跟进；连着两次没有回音，一年内不再打扰。",
    ),
}


def seed_groups() -> None:
    """Make the groups that are missing; those that the shop has changed stay as they are."""
    known = set(RfmGroup.objects.values_list("code", flat=True))
    rules = {each.code: each for each in GROUPS}
    RfmGroup.objects.bulk_create(
        RfmGroup(
            code=code,
            name=seed.name,
            tone=seed.tone,
            playbook=seed.playbook,
            position=place,
            r_from=rules[code].recency[0],
            r_to=rules[code].recency[1],
            f_from=rules[code].frequency[0],
            f_to=rules[code].frequency[1],
            m_from=rules[code].money[0],
            m_to=rules[code].money[1],
        )
        for place, (code, seed) in enumerate(SEEDS.items(), 1)
        if code not in known
    )
    forget_group_names()
