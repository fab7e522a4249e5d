"""Dates as files and people write them: Excel serials, 2020.1.2, 8月8日, 农历六月初六, 闰六月初一."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from parure.core.lunar import ImpossibleDate, LunarDate, SolarDay, UnreadableDate

_EXCEL_DAY_0 = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
_SERIAL = re.compile(r"([1-7]\d{4})(\.\d+)?", re.ASCII)  # 1927 to 2119
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_COMPACT_MOMENT = re.compile(r"((?:19|20)\d{6})(\d\d)(\d\d)(\d\d)?", re.ASCII)
_MONTH_DAY = re.compile(r"(\d\d)(\d\d)", re.ASCII)
_PARTS = re.compile(r"(?:(\d{1,4})[-./年])?(\d{1,2})[-./月](\d{1,4})(?:日|号)?", re.ASCII)
_TIME = re.compile(
    r"(?:[T ]|(?<=[日号午]))\s*(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,9}))?秒?)?分?"
    r"\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.ASCII | re.IGNORECASE,
)
_LUNAR = re.compile(
    r"(?:([\d〇零一二三四五六七八九]{4})年)?(闰)?(正|冬|腊|[一二三四五六七八九]|十[一二]?|\d{1,2})月(初|)"
    r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})(日|号)?",
    re.ASCII,
)
_LUNAR_WORD = re.compile(r"^(农历|阴历|旧历|夏历|農曆|陰曆)[:：\s]*")
_SOLAR_WORD = re.compile(r"^(公历|阳历|新历|西历|國曆|陽曆)[:：\s]*")
_LUNAR_HINTS = frozenset({"lunar", "农历", "阴历", "旧历", "是", "y", "yes", "true", "1", "农", "阴"})
_NAMED = {
    "春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8),
    "除夕": (12, 30), "元宵节": (1, 15), "端午节": (5, 5), "七夕节": (7, 7), "中秋节": (8, 15), "重阳节": (9, 9),
    "大年三十": (12, 30), "大年初一": (1, 1),
}  # fmt: skip
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "正": 1, "冬": 11, "腊": 12}


def parse_day(text: str, *, calendar_hint: str = "") -> SolarDay | LunarDate:
    """Read a day that may lack its year.

    `calendar_hint` is what the column beside it says (农历: 是, "lunar"): then plain numbers are a lunar date. The
    text's own word wins. Raises UnreadableDate or ImpossibleDate, both ValueErrors with a `code`.
    """
    clean = _clean(text)
    said_lunar, said_solar = _LUNAR_WORD.match(clean), _SOLAR_WORD.match(clean)
    body = clean[said_lunar.end() :] if said_lunar else clean[said_solar.end() :] if said_solar else clean
    hinted = calendar_hint.strip().lower() in _LUNAR_HINTS
    try:
        if not said_solar and (lunar := _parse_lunar(body, certain=bool(said_lunar) or hinted)):
            return lunar
        solar = _parse_solar(body)
        if said_lunar or (hinted and not said_solar and not _SERIAL.fullmatch(body)):
            return LunarDate(solar[1], solar[2], year=solar[0])
        return SolarDay(solar[1], solar[2], solar[0])
    except (UnreadableDate, ImpossibleDate) as error:
        error.text = text
        raise


def _clean(text: str) -> str:
    clean = unicodedata.normalize("NFKC", text).strip(" \t\r\n'\"’‘=")
    if not clean:
        raise UnreadableDate("empty", text)
    return clean


def _parse_solar(text: str) -> tuple[int | None, int, int]:
    """(year or None, month, day), not yet checked against the calendar."""
    text = _TIME.sub("", text).strip()
    if serial := _SERIAL.fullmatch(text):
        day = _EXCEL_DAY_0 + timedelta(days=int(serial[1]))
        return day.year, day.month, day.day
    if compact := _COMPACT.fullmatch(text):
        return int(compact[1]), int(compact[2]), int(compact[3])
    if month_day := _MONTH_DAY.fullmatch(text):
        return None, int(month_day[1]), int(month_day[2])
    parts = _PARTS.fullmatch(re.sub(r"(?<=[年月./-]) +| +(?=[年月日./-])", "", text))
    if not parts:
        raise UnreadableDate("unreadable", text)
    return _order(parts[1], parts[2], parts[3], text)


def _order(first: str | None, second: str, third: str, text: str) -> tuple[int | None, int, int]:
    """Year, month and day of three numbers: the year first (China), or last with a day above 12."""
    if len(third) == 4 and first is None:
        raise UnreadableDate("unreadable", text)
    if first is None:
        return None, int(second), int(third)
    if len(first) == 4 and len(third) <= 2:
        return int(first), int(second), int(third)
    if len(third) == 4 and len(first) <= 2:
        return int(third), *_month_and_day(int(first), int(second), text)
    if len(first) == 2 and int(first) > 31 and len(third) <= 2:
        return 1900 + int(first), int(second), int(third)
    raise UnreadableDate("ambiguous", text)


def _month_and_day(a: int, b: int, text: str) -> tuple[int, int]:
    if a <= 12 and b <= 12 and a != b:
        raise UnreadableDate("ambiguous", text)
    return (b, a) if a > 12 else (a, b)


def _parse_lunar(text: str, *, certain: bool) -> LunarDate | None:
    """The lunar date of Chinese numerals; None when the text looks solar.

    八月十五 is lunar by the way it is written, 八月八日 and 8月8日 are not, unless the text or its column says so.
    """
    if text in _NAMED:
        return LunarDate(*_NAMED[text])
    found = _LUNAR.fullmatch(re.sub(r"\s", "", text))
    if not found:
        return None
    year, leap, month, first_ten, day, day_word = found.groups()
    numerals = not month.isdigit() and not day.isdigit() and not day_word
    if not (certain or leap or first_ten or month in "正冬腊" or numerals):
        return None
    return LunarDate(_numeral(month), _numeral(day), bool(leap), _year(year) if year else None)


def _year(text: str) -> int:
    return int("".join(str(_NUMERALS[c]) if c in _NUMERALS else c for c in text))


def _numeral(text: str) -> int:
    """1 to 39 in digits or Chinese numerals: 十二, 廿三, 二十三, 三十, 腊."""
    if text.isdigit():
        return int(text)
    if text in _NUMERALS:
        return _NUMERALS[text]
    text = text.replace("廿", "二十").replace("卅", "三十").replace("十十", "十")
    tens, ten, ones = text.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1:
        raise UnreadableDate("unreadable", text)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)


def parse_date(text: str) -> date:
    """Read a full solar date; UnreadableDate "no_year" or "not_solar" when it is none."""
    day = parse_day(text)
    if isinstance(day, LunarDate):
        raise UnreadableDate("not_solar", text)
    if day.year is None:
        raise UnreadableDate("no_year", text)
    return date(day.year, day.month, day.day)


def parse_moment(text: str, tz: tzinfo) -> datetime:
    """Read a date with or without a time as an aware moment; `tz` holds where the text states no offset."""
    clean = _clean(text)
    if (serial := _SERIAL.fullmatch(clean)) and serial[2]:
        seconds = round(float(serial[2]) * 86400)
        day = _EXCEL_DAY_0 + timedelta(days=int(serial[1]))
        return datetime.combine(day, time(), tz) + timedelta(seconds=seconds)
    if compact := _COMPACT_MOMENT.fullmatch(clean):
        clean = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    day = parse_date(clean)
    found = _TIME.search(clean)
    return datetime.combine(day, _clock(found, text), _offset(found[7]) or tz if found else tz)


def _clock(found: re.Match[str] | None, text: str) -> time:
    if found is None:
        return time()
    half = (found[1] or found[6] or "").upper()
    hour = int(found[2])
    if half in {"下午", "PM"} and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    microsecond = int((found[5] or "0")[:6].ljust(6, "0"))
    try:
        return time(hour, int(found[3]), int(found[4] or 0), microsecond)
    except ValueError:
        raise UnreadableDate("unreadable", text) from None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if distance >= timedelta(days=1):
        raise UnreadableDate("unreadable", text)
    return timezone(-distance if text[0] == "-" else distance)
