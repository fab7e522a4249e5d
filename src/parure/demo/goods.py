"""What the demo sells: styles over categories, metals and gems, and pieces made to them."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from parure.catalog.bulk import CertificateRow, PieceRow, StoneRow, StyleRow, write_styles
from parure.catalog.certificates import normalise_number
from parure.catalog.drawings import drawing_for
from parure.catalog.naming import legal_name
from parure.demo.families import FAMILIES, Family
from parure.demo.metals import GOLD_NOW_MINOR, metal_minor

COLOURS = ("D", "E", "F", "G", "H", "I")
CLARITIES = ("IF", "VVS1", "VVS2", "VS1", "VS2", "SI1")
BAR_GRAMS = (10, 10, 20, 20, 50, 50, 100)
CARATS = (180, 230, 300, 300, 330, 410, 500, 500, 520, 600, 700, 720, 810, 900, 1010, 1010, 1210, 1510, 2030)


@dataclass(frozen=True, slots=True)
class Style:
    """A style as the demo draws from it; `worth` is a usual price in fen."""

    pk: int
    name: str
    motif: str
    family: Family
    worth: int


@dataclass(slots=True)
class Made:
    """A thing made to a style, before it is sold or laid into the window."""

    style: Style
    weight_mg: int
    price_minor: int
    labour_minor: int
    stones: tuple[StoneRow, ...] = ()


def open_catalogue(luck: Random, today: date) -> list[Style]:
    """Write every style of the families; returns them in order."""
    rows: list[StyleRow] = []
    found: list[tuple[str, str, Family, int]] = []
    for family in FAMILIES:
        kind = legal_name(family.category, family.fineness, family.gem, origin=family.origin)
        for number, motif in enumerate(family.motifs, 1):
            worth = _worth(family, luck, today)
            rows.append(_style_row(family, motif, kind, len(rows) + 1, number, worth, today))
            found.append((f"{motif} {kind}", motif, family, worth))
    ids = write_styles(rows)
    return [Style(pk, *each) for pk, each in zip(ids, found, strict=True)]


def _style_row(
    family: Family, motif: str, kind: str, total: int, number: int, worth: int, today: date
) -> StyleRow:
    return StyleRow(
        style_no=f"{family.code}{number:02d}-{total:03d}",
        name=f"{motif} {kind}",
        category=family.category,
        fineness=family.fineness,
        alloy_colour=family.alloy,
        main_gem=family.gem,
        crafts=json.dumps(family.crafts),
        occasions=json.dumps(family.occasions),
        pricing_mode="BY_WEIGHT" if family.by_weight else "FIXED",
        price_minor=None if family.by_weight else worth,
        labour_per_gram_minor=family.labour_minor if family.by_weight else None,
        labour_per_piece_minor=None if family.by_weight else family.labour_minor * 10,
        drawing=drawing_of(family),
        collection=family.collection,
        vendor="璞如工坊" if number % 3 else "深圳水贝合作厂",
        matching_set=f"{family.collection}套系"
        if family.category in ("RING", "NECKLACE", "EAR_STUD")
        else "",
        created_at=timezone.make_aware(
            datetime.combine(today - timedelta(days=1500 - total * 7), time(9, 30))
        ),
    )


def drawing_of(family: Family) -> str:
    """The picture of a family's pieces: its own, or the one its codes choose."""
    if family.drawing:
        return family.drawing
    return drawing_for(family.category, family.fineness, family.alloy, family.gem)


def _worth(family: Family, luck: Random, today: date) -> int:
    if family.by_weight:
        grams = sum(family.grams) / 2
        return int(grams * (GOLD_NOW_MINOR + family.labour_minor))
    low, high = family.prices
    return (low + int((high - low) * luck.random() ** 2)) * 100


