"""Column names as they stand in files: folding them, finding their row, telling totals from records."""

import re
import unicodedata
from functools import lru_cache

from parure.integrations.imports.sources import SOURCE_NAMES
from parure.integrations.imports.synonyms import KNOWN_NAMES

_UNIT = re.compile(
    r"[(\[](?:元|¥|￥|rmb|cny|g|克|ct|克拉|分|粒|颗|件|mm|毫米|cm|厘米|元/克|元/件|必填|选填|\*|yyyy[^)\]]*|kg)[)\]]",
    re.IGNORECASE,
)
_METAFIELD = re.compile(r"\s*\((?:customer|product|variant|order)\.metafields\.[^)]*\)\s*$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_\-./:*#?'\"|()\[\]]+")
_LOOKS_LIKE_VALUE = re.compile(r"^[+¥￥$(]?\d[\d\s,.:/+\-)]*(?:元|g|克)?$|^[^@\s]+@[^@\s]+\.\w+$")

_TOTALS = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|本页(?:合计|小计)|累\s*计|(?:grand\s+|sub\s*)?totals?)"
    r"(?:\s*[:：(（].*)?$|^(?:共|合计|总计)\s*[\d,]+\s*(?:条|人|位|件|笔|行|个|名)",
    re.IGNORECASE,
)
_NAMES = KNOWN_NAMES | SOURCE_NAMES
TOTALS_STARTS = frozenset("合总小共本累TtGgSs")
_BARE = re.compile(r"^'(?=[\d+=@\-*(（\t\r'＝＋－＠])")


@lru_cache(maxsize=16384)
def fold_header(name: str) -> str:
    """A header as it's compared: width, case, spaces, punctuation and units gone ("克工费（元）" -> "克工费")."""
    text = _METAFIELD.sub("", unicodedata.normalize("NFKC", name))
    text = _UNIT.sub("", text)
    return _SEPARATORS.sub("", text).lower()


def bare(cell: str) -> str:
    """A cell without the marks that keep a spreadsheet from turning it into a number: `="001"` and `'001`."""
    if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > 2:
        return cell[2:-1].strip()
    if cell[:1] == "'":
        return _BARE.sub("", cell).strip()
    return cell


def known_names(cells: list[str]) -> int:
    """How many of the cells are column names of some source."""
    return len({folded for cell in cells if cell and (folded := fold_header(cell)) in _NAMES})


def find_header(rows: list[list[str]]) -> int | None:
    """Index of the row that names the columns: the most known names, else the first full row without values."""
    known = [known_names(cells) for cells in rows]
    best = max(known, default=0)
    widest = max((_filled(cells) for cells in rows), default=0)
    if best >= 2 or (best == 1 and widest <= 2):
        return known.index(best)
    for index, cells in enumerate(rows):
        filled = _filled(cells)
        if (
            filled
            and filled * 10 >= widest * 6
            and not any(map(_LOOKS_LIKE_VALUE.match, filter(None, cells)))
        ):
            return index
    return None


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell)


def is_totals(first: str, cells: list[str]) -> bool:
    """Whether a row is a total: its first filled cell says so. A customer is never called 合计.

    An English "Total" may be somebody's word, so it counts only in a row that is otherwise nearly empty.
    """
    if not _TOTALS.match(first):
        return False
    return not first.isascii() or _filled(cells) * 2 <= len(cells) + 1
