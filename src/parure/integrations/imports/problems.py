"""Everything that may be wrong with a file, a row or a cell, and what a person can do about it.

A problem is kept as a code, a column and a hint. The sentence is made when it's shown, in the reader's language.
Hints never hold a whole personal value.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ERROR = "error"
WARNING = "warning"
SKIPPED = "skipped"
HINT_LENGTH = 40
PROBLEM_COLUMN = "问题/Problem"
"""Header of the extra column in a repair file; a column of this name is ignored when the file comes back."""


class UnreadableFile(Exception):
    """The whole file can't be read. `code` is stable, `message` is for the person who brought it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class CellProblem(ValueError):
    """A cell holds something that isn't a value of its kind.

    `code` is a key of CATALOGUE, `message_id` its English text, `kept` the text to keep beside the record.
    """

    def __init__(self, code: str, kept: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.kept = kept

    @property
    def message_id(self) -> str:
        """English text of the problem, which is also its key in the translations."""
        return CATALOGUE[self.code].message_id


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: whether it stops the row, what it means, and what to do."""

    code: str
    severity: str
    message: Any
    advice: Any

    @property
    def message_id(self) -> str:
        """The untranslated message."""
        return str(self.message._args[0])


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one row; `column` is the header in the person's file ("" for the row as a whole). `line` is set
    where a draft was merged from several rows.
    """

    code: str
    column: str = ""
    severity: str = ERROR
    value_hint: str = ""
    line: int = 0


def stops_nothing(problems: Iterable[RowProblem]) -> bool:
    """Whether none of these problems stops its row."""
    return not any(problem.severity == ERROR for problem in problems)


def _kind(code: str, severity: str, message: Any, advice: Any = "") -> ProblemKind:
    return ProblemKind(code, severity, message, advice)


_REPAIR = _("Correct the cell and import the row again.")
_KEPT = _("The text is kept in the remark.")
_LEFT_OUT = _("The field was left as it was.")
_WHOSE = _("Say by a number, telephone or e-mail who it is and import the row again.")
_SHARED = _("If a family shares the number, allow shared numbers and import the row again.")
_BRING_CUSTOMERS = _("Import the customers first, then these rows.")
_ASK_OTHERS = _("Let somebody with wider rights import it.")
_TOGETHER = _("Correct that row and import all rows of the record again.")

CATALOGUE: dict[str, ProblemKind] = {
    kind.code: kind
    for kind in (
        # The row as a line of the file.
        _kind("too_few_cells", ERROR, _("The row has fewer cells than the header"), _REPAIR),
        _kind("too_many_cells", ERROR, _("The row has more cells than the header"), _REPAIR),
        _kind("nul_byte", ERROR, _("The row holds a forbidden zero byte"), _REPAIR),
        _kind("cell_too_long", ERROR, _("A cell is longer than 32,767 characters"), _REPAIR),
        _kind("line_too_long", ERROR, _("The line is too long to be a row"), _REPAIR),
        _kind("unclosed_quote", ERROR, _("A quotation mark is opened and not closed"), _REPAIR),
        # What a row needs as a whole.
        _kind("no_identity", ERROR, _("No name, telephone, e-mail or number says who this is"), _REPAIR),
        _kind("required_missing", ERROR, _("A required value is missing"), _REPAIR),
        _kind("no_customer", WARNING, _("The row names no customer"), ""),
        _kind("order_number_missing", ERROR, _("The order number is missing"), _REPAIR),
        _kind("order_date_missing", ERROR, _("The order has no date"), _REPAIR),
        _kind("order_empty", ERROR, _("The order has neither lines nor a total"), _REPAIR),
        _kind("currency_unknown", ERROR, _("The currency is not understood"), _REPAIR),
        _kind(
            "currency_to_choose",
            ERROR,
            _("The currency has other decimals than the one chosen for the file"),
            _("Choose the file's currency and import it again."),
        ),
        _kind(
            "quantities_untold", WARNING, _("How many of each article is not told; each counts as one"), ""
        ),
        _kind("currency_changed", ERROR, _("The rows of the order have different currencies"), _REPAIR),
        _kind("totals_disagree", WARNING, _("The lines don't add up to the order's total"), ""),
        _kind("titles_not_split", WARNING, _("Several articles stand in one cell and stay one line"), ""),
        _kind("nothing_to_open", ERROR, _("There are neither points nor spend"), _REPAIR),
        # Cells.
        _kind("not_a_number", WARNING, _("This is not a telephone number"), _KEPT),
        _kind("too_short", WARNING, _("The telephone number is too short"), _KEPT),
        _kind("invalid", WARNING, _("No telephone has this number"), _KEPT),
        _kind(
            "masked",
            WARNING,
            _("The telephone number is masked"),
            _("It matches by its visible digits only."),
        ),
        _kind("unknown_range", WARNING, _("The telephone number is of an unusual range"), ""),
        _kind(
            "float_lost_digits",
            ERROR,
            _("The spreadsheet has lost digits of this number"),
            _("Format the column as text, enter the number again and import the row again."),
        ),
        _kind("email_invalid", WARNING, _("This is not an e-mail address"), _KEPT),
        _kind("date_unreadable", WARNING, _("This is not a date"), _KEPT),
        _kind("date_impossible", WARNING, _("There is no such day"), _KEPT),
        _kind("leap_month_missing", WARNING, _("That lunar year has no such leap month"), _KEPT),
        _kind("year_missing", WARNING, _("The date has no year"), _KEPT),
        _kind("amount_unreadable", WARNING, _("This is not an amount of money"), _KEPT),
        _kind("amount_negative", WARNING, _("The amount must not be negative"), _KEPT),
        _kind("number_unreadable", WARNING, _("This is not a number"), _KEPT),
        _kind("not_whole_number", WARNING, _("This is not a whole number"), _KEPT),
        _kind("quantity_unreadable", ERROR, _("The quantity is not a whole number other than zero"), _REPAIR),
        _kind("weight_unreadable", WARNING, _("This is not a weight"), _KEPT),
        _kind("size_unreadable", WARNING, _("This is not a size"), _KEPT),
        _kind(
            "gauge_unknown",
            WARNING,
            _("The gauge of the ring size is not known"),
            _("The label is kept; measure again when the customer comes."),
        ),
        _kind("gender_unknown", WARNING, _("This gender is not understood"), _KEPT),
        _kind("yes_no_unknown", WARNING, _("This is neither yes nor no"), _KEPT),
        _kind("status_unknown", WARNING, _("This status is not understood"), _KEPT),
        _kind("fineness_unknown", WARNING, _("This fineness is not understood"), _KEPT),
        _kind("gem_unknown", WARNING, _("This gem is not understood"), _KEPT),
        _kind("occasion_unknown", WARNING, _("This occasion is not understood"), _KEPT),
        _kind("certificate_unusual", WARNING, _("The certificate number has an unusual form"), ""),
        _kind("link_invalid", WARNING, _("This is not a web address"), _KEPT),
        _kind("text_too_long", WARNING, _("The text is too long for this field"), _KEPT),
        # Fields of the shop's own.
        _kind("choice_unknown", WARNING, _("This isn't one of the field's choices"), _KEPT),
        _kind("out_of_bounds", WARNING, _("The number is outside what the field allows"), _KEPT),
        _kind("form_unexpected", WARNING, _("The text doesn't have the form that the field asks for"), _KEPT),
        _kind("uid_unreadable", WARNING, _("This is not a number that Parure gave"), _KEPT),
        _kind("value_taken", WARNING, _("Another record has this value"), _LEFT_OUT),
        _kind(
            "own_value_differs",
            WARNING,
            _("A further row of the same record says something else"),
            _("The value of the first row was taken."),
        ),
        _kind("related_unknown", WARNING, _("There is no such record, or several have this name"), _LEFT_OUT),
        _kind("related_left", WARNING, _("This colleague doesn't work here any more"), _LEFT_OUT),
        # Rows that are no records, or that were left out as asked.
        _kind("totals", SKIPPED, _("A row of totals was passed over"), ""),
        _kind("repeated_header", SKIPPED, _("A repeated row of column names was passed over"), ""),
        _kind("known_already", SKIPPED, _("The record is known already and was left as it is"), ""),
        # What the house knows already.
        _kind("two_customers_match", ERROR, _("Two customers match this row"), _WHOSE),
        _kind("phone_other_name", ERROR, _("The telephone number is known under another name"), _SHARED),
        _kind(
            "order_other_name",
            WARNING,
            _("The order names somebody else under the customer's telephone number"),
            _("The order was given to the customer who has the number."),
        ),
        _kind("order_moved_back", WARNING, _("The order has moved on since this file was written"), ""),
        _kind("member_no_differs", WARNING, _("The customer has another member number, which was kept"), ""),
        _kind(
            "customer_archived",
            ERROR,
            _("The customer was archived"),
            _("Bring the customer back and import the row again."),
        ),
        _kind("customer_unknown", ERROR, _("No customer matches this row"), _BRING_CUSTOMERS),
        _kind("customer_unclear", ERROR, _("A name alone doesn't say which customer this is"), _WHOSE),
        _kind("order_without_customer", ERROR, _("The order names no customer"), _WHOSE),
        _kind("out_of_reach", ERROR, _("The record is out of your reach"), _ASK_OTHERS),
        _kind("store_unknown", WARNING, _("There is no such store"), _("The store is kept in the remark.")),
        _kind("store_opened", WARNING, _("The store is new and was opened"), ""),
        _kind(
            "advisor_unknown", WARNING, _("There is no such advisor"), _("The name is kept in the remark.")
        ),
        _kind(
            "advisor_left",
            WARNING,
            _("This advisor doesn't work here any more"),
            _("The customer is theirs until you hand over their customers."),
        ),
        _kind("style_unknown", WARNING, _("There is no such style"), _("The number is kept in the remark.")),
        _kind("piece_unknown", WARNING, _("There is no such piece"), _("The code is kept with the line.")),
        _kind("piece_sold", ERROR, _("The piece was sold already"), _("See which order is right.")),
        _kind(
            "order_unknown",
            ERROR,
            _("There is no such order"),
            _("Import the orders first, then their lines."),
        ),
        _kind("record_not_imported", ERROR, _("Another row of the same record has a problem"), _TOGETHER),
        _kind("row_refused", ERROR, _("The database refused this row"), _REPAIR),
    )
}


def describe(problem: RowProblem) -> str:
    """The problem as a sentence in the current language: column, what is wrong, masked value, what to do."""
    kind = CATALOGUE.get(problem.code)
    text = str(kind.message) if kind else problem.code
    if problem.column:
        text = gettext("%(column)s: %(problem)s") % {"column": problem.column, "problem": text}
    if problem.value_hint:
        text = gettext("%(problem)s (%(value)s)") % {"problem": text, "value": problem.value_hint}
    if kind and kind.advice:
        text = gettext("%(problem)s. %(advice)s") % {"problem": text, "advice": kind.advice}
    return text


def severity_of(code: str) -> str:
    """Severity of a code; an unknown code stops the row."""
    kind = CATALOGUE.get(code)
    return kind.severity if kind else ERROR


_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")


def value_hint(text: str, value_kind: str, *, personal: bool) -> str:
    """What may be shown of a cell: personal values are masked, others cut after 40 characters."""
    short = text if len(text) <= HINT_LENGTH else text[: HINT_LENGTH - 1] + "…"
    if not personal:
        return short
    return _MASKS.get(value_kind, _mask_middle)(short)


def _mask_middle(text: str) -> str:
    if len(text) <= 2:
        return text[:1] + "*"
    if len(text) < 7:
        return text[:1] + "*" * (len(text) - 1)
    return text[:2] + "****" + text[-2:]


def _mask_digits(text: str) -> str:
    """Keep at most the first three and the last two digits of a number."""
    digits = len(_DIGIT.findall(text))
    keep_head, keep_tail = (3, 2) if digits >= 8 else (1, 0)
    seen = 0

    def masked(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found.group() if seen <= keep_head or seen > digits - keep_tail else "*"

    if not digits:
        return _mask_middle(text)
    return "".join(
        _DIGIT.sub(masked, part) if _DIGIT.search(part) else _blur(part) for part in re.split(r"(\d)", text)
    )


def _blur(part: str) -> str:
    """Letters around a number may be a name."""
    return re.sub(r"[^\W\d_]", "*", part) if len(part) > 1 else part


def _mask_year(text: str) -> str:
    """A birthday's year is hidden; the impossible day is what the person has to see."""
    return _YEAR.sub("****", text, count=1)


def _mask_address(text: str) -> str:
    head, at, tail = text.partition("@")
    return head[:1] + "***" + (at + tail if at else "")


_MASKS: dict[str, Callable[[str], str]] = {
    "phone": _mask_digits,
    "phones": _mask_digits,
    "day": _mask_year,
    "email": _mask_address,
}
