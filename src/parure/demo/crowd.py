"""The many: customers with families, dates, sizes, tastes and remarks, drawn by chance from a seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from parure.core.lunar import LunarDate, SolarDay, lunar_of
from parure.demo import names, words
from parure.demo.company import SELLERS, STORES, Company
from parure.demo.habits import COMMON_TAGS, HABITS, SHARES, SOURCE_SHARES, SOURCES, Habit
from parure.people.bulk import NewCustomer, NewDate, NewPreference, NewRelation, NewSize
from parure.people.names import romanise
from parure.people.sizes import parse_bangle, parse_length, parse_ring_size

STORE_SHARES = (46, 76, 100)
PHONES = [
    "130",
    "131",
    "132",
    "133",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "152",
    "155",
    "156",
    "157",
    "158",
    "159",
    "166",
    "176",
    "177",
    "180",
    "181",
    "182",
    "183",
    "185",
    "186",
    "187",
    "188",
    "189",
    "199",
]
AREAS = {
    "SHJA": "上海市静安区 上海市黄浦区 上海市普陀区 上海市长宁区", "SHXH": "上海市徐汇区 上海市闵行区 上海市浦东新区 上海市松江区",
    "GZTH": "广州市天河区 广州市越秀区 广州市番禺区 深圳市福田区",
}  # fmt: skip
ROADS = (
    "延平路",
    "武宁路",
    "康定路",
    "龙华中路",
    "漕溪北路",
    "天钥桥路",
    "体育西路",
    "珠江新城华夏路",
    "黄埔大道",
    "新闸路",
)
WEDDING_DAYS = ((5, 1), (5, 2), (10, 1), (10, 2), (5, 20), (9, 9), (11, 11), (6, 18), (12, 12), (8, 8))
RINGS = {
    "F": ("港9", "港10", "港11", "港12", "港12", "港13", "港13", "港14", "港15"),
    "M": ("港17", "港18", "港19", "港20", "港21", "港22"),
}


@dataclass(slots=True)
class Buyer:
    """A customer on the way in, with how they buy; `spouse` is the place of wife or husband in the batch."""

    new: NewCustomer
    habit: Habit
    store: str
    gender: str
    seller: str
    since: int
    oldest: int
    newest: int
    spouse: int | None = None
    recipients: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)  # the collections of what they bought
    pk: int = 0


def draw_buyers(
    luck: Random, company: Company, size: int, first: int, whole: int, today: date
) -> list[Buyer]:
    """`size` buyers of a shop of `whole`; `first` is the number of the first one. Some are each other's spouses."""
    own = min(0.25, 140 / whole) if whole else 0
    buyers = [_buyer(luck, company, first + i, own, today) for i in range(size)]
    _marry(luck, buyers)
    return buyers


def _buyer(luck: Random, company: Company, number: int, own: float, today: date) -> Buyer:
    habit = luck.choices(HABITS, cum_weights=SHARES)[0]
    gender = "F" if luck.random() < 0.72 else "M"
    born = _birth(luck, habit, today)
    who = names.person(luck, gender, born.year)
    store = luck.choices(STORES, cum_weights=STORE_SHARES)[0][0]
    seller = _seller(luck, store, own)
    oldest, newest = _span(luck, habit)
    source, _share, campaigns = luck.choices(SOURCES, cum_weights=SOURCE_SHARES)[0]
    pinyin = romanise(who.name).full
    since = oldest + luck.randint(0, 25) if oldest else luck.randint(2, 400)
    new = NewCustomer(
        name=who.name,
        member_no=f"PR-{number + 1000:06d}",
        nickname=names.nickname(luck, who, pinyin) if luck.random() < 0.7 else "",
        gender=who.gender if luck.random() < 0.97 else "",
        occupation=luck.choice(words.OCCUPATIONS) if luck.random() < 0.6 else "",
        education=luck.choice(words.EDUCATION) if luck.random() < 0.3 else "",
        social_circle=luck.choice(words.CIRCLES) if luck.random() < 0.5 else "",
        source_channel=source,
        campaign=luck.choice(campaigns),
        home_store_id=company.stores[store].pk,
        owner_id=company.staff[seller].pk if seller else None,
        remark=words.spoken_of(luck.choice(words.REMARKS), who.gender),
        caution=luck.choice(words.CAUTIONS) if luck.random() < 0.02 else "",
        tags=_tags(luck, habit),
        marketing_consent=luck.choices((True, False, None), weights=(62, 8, 30))[0],
        registered_on=today - timedelta(days=since),
        contacts=_contacts(luck, who, pinyin, store),
    )
    buyer = Buyer(new, habit, store, who.gender, seller, since, oldest, newest)
    _draw_life(luck, buyer, born, company, today)
    return buyer


