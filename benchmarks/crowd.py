"""A crowd of customers with the names, stores and advisors that a Chinese jeweller's base has."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史贺陶顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
WEIGHTS = [1 / (rank + 3) for rank in range(len(SURNAMES))]
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰佩雨桐思远晚晴婉仪若瑾念慈一诺怀瑜曼青景行清扬知夏子涵梓轩欣怡浩宇俊熙诗雅梦洁"
STORES = 20
ADVISORS = 400


def people(count: int, seed: int = 7, *, first: int = 0) -> Iterator[dict[str, object]]:
    """`count` people: name, member_no, phone, gender, birthday, store and advisor number, registered_on."""
    luck = random.Random(seed)
    today = date(2026, 11, 1)
    for number in range(first, first + count):
        name = luck.choices(SURNAMES, WEIGHTS)[0] + "".join(luck.choices(GIVEN, k=luck.choice((1, 2, 2, 2))))
        store = luck.randrange(STORES)
        yield {
            "name": name,
            "member_no": f"PR{number:08d}",
            "phone": f"1{luck.choice((3, 5, 7, 8, 9))}{number * 7919 % 1_000_000_000:09d}",
            "gender": luck.choice("FM"),
            "month": luck.randrange(1, 13),
            "day": luck.randrange(1, 29),
            "year": luck.randrange(1955, 2005),
            "store": store,
            "advisor": store + STORES * luck.randrange(ADVISORS // STORES),
            "registered_on": today - timedelta(days=luck.randrange(1400)),
            "spent": luck.randrange(0, 20_000_000) if luck.random() < 0.6 else 0,
        }
