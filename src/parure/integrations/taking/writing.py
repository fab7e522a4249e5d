"""Writing the file of an export: through the gate, a stretch at a time, with progress.

A CSV file of plain columns is written by PostgreSQL itself, to the same bytes.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from parure.access.policy import Masked
from parure.access.streams import Stream
from parure.integrations.exports import open_personal
from parure.integrations.taking.cells import column_cells
from parure.integrations.taking.cells_in_sql import cells_in_sql
from parure.integrations.taking.files import opened, opened_lines

Report = Callable[[int], Any]


def write_file(stream: Stream, path: Path, form: str, report: Report | None = None) -> int:
    """Write a stream of rows as a file; how many. `report` hears the number of rows behind each stretch."""
    heads = [str(stream.fields[name].label) for name in stream.names]
    labels = {name: _labels(stream, name) for name in stream.names}
    count = 0
    if form == "csv" and (in_sql := cells_in_sql(stream, labels)) is not None:
        with opened_lines(path, heads) as file:
            for written in stream.lines(in_sql, file.write):
                count += written
                if report is not None:
                    report(count)
        return count
    with opened(path, form, heads) as sheet:
        for rows in stream.stretches():
            columns = list(zip(*rows, strict=True))[1:]
            cells = []
            for name, values in zip(stream.names, columns, strict=True):
                clear = _opened(values) if name in stream.computed else values
                cells.append(column_cells(stream.fields[name], clear, labels[name]))
            sheet.write(cells or [[]])
            count += len(rows)
            if report is not None:
                report(count)
    return count


def _labels(stream: Stream, name: str) -> dict[str, str]:
    choices = stream.fields[name].choices
    return {str(code): str(label) for code, label in choices()} if choices is not None else {}


def _opened(values: Any) -> Any:
    """Personal values that the asker may read, clear: taking along is on record as a whole."""
    found = [each for value in values for each in (value if isinstance(value, list) else [value])]
    if not any(isinstance(each, Masked) and each.revealable and each.ref for each in found):
        return values
    clear = open_personal([each for each in found if isinstance(each, Masked)])

    def one(value: Any) -> Any:
        return clear.get(value.ref, value) if isinstance(value, Masked) and value.revealable else value

    return [[one(each) for each in value] if isinstance(value, list) else one(value) for value in values]
