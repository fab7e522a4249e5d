"""Parsed cells of a row as a customer, a visit, or an opening balance."""

from collections.abc import Iterable
from typing import Any, Protocol

from parure.core.lunar import LunarDate
from parure.integrations.imports.drafts import (
    CustomerDraft,
    CustomerReference,
    Day,
    Extra,
    OpeningDraft,
    VisitDraft,
)
from parure.integrations.imports.problems import CellProblem, RowProblem
from parure.integrations.imports.values import full_name, parse_a_day
from parure.integrations.imports.words import LUNAR_FLAGS
from parure.people.phones import Phone

Values = dict[str, Any]


class Judge(Protocol):
    """Where problems of the row are noted (compiling.Findings)."""

    problems: tuple[RowProblem, ...]
    failed: tuple[str, ...]

    def add(self, code: str, key: str = "", text: str = "") -> None:
        """Note a problem."""

    def remark(self) -> str:
        """Texts to keep beside the record."""


def build_customer(judge: Judge, values: Values, extra: Extra) -> CustomerDraft:
    """A customer; needs at least one thing that says who it is.

    `values` becomes the draft's fields: what needs no second look stays as it was parsed.
    """
    present = values.keys()
    first, last = values.pop("first_name", ""), values.pop("last_name", "")
    if "name" not in values:
        name = full_name(first, last) or values.get("nickname", "")
        if name:
            values["name"] = name
    if present & _PHONES:
        values["phones"], values["masked_phones"] = _all_phones(judge, values)
    if not present & _NAMED and not (values.get("phones") or values.get("masked_phones")):
        judge.add("no_identity")
    if "ring_size" in values and values["ring_size"].problem:
        judge.add(values["ring_size"].problem, "ring_size", values["ring_size"].label)
    if "lunar_birthday" in values or isinstance(values.get("birthday"), str):
        values["birthday"], values["lunar_birthday"] = _birthday(judge, values)
    if present & _ADDRESS:
        address = compose_address(values)
        for part in _ADDRESS:
            values.pop(part, None)
        values["address"] = address
    if "source_channel" in values:
        values["source_channel"], values["source_label"] = values["source_channel"]
    if "tags" in values:
        values["tags"] = joined_tags(values["tags"])
    if "remark" in values:
        values["remark"] = "\n".join(values["remark"])
    if judge.problems:
        values["problems"], values["remark_extra"] = judge.problems, judge.remark()
    return CustomerDraft(**values, extra=extra)


_NO_CHANNEL = ("", "")


def require(judge: Judge, values: Values, key: str) -> None:
    """Note that a required cell is empty, unless its bad content was noted already."""
    if key not in values and key not in judge.failed:
        judge.add("required_missing", key)


_PHONES = frozenset({"phone", "phones"})
_NAMED = frozenset({"name", "external_id", "member_no", "email", "wechat"})
_ADDRESS = frozenset({"address", "street", "district", "city", "province", "country", "zip"})
_PLACE = ("address", "street", "district", "city", "zip")


def _all_phones(judge: Judge, values: Values) -> tuple[tuple[Phone, ...], tuple[str, ...]]:
    cell: tuple[Phone, ...] = values.pop("phone", ())
    if "phones" not in values and len(cell) == 1 and not cell[0].problem:
        return cell, ()
    phones, masked = _phones(judge, "phone", (cell,))
    more, more_masked = _phones(judge, "phones", values.pop("phones", ()))
    return _distinct([*phones, *more]), masked + more_masked


def _phones(
    judge: Judge, key: str, cells: Iterable[tuple[Phone, ...]]
) -> tuple[tuple[Phone, ...], tuple[str, ...]]:
    """(numbers that can be dialled, masked texts); what is wrong with the others is noted."""
    good: list[Phone] = []
    masked: list[str] = []
    for phone in (phone for cell in cells for phone in cell):
        if phone.problem:
            judge.add(phone.problem, key, phone.raw)
        if phone.problem == "masked":
            masked.append(phone.raw)
        elif phone.e164:
            good.append(phone)
    return _distinct(good), tuple(masked)


