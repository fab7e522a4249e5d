"""Excel workbooks: refused when hostile, otherwise read as rows of text.

A workbook is looked at before any parser sees it: the archive's directory, the real size of what it unpacks to, and
the area that its sheets claim. The parser builds each sheet as a full rectangle, so two cells in opposite corners
would otherwise take hundreds of gigabytes.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from parure.integrations.imports.problems import UnreadableFile

MAX_WORKBOOK_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
RATIO_FREE_BYTES = 64 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 2000
MAX_CELLS = 20_000_000
EXACT_NUMBER = 10**15
"""A spreadsheet keeps fifteen digits; a longer number has lost its tail."""

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NESTED = re.compile(r"\.(zip|rar|7z|gz|bz2|xz|tar|jar)$", re.IGNORECASE)
_SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["'](\d+)""")
_COLUMN_LETTERS = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)\d""")
_OVERLAP = 512


def is_workbook(path: Path) -> bool:
    """Whether the contents, whatever the name, are a zip archive or an old Office file."""
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith((ZIP_MARK, b"PK\x05\x06")) or head == OLE_MARK


def check_workbook(path: Path) -> None:
    """Refuse what would hurt, before it's parsed. Raises UnreadableFile."""
    if path.stat().st_size > MAX_WORKBOOK_BYTES:
        raise UnreadableFile(
            "file_too_large", _("The workbook is larger than 100 MB. Save it as CSV (UTF-8) and import that.")
        )
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE_MARK:
        _check_old_workbook(path)
    else:
        _check_archive(path)


def _check_old_workbook(path: Path) -> None:
    with path.open("rb") as file:
        content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _encrypted()


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            with path.open("rb") as raw:
                for entry in entries:
                    _check_entry(raw, entry)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or len(set(names)) != len(names):
        raise _bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted()
    if any(_NESTED.search(name) for name in names):
        raise UnreadableFile("nested_archive", _("The workbook holds another archive and is refused."))
    if not any(_SHEET.match(name) for name in names):
        raise UnreadableFile(
            "not_a_workbook", _("This is not an Excel workbook (XLSX). Save it as XLSX or CSV.")
        )
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _damaged()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FREE_BYTES and unpacked / packed > MAX_RATIO):
        raise _bomb()


def _check_entry(raw: Any, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry in pieces: the directory may lie about its size, and a sheet about its area."""
    area = _Area() if _SHEET.match(entry.filename) else None
    unpacked = 0
    tail = b""
    for piece in _pieces(raw, entry):
        unpacked += len(piece)
        if unpacked > entry.file_size:
            raise _bomb()
        if area:
            area.see(tail + piece)
            tail = piece[-_OVERLAP:]


def _pieces(raw: Any, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    raw.seek(entry.header_offset)
    header = raw.read(30)
    if len(header) != 30 or not header.startswith(ZIP_MARK):
        raise _damaged()
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := raw.read(min(65536, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, 1 << 20)
            packed = inflate.unconsumed_tail


class _Area:
    """The rectangle that a sheet's cells span, by the addresses written in it."""

    def __init__(self) -> None:
        self.rows = self.columns = 1
        self.letters: set[bytes] = set()

    def see(self, piece: bytes) -> None:
        numbers = _ROW_NUMBER.findall(piece)
        self.rows = max([self.rows, *(int(number[:9]) for number in numbers)])
        fresh = set(_COLUMN_LETTERS.findall(piece)) - self.letters
        self.letters |= fresh
        self.columns = max([self.columns, *(_column_number(letters) for letters in fresh)])
        if self.rows * self.columns > MAX_CELLS:
            raise UnreadableFile(
                "sheet_too_large",
                _("A sheet spans too many cells. Delete empty rows and columns, or save it as CSV (UTF-8)."),
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _bomb() -> UnreadableFile:
    return UnreadableFile("zip_bomb", _("The workbook unpacks to far more than its size and is refused."))


def _encrypted() -> UnreadableFile:
    return UnreadableFile("encrypted", _("The workbook has a password. Save it without one and try again."))


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        "damaged_workbook", _("The workbook is damaged. Open it, save it anew and try again.")
    )


def sheet_names(path: Path) -> list[str]:
    """Names of the visible worksheets, in the workbook's order."""
    return [name for name, _sheet in _visible_sheets(_open(path))]


def read_sheet(path: Path, wanted: str = "") -> tuple[str, list[str], int, Iterator[tuple[int, list[str]]]]:
    """(name of the sheet read, all visible names, height, rows as (row number, cells as text)).

    Without `wanted` it's the first visible sheet that holds anything.
    """
    sheets = _visible_sheets(_open(path))
    names = [name for name, _sheet in sheets]
    if wanted and wanted not in names:
        raise UnreadableFile("sheet_missing", _("The workbook has no sheet of this name."))
    for name, sheet in sheets:
        if name == wanted or (not wanted and sheet.height):
            return name, names, int(sheet.total_height), _text_rows(sheet)
    raise UnreadableFile("empty_file", _("The file is empty."))


def _open(path: Path) -> Any:
    """Parse the workbook; the parser's own failures, panics of its Rust side too, become UnreadableFile."""
    # python_calamine stays unloaded until somebody brings a workbook.
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise _encrypted() from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise _damaged() from error


def _visible_sheets(workbook: Any) -> list[tuple[str, Any]]:
    found = []
    for meta in workbook.sheets_metadata:
        if "WorkSheet" in str(meta.typ) and str(meta.visible).endswith(".Visible"):
            try:
                found.append((meta.name, workbook.get_sheet_by_name(meta.name)))
            except (KeyboardInterrupt, SystemExit, GeneratorExit):
                raise
            except BaseException as error:
                raise _damaged() from error
    return found


def _text_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [cell.strip() if type(cell) is str else cell_text(cell) for cell in cells]


def cell_text(cell: object) -> str:
    """A spreadsheet's value as a person would have typed it.

    13812345678.0 -> "13812345678", a date -> "2019-05-01"; a number of more than fifteen digits stays in its
    scientific form, so that nobody takes its invented tail for true.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_NUMBER:
        return f"{number:.14E}"
    if number == int(number):
        return str(int(number))
    return f"{number:.12g}"
