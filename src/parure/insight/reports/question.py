"""A question as somebody builds and keeps it, and whether it may be asked.

{"dataset": "orders", "by": ["month"], "across": "store", "measures": ["sales", "orders"], "period": "last_12_months",
 "only": {"occasion": ["WEDDING"]}, "among": condition about customers, "compare": true, "chart": "bars"}
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.access.choices import Level
from parure.core.conditions import BadCondition, Tree
from parure.insight.reports.datasets import CUSTOMER, Dataset, Dimension, Measure, Needs, datasets
from parure.insight.reports.periods import PERIODS, Span, span_of

MOST_BY = 3
MOST_MEASURES = 6
MOST_CODES = 200
CHARTS = ("bars", "line", "none")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Question:
    """What is to be counted, by what, when, of whom. `period` is a code of `periods`, or "days" from `since` to `until`
    (dates as text). `across` spreads the second split over columns. `compare` sets the time before beside it.
    """

    dataset: str
    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    across: str = ""
    period: str = "all"
    since: str = ""
    until: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    among: Tree | None = None
    compare: bool = False
    chart: str = "bars"

    @property
    def splits(self) -> tuple[str, ...]:
        return (*self.by, self.across) if self.across else self.by

    def span(self, today: date) -> Span:
        """The days that it is about."""
        return span_of(self.period, today, self.since, self.until)

    def as_plain(self) -> dict[str, Any]:
        """As it is kept; `read` takes it back."""
        plain = asdict(self)
        plain["only"] = {name: list(codes) for name, codes in self.only.items()}
        return plain | {"measures": list(self.measures), "by": list(self.by)}


def read(plain: Any) -> Question:
    """A question from what was kept or sent. Raises ValidationError by field for what isn't one."""
    if not isinstance(plain, dict) or str(plain.get("dataset")) not in datasets():
        raise ValidationError({"dataset": _("Choose what the report is about.")})
    texts = {name: plain.get(name, "") for name in ("across", "since", "until")}
    only = plain.get("only") or {}
    lists = [
        plain.get("by") or [],
        plain.get("measures") or [],
        *(only.values() if isinstance(only, dict) else [None]),
    ]
    are_texts = all(isinstance(each, str) for each in texts.values())
    if not are_texts or not all(_is_texts(each) for each in lists):
        raise ValidationError(_("This question can't be read."))
    question = Question(
        dataset=plain["dataset"],
        measures=tuple(dict.fromkeys(plain.get("measures") or ())),
        by=tuple(dict.fromkeys(plain.get("by") or ())),
        period=str(plain.get("period") or "all"),
        only={name: tuple(codes) for name, codes in only.items()},
        among=plain.get("among") or None,
        compare=bool(plain.get("compare")),
        chart=str(plain.get("chart") or "bars"),
        **texts,
    )
    check_form(question)
    return question


def _is_texts(those: Any) -> bool:
    return isinstance(those, (list, tuple)) and all(isinstance(each, str) for each in those)


def check_form(question: Question) -> None:
    """Raise ValidationError unless it is well formed, whoever asks."""
    dataset = datasets()[question.dataset]
    errors: dict[str, Any] = {}
    known = {each.name for each in dataset.dimensions}
    measures = {each.name for each in dataset.measures}
    if not question.measures:
        errors["measures"] = _("Choose at least one figure.")
    elif len(question.measures) > MOST_MEASURES:
        errors["measures"] = _("At most %d figures, please.") % MOST_MEASURES
    elif not measures.issuperset(question.measures):
        errors["measures"] = _("There is no such figure.")
    if len(question.splits) > MOST_BY:
        errors["by"] = _("At most %d splits, please.") % MOST_BY
    elif not known.issuperset(question.splits) or len({*question.splits}) < len(question.splits):
        errors["by"] = _("This can't be split by.")
    elif question.across and not question.by:
        errors["across"] = _("Columns need rows: choose what the rows are first.")
    if not known.issuperset(question.only) or any(len(each) > MOST_CODES for each in question.only.values()):
        errors["only"] = _("This can't be limited to.")
    if question.period not in PERIODS and question.period != "days":
        errors["period"] = _("There is no such period.")
    elif question.period == "days":
        errors |= _wrong_days(question)
    if question.chart not in CHARTS:
        errors["chart"] = _("There is no such chart.")
    if errors:
        raise ValidationError(errors)


def _wrong_days(question: Question) -> dict[str, Any]:
    try:
        ends = [date.fromisoformat(each) for each in (question.since, question.until) if each]
    except ValueError:
        return {"since": _("This is no day.")}
    if any(not FIRST_YEAR <= each.year <= LAST_YEAR for each in ends):
        return {"since": _("This is no day.")}
    if len(ends) == 2 and ends[0] > ends[1]:
        return {"since": _("The period ends before it begins.")}
    return {}


# ── what somebody may ask ────────────────────────────────────────────────────


def offered(actor: Actor) -> list[Dataset]:
    """The datasets of which the actor may take any figure, each with what is open to them of it."""
    found = [_narrowed(actor, each) for each in datasets().values()]
    return [each for each in found if each.measures]


def asks_anything(actor: Actor) -> bool:
    """Whether the actor may take any figure at all. Looks no further than the first, and at customers last: what is
    readable of them depends on segments, which takes a query.
    """
    may = _reader(actor)
    found = sorted(datasets().values(), key=lambda each: each.resource == CUSTOMER)
    return any(
        policy.may(actor, each.resource) and any(may(one.needs) for one in each.measures) for each in found
    )


def _reader(actor: Actor) -> Callable[[Needs], bool]:
    """Tells whether the actor reads all of some fields; asks the gate once a record type."""
    readable: dict[str, set[str]] = {}

    def may(needs: Needs) -> bool:
        for resource, name in needs:
            if resource not in readable:
                readable[resource] = {*policy.fields(actor, resource, Level.READ)}
            if name not in readable[resource]:
                return False
        return True

    return may


def _narrowed(actor: Actor, dataset: Dataset) -> Dataset:
    if not policy.may(actor, dataset.resource):
        return replace(dataset, dimensions=(), measures=())
    may = _reader(actor)

    def kept(those: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(each for each in those if may(each.needs) and _reaches(actor, each))

    return replace(dataset, dimensions=kept(dataset.dimensions), measures=kept(dataset.measures))


def _reaches(actor: Actor, each: Dimension | Measure) -> bool:
    return not (isinstance(each, Dimension) and each.relation) or policy.may(actor, each.relation)


def check(actor: Actor, question: Question) -> Dataset:
    """The dataset as the actor may ask it. Raises `policy.Denied` for what they may not read, ValidationError for a
    condition about customers that isn't one.
    """
    dataset = _narrowed(actor, datasets()[question.dataset])
    open_to = {each.name for each in dataset.dimensions}
    figures = {each.name for each in dataset.measures}
    refused = ({*question.splits, *question.only} - open_to) | ({*question.measures} - figures)
    if refused:
        raise policy.Denied(", ".join(sorted(refused)))
    if question.among is not None:
        if dataset.resource != CUSTOMER:
            customers = policy.fields(actor, dataset.resource, Level.READ)
            if "customer" not in customers:
                raise policy.Denied("customer")
        try:
            check_condition(actor, CUSTOMER, question.among)
        except BadCondition as error:
            raise ValidationError({"among": str(error)}) from None
    return dataset
