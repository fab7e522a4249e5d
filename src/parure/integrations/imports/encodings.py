"""How the bytes of a text file are to be read.

The order of checks is: byte order mark, strict UTF-8 over the whole file, strict GB18030 over the whole file;
anything else is refused and the person chooses. A file is never read with replaced characters: a name that was
silently damaged can't be found again.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from parure.integrations.imports.problems import UnreadableFile

CHUNK_BYTES = 1 << 20
CHOOSABLE = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis")
"""Encodings that a person may name when the file doesn't tell its own."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8", "utf-8-sig": "utf-8", "latin-1": "cp1252"}
_NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_WEB_PAGE = re.compile(rb"^\s*<(?:\?xml|!doctype|html|head|table|meta|style)", re.IGNORECASE)
_CHARSET = "[^\\x00-\\x7f]"


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file is to be opened: codec name, whether it carried a mark, and how many line feeds it has."""

    encoding: str
    marked: bool
    line_feeds: int


def detect_encoding(path: Path, wanted: str = "") -> TextForm:
    """Read the whole file once and name the codec that decodes every byte of it.

    `wanted` is the person's own choice (one of CHOOSABLE); it's checked just as strictly.
    Raises UnreadableFile for binary files, web pages in disguise, and undecodable bytes.
    """
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    _refuse_other_formats(head)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return TextForm(encoding, True, _count_line_feeds(path, encoding))
    if wanted:
        return TextForm(_chosen(wanted), False, _count_line_feeds(path, _chosen(wanted)))
    if head[:4096].count(0) * 5 > len(head[:4096]):
        raise UnreadableFile("not_text", _("This is not a text file. Save it as CSV (UTF-8) or XLSX."))
    return _utf8_or_gb18030(path)


def _chosen(wanted: str) -> str:
    encoding = _ALIASES.get(wanted.lower(), wanted.lower())
    if encoding not in CHOOSABLE:
        raise UnreadableFile("encoding_unknown", _("This text encoding is not supported."))
    return encoding


def _refuse_other_formats(head: bytes) -> None:
    if not head.strip():
        raise UnreadableFile("empty_file", _("The file is empty."))
    if head.startswith(_NOT_TABLES):
        raise UnreadableFile("not_a_table", _("This is not a table. Bring a CSV or an Excel file."))
    if _WEB_PAGE.match(head.removeprefix(codecs.BOM_UTF8)):
        raise UnreadableFile(
            "web_page", _("This is a web page saved with a spreadsheet's name. Open it and save it as XLSX.")
        )


def _utf8_or_gb18030(path: Path) -> TextForm:
    offset, line_feeds = _check(path, "utf-8")
    if offset < 0:
        return TextForm("utf-8", False, line_feeds)
    if _mostly_utf8(path, offset):
        raise UnreadableFile(
            "damaged_text",
            _("The file is UTF-8 but damaged near line %(line)d. Export it again.")
            % {"line": _line_at(path, offset)},
        )
    bad, line_feeds = _check(path, "gb18030")
    if bad < 0 and _reads_as_chinese(path, offset):
        return TextForm("gb18030", False, line_feeds)
    raise UnreadableFile(
        "encoding_unknown",
        _("The text encoding could not be recognised. Choose it, or save the file as CSV (UTF-8)."),
    )


def _count_line_feeds(path: Path, encoding: str) -> int:
    offset, line_feeds = _check(path, encoding)
    if offset >= 0:
        raise UnreadableFile(
            "damaged_text",
            _("Line %(line)d can't be read in the encoding %(encoding)s.")
            % {"line": _line_at(path, offset), "encoding": encoding},
        )
    return line_feeds


def _check(path: Path, encoding: str) -> tuple[int, int]:
    """Decode everything in pieces: (offset about where it fails or -1, count of line feeds)."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line_feeds = position = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            try:
                line_feeds += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return max(position + error.start - 4, 0), line_feeds
            position += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(position - 4, 0), line_feeds
    return -1, line_feeds


def _mostly_utf8(path: Path, offset: int) -> bool:
    """Whether the text around the failure is UTF-8 with few bad bytes, not another encoding.

    Chinese GB18030 text read as UTF-8 is nearly all replacement characters.
    """
    sample = _sample(path, offset).decode("utf-8", "replace")
    foreign = len(re.findall(_CHARSET, sample))
    return sample.count("�") * 5 < foreign


def _reads_as_chinese(path: Path, offset: int) -> bool:
    """Western accents read as GB18030 give rare characters; Chinese text stays within GB2312 and punctuation."""
    found = re.findall(_CHARSET, _sample(path, offset).decode("gb18030", "replace"))
    common = sum(1 for character in found if _in_gb2312(character))
    return common * 10 >= len(found) * 6


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _sample(path: Path, offset: int) -> bytes:
    """Whole lines around `offset`, so that no character is cut in two."""
    with path.open("rb") as file:
        file.seek(max(offset - 32768, 0))
        if offset > 32768:
            file.readline(65536)
        return file.read(65536).rpartition(b"\n")[0] or _whole(path)


def _whole(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(65536)


def _line_at(path: Path, offset: int) -> int:
    line = 1
    with path.open("rb") as file:
        while offset > 0 and (chunk := file.read(min(CHUNK_BYTES, offset))):
            line += chunk.count(b"\n")
            offset -= len(chunk)
    return line
