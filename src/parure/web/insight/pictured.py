"""The chart of a report: its first figure by its first split, the time before as a line, columns as parts."""

from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer, Row
from parure.web.insight.charts import bars, line
from parure.web.insight.drill import Drill
from parure.web.insight.pictures import MOST_PLACES, MOST_SERIES, Chart, Drawing, Series

MOST_NAMED = 16  # places that are no time: their names need room


def picture_of(answer: Answer, drill: Drill) -> Chart | None:
    """None where there is nothing to draw: no split, too many places, a question that asks for none."""
    question = answer.question
    if question.chart == "none" or len(question.by) != 1 or not answer.rows:
        return None
    in_time = bool(answer.splits[0].period)
    places = _places(answer)
    if len(places) > MOST_PLACES or (not in_time and len(places) < 2):
        return None
    shown = places if in_time else places[:MOST_NAMED]
    drawing = (
        _parts(answer, shown, in_time=in_time)
        if question.across
        else _whole(answer, shown, drill, in_time=in_time)
    )
    return line(drawing) if question.chart == "line" else bars(drawing)


def _places(answer: Answer) -> list[tuple[str, str]]:
    """(code, label) of the first split, as the table has it."""
    found = {
        row.codes[0]: row.labels[0] for row in answer.rows if row.codes[0] or not answer.splits[0].period
    }
    return list(found.items())


def _whole(answer: Answer, places: list[tuple[str, str]], drill: Drill, *, in_time: bool) -> Drawing:
    rows = {row.codes[0]: row for row in answer.rows}
    measure = answer.measures[0]
    before = [rows[code].before[0] if rows[code].before else None for code, label_ in places]
    return Drawing(
        label=str(measure.label),
        places=[label for _code, label in places],
        series=[Series(str(measure.label), [rows[code].figures[0] for code, label_ in places])],
        unit=measure.unit,
        over=Series(_("The year before"), before)
        if any(each is not None for each in before) and in_time
        else None,
        addresses=[drill.address(rows[code]) for code, label_ in places],
        in_time=in_time,
    )


def _parts(answer: Answer, places: list[tuple[str, str]], *, in_time: bool) -> Drawing:
    """The largest codes of the columns as parts, the rest as one."""
    measure = answer.measures[0]
    cells = {(row.codes[0], row.codes[1]): row for row in answer.rows}
    names = {row.codes[1]: row.labels[1] for row in answer.rows}
    largest = sorted(names, key=lambda code: (-_sum_of(answer.rows, code), code))
    apart = largest if len(largest) <= MOST_SERIES else largest[: MOST_SERIES - 1]

    def figure(place: str, code: str) -> int | None:
        return cells[place, code].figures[0] if (place, code) in cells else None

    series = [Series(names[code], [figure(place, code) for place, label_ in places]) for code in apart]
    rest = largest[len(apart) :]
    if rest and measure.adds_up:
        sums = [sum(figure(place, code) or 0 for code in rest) for place, label_ in places]
        series.append(Series(_("Others"), sums, kind="c6"))
    return Drawing(
        label=str(measure.label),
        places=[label for _code, label in places],
        series=series,
        unit=measure.unit,
        in_time=in_time,
        stacked=measure.adds_up,
    )


def _sum_of(rows: list[Row], code: str) -> int:
    return sum(row.figures[0] or 0 for row in rows if row.codes[1] == code)