def _birth(luck: Random, habit: Habit, today: date) -> date:
    low, high = {"bride": (23, 34), "invest": (38, 68), "jade": (36, 66), "loyal": (30, 60)}.get(
        habit.code, (21, 66)
    )
    age = low + (high - low) * (luck.random() + luck.random()) / 2
    return today - timedelta(days=int(age * 365.25) + luck.randint(0, 364))


def _seller(luck: Random, store: str, own: float) -> str:
    if store == "SHJA" and luck.random() < own / STORE_SHARES[0] * 100:
        return "advisor"
    people = SELLERS[store]
    return luck.choices(
        [name for name, _ in people], cum_weights=list(accumulate(share for _, share in people))
    )[0]


def _span(luck: Random, habit: Habit) -> tuple[int, int]:
    """The days ago between which somebody buys."""
    if habit.code == "lead":
        return 0, 0
    if habit.code in ("once", "bride"):  # one short span somewhere
        oldest = luck.randint(*habit.oldest)
        return oldest, max(oldest - luck.randint(1, 75), 1)
    if habit.code in ("dormant", "lost"):
        newest = luck.randint(*habit.newest)
        return max(luck.randint(*habit.oldest), newest + 10), newest
    return luck.randint(*habit.oldest), 1


def _tags(luck: Random, habit: Habit) -> tuple[str, ...]:
    found = [tag for tag in habit.tags if luck.random() < 0.7]
    found += luck.sample(COMMON_TAGS, luck.choices((0, 1, 2, 3), weights=(38, 36, 19, 7))[0])
    return tuple(dict.fromkeys(found))


def _contacts(luck: Random, who: names.PersonName, pinyin: str, store: str) -> tuple[tuple[str, str], ...]:
    found = []
    if who.abroad == "HK":
        found.append(("phone", f"+852{luck.choice('569')}{luck.randint(10**6, 10**7 - 1)}"))
    elif luck.random() < 0.965:
        found.append(("phone", f"+86{luck.choice(PHONES)}{luck.randint(0, 10**8 - 1):08d}"))
    if luck.random() < 0.72:
        found.append(("wechat", f"{pinyin[:10] or 'wx'}{luck.choice(('', '_'))}{luck.randint(10, 9999)}"))
    if luck.random() < 0.12:
        found.append(("email", f"{pinyin[:12] or 'guest'}{luck.randint(1, 99)}@example.com"))
    if luck.random() < 0.18:
        road = f"{luck.choice(ROADS)}{luck.randint(8, 1299)}弄{luck.randint(1, 40)}号{luck.randint(2, 28)}0{luck.randint(1, 4)}室"
        found.append(("address", luck.choice(AREAS[store].split()) + road))
    return tuple(found)


# ── family, dates, sizes, tastes ─────────────────────────────────────────────


def _draw_life(luck: Random, buyer: Buyer, born: date, company: Company, today: date) -> None:
    new, age = buyer.new, (today - born).days // 365
    relations: list[NewRelation] = []
    dates: list[NewDate] = []
    if luck.random() < 0.78:
        dates.append(NewDate("birthday", _birthday(luck, born)))
    if age > 24 and luck.random() < (0.9 if buyer.habit.code == "bride" else 0.5):
        _add_spouse(luck, buyer, relations, dates, age, today)
    if age > 29 and relations and luck.random() < 0.35:
        _add_child(luck, buyer, relations, dates, today)
    if luck.random() < 0.16:
        relations.append(
            NewRelation(
                "mother",
                f"{names.surname(luck)}阿姨",
                note=luck.choice(("喜足金", "爱翡翠", "", "手镯圈口 58")),
            )
        )
        year = born.year - luck.randint(22, 30)
        dates.append(
            NewDate(
                "birthday",
                _birthday(luck, date(year, luck.randint(1, 12), luck.randint(1, 28)), 0.8),
                "母亲生日",
                len(relations) - 1,
            )
        )
        buyer.recipients.append("母亲")
    new.relations, new.dates = relations, dates
    new.sizes = _sizes(luck, buyer)
    new.preferences = _preferences(luck, buyer, company, today)


def _birthday(luck: Random, born: date, lunar: float = 0.4) -> LunarDate | SolarDay:
    """The day as the family keeps it; a quarter doesn't tell the year."""
    told = luck.random() < 0.75
    if luck.random() < lunar:
        day = lunar_of(born)
        return day if told else LunarDate(day.month, day.day, day.leap)
    return SolarDay(born.month, born.day, born.year if told else None)


