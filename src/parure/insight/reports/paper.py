"""Pages of a table drawn as PDF, in a process of its own: the font and what reads it take 90 MB that neither a web page
nor a worker should keep. It is handed words and figures as JSON through its input, and answers with the file.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

FONT = "NotoSansSC"
MARGIN, TOP, FOOT = 14.0, 40.0, 16.0  # mm
LINE = 7.2  # mm, the height of a line of the table
GAP = 4.0  # mm between columns
TEXT, SMALL, TITLE = 9.0, 7.5, 16.0  # points
NARROWEST, WIDEST = 14.0, 62.0  # mm of a column
UPRIGHT, ACROSS = (210.0, 297.0), (297.0, 210.0)
INK, GREY, GOLD, SHADE = (43, 38, 34), (122, 115, 107), (176, 141, 87), (247, 244, 239)
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the table on paper: its head, its text line by line, how wide it is; bars stand under figures."""

    head: str
    texts: list[str]
    total: str
    width: float
    is_figure: bool
    shares: list[int]


@dataclass(frozen=True)
class Sheet:
    """One page: the columns that stand on it and the lines from `first` up to `last`; totals stand at the end."""

    columns: Sequence[Column]
    first: int
    last: int
    has_totals: bool


def drawn(told: Told) -> bytes:
    """The file of what `printing` tells."""
    paper = _Paper(told)
    columns = [_column(paper, each) for each in told["columns"]]
    if sum(each.width + GAP for each in columns) > paper.room:
        paper.size = ACROSS
    sheets = list(_sheets(paper, columns, told["lines"], has_totals=told["has_totals"]))
    for number, sheet in enumerate(sheets, 1):
        paper.page(sheet, number, len(sheets))
    paper.remark(told["remarks"])
    return bytes(paper.pdf.output())


def _column(paper: "_Paper", told: Told) -> Column:
    texts = {*told["texts"], told["total"]}
    longest = max([paper.width(told["head"], SMALL), *(paper.width(each, TEXT) for each in texts)])
    return Column(**told, width=min(max(longest, NARROWEST), WIDEST))


