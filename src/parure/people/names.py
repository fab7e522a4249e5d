"""Reading Chinese and foreign names: pinyin, initials, search tokens.

Written for imports of a million rows: readings come from a table of single characters (pypinyin's data without its
phrases, loaded on first use); what a phrase would settle is settled by the tables of `surnames`.
"""

import importlib.util
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from parure.people.folding import fold
from parure.people.surnames import COMPOUND, GIVEN, SINGLE, UMLAUT_SPELLINGS

__all__ = ["Reading", "display_pinyin", "fold", "is_exact", "normalise_query", "romanise", "search_tokens"]

TOKEN_LENGTH = 24  # longest token of the search index, in characters
PREFIX_LENGTH = 5  # longest pinyin or Latin prefix that is a token of its own
HAN_PREFIX_LENGTH = 4  # longest prefix of a Chinese name that is a token of its own
_MOST_ALTERNATIVES = 4
_WORD = re.compile(r"[^\W_]+")
_DOTS = "·•・‧∙⋅.．"


@dataclass(frozen=True, slots=True)
class Reading:
    """A name in plain letters: 沈佩兰 -> shenpeilan, spl, shen, peilan, pl. ü is written v (吕 -> lv)."""

    full: str
    initials: str
    surname: str
    given: str
    given_initials: str
    alternatives: tuple[str, ...] = ()


def _plain(syllable: str) -> str:
    """The syllable without tone marks: lǚ -> lv."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in letters if "a" <= c <= "z")


@lru_cache(maxsize=1)
def _character_data() -> dict[str, str]:
    """Pypinyin's table of characters: decimal code point -> readings with tone marks, separated by commas.

    Read from the file because importing the package also loads its phrases (65 MB, a third of a second), which
    names don't need.
    """
    spec = importlib.util.find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        message = "The package pypinyin is not installed."
        raise ModuleNotFoundError(message)
    path = Path(next(iter(spec.submodule_search_locations))) / "pinyin_dict.json"
    data: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return data


class _Toned(dict[str, str]):
    """Character -> first reading with tone marks; "" when it has none. Learns on first use."""

    def __missing__(self, character: str) -> str:
        if character in GIVEN:
            reading = GIVEN[character][0]
        else:
            reading = _character_data().get(str(ord(character)), "").partition(",")[0]
        self[character] = reading
        return reading


class _Syllables(dict[str, str]):
    """Character -> first reading in plain letters; "" when it has none."""

    def __missing__(self, character: str) -> str:
        syllable = _plain(_TONED[character])
        self[character] = syllable
        return syllable


_TONED = _Toned()
_SYLLABLES = _Syllables()
_GIVEN_ALTERNATIVES = {
    character: others
    for character, readings in GIVEN.items()
    if (others := tuple(dict.fromkeys(p for r in readings[1:] if (p := _plain(r)) != _plain(readings[0]))))
}
_AMBIGUOUS = frozenset(_GIVEN_ALTERNATIVES)


@lru_cache(maxsize=8192)
def _surname_syllables(surname: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(syllables of the bearer's reading, other plain spellings of the whole surname)."""
    if surname in COMPOUND:
        syllables = tuple(_plain(s) for s in COMPOUND[surname][0].split())
        return syllables, ()
    readings = [_plain(r) for r in SINGLE[surname]] if surname in SINGLE else [_SYLLABLES[surname]]
    others = dict.fromkeys(readings[1:])
    for reading in readings:
        others.update(dict.fromkeys(UMLAUT_SPELLINGS.get(reading, ())))
    others.pop(readings[0], None)
    return (readings[0],), tuple(others)


def _split_surname(name: str) -> tuple[str, str]:
    """(surname, given name) of a Chinese name without separators."""
    head = name[:2]
    if head in COMPOUND:
        return head, name[2:]
    return name[:1], name[1:]


def _given_readings(given: str) -> tuple[str, str, tuple[str, ...]]:
    """(pinyin, initials, other readings) of a given name."""
    syllables = [_SYLLABLES[c] for c in given]
    full = "".join(syllables)
    initials = "".join([s[:1] for s in syllables])
    if _AMBIGUOUS.isdisjoint(given):
        return full, initials, ()
    others = [
        "".join([*syllables[:i], other, *syllables[i + 1 :]])
        for i, character in enumerate(given)
        for other in _GIVEN_ALTERNATIVES.get(character, ())
    ]
    return full, initials, tuple(others)


