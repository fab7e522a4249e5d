from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from borax.calendars.lunardate import LunarDate as BoraxDate
from hypothesis import given
from hypothesis import strategies as st

from parure.core.calendar import (
    FESTIVALS,
    ImpossibleDate,
    LunarDate,
    SolarDay,
    UnreadableDate,
    age,
    festival_of,
    format_lunar,
    lunar_of,
    next_festivals,
    next_occurrence,
    nominal_age,
    occurrences,
    parse_date,
    parse_day,
    parse_moment,
    solar_of,
    solar_term,
)

DAYS = st.dates(date(1902, 1, 1), date(2098, 12, 31))
SHANGHAI = ZoneInfo("Asia/Shanghai")


@st.composite
def lunar_dates(draw) -> LunarDate:
    leap = draw(st.booleans())
    month = draw(st.integers(2, 11) if leap else st.integers(1, 12))
    return LunarDate(month, draw(st.integers(1, 30)), leap)


@given(DAYS)
def test_agrees_with_borax(day: date) -> None:
    theirs = BoraxDate.from_solar_date(day.year, day.month, day.day)
    ours = lunar_of(day)
    assert (ours.year, ours.month, ours.day, int(ours.leap)) == (
        theirs.year,
        theirs.month,
        theirs.day,
        theirs.leap,
    )
    assert solar_of(ours) == day


@given(lunar_dates(), DAYS)
def test_next_lunar_day_is_never_past_and_keeps_to_the_policy(lunar: LunarDate, on: date) -> None:
    when = next_occurrence(lunar, on)
    found = lunar_of(when)
    assert on <= when <= on + timedelta(days=420)
    assert found.month == lunar.month
    assert found.day == lunar.day or (lunar.day, found.day) == (30, 29)
    assert lunar.leap or not found.leap


@given(st.integers(1, 12), st.integers(1, 31), DAYS, st.sampled_from(["feb28", "mar1"]))
def test_next_solar_day_is_within_a_year(month: int, day: int, on: date, leap_day) -> None:
    try:
        solar = SolarDay(month, day)
    except ImpossibleDate:
        return
    when = next_occurrence(solar, on, leap_day=leap_day)
    assert on <= when <= on + timedelta(days=366)
    assert (when.month, when.day) == (month, day) or (month, day) == (2, 29)


@given(lunar_dates(), DAYS, st.integers(0, 1500))
def test_occurrences_are_the_repeated_next(lunar: LunarDate, start: date, length: int) -> None:
    end = min(start + timedelta(days=length), date(2098, 12, 31))
    expected = []
    when = next_occurrence(lunar, start)
    while when <= end:
        expected.append(when)
        when = next_occurrence(lunar, when + timedelta(days=1))
    assert occurrences(lunar, start, end) == expected


@pytest.mark.parametrize(
    ("day", "on", "expected"),
    [
        (LunarDate(8, 15), date(2026, 1, 1), date(2026, 9, 25)),
        (LunarDate(8, 15), date(2026, 9, 25), date(2026, 9, 25)),
        (LunarDate(8, 15), date(2026, 9, 26), date(2027, 9, 15)),
        (LunarDate(6, 1, leap=True), date(2025, 6, 26), date(2025, 7, 25)),  # 2025 has the leap month
        (LunarDate(6, 1, leap=True), date(2026, 1, 1), date(2026, 7, 14)),  # 2026 has not
        (LunarDate(6, 1), date(2025, 6, 1), date(2025, 6, 25)),
        (LunarDate(12, 30), date(2026, 1, 1), date(2026, 2, 16)),  # the 29th, as there is no 30th
        (LunarDate(12, 30), date(2026, 2, 17), date(2027, 2, 5)),
        (SolarDay(2, 29), date(2027, 1, 1), date(2027, 2, 28)),
        (SolarDay(2, 29), date(2028, 1, 1), date(2028, 2, 29)),
        (SolarDay(8, 8, 1988), date(2026, 8, 9), date(2027, 8, 8)),
    ],
)
def test_next_occurrence(day: LunarDate | SolarDay, on: date, expected: date) -> None:
    assert next_occurrence(day, on) == expected


def test_policies_are_settings() -> None:
    assert next_occurrence(SolarDay(2, 29), date(2027, 1, 1), leap_day="mar1") == date(2027, 3, 1)
    assert next_occurrence(LunarDate(6, 1, leap=True), date(2025, 6, 1), leap_month="plain") == date(
        2025, 6, 25
    )