def make(luck: Random, style: Style, day: date, today: date, scale: float = 1.0) -> Made:
    """A thing of this style as it is priced on a day; `scale` above 1 draws from the upper end."""
    family = style.family
    low, high = family.grams
    share = min(luck.random() ** (1.6 / scale), 1.0)
    weight_mg = int((low + (high - low) * share) * 1000)
    if family.category == "BAR":
        weight_mg = luck.choice(BAR_GRAMS) * 1000
    if family.by_weight:
        metal = metal_minor(family.fineness, day, today) * weight_mg // 1000
        labour = family.labour_minor * weight_mg // 1000
        return Made(style, weight_mg, (metal + labour) // 100 * 100, labour)
    stones = _stones(luck, family, scale)
    price = int(style.worth * (0.75 + 0.5 * luck.random()) * scale)
    if family.gem == "DIAMOND" and family.main_carat and family.origin == "NATURAL":
        price = _diamond_price(stones[0]) + style.worth // 4
    price = max(price // 10_000 * 10_000 + luck.choice((8_000, 6_800, 9_900, 0)), 29_900)
    return Made(style, weight_mg, price, price // 6, stones)


def _diamond_price(stone: StoneRow) -> int:
    carat = (stone.weight_millicarat or 0) / 1000
    grade = 1.6 - 0.11 * COLOURS.index(stone.colour) - 0.08 * CLARITIES.index(stone.clarity)
    return int(2_600_000 * carat**1.75 * grade) + 120_000


def _stones(luck: Random, family: Family, scale: float) -> tuple[StoneRow, ...]:
    if not family.gem:
        return ()
    if family.gem == "DIAMOND" and family.main_carat:
        size = CARATS[min(int(luck.random() * 12 * scale), len(CARATS) - 1)]
        main = StoneRow(
            gem="DIAMOND", origin=family.origin, treatment="NONE", weight_millicarat=size + luck.randint(0, 9),
            colour=luck.choice(COLOURS), clarity=luck.choice(CLARITIES), cut="EX",
        )  # fmt: skip
        return (main,)
    if family.gem == "DIAMOND":
        count = luck.randint(9, 33)
        colour, clarity = luck.choice(("D-E", "F-G", "H")), luck.choice(("VS1", "VS2", "SI1"))
        return (
            StoneRow(
                gem="DIAMOND",
                treatment="NONE",
                count=count,
                weight_millicarat=count * 12,
                colour=colour,
                clarity=clarity,
            ),
        )
    weight = luck.randint(600, 4200) if family.gem in ("RUBY", "SAPPHIRE", "EMERALD", "TOURMALINE") else None
    return (
        StoneRow(
            gem=family.gem, treatment="NONE", weight_millicarat=weight, colour=luck.choice(family.colours)
        ),
    )


def certificates(luck: Random, made: Made) -> tuple[CertificateRow, ...]:
    """The papers that such a piece comes with."""
    family = made.style.family
    if not family.gem or made.price_minor < 150_000:
        return ()
    papers = []
    if family.origin == "SYNTHETIC":
        papers.append(("IGI", f"LG{luck.randint(520_000_000, 699_999_999)}"))
    elif (
        family.gem == "DIAMOND"
        and made.stones
        and (made.stones[0].weight_millicarat or 0) >= 300
        and family.main_carat
    ):
        papers.append(("GIA", f"{luck.choice((22, 64, 74, 24))}{luck.randint(10_000_000, 99_999_999)}"))
    if not papers or luck.random() < 0.5:
        papers.append(("NGTC", f"{luck.choice('FQGZ')}{luck.randint(10**10, 10**11 - 1)}"))
    return tuple(
        CertificateRow(lab=lab, number=number, number_normalised=normalise_number(lab, number).number)
        for lab, number in papers
    )


def piece_row(
    luck: Random, made: Made, *, number: int, received: date, store_id: int | None, status: str = "IN_STOCK"
) -> PieceRow:
    """The piece with its own code; money and weights as on its label."""
    family = made.style.family
    price = made.price_minor
    ring = family.category in ("RING", "COUPLE_RINGS")
    stone_mg = sum(200 * (stone.weight_millicarat or 0) // 1000 for stone in made.stones)
    return PieceRow(
        code=f"{family.code[:2]}{received:%y%m}{number:06d}",
        style_id=made.style.pk,
        name=made.style.name,
        category=family.category,
        fineness=family.fineness,
        alloy_colour=family.alloy,
        main_gem=family.gem,
        drawing=drawing_of(family),
        gross_weight_mg=stone_mg if family.category == "LOOSE_STONE" else made.weight_mg + stone_mg,
        net_weight_mg=made.weight_mg if family.fineness else None,
        labour_per_gram_minor=family.labour_minor if family.by_weight else None,
        labour_per_piece_minor=None if family.by_weight else made.labour_minor,
        setting_fee_minor=None if family.by_weight or not made.stones else 30_000,
        cost_minor=price * luck.randint(82, 90) // 100
        if family.by_weight
        else price * luck.randint(42, 62) // 100,
        label_price_minor=price,
        ring_size_label=f"港{luck.randint(10, 15)}" if ring else "",
        store_id=store_id,
        location=luck.choice(("一号柜", "二号柜", "三号柜", "婚戒柜", "古法金柜", "翡翠柜", "保险柜")),
        status=status,
        received_on=received,
        stones=made.stones,
        certificates=certificates(luck, made),
    )
