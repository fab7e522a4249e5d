"""Cells as values: one parser for each kind of value in columns.VALUE_KINDS.

A parser takes trimmed, filled text and returns the value or raises CellProblem. Parsers of values that repeat (a
gender, a tier, a date, a price) remember what they have read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from parure.catalog.categories import guess_category, guess_crafts, guess_occasions
from parure.catalog.fineness import Fineness, parse_fineness
from parure.catalog.gems import Gem, parse_gem
from parure.core.calendar import ImpossibleDate, UnreadableDate, parse_date, parse_day, parse_moment
from parure.core.decimals import UnreadableNumber
from parure.core.lunar import LunarDate, SolarDay
from parure.core.money import UnreadableAmount, minor_digits, parse_money
from parure.core.weight import parse_carat, parse_weight
from parure.integrations.imports import words
from parure.integrations.imports.columns import Target
from parure.integrations.imports.problems import CellProblem
from parure.people.phones import Phone, normalise_email, parse_phone, split_phones
from parure.people.sizes import Gauge, Length, RingSize, parse_bangle, parse_length, parse_ring_size

Parser = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a file leaves unsaid: its currency, the time zone of its times, the region of its telephone numbers, and
    the gauge that a bare ring size means ("" when the shop can't say).
    """

    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    region: str = "CN"
    ring_gauge: Gauge = ""


CHINA = Conventions()

_PLAIN_CHARACTERS = 12  # of an amount that is read without much ado
_PLAIN_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+-]{0,60}@(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,24}", re.ASCII)
_LOST = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
_FLOATED = re.compile(r"(\d+)\.0+", re.ASCII)
_WHOLE = re.compile(r"([+-]?)(\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?:\.0+)?\s*(?:分|积分|次|单|件|个|粒|颗|pcs|pts|points?|min|分钟)?", re.IGNORECASE)  # fmt: skip
_FRACTION = re.compile(r"[+-]?[\d,]+\.\d+")
_TAGS = re.compile(r"[,，;；、|\n]+")
_HAN = re.compile(r"[㐀-鿿]")
_WORD = re.compile(r"[\s_,，。.:：\-]+")


def fold_word(text: str) -> str:
    """A word as the tables of words.py have it: lower case, no spaces or punctuation."""
    return _WORD.sub("", text).lower()


@lru_cache(maxsize=64)
def parsers(conventions: Conventions = CHINA) -> dict[str, Parser]:
    """A parser for every value kind that doesn't depend on its target's limit (see `parser_for`)."""
    return {
        "phone": partial(parse_phones, region=conventions.region),
        "phones": partial(parse_phones, region=conventions.region),
        "email": parse_email,
        "gender": parse_gender,
        "yes_no": parse_yes_no,
        "consent": parse_yes_no,
        "day": parse_a_day,
        "date": parse_a_date,
        "moment": _moments(conventions.timezone),
        "money": _amounts(conventions.currency),
        "price": _prices(conventions.currency),
        "whole": parse_whole,
        "quantity": parse_quantity,
        "weight": parse_milligrams,
        "carat": parse_millicarat,
        "ring_size": partial(parse_a_ring_size, gauge=conventions.ring_gauge),
        "inner_diameter": parse_a_bangle,
        "length": parse_a_length,
        "tags": parse_tags,
        "fineness": parse_a_fineness,
        "gem": parse_a_gem,
        "category": parse_a_category,
        "crafts": parse_crafts_cell,
        "occasions": parse_occasions,
        "pricing_mode": partial(_coded, words.PRICING_MODES, "status_unknown"),
        "labour_mode": partial(_coded, words.LABOUR_MODES, "status_unknown"),
        "piece_status": partial(_coded, words.PIECE_STATUSES, "status_unknown"),
        "status": parse_status,
        "channel": partial(_labelled, words.CHANNELS),
        "payment": partial(_labelled, words.PAYMENT_METHODS),
        "outcome": partial(_labelled, words.VISIT_OUTCOMES),
        "link": parse_link,
    }


def parser_for(target: Target, conventions: Conventions = CHINA) -> Parser | None:
    """The parser of a target's cells; None for plain text, of which only the length matters."""
    found = parsers(conventions).get(target.value)
    if found:
        return found
    if target.value not in ("identifier", "name"):
        return None
    if target.value == "identifier":
        return partial(parse_identifier, limit=target.limit)
    return partial(parse_person_name, limit=target.limit)


def parse_identifier(text: str, limit: int) -> str:
    """A number that is a name: leading zeros kept, "123.0" of a float mended, 1.2E+17 refused."""
    if len(text) > limit:
        raise CellProblem("text_too_long", text)
    if not text.isascii() or ("." not in text and "E+" not in text):
        return text
    if _LOST.fullmatch(text):
        raise CellProblem("float_lost_digits", text)
    floated = _FLOATED.fullmatch(text)
    return floated[1] if floated else text


def parse_person_name(text: str, limit: int) -> str:
    """A name on one line; spaces inside a Chinese name are taken out ("张 三" -> "张三")."""
    if len(text) > limit:
        raise CellProblem("text_too_long", text)
    if text.isalpha():
        return text
    parts = text.split()
    joiner = "" if all(map(_HAN.match, parts)) else " "
    return joiner.join(parts)


