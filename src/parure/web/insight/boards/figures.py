"""The large figures at the head of a dashboard, each with its change and the list behind it."""

from dataclasses import dataclass

from parure.access.actors import Actor
from parure.insight.reports.answers import Answer, Row
from parure.insight.reports.wording import change_text, figure_text
from parure.web.insight.drill import Drill

WHOLE = Row((), (), ())
Answers = dict[str, Answer]


@dataclass(frozen=True)
class Figure:
    """A figure with its words; `change` is signed, `tone` says whether it is a good one ("" for neither)."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    tone: str = ""
    beside: str = ""
    address: str = ""
    is_key: bool = False


def has(answers: Answers, name: str, measure: str) -> bool:
    return name in answers and measure in answers[name].question.measures


def total(answers: Answers, name: str, measure: str) -> int | None:
    """A figure over everything; None where it wasn't answered."""
    return answers[name].total(measure) if has(answers, name, measure) else None


def before(answers: Answers, name: str, measure: str) -> int | None:
    """The same of the days a year before."""
    found = answers.get(name)
    return found.before[found.question.measures.index(measure)] if found and found.before else None


def figure(
    answers: Answers, name: str, measure: str, label: str, *, beside: str = "", address: str = ""
) -> Figure:
    """A figure of an answer with its change to the year before, where that is known."""
    found = answers[name]
    unit = found.measures[found.question.measures.index(measure)].unit
    now, earlier = total(answers, name, measure), before(answers, name, measure)
    text, small = figure_text(now, unit), ""
    if text.endswith("%"):
        text, small = text[:-1], "%"
    change = change_text(now, earlier, unit)
    return Figure(label, text, small, change, tone_of(change), beside, address)


def tone_of(change: str) -> str:
    """Green for more, red for less."""
    return {"+": "sage", "−": "rose"}.get(change[:1], "")


def list_of_all(actor: Actor, answers: Answers, name: str) -> str:
    """The list of what an answer without splits counts; "" where no list can tell it."""
    return Drill(actor, answers[name]).address(WHOLE) if name in answers else ""