def _sheets(paper: "_Paper", columns: Sequence[Column], lines: int, *, has_totals: bool) -> Iterator[Sheet]:
    """Sets of columns that fit beside the names of the lines, each over as many pages as its lines need."""
    room = int((paper.height - TOP - LINE - FOOT) // LINE) - 1  # the line of totals always has its place
    for together in _together(columns, paper.room):
        for first in range(0, max(lines, 1), room):
            last = min(first + room, lines)
            yield Sheet(together, first, last, has_totals=has_totals and last == lines)


def _together(columns: Sequence[Column], room: float) -> Iterator[list[Column]]:
    names = [each for each in columns if not each.is_figure]
    free = room - sum(each.width + GAP for each in names)
    some: list[Column] = []
    used = 0.0
    for each in columns:
        if not each.is_figure:
            continue
        if some and used + each.width + GAP > free:
            yield names + some
            some, used = [], 0.0
        some.append(each)
        used += each.width + GAP
    yield names + some


# ── drawing ──────────────────────────────────────────────────────────────────


class _Paper:
    """Pages of one size with the letterhead of the shop."""

    def __init__(self, told: Told) -> None:
        from fpdf import FPDF

        self.told = told
        self.size = UPRIGHT
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.add_font(FONT, fname=str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))
        self.pdf.set_font(FONT, size=TEXT)
        self.pdf.set_title(told["title"])
        self.pdf.set_lang(told["language"])
        self.pdf.set_creation_date(datetime.fromisoformat(told["taken_at"]))

    @property
    def height(self) -> float:
        return self.size[1]

    @property
    def room(self) -> float:
        """What columns have between the margins, mm."""
        return self.size[0] - 2 * MARGIN

    def width(self, text: str, size: float) -> float:
        """How long a text is, mm."""
        self.pdf.set_font(FONT, size=size)
        return float(self.pdf.get_string_width(text))

    def say(
        self, x: float, y: float, text: str, *, size: float = TEXT, ink: Any = INK, right: bool = False
    ) -> None:
        """A text on the line at y, from x or up to it."""
        self.pdf.set_font(FONT, size=size)
        self.pdf.set_text_color(*ink)
        self.pdf.text(x - self.pdf.get_string_width(text) if right else x, y, text)

    def fitted(self, text: str, size: float, room: float) -> str:
        """As much of a text as there is room for."""
        if self.width(text, size) <= room:
            return text
        while text and self.width(text + "…", size) > room:
            text = text[:-1]
        return text + "…"

    def rule(self, y: float, *, ink: Any = SHADE, thick: float = 0.2) -> None:
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(thick)
        self.pdf.line(MARGIN, y, self.size[0] - MARGIN, y)

    def page(self, sheet: Sheet, number: int, of: int) -> None:
        """A page of the table with its head and its foot."""
        self.pdf.add_page(orientation="portrait" if self.size == UPRIGHT else "landscape")
        self._letterhead()
        edge = self.size[0] - MARGIN
        y = TOP
        self.pdf.set_fill_color(*SHADE)
        self.pdf.rect(MARGIN, y, edge - MARGIN, LINE, style="F")
        self._line(y, sheet.columns, [each.head for each in sheet.columns], size=SMALL, ink=GREY)
        for place in range(sheet.first, sheet.last):
            y += LINE
            self._line(y, sheet.columns, [each.texts[place] for each in sheet.columns])
            self._bars(y, sheet.columns, place)
            self.rule(y + LINE)
        if sheet.has_totals:
            y += LINE
            self.rule(y, ink=INK, thick=0.35)
            self._line(y, sheet.columns, [each.total for each in sheet.columns])
        self.last_y = y + 2 * LINE
        foot = self.size[1] - FOOT / 2
        self.say(MARGIN, foot, self.told["title"], size=SMALL, ink=GREY)
        told = self.told["page"] % {"page": number, "pages": of}
        self.say(edge, foot, told, size=SMALL, ink=GREY, right=True)

    def _letterhead(self) -> None:
        edge = self.size[0] - MARGIN
        self.say(MARGIN, 15, self.told["shop"], size=SMALL, ink=GOLD)
        self.say(edge, 15, self.told["taken"], size=SMALL, ink=GREY, right=True)
        self.rule(18, ink=GOLD, thick=0.3)
        self.say(MARGIN, 28, self.told["title"], size=TITLE)
        self.say(MARGIN, 34.5, self.told["period"], ink=GREY)

    def _line(
        self, y: float, columns: Sequence[Column], texts: Sequence[str], *, size: float = TEXT, ink: Any = INK
    ) -> None:
        for x, column, text in zip(self._places(columns), columns, texts, strict=True):
            at = x + column.width if column.is_figure else x
            self.say(
                at,
                y + LINE * 0.66,
                self.fitted(text, size, column.width + 0.1),
                size=size,
                ink=ink,
                right=column.is_figure,
            )

    def _places(self, columns: Sequence[Column]) -> list[float]:
        """Where columns begin: what room is left goes between the names and the figures of their lines."""
        left = self.room - sum(each.width + GAP for each in columns) + GAP
        spare = max(left - 2, 0) / max(len(columns) - 1, 1)
        found, x = [], MARGIN + 1
        for each in columns:
            found.append(x)
            x += each.width + GAP + spare
        return found

    def _bars(self, y: float, columns: Sequence[Column], place: int) -> None:
        self.pdf.set_fill_color(*GOLD)
        for x, column in zip(self._places(columns), columns, strict=True):
            share = column.shares[place] if column.shares else 0
            if share:
                long = column.width * min(share, 100) / 100
                self.pdf.rect(x + column.width - long, y + LINE - 1.1, long, 0.5, style="F")

    def remark(self, remarks: Sequence[str]) -> None:
        """Say something below the table."""
        for place, each in enumerate(remarks):
            self.say(MARGIN, self.last_y + place * 5, each, size=SMALL, ink=GREY)


def main() -> None:
    """Draw what comes in."""
    logging.disable()  # a warning of a sign that the font lacks would name it
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