def test_a_solar_year_may_hold_a_lunar_day_twice_or_never() -> None:
    eleventh = LunarDate(11, 20)
    by_year = {
        year: len(occurrences(eleventh, date(year, 1, 1), date(year, 12, 31))) for year in range(2000, 2060)
    }
    assert set(by_year.values()) == {0, 1, 2}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((13, 1), "no_such_month"),
        ((1, 31), "no_such_day"),
        ((1, 1, True), "no_leap_month"),
        ((6, 1, True, 2024), "no_leap_month"),
        ((12, 30, False, 2025), "no_thirtieth"),
        ((1, 1, False, 1899), "out_of_range"),
    ],
)
def test_refuses_lunar_days_that_do_not_exist(parts, code: str) -> None:
    with pytest.raises(ImpossibleDate) as refused:
        LunarDate(*parts)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("43971", SolarDay(5, 20, 2020)),
        ("43971.0", SolarDay(5, 20, 2020)),
        ("20200520", SolarDay(5, 20, 2020)),
        ("2020.1.2", SolarDay(1, 2, 2020)),
        ("2020/1/2", SolarDay(1, 2, 2020)),
        ("２０２０－０１－０２", SolarDay(1, 2, 2020)),
        ("2020-01-02 00:00:00", SolarDay(1, 2, 2020)),
        ("2020-01-02T00:00:00Z", SolarDay(1, 2, 2020)),
        ("1988年8月8日", SolarDay(8, 8, 1988)),
        ("1988年 8月 8号", SolarDay(8, 8, 1988)),
        ("8月8日", SolarDay(8, 8)),
        ("08-08", SolarDay(8, 8)),
        ("0808", SolarDay(8, 8)),
        ("2-29", SolarDay(2, 29)),
        ("'88.8.8", SolarDay(8, 8, 1988)),
        ("05/20/2020", SolarDay(5, 20, 2020)),
        ("20/05/2020", SolarDay(5, 20, 2020)),
        ("八月八日", None),
        ("公历8月8日", SolarDay(8, 8)),
        ("农历六月初六", LunarDate(6, 6)),
        ("六月初六", LunarDate(6, 6)),
        ("六月十五", LunarDate(6, 15)),
        ("闰六月初一", LunarDate(6, 1, leap=True)),
        ("农历1981年二月初二", LunarDate(2, 2, year=1981)),
        ("农历一九八一年二月初二", LunarDate(2, 2, year=1981)),
        ("农历8月15", LunarDate(8, 15)),
        ("农历1981-02-02", LunarDate(2, 2, year=1981)),
        ("8月初八", LunarDate(8, 8)),
        ("正月初十", LunarDate(1, 10)),
        ("冬月廿三", LunarDate(11, 23)),
        ("腊月二十三", LunarDate(12, 23)),
        ("十二月三十", LunarDate(12, 30)),
        ("十一月十一", LunarDate(11, 11)),
        ("农历：八月 十五", LunarDate(8, 15)),
        ("除夕", LunarDate(12, 30)),
    ],
)
def test_reads_days(text: str, expected: SolarDay | LunarDate | None) -> None:
    if expected is None:
        with pytest.raises(UnreadableDate):
            parse_day(text)
    else:
        assert parse_day(text) == expected


def test_the_column_beside_tells_the_calendar() -> None:
    assert parse_day("1988-08-08", calendar_hint="是") == LunarDate(8, 8, year=1988)
    assert parse_day("8月8日", calendar_hint="农历") == LunarDate(8, 8)
    assert parse_day("1988-08-08", calendar_hint="否") == SolarDay(8, 8, 1988)
    assert parse_day("公历8月8日", calendar_hint="农历") == SolarDay(8, 8)
    assert parse_day("六月初六", calendar_hint="否") == LunarDate(6, 6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1990/2/30", "no_such_day"), ("2023-02-29", "no_such_day"), ("2月31日", "no_such_day"), ("13-01", "no_such_month"),
        ("农历2024年闰六月初一", "no_leap_month"), ("农历2025年腊月三十", "no_thirtieth"), ("六月三十一", "no_such_day"),
    ],
)  # fmt: skip
def test_says_which_days_do_not_exist(text: str, code: str) -> None:
    with pytest.raises(ImpossibleDate) as refused:
        parse_day(text)
    assert (refused.value.code, refused.value.text) == (code, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("不详", "unreadable"),
        ("05/06/2020", "ambiguous"),
        ("3-4-5", "ambiguous"),
        ("139", "unreadable"),
    ],
)
def test_says_what_is_no_date(text: str, code: str) -> None:
    with pytest.raises(UnreadableDate) as refused:
        parse_day(text)
    assert refused.value.code == code


