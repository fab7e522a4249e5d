"""The table of a report as pages to print: A4, the heads on every page, a font that shows Chinese along with it.

A table that is wider than a page goes on in a further set of pages, each with the names of its lines. Of very long
tables the first lines are printed and the rest is counted; a workbook has them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer
from parure.insight.reports.tabling import Cell, Line, Table, table_of

FONT = "NotoSansSC"
MARGIN, TOP, FOOT = 14.0, 40.0, 16.0  # mm
LINE = 7.2  # mm, the height of a line of the table
GAP = 4.0  # mm between columns
TEXT, SMALL, TITLE = 9.0, 7.5, 16.0  # points
NARROWEST, WIDEST = 14.0, 62.0  # mm of a column
MOST_LINES = 1000
UPRIGHT, ACROSS = (210.0, 297.0), (297.0, 210.0)
INK, GREY, GOLD, SHADE = (43, 38, 34), (122, 115, 107), (176, 141, 87), (247, 244, 239)


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


def printed(found: Answer, title: str) -> bytes:
    """The answer as PDF in the language of the moment."""
    table = table_of(found)
    paper = _Paper(title, _period(found), found.taken_at)
    columns = _columns(paper, table)
    width, _height = UPRIGHT
    if sum(each.width + GAP for each in columns) > width - 2 * MARGIN:
        paper.turn()
    sheets = list(_sheets(paper, columns, min(len(table.lines), MOST_LINES), has_totals=bool(table.totals)))
    for number, sheet in enumerate(sheets, 1):
        paper.page(sheet, number, len(sheets))
    paper.left_out(len(table.lines) - MOST_LINES, table.left_out, is_cut=found.is_cut)
    return bytes(paper.pdf.output())


def _period(found: Answer) -> str:
    if found.span.since and found.span.until:
        return f"{found.span.since.isoformat()} – {found.span.until.isoformat()}"
    return ""


@cache
def _font() -> Any:
    """Where the font lies that is put into every file."""
    return files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"


# ── what stands where ────────────────────────────────────────────────────────


def _columns(paper: "_Paper", table: Table) -> list[Column]:
    lines = table.lines[:MOST_LINES]
    named = [_("All"), *[""] * (len(table.splits) - 1)] if table.totals else [""] * len(table.splits)
    found = [
        _column(paper, head, [line.labels[place] for line in lines], named[place])
        for place, head in enumerate(table.splits)
    ]
    for place, head in enumerate(table.heads):
        texts = [_figure(line.cells[place]) for line in lines]
        total = _figure(table.totals[place]) if table.totals else ""
        shares = [line.cells[place].share for line in lines] if _has_bars(lines, place) else []
        found.append(_column(paper, head, texts, total, is_figure=True, shares=shares))
    return found


def _has_bars(lines: Sequence[Line], place: int) -> bool:
    """As on the page: under the first figure, or under all that are columns of one."""
    return place == 0 or all(
        line.row is not None and len(line.row.codes) > len(line.labels) for line in lines
    )


def _figure(cell: Cell) -> str:
    return f"{cell.text}  {cell.change}" if cell.change else cell.text


def _column(
    paper: "_Paper",
    head: str,
    texts: list[str],
    total: str,
    *,
    is_figure: bool = False,
    shares: Sequence[int] = (),
) -> Column:
    longest = max([paper.width(head, SMALL), *(paper.width(each, TEXT) for each in {*texts, total})])
    return Column(
        head, texts, total, min(max(longest, NARROWEST), WIDEST), is_figure=is_figure, shares=list(shares)
    )


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

    def __init__(self, title: str, period: str, taken_at: datetime) -> None:
        from fpdf import FPDF

        self.title, self.period = title, period
        self.taken = timezone.localtime(taken_at).strftime("%Y-%m-%d %H:%M")
        self.size = UPRIGHT
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.add_font(FONT, fname=str(_font()))
        self.pdf.set_font(FONT, size=TEXT)
        self.pdf.set_title(title)
        self.pdf.set_lang(get_language() or "zh-hans")
        self.pdf.set_creation_date(timezone.localtime(taken_at))

    def turn(self) -> None:
        """Lay the paper across."""
        self.size = ACROSS

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
        self.say(MARGIN, foot, self.title, size=SMALL, ink=GREY)
        told = _("Page %(page)d of %(pages)d") % {"page": number, "pages": of}
        self.say(edge, foot, told, size=SMALL, ink=GREY, right=True)

    def _letterhead(self) -> None:
        edge = self.size[0] - MARGIN
        self.say(MARGIN, 15, settings.SHOP_NAME or "璞如 Parure", size=SMALL, ink=GOLD)
        self.say(edge, 15, _("Figures of %s") % self.taken, size=SMALL, ink=GREY, right=True)
        self.rule(18, ink=GOLD, thick=0.3)
        self.say(MARGIN, 28, self.title, size=TITLE)
        self.say(MARGIN, 34.5, self.period, ink=GREY)

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

    def left_out(self, lines: int, columns: int, *, is_cut: bool) -> None:
        """Say below the table what it doesn't show."""
        told = []
        if lines > 0 or is_cut:
            told.append(_("Only the first %d lines are printed; the workbook has more.") % MOST_LINES)
        if columns:
            told.append(
                ngettext("%d more column had no room.", "%d more columns had no room.", columns) % columns
            )
        for place, each in enumerate(told):
            self.say(MARGIN, self.last_y + place * 5, each, size=SMALL, ink=GREY)
