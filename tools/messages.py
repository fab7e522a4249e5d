"""Words of the product in Chinese: is every string translated, and the compiled catalogues.

`python tools/messages.py extract-check`: every msgid in code and templates has a zh_Hans translation.
`python tools/messages.py compile`: each django.po into the django.mo beside it.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src/parure"
LANGUAGE = "zh_Hans"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, order=True)
class Msgid:
    """What a translation is looked up by: the (first) English text and its context, "" for none."""

    text: str
    context: str = ""


@dataclass(frozen=True)
class Report:
    """`missing` maps each untranslated msgid to the places that use it; `unused` stand in a catalogue only."""

    missing: dict[Msgid, list[str]]
    unused: dict[Msgid, str]


def check(source: Path) -> Report:
    """Compare the strings under `source` with the union of `source`/locale/*/zh_Hans."""
    used = used_msgids(source)
    translated, known = read_translations(source / "locale")
    missing = {msgid: places for msgid, places in sorted(used.items()) if msgid not in translated}
    unused = {msgid: place for msgid, place in sorted(known.items()) if msgid not in used}
    return Report(missing, unused)


def used_msgids(source: Path) -> dict[Msgid, list[str]]:
    """Every msgid of the Python files and templates under `source`, with its places `file:line`."""
    found: dict[Msgid, list[str]] = {}
    for path in sorted(source.rglob("*.py")):
        note_places(found, path.relative_to(source), python_msgids(path))
    for path in sorted([*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]):
        note_places(found, path.relative_to(source), template_msgids(path))
    return found


def note_places(found: dict[Msgid, list[str]], path: Path, msgids: Iterable[tuple[int, Msgid]]) -> None:
    for line, msgid in msgids:
        if msgid.text:
            found.setdefault(msgid, []).append(f"{path}:{line}")


def python_msgids(path: Path) -> Iterator[tuple[int, Msgid]]:
    """(line, msgid) of each gettext call in a Python file."""
    with path.open("rb") as stream:
        for line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
            text = message if isinstance(message, str) else message[0]
            yield line, Msgid(text or "", context or "")


def template_msgids(path: Path) -> Iterator[tuple[int, Msgid]]:
    """(line, msgid) of each translated string of a template, as Django's own `templatize` finds them.

    Its answer is gettext calls in a sea of X's, which is no Python as a whole: each call is read by itself.
    """
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for start in re.finditer(r"(?<!\w)(n?p?)(?:gettext|_)\(", code):
        words = call_words(code, start.start())
        line = code.count("\n", 0, start.start()) + 1
        if "p" in start[1] and len(words) > 1:
            yield line, Msgid(words[1], words[0])
        elif words:
            yield line, Msgid(words[0])


def call_words(code: str, start: int) -> list[str]:
    """The literal strings among the arguments of the call that begins at `start`."""
    end = start
    while (end := code.find(")", end + 1)) >= 0:
        try:
            call = ast.parse(code[start : end + 1], mode="eval").body
        except SyntaxError:
            continue
        arguments = call.args if isinstance(call, ast.Call) else []
        return [
            word.value for word in arguments if isinstance(word, ast.Constant) and isinstance(word.value, str)
        ]
    return []


def read_translations(locale: Path) -> tuple[set[Msgid], dict[Msgid, str]]:
    """(msgids with a full translation, all msgids with the part that holds them) of every part's catalogue."""
    translated: set[Msgid] = set()
    known: dict[Msgid, str] = {}
    for path in catalogs(locale):
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=LANGUAGE)
        for message in catalog:
            if not message.id:
                continue
            msgid = identity(message)
            known.setdefault(msgid, path.relative_to(locale).parts[0])
            if is_translated(message):
                translated.add(msgid)
    return translated, known


def identity(message: Message) -> Msgid:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return Msgid(text, message.context or "")


def is_translated(message: Message) -> bool:
    strings: Iterable[str] = [message.string] if isinstance(message.string, str) else message.string
    return not message.fuzzy and all(strings) and bool(strings)


def catalogs(locale: Path) -> list[Path]:
    return sorted(locale.glob(f"*/{LANGUAGE}/LC_MESSAGES/django.po"))


def compile_catalogs(locale: Path) -> int:
    """Write django.mo beside each django.po that is newer; returns how many were written."""
    written = 0
    for path in catalogs(locale):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=LANGUAGE)
        with target.open("wb") as stream:
            write_mo(stream, catalog)
        written += 1
    return written


def print_report(report: Report) -> None:
    for msgid, part in report.unused.items():
        print(f"warning: unused in {part}: {shown(msgid)}", file=sys.stderr)
    for msgid, places in report.missing.items():
        print(f"missing: {shown(msgid)}  {', '.join(places[:3])}")
    print(f"{len(report.missing)} missing, {len(report.unused)} unused", file=sys.stderr)


def shown(msgid: Msgid) -> str:
    return f"{msgid.text!r} ({msgid.context})" if msgid.context else repr(msgid.text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["extract-check", "compile"])
    parser.add_argument("--source", type=Path, default=SOURCE, help="the package to look at")
    given = parser.parse_args(arguments)
    if given.command == "compile":
        print(f"{compile_catalogs(given.source / 'locale')} compiled")
        return 0
    report = check(given.source)
    print_report(report)
    return 1 if report.missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