def _distinct(phones: list[Phone]) -> tuple[Phone, ...]:
    if len(phones) < 2:
        return tuple(phones)
    found: dict[str | None, Phone] = {}
    for phone in phones:
        found.setdefault(phone.e164, phone)  # the first is the one to call
    return tuple(found.values())


def _birthday(judge: Judge, values: Values) -> tuple[Day | None, LunarDate | None]:
    """(birthday, a second lunar one). A column 农历 may hold the day itself or only say that it's lunar."""
    birthday = values.get("birthday")
    flag = values.get("lunar_birthday", "")
    said = LUNAR_FLAGS.get(flag.lower()) if flag else ""
    lunar = _day(judge, "lunar_birthday", flag, "lunar") if flag and said is None else None
    if isinstance(birthday, str):
        birthday = _day(judge, "birthday", birthday, "lunar" if said == "lunar" else "")
    if birthday is None:
        return lunar, None
    return birthday, lunar if isinstance(lunar, LunarDate) and lunar != birthday else None


def _day(judge: Judge, key: str, text: str, hint: str) -> Day | None:
    try:
        return parse_a_day(text, hint)
    except CellProblem as problem:
        judge.add(problem.code, key, text)
        return None


def compose_address(values: Values) -> str:
    """One address of its parts: the large first in Chinese, the small first otherwise. A country alone is none."""
    get = values.get
    if not any(key in values for key in _PLACE):
        return ""
    streets = [*get("street", ()), *get("address", ())]
    large = [get("country", ""), get("province", ""), get("city", ""), get("district", "")]
    if any(not text.isascii() for text in (*streets, *large)):
        # 直辖市 stand as province and as city; once is enough.
        return "".join(dict.fromkeys(filter(None, (*large, *streets, get("zip", "")))))
    region = " ".join(filter(None, (get("province", ""), get("zip", ""))))
    parts = (*streets, get("district", ""), get("city", ""), region, get("country", ""))
    return ", ".join(filter(None, parts))


def joined_tags(cells: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Distinct tags of several columns."""
    if isinstance(cells, list) and len(cells) == 1:
        return cells[0]  # type: ignore[no-any-return]
    return tuple(dict.fromkeys(tag for cell in cells for tag in cell))


def customer_reference(judge: Judge, values: Values) -> CustomerReference:
    """How the row names its customer."""
    get = values.get
    phones, masked = _phones(judge, "customer_phone", get("customer_phone", ()))
    return CustomerReference(
        external_id=get("customer_external_id", ""),
        member_no=get("customer_member_no", ""),
        name=get("customer_name", ""),
        phones=phones,
        masked_phones=masked,
        email=get("customer_email", ""),
        nickname=get("customer_nickname", ""),
    )


def build_visit(judge: Judge, values: Values, extra: Extra) -> VisitDraft:
    """A visit; needs its time. Walk-ins without a name are visits too."""
    get = values.get
    require(judge, values, "visited_at")
    customer = customer_reference(judge, values)
    if not customer:
        judge.add("no_customer")
    outcome = get("outcome", _NO_CHANNEL)
    return VisitDraft(
        visited_at=get("visited_at"),
        store=get("store", ""),
        advisor=get("advisor", ""),
        customer=customer,
        companions=get("companions", ""),
        looked_at=get("looked_at", ""),
        outcome=outcome[0],
        outcome_label=outcome[1],
        reason=get("reason", ""),
        next_step=get("next_step", ""),
        minutes=get("minutes"),
        remark="\n".join(get("remark", ())),
        remark_extra=judge.remark(),
        extra=extra,
        problems=judge.problems,
    )


def build_opening(judge: Judge, values: Values, extra: Extra) -> OpeningDraft:
    """Points and spend brought along; needs a customer and something to open with."""
    get = values.get
    customer = customer_reference(judge, values)
    if not customer:
        judge.add("no_identity")
    if not values.keys() & {"points", "spend", "orders"} and not judge.failed:
        judge.add("nothing_to_open")
    return OpeningDraft(
        customer=customer,
        points=get("points"),
        spend_minor=get("spend"),
        orders=get("orders"),
        as_of=get("as_of"),
        remark="\n".join(get("remark", ())),
        remark_extra=judge.remark(),
        extra=extra,
        problems=judge.problems,
    )
