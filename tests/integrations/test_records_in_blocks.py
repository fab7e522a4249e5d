"""Lines of a text file read many at a time are the records that they are one by one, and the reading can go on anywhere."""

import io
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parure.integrations.imports import lines
from parure.integrations.imports.lines import Bookmark, parse_records, read_records

PIECES = [
    "a",
    "bc",
    ",",
    ",",
    "\n",
    "\n",
    "\r\n",
    '"',
    '""',
    "'x",
    '="1"',
    "\0",
    "王",
    " ",
    "一,二\n",
    '"q\nr",s\n',
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def records(text: str) -> list[tuple[int, list[str], str]]:
    return list(parse_records(io.StringIO(text, newline=""), ","))


@settings(max_examples=400)
@given(texts, st.integers(1, 40))
def test_blocks_of_any_size_hold_the_same_records(text: str, block: int) -> None:
    with patch.object(lines._Lines, "take_plain", lambda self: []):
        expected = records(text)
    assert records(text) == expected
    with patch.object(lines, "BLOCK_CHARACTERS", block):
        assert records(text) == expected


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.integers(1, 40), st.integers(0, 20))
def test_another_reading_goes_on_from_the_bookmark(tmp_path: Path, text: str, block: int, read: int) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    with patch.object(lines, "BLOCK_CHARACTERS", block):
        bookmark = Bookmark()
        whole, bookmark_at = [], None
        for number, record in enumerate(read_records(path, "utf-8", ",", bookmark=bookmark), 1):
            whole.append(record)
            if number == read:
                bookmark.put()
                bookmark_at = bookmark.place()
        if bookmark_at is None:
            return
        rest = list(read_records(path, "utf-8", ",", start=bookmark_at))
    assert whole[len(whole) - len(rest) :] == rest  # not one that wasn't one
    assert len(whole) - len(rest) <= read  # and none left out
