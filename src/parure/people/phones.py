"""Telephone numbers and email addresses as people write them, brought to one form.

A mainland mobile number is settled by a regular expression; only the rest goes to phonenumbers, which is fifty
times slower and is imported when first needed.
"""

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Kind = Literal["mobile", "landline", "toll_free", "other", "masked"]
Problem = Literal[
    "", "not_a_number", "too_short", "float_lost_digits", "invalid", "masked", "unknown_range"
]  # fmt: skip

# Ranges no carrier has opened to persons (satellite, machines, unassigned): warn, since ranges open every year.
UNKNOWN_RANGES = frozenset(
    str(n) for n in (140, 141, 142, 143, 144, 146, 148, 149, 154, 160, 161, 163, 164, 168, 169, 174, 179, 194)
)
SHORTEST = 7  # digits of a subscriber's number; shorter are service numbers (95588, 12315)

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII)
_MOBILE_INSIDE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)", re.ASCII)
_MASKED = re.compile(r"(\d{2,4})[*xX•●]{2,}(\d{2,4})", re.ASCII)
_FLOAT = re.compile(r"\d{5,15}\.0+", re.ASCII)
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)[eE]\+?(\d{1,2})", re.ASCII)
_EXTENSION_WORD = re.compile(r"\s*(?:转|轉|分机|分機|ext\.?|#|,)\s*:?\s*(\d{1,6})$", re.IGNORECASE | re.ASCII)
_EXTENSION_DASH = re.compile(r"^((?:\+?86-?)?0?\d{2,3}[- ]\d{7,8}|[48]00-?\d{3}-?\d{4})-(\d{1,6})$", re.ASCII)
_WITHOUT_PLUS = re.compile(r"852[2-9]\d{7}|8536\d{7}|853[28]\d{7}|8869\d{8}|886[2-8]\d{7,8}", re.ASCII)
_TAIWAN_MOBILE = re.compile(r"09\d{8}", re.ASCII)
_SEPARATORS = re.compile(r"[;,、/|\n]|或")
_EMAIL = re.compile(r"[^@\s\"'(),:;<>\[\]\\]+@(?:[\w-]+\.)+[^\W\d_]{2,24}")


class Phone(NamedTuple):
    """A number as read. `e164` ("+8613812345678") is None when the text can't be dialled; `problem` says why.

    "unknown_range" only warns: the number is kept. `raw` is the text as it came, for the record.
    """

    e164: str | None
    raw: str
    kind: Kind
    extension: str = ""
    problem: Problem = ""


def parse_phone(raw: str, region: str = "CN") -> Phone:
    """Read a number written in `region` (two letters); never raises, see `Phone.problem`."""
    quick = _MOBILE.fullmatch(raw) if region == "CN" else None
    if quick:
        return _mobile(quick[1], raw)
    text = _clean(raw)
    if not any(c.isdigit() for c in text):
        return Phone(None, raw, "other", problem="not_a_number")
    if (masked := _MASKED.search(re.sub(r"[\s-]", "", text))) and sum(map(len, masked.groups())) < 11:
        return Phone(None, raw, "masked", problem="masked")
    whole = _unfloat(text)
    if whole is None:
        return Phone(None, raw, "other", problem="float_lost_digits")
    number, extension = _split_extension(whole)
    return _parse_clean(number, extension, raw, region)


def _mobile(national: str, raw: str, extension: str = "") -> Phone:
    problem: Problem = "unknown_range" if national[:3] in UNKNOWN_RANGES else ""
    return Phone("+86" + national, raw, "mobile", extension, problem)


def _clean(raw: str) -> str:
    """Half width, without invisible marks and the quotes spreadsheets put around text."""
    text = unicodedata.normalize("NFKC", raw)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"} or c in "\t\n")
    return re.sub(r"[‐-―−]", "-", text).strip(" \t\n='\"’‘`")