@lru_cache(maxsize=4096)  # a name is read for its pinyin and again for its tokens
def _read_chinese(name: str) -> Reading:
    """Reading of a folded Chinese name that starts with its surname."""
    surname, given = _split_surname(name)
    head_syllables, head_others = _surname_syllables(surname)
    given_full, given_initials, given_others = _given_readings(given)
    head = "".join(head_syllables)
    alternatives: tuple[str, ...] = ()
    if head_others or given_others:
        found = [*(o + given_full for o in head_others), *(head + o for o in given_others)]
        alternatives = tuple(dict.fromkeys(found))[:_MOST_ALTERNATIVES]
    return Reading(
        full=head + given_full,
        initials="".join([s[:1] for s in head_syllables]) + given_initials,
        surname=head,
        given=given_full,
        given_initials=given_initials,
        alternatives=alternatives,
    )


def _is_han(text: str) -> bool:
    return all(_SYLLABLES[c] for c in text) and bool(text)


def _runs(text: str) -> list[str]:
    """Folded words of a name, Chinese and other letters apart: "A小鱼" -> ["a", "小鱼"]."""
    runs: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        current = ""
        for character in fold(word):
            if current and bool(_SYLLABLES[character]) != bool(_SYLLABLES[current[-1]]):
                runs.append(current)
                current = ""
            current += character
        if current:
            runs.append(current)
    return runs


def _has_inner_dot(name: str) -> bool:
    return any(dot in name.strip(_DOTS) for dot in _DOTS)


def _is_spaced_chinese(name: str, runs: list[str]) -> bool:
    """Whether the parts are one Chinese name set with spaces ("王 敏"), not parts parted by a dot."""
    return sum(map(len, runs)) <= HAN_PREFIX_LENGTH and not _has_inner_dot(name) and all(map(_is_han, runs))


def _read_run(run: str) -> Reading:
    """A run that is no Chinese name with its surname: a Latin word, or a part of a dotted name."""
    if not _is_han(run):
        return Reading(run, run[:1], "", run, run[:1])
    full, initials, _ = _given_readings(run)
    return Reading(full, initials, "", full, initials)


def _surname_run(name: str, runs: list[str]) -> str:
    """The run read as a Chinese name when a name is mixed with other letters ("A沈佩兰"); "" in dotted names."""
    return "" if _has_inner_dot(name) else next(filter(_is_han, runs), "")


def romanise(name: str) -> Reading:
    """The reading of a name; Latin names are folded, a name like 阿依古丽·买买提江 has no surname to look up.

    Latin names keep an empty `surname`, as nothing tells which word it is; `given` is their first word.
    """
    runs = _runs(name)
    if not runs:
        return Reading("", "", "", "", "")
    if _is_han(runs[0]) and (len(runs) == 1 or _is_spaced_chinese(name, runs)):
        return _read_chinese("".join(runs))
    chinese = _surname_run(name, runs)
    parts = [_read_chinese(run) if run == chinese else _read_run(run) for run in runs]
    head = parts[runs.index(chinese)] if chinese else parts[0]
    others = ["".join(other if part is head else part.full for part in parts) for other in head.alternatives]
    return Reading(
        full="".join(part.full for part in parts),
        initials="".join(part.initials for part in parts),
        surname=head.surname,
        given=head.given,
        given_initials=head.given_initials,
        alternatives=tuple(others),
    )


def _add_letters(tokens: list[str], text: str, first: int = 1) -> None:
    """Add the prefixes of `text` from `first` characters up to PREFIX_LENGTH, and the whole."""
    tokens.extend([text[:end] for end in range(first, PREFIX_LENGTH + 1)])
    tokens.append(text[:TOKEN_LENGTH])