def _add_spouse(
    luck: Random, buyer: Buyer, relations: list[NewRelation], dates: list[NewDate], age: int, today: date
) -> None:
    other = "M" if buyer.gender == "F" else "F"
    who = names.person(luck, other, today.year - age)
    soon = buyer.habit.code == "bride" and buyer.newest < 120
    days = -luck.randint(5, 200) if soon else luck.randint(200, max(400, (age - 23) * 365))
    wedding = today - timedelta(days=days)
    if luck.random() < 0.4:
        month, day = luck.choice(WEDDING_DAYS)
        wedding = wedding.replace(month=month, day=day)
    relations.append(NewRelation("partner" if wedding > today else "spouse", who.name))
    dates.append(NewDate("wedding", SolarDay(wedding.month, wedding.day, wedding.year)))
    buyer.recipients += ["先生" if other == "M" else "太太"] * 3
    if luck.random() < 0.3:
        born = today - timedelta(days=365 * age + luck.randint(-1500, 1500))
        dates.append(
            NewDate(
                "birthday",
                _birthday(luck, born),
                "先生生日" if other == "M" else "太太生日",
                len(relations) - 1,
            )
        )


def _add_child(
    luck: Random, buyer: Buyer, relations: list[NewRelation], dates: list[NewDate], today: date
) -> None:
    kind = luck.choice(("son", "daughter"))
    relations.append(
        NewRelation(
            kind, luck.choice(("小名豆豆", "小名糖糖", "小名安安", "小名一一", "小名可乐", "小名团子"))
        )
    )
    born = today - timedelta(days=luck.randint(40, 5500))
    dates.append(NewDate("birthday", SolarDay(born.month, born.day), "宝贝生日", len(relations) - 1))
    buyer.recipients.append("女儿" if kind == "daughter" else "儿子")


@lru_cache(maxsize=512)
def ring(text: str) -> tuple[str, int | None, str]:
    size = parse_ring_size(text)
    return size.label, size.circumference_um, size.gauge


def _sizes(luck: Random, buyer: Buyer) -> list[NewSize]:
    found = []
    if luck.random() < (0.85 if buyer.habit.code in ("bride", "loyal") else 0.34):
        label, measure, gauge = ring(luck.choice(RINGS[buyer.gender]))
        found.append(
            NewSize(
                "ring",
                label,
                measure,
                luck.choice(("LEFT_RING", "LEFT_RING", "RIGHT_MIDDLE", "LEFT_INDEX", "")),
                gauge,
            )
        )
    if buyer.gender == "F" and luck.random() < (0.9 if buyer.habit.code == "jade" else 0.15):
        length = parse_bangle(f"{luck.choice((52, 54, 55, 56, 56, 57, 58, 60))}mm")
        found.append(NewSize("bangle", length.label, length.length_um))
    if luck.random() < 0.1:
        length = parse_length(f"{luck.choice((40, 42, 45, 48))}cm")
        found.append(NewSize("necklace", length.label, length.length_um))
    return found


def _preferences(luck: Random, buyer: Buyer, company: Company, today: date) -> list[NewPreference]:
    count = luck.choices((0, 1, 2, 3), weights=(40, 30, 20, 10))[0]
    if not count:
        return []
    heard_by = company.staff[buyer.seller].pk if buyer.seller else None
    wish = buyer.habit.wants[0][0]
    pool = words.LIKES[wish] + words.LIKES["everyday"]
    said = [(aspect, value, "likes") for aspect, value in luck.sample(pool, min(count, len(pool)))]
    if luck.random() < 0.25:
        said.append((*luck.choice(words.AVOIDS), "avoids"))
    return [
        NewPreference(
            aspect,
            value,
            stance,
            heard_by_id=heard_by,
            heard_on=today - timedelta(days=luck.randint(1, max(buyer.since, 2))),
        )
        for aspect, value, stance in said
    ]


def _marry(luck: Random, buyers: list[Buyer]) -> None:
    """Make some of the women and men of a store spouses of each other."""
    men: dict[str, list[int]] = {}
    for place, buyer in enumerate(buyers):
        if buyer.gender == "M" and not buyer.new.relations:
            men.setdefault(buyer.store, []).append(place)
    for place, buyer in enumerate(buyers):
        if buyer.gender != "F" or buyer.new.relations or luck.random() > 0.12 or not men.get(buyer.store):
            continue
        buyer.spouse = men[buyer.store].pop()
        buyers[buyer.spouse].spouse = place
        buyer.recipients.append("先生")
        buyers[buyer.spouse].recipients += ["太太", "太太"]