def full_name(first: str, last: str) -> str:
    """One name of two parts: family name first when both are Chinese."""
    if first and last and _HAN.search(first) and _HAN.search(last):
        return last + first
    return f"{first} {last}".strip()


@lru_cache(maxsize=1024)
def parse_phones(text: str, region: str = "CN") -> tuple[Phone, ...]:
    """All numbers in a cell. Their own `problem` tells what is wrong with each; none is lost."""
    if len(text) == 11 and text.isdigit():
        return (parse_phone(text, region),)
    return tuple([parse_phone(part, region) for part in split_phones(text)])


def parse_email(text: str) -> str:
    """A normalised address."""
    if _PLAIN_EMAIL.fullmatch(text) and ".." not in text:
        return text
    address = normalise_email(text)
    if address is None:
        raise CellProblem("email_invalid", text)
    return address


@lru_cache(maxsize=4096)
def parse_gender(text: str) -> str:
    """F, M, or "" for words that leave it open."""
    code = words.GENDERS.get(fold_word(text))
    if code is None:
        raise CellProblem("gender_unknown", text)
    return "" if code == "NONE" else code


@lru_cache(maxsize=4096)
def parse_yes_no(text: str) -> bool | None:
    """True, False, or None for words that leave it open (an e-mail subscription "Unknown")."""
    word = fold_word(text)
    if word in words.YES:
        return True
    if word in words.NO:
        return False
    if word in words.NEITHER:
        return None
    raise CellProblem("yes_no_unknown", text)


def _date_problem(error: UnreadableDate | ImpossibleDate, text: str) -> CellProblem:
    if error.code == "no_year":
        return CellProblem("year_missing", text)
    if error.code == "no_leap_month":
        return CellProblem("leap_month_missing", text)
    impossible = isinstance(error, ImpossibleDate)
    return CellProblem("date_impossible" if impossible else "date_unreadable", text)


@lru_cache(maxsize=65536)
def parse_a_day(text: str, calendar_hint: str = "") -> SolarDay | LunarDate:
    """A day of either calendar, its year optional; see parure.core.calendar.parse_day."""
    try:
        return parse_day(text, calendar_hint=calendar_hint)
    except (UnreadableDate, ImpossibleDate) as error:
        raise _date_problem(error, text) from error


@lru_cache(maxsize=65536)
def parse_a_date(text: str) -> date:
    """A full solar date."""
    try:
        return parse_date(text)
    except (UnreadableDate, ImpossibleDate) as error:
        raise _date_problem(error, text) from error
    except ValueError as error:
        raise CellProblem("date_impossible", text) from error


def _moments(timezone: str) -> Parser:
    zone = ZoneInfo(timezone)

    @lru_cache(maxsize=8192)
    def parse_a_moment(text: str) -> datetime:
        if len(text) == 19 and text[4] == "-" and text[10] in " T":
            try:
                return datetime.fromisoformat(text).replace(tzinfo=zone)
            except ValueError as error:
                raise CellProblem("date_impossible", text) from error
        try:
            return parse_moment(text, zone)
        except (UnreadableDate, ImpossibleDate) as error:
            raise _date_problem(error, text) from error
        except ValueError as error:
            raise CellProblem("date_impossible", text) from error

    return parse_a_moment


def _amounts(currency: str) -> Parser:
    digits = minor_digits(currency)

    @lru_cache(maxsize=16384)
    def parse_written(text: str) -> int:
        try:
            return parse_money(text, currency).minor
        except UnreadableAmount as error:
            raise CellProblem("amount_unreadable", text) from error

    def parse_amount(text: str) -> int:
        # Most amounts are all different and plain: remembering them costs more than reading them.
        if digits == 2 and len(text) <= _PLAIN_CHARACTERS and text.isascii():
            if text.isdigit():
                return int(text) * 100
            if text[-3:-2] == "." and (whole := text[:-3]).isdigit() and (fen := text[-2:]).isdigit():
                return int(whole + fen)
        return parse_written(text)

    return parse_amount


def _prices(currency: str) -> Parser:
    """Amounts that can't be negative: a price, a cost, a spend."""
    parse_amount = _amounts(currency)

    def parse_price(text: str) -> int:
        amount: int = parse_amount(text)
        if amount < 0:
            raise CellProblem("amount_negative", text)
        return amount

    return parse_price


def parse_whole(text: str) -> int:
    """A whole number of things: "1,288", "360分", "1288.0"; 2.6万 too."""
    if len(text) <= 15 and text.isdigit() and text.isascii():
        return int(text)
    return _written_whole(text)


@lru_cache(maxsize=16384)
def _written_whole(text: str) -> int:
    found = _WHOLE.fullmatch(text)
    if found:
        return int(found[1] + re.sub(r"\D", "", found[2]))
    if text[-1:] in "万萬":
        try:
            minor = parse_money(text).minor
        except UnreadableAmount as error:
            raise CellProblem("number_unreadable", text) from error
        if minor % 100 == 0:
            return minor // 100
    raise CellProblem("not_whole_number" if _FRACTION.fullmatch(text) else "number_unreadable", text)


