import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.people.masking import mask_address, mask_email, mask_phone, mask_text
from parure.people.phones import (
    display_phone,
    last_four,
    masked_parts,
    normalise_email,
    parse_phone,
    split_phones,
)


@pytest.mark.parametrize(
    "raw",
    [
        "13812345678", "１３８１２３４５６７８", "+8613812345678", "+86 138 1234 5678", "+86-13812345678", "008613812345678",
        "8613812345678", "'13812345678", '="13812345678"', "13812345678.0", "1.3812345678E+10", "138-1234-5678",
        "微信13812345678", "微信：138 1234 5678", "\u202d13812345678\u202c", "13812345678（老公）", "(+86)13812345678",
    ],
)  # fmt: skip
def test_reads_mainland_mobiles(raw: str) -> None:
    phone = parse_phone(raw)
    assert (phone.e164, phone.kind, phone.problem, phone.raw) == ("+8613812345678", "mobile", "", raw)


@pytest.mark.parametrize(
    ("raw", "e164", "kind", "extension"),
    [
        ("0571-87654321", "+8657187654321", "landline", ""),
        ("0571-87654321-8012", "+8657187654321", "landline", "8012"),
        ("0571-87654321转8012", "+8657187654321", "landline", "8012"),
        ("（0571）87654321 分机 8012", "+8657187654321", "landline", "8012"),
        ("400-123-4567", "+864001234567", "toll_free", ""),
        ("800 123 4567", "+868001234567", "toll_free", ""),
        ("85291234567", "+85291234567", "mobile", ""),
        ("+852 9123 4567", "+85291234567", "mobile", ""),
        ("0085291234567", "+85291234567", "mobile", ""),
        ("85366123456", "+85366123456", "mobile", ""),
        ("886912345678", "+886912345678", "mobile", ""),
        ("0912345678", "+886912345678", "mobile", ""),
        ("+886 912 345 678", "+886912345678", "mobile", ""),
        ("+1 (212) 555-1234", "+12125551234", "mobile", ""),
    ],
)
def test_reads_other_numbers(raw: str, e164: str, kind: str, extension: str) -> None:
    phone = parse_phone(raw)
    assert (phone.e164, phone.kind, phone.extension, phone.problem) == (e164, kind, extension, "")


def test_reads_by_region() -> None:
    assert parse_phone("9123 4567", region="HK").e164 == "+85291234567"
    assert parse_phone("0912 345 678", region="TW").e164 == "+886912345678"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("", "not_a_number"), ("无", "not_a_number"), ("1.38E+10", "float_lost_digits"), ("1.381E10", "float_lost_digits"),
        ("138****0001", "masked"), ("'138****0001", "masked"), ("95588", "too_short"), ("12315", "too_short"),
        ("87654321", "invalid"), ("1381234567", "invalid"), ("138123456789", "invalid"), ("12345678901", "invalid"),
    ],
)  # fmt: skip
def test_says_why_a_number_is_refused(raw: str, problem: str) -> None:
    phone = parse_phone(raw)
    assert (phone.e164, phone.problem) == (None, problem)


@pytest.mark.parametrize("raw", ["14012345678", "17412345678", "+8615412345678"])
def test_only_warns_of_unknown_ranges(raw: str) -> None:
    phone = parse_phone(raw)
    assert (phone.e164, phone.problem) == ("+86" + raw[-11:], "unknown_range")


@given(
    st.one_of(
        st.from_regex(r"(\+|00)?(86|852|853|886|1)? ?[0-9]{6,11}(-[0-9]{1,4})?", fullmatch=True), st.text()
    )
)
def test_normalising_twice_is_stable(raw: str) -> None:
    first = parse_phone(raw)
    if first.e164 is not None:
        again = parse_phone(first.e164)
        assert (again.e164, again.kind, again.problem) == (first.e164, first.kind, first.problem)


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("13800000003;13900000003", ["13800000003", "13900000003"]),
        ("13800000003、13900000003", ["13800000003", "13900000003"]),
        ("13800000003，13900000003 ", ["13800000003", "13900000003"]),
        ("13800000003/0571-87654321", ["13800000003", "0571-87654321"]),
        ("13800000003 13900000003", ["13800000003", "13900000003"]),
        ("138 0000 0003", ["138 0000 0003"]),
        ("0571 87654321", ["0571 87654321"]),
        ("", []),
    ],
)
def test_splits_cells_with_several_numbers(raw: str, pieces: list[str]) -> None:
    assert split_phones(raw) == pieces


def test_shows_numbers() -> None:
    assert display_phone("+8613812345678") == "138 1234 5678"
    assert display_phone("+85291234567") == "+852 9123 4567"
    assert display_phone("+8657187654321") == "0571 8765 4321"
    assert last_four("+8613812346021") == "6021"
    assert masked_parts("'138****0001") == ("138", "0001")
    assert masked_parts("13812340001") is None


def test_masks_values() -> None:
    assert mask_phone("+8613812346021") == "138****6021"
    assert mask_phone("+85291234567") == "+852****4567"
    assert mask_phone(None) == mask_email("") == mask_text(None) == mask_address("") == ""
    assert mask_email("mei@example.com") == "m***@example.com"
    assert mask_email("m@example.com") == "***@example.com"
    assert mask_text("peilanlan") == "pei****lan"
    assert mask_address("浙江省杭州市西湖区文三路1号2幢") == "浙江省杭州市****"
    assert mask_address("文三路1号") == "文三****"


@given(st.text(min_size=1))
def test_masks_never_show_the_whole(text: str) -> None:
    for masked in (mask_phone(text), mask_text(text), mask_address(text)):
        assert text not in masked or "*" in text  # a text with stars of its own may be part of its mask


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" Mei@Example.COM ", "mei@example.com"),
        ("ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "mei@example.com"),
        ("<mei+a@mail.example.cn>;", "mei+a@mail.example.cn"),
        ("mei@example", None),
        ("mei example.com", None),
        ("a..b@example.com", None),
        ("", None),
    ],
)
def test_normalises_addresses(raw: str, address: str | None) -> None:
    assert normalise_email(raw) == address