def _unfloat(text: str) -> str | None:
    """Digits of a number a spreadsheet made a float; None when the exponent form has dropped digits."""
    if _FLOAT.fullmatch(text):
        return text.partition(".")[0]
    scientific = _SCIENTIFIC.fullmatch(text)
    if not scientific:
        return text
    if len(scientific[2]) < int(scientific[3]):
        return None
    return f"{Decimal(text):f}".partition(".")[0]


def _split_extension(text: str) -> tuple[str, str]:
    for pattern in (_EXTENSION_WORD, _EXTENSION_DASH):
        if found := pattern.search(text):
            number = found[1] if pattern is _EXTENSION_DASH else text[: found.start()]
            if sum(c.isdigit() for c in number) >= SHORTEST:
                return number, found[found.lastindex or 1]
    return text, ""


def _parse_clean(text: str, extension: str, raw: str, region: str) -> Phone:
    compact = re.sub(r"[\s().\-]", "", text)
    if region == "CN" and (mobile := _MOBILE.fullmatch(compact)):
        return _mobile(mobile[1], raw, extension)
    inside = _MOBILE_INSIDE.search(compact) if not compact.startswith("+") else None
    if inside and region == "CN":
        return _mobile(inside[1], raw, extension)
    number = re.sub(r"[^\d+]", "", compact)
    number = "+" + number[2:] if number.startswith("00") else number
    if len(number.lstrip("+")) < SHORTEST:
        return Phone(None, raw, "other", extension, "too_short")
    return _parse_widely(number, extension, raw, region)


def _parse_widely(number: str, extension: str, raw: str, region: str) -> Phone:
    """Ask phonenumbers, also for Hong Kong, Macau and Taiwan numbers written without the plus."""
    attempts = [(number, region)]
    if _WITHOUT_PLUS.fullmatch(number):
        attempts.append(("+" + number, region))
    if _TAIWAN_MOBILE.fullmatch(number):
        attempts.append((number, "TW"))
    for text, where in attempts:
        if found := _valid(text, where):
            return Phone(_e164(found), raw, _kind(found), extension)
    return Phone(None, raw, "other", extension, "invalid")


def _valid(text: str, region: str) -> "PhoneNumber | None":
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number: "PhoneNumber") -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _kind(number: "PhoneNumber") -> Kind:
    from phonenumbers import PhoneNumberType, number_type

    kinds: dict[int, Kind] = {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "landline",
        PhoneNumberType.TOLL_FREE: "toll_free",
        PhoneNumberType.SHARED_COST: "toll_free",
    }
    return kinds.get(number_type(number), "other")


def split_phones(raw: str) -> list[str]:
    """The numbers written into one cell ("13800000003;13900000003"), each still as written."""
    pieces = [piece.strip() for piece in _SEPARATORS.split(unicodedata.normalize("NFKC", raw))]
    numbers: list[str] = []
    for piece in filter(None, pieces):
        words = piece.split()
        separate = len(words) > 1 and all(sum(c.isdigit() for c in word) >= SHORTEST for word in words)
        numbers.extend(words if separate else [piece])
    return numbers


def masked_parts(raw: str) -> tuple[str, str] | None:
    """(first three, last four) digits of a number as platforms mask it (138****0001); None for other text."""
    found = _MASKED.search(_clean(raw))
    return (found[1][:3], found[2][-4:]) if found else None


def last_four(e164: str) -> str:
    """The last four digits, by which people name a number at the counter."""
    return e164[-4:]


def display_phone(e164: str) -> str:
    """A number to read aloud: 138 1234 5678, 0571 8765 4321, +852 9123 4567."""
    if _MOBILE.fullmatch(e164):
        return f"{e164[-11:-8]} {e164[-8:-4]} {e164[-4:]}"
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    national = number.country_code == 86
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if national else form.INTERNATIONAL)


def normalise_email(raw: str) -> str | None:
    """The address in lower case and half width; None when it is no address."""
    text = unicodedata.normalize("NFKC", raw).strip(" \t\r\n'\"<>;,").removeprefix("mailto:").lower()
    well_formed = _EMAIL.fullmatch(text) and ".." not in text and len(text) <= 254
    return text if well_formed and not text.startswith(".") else None
