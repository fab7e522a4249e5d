"""What may be shown of personal values to those who may only recognise them.

Each function gives "" for an empty value, never the whole value, and a result that does not tell the length.
"""

import re

_MAINLAND = re.compile(r"\+861[3-9]\d{9}", re.ASCII)
_AREA = re.compile(r"^(.*?(?:省|自治区|市|特别行政区))?(.*?(?:市|自治州|地区|盟|区|县))?")
MASK = "****"
ADDRESS_LENGTH = 6


def mask_phone(e164: str | None) -> str:
    """138****6021; of other numbers only the country and the last four digits: +852****4567."""
    if not e164:
        return ""
    if _MAINLAND.fullmatch(e164):
        return f"{e164[3:6]}{MASK}{e164[-4:]}"
    if len(e164) < 9:
        return MASK
    country = re.match(r"\+(?:852|853|886|86)", e164)
    return f"{country[0] if country else ''}{MASK}{e164[-4:]}"


def mask_email(address: str | None) -> str:
    """mei@example.com -> m***@example.com."""
    if not address:
        return ""
    local, at, domain = address.partition("@")
    return f"{local[:1]}***{at}{domain}" if at and len(local) > 1 else f"***{at}{domain if at else ''}"


def mask_text(text: str | None) -> str:
    """WeChat ids, card and document numbers: peilanlan -> pei****lan; short ones keep their first character."""
    if not text:
        return ""
    if len(text) > 8:
        return f"{text[:3]}{MASK}{text[-3:]}"
    return f"{text[:1]}{MASK}" if len(text) > 1 else MASK


def mask_address(address: str | None) -> str:
    """The province and city of an address, at most its first six characters: 浙江省杭州市****."""
    if not address:
        return ""
    area = _AREA.match(address)
    kept = address[
        : min(area.end() if area and area.end() else ADDRESS_LENGTH, ADDRESS_LENGTH, len(address) // 2)
    ]
    return kept + MASK


def mask_name(name: str | None) -> str:
    """沈佩兰 -> 沈**; Latin names keep their first letter."""
    if not name:
        return ""
    return f"{name[:1]}**" if len(name) > 1 else "**"