@given(st.text() | st.from_regex(r"[0-9农历闰年月日初十廿一二三/.:T -]{0,20}", fullmatch=True))
def test_reading_never_fails_otherwise(text: str) -> None:
    for read in (parse_day, parse_date, lambda t: parse_moment(t, UTC)):
        try:
            read(text)
        except (UnreadableDate, ImpossibleDate):
            continue


@given(lunar_dates())
def test_reads_what_it_writes(lunar: LunarDate) -> None:
    assert parse_day(format_lunar(lunar)) == lunar


def test_writes_lunar_days() -> None:
    assert format_lunar(LunarDate(8, 15)) == "八月十五"
    assert format_lunar(LunarDate(6, 1, leap=True)) == "闰六月初一"
    assert format_lunar(LunarDate(12, 30)) == "腊月三十"
    assert format_lunar(LunarDate(1, 20)) == "正月二十"
    assert format_lunar(LunarDate(11, 23)) == "冬月廿三"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-11 09:55:16 -0400", datetime(2025, 5, 11, 9, 55, 16, tzinfo=timezone(timedelta(hours=-4)))),
        ("2025-05-11T09:55:16.250Z", datetime(2025, 5, 11, 9, 55, 16, 250000, tzinfo=UTC)),
        ("2025/3/8 14:05", datetime(2025, 3, 8, 14, 5, tzinfo=SHANGHAI)),
        ("2025年3月8日 下午2:05", datetime(2025, 3, 8, 14, 5, tzinfo=SHANGHAI)),
        ("5/20/2025 12:05 AM", datetime(2025, 5, 20, 0, 5, tzinfo=SHANGHAI)),
        ("20250308140501", datetime(2025, 3, 8, 14, 5, 1, tzinfo=SHANGHAI)),
        ("43971.5", datetime(2020, 5, 20, 12, tzinfo=SHANGHAI)),
        ("43971", datetime(2020, 5, 20, tzinfo=SHANGHAI)),
    ],
)
def test_reads_moments(text: str, expected: datetime) -> None:
    assert parse_moment(text, SHANGHAI) == expected


def test_full_dates_need_their_year() -> None:
    assert parse_date("20200520") == date(2020, 5, 20)
    with pytest.raises(UnreadableDate, match="no_year"):
        parse_date("8月8日")
    with pytest.raises(UnreadableDate, match="not_solar"):
        parse_date("农历1981年二月初二")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 2, 17), "SPRING_FESTIVAL"), (date(2027, 2, 6), "SPRING_FESTIVAL"), (date(2028, 1, 26), "SPRING_FESTIVAL"),
        (date(2026, 2, 16), "NEW_YEARS_EVE"), (date(2026, 5, 10), "MOTHERS_DAY"), (date(2027, 5, 9), "MOTHERS_DAY"),
        (date(2028, 5, 14), "MOTHERS_DAY"), (date(2026, 6, 21), "FATHERS_DAY"), (date(2027, 6, 20), "FATHERS_DAY"),
        (date(2028, 6, 18), "FATHERS_DAY"), (date(2026, 8, 19), "QIXI"), (date(2027, 8, 8), "QIXI"),
        (date(2028, 8, 26), "QIXI"), (date(2026, 9, 25), "MID_AUTUMN"), (date(2027, 9, 15), "MID_AUTUMN"),
        (date(2028, 10, 3), "MID_AUTUMN"), (date(2026, 2, 14), "VALENTINE"), (date(2026, 10, 1), "NATIONAL_DAY"),
        (date(2026, 1, 2), ""),
    ],
)  # fmt: skip
def test_knows_festivals(day: date, code: str) -> None:
    assert festival_of(day) == code
    assert not code or code in FESTIVALS


def test_coming_festivals() -> None:
    assert next_festivals(date(2026, 12, 12), 14) == [
        (date(2026, 12, 12), "DOUBLE_12"),
        (date(2026, 12, 25), "CHRISTMAS"),
    ]


def test_solar_terms_and_ages() -> None:
    assert solar_term(date(2026, 11, 22)) == "小雪"
    assert solar_term(date(2026, 11, 23)) == ""
    assert age(date(1988, 8, 8), date(2026, 8, 7)) == 37
    assert age(date(1988, 8, 8), date(2026, 8, 8)) == 38
    assert nominal_age(date(1988, 2, 16), date(2026, 2, 17)) == 40  # born on the last day of the rabbit year
    assert nominal_age(date(1988, 2, 17), date(2026, 2, 17)) == 39