@lru_cache(maxsize=1024)
def parse_quantity(text: str) -> int:
    """How many; a negative quantity is a return, none at all is a mistake."""
    try:
        number = parse_whole(text)
    except CellProblem as error:
        raise CellProblem("quantity_unreadable", text) from error
    if number == 0 or abs(number) > 1_000_000:
        raise CellProblem("quantity_unreadable", text)
    return number


@lru_cache(maxsize=16384)
def parse_milligrams(text: str) -> int:
    """A weight of metal in milligrams."""
    try:
        return parse_weight(text).mg
    except UnreadableNumber as error:
        raise CellProblem("weight_unreadable", text) from error


@lru_cache(maxsize=16384)
def parse_millicarat(text: str) -> int:
    """A weight of stones in thousandths of a carat."""
    try:
        return parse_carat(text).millicarat
    except UnreadableNumber as error:
        raise CellProblem("weight_unreadable", text) from error


@lru_cache(maxsize=4096)
def parse_a_length(text: str) -> Length:
    """The length of a wrist, bracelet or chain."""
    return _sized(parse_length(text), text)


@lru_cache(maxsize=4096)
def parse_a_bangle(text: str) -> Length:
    """A bangle's inner diameter."""
    return _sized(parse_bangle(text), text)


def _sized(size: Length, text: str) -> Length:
    if size.length_um is None:
        raise CellProblem("size_unreadable", text)
    return size


@lru_cache(maxsize=4096)
def parse_a_ring_size(text: str, gauge: Gauge = "") -> RingSize:
    """A ring size; one whose gauge is unknown keeps its words and says so in its own `problem`."""
    size = parse_ring_size(text, default_gauge=gauge)
    if size.problem not in ("", "gauge_unknown"):
        raise CellProblem("size_unreadable", text)
    return size


@lru_cache(maxsize=16384)
def parse_tags(text: str) -> tuple[str, ...]:
    """Distinct tags in their order; at most forty characters each."""
    found = dict.fromkeys(part.strip()[:40] for part in _TAGS.split(text))
    return tuple(tag for tag in found if tag)


@lru_cache(maxsize=4096)
def parse_a_fineness(text: str) -> Fineness:
    """A metal and its purity; platings and alloys come with the problem "not_fineness"."""
    found = parse_fineness(text)
    if not found.code:
        raise CellProblem("fineness_unknown", text)
    return found


@lru_cache(maxsize=4096)
def fineness_of_title(title: str) -> Fineness | None:
    """The metal that an article's title names ("足金999古法手镯"), None when it names none."""
    found = parse_fineness(title)
    return found if found.metal or found.code in ("PLATED", "FILLED") else None


@lru_cache(maxsize=4096)
def parse_a_gem(text: str) -> Gem:
    """A gem with its origin and treatment: a lab-grown diamond must never become a natural one."""
    found = parse_gem(text)
    if not found.gem:
        raise CellProblem("gem_unknown", text)
    return found


@lru_cache(maxsize=8192)
def parse_a_category(text: str) -> tuple[str, str]:
    """(category code, the words themselves); "OTHER" when no category is recognised."""
    return guess_category(text), text


@lru_cache(maxsize=8192)
def parse_crafts(text: str) -> tuple[str, ...]:
    """Codes of the crafts that a cell or a title names."""
    return tuple(guess_crafts(text))


def parse_crafts_cell(text: str) -> tuple[tuple[str, ...], str]:
    """(codes of the crafts named, the words themselves)."""
    return parse_crafts(text), text


@lru_cache(maxsize=8192)
def parse_occasions(text: str) -> tuple[str, ...]:
    """Codes of the occasions that a cell names; words that name none are kept."""
    codes = tuple(guess_occasions(text))
    if not codes:
        raise CellProblem("occasion_unknown", text)
    return codes


@lru_cache(maxsize=1024)
def parse_status(text: str) -> str:
    """An order's status; "" for refund columns that say that nothing was asked for."""
    word = fold_word(text)
    if word in words.NO_REFUND:
        return ""
    code = words.STATUSES.get(word)
    if code is None:
        raise CellProblem("status_unknown", text)
    return code


def _coded(table: dict[str, str], problem: str, text: str) -> str:
    code = table.get(fold_word(text))
    if code is None:
        raise CellProblem(problem, text)
    return code


def _labelled(table: dict[str, str], text: str) -> tuple[str, str]:
    """(code or "", the words themselves): an unknown channel is no mistake."""
    code = table.get(text)
    return (table.get(fold_word(text), "") if code is None else code), text


def parse_link(text: str) -> tuple[str, ...]:
    """Web addresses; several may stand in one cell, split by commas or spaces."""
    parts = [part for part in re.split(r"[\s,;|]+", text) if part]
    if not parts or any(not part.startswith(("http://", "https://")) or len(part) > 500 for part in parts):
        raise CellProblem("link_invalid", text)
    return tuple(parts)