def _chinese_tokens(name: str) -> list[str]:
    """Tokens of a folded Chinese name. Flat and unlooped where it can be: a million names pass here."""
    reading = _read_chinese(name)
    full, initials, given, given_initials = (
        reading.full,
        reading.initials,
        reading.given,
        reading.given_initials,
    )
    tokens = [
        name[:1], name[:2], name[:3], name[:4], name[:TOKEN_LENGTH],
        full[:1], full[:2], full[:3], full[:4], full[:5], full[:TOKEN_LENGTH],
        initials[:2], initials[:TOKEN_LENGTH],
    ]  # fmt: skip
    if given:
        chars = _split_surname(name)[1]
        tokens += [chars[:1], chars[:2], chars[:TOKEN_LENGTH]]
        tokens += [given[:2], given[:3], given[:4], given[:5], given[:TOKEN_LENGTH]]
    if len(given_initials) > 1:
        tokens += [given_initials[:2], given_initials[:TOKEN_LENGTH]]
    if len(initials) > 3:
        tokens += [initials[:3], initials[:4], initials[:5]]
    for other in reading.alternatives:
        _add_letters(tokens, other)
        if other.endswith(given):
            continue
        _add_letters(tokens, other[len(reading.surname) :], 2)
    return tokens


def _part_tokens(run: str) -> list[str]:
    """Tokens of one word of a name of several words or scripts."""
    if not _is_han(run):
        tokens: list[str] = []
        _add_letters(tokens, run)
        return tokens
    full, initials, _ = _given_readings(run)
    tokens = [run[:end] for end in range(1, HAN_PREFIX_LENGTH + 1)]
    tokens.append(run[:TOKEN_LENGTH])
    _add_letters(tokens, full)
    _add_letters(tokens, initials, 2)
    return tokens


def _mixed_tokens(name: str, runs: list[str]) -> list[str]:
    chinese = _surname_run(name, runs)
    tokens = [t for run in runs for t in (_chinese_tokens(run) if run == chinese else _part_tokens(run))]
    if len(runs) > 1:
        reading = romanise(name)
        _add_letters(tokens, "".join(runs))
        _add_letters(tokens, reading.full)
        _add_letters(tokens, reading.initials, 2)
        _add_letters(tokens, runs[-1] + "".join(runs[:-1]))
    return tokens


def _tokens(name: str) -> list[str]:
    folded = fold(name)
    if not folded:
        return []
    if len(folded) == len(name) <= HAN_PREFIX_LENGTH and _is_han(folded):
        return _chinese_tokens(folded)
    runs = _runs(name)
    if _is_han(folded) and (len(runs) == 1 or _is_spaced_chinese(name, runs)):
        return _chinese_tokens(folded)
    return _mixed_tokens(name, runs)


def search_tokens(name: str, *, nickname: str = "") -> list[str]:
    """The distinct tokens (1 to 24 characters) under which a name is found; about 20 for a name of three characters.

    A query with `is_exact` equals one of the tokens; a longer one is the beginning of one.
    """
    tokens = _tokens(name)
    if nickname:
        tokens += _tokens(nickname)
    return list(dict.fromkeys(tokens))


def normalise_query(text: str) -> str:
    """What was typed, in the form of the search index; at most 24 characters."""
    return fold(text)[:TOKEN_LENGTH]


def is_exact(query: str) -> bool:
    """Whether a normalised query is short enough to be looked up as a whole token instead of a range."""
    return len(query) <= (PREFIX_LENGTH if query.isascii() else HAN_PREFIX_LENGTH)


def _joined(syllables: list[str]) -> str:
    """Syllables as one capitalised word, with an apostrophe where a vowel would join on: Xī'ān."""
    word = ""
    for syllable in syllables:
        starts_with_vowel = _plain(syllable)[:1] in {"a", "e", "o"}
        word += f"'{syllable}" if word and starts_with_vowel else syllable
    return word[:1].upper() + word[1:]


def _display_chinese(name: str) -> str:
    surname, given = _split_surname(name)
    if surname in COMPOUND:
        head = COMPOUND[surname][0].split()
    else:
        head = [SINGLE[surname][0] if surname in SINGLE else _TONED[surname]]
    words = [_joined(head), _joined([_TONED[c] for c in given])]
    return " ".join(word for word in words if word)


def _display_run(run: str) -> str:
    return _joined([_TONED[c] for c in run]) if _is_han(run) else run.capitalize()


def display_pinyin(name: str) -> str:
    """The name with tone marks, "Shěn Pèilán"; a name without Chinese characters as it was written."""
    runs = _runs(name)
    if not any(map(_is_han, runs)):
        return " ".join(name.split())
    if len(runs) == 1 or _is_spaced_chinese(name, runs):
        return _display_chinese("".join(runs))
    chinese = _surname_run(name, runs)
    return " ".join(_display_chinese(run) if run == chinese else _display_run(run) for run in runs)
