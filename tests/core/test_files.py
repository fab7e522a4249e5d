"""Kept files: by digest, whole or not at all."""

import hashlib

import pytest

from parure.core import files


def test_a_file_is_kept_once_under_its_digest():
    body = b"certificate " * 1000
    name, size = files.keep([body[:5], body[5:]], limit=len(body))
    again, _ = files.keep([body], limit=len(body))
    assert name == again == hashlib.sha256(body).hexdigest()
    assert size == len(body)
    assert files.path_of(name).read_bytes() == body


def test_one_byte_too_many_leaves_nothing():
    before = set(files.folder().rglob("*"))
    with pytest.raises(files.TooLarge):
        files.keep([b"12345", b"6"], limit=5)
    assert set(files.folder().rglob("*")) == before


def test_an_upload_that_breaks_off_leaves_nothing():
    def broken():
        yield b"half"
        raise ConnectionError

    before = set(files.folder().rglob("*"))
    with pytest.raises(ConnectionError):
        files.keep(broken(), limit=100)
    assert set(files.folder().rglob("*")) == before


def test_what_is_looked_at_and_not_kept_leaves_nothing():
    before = set(files.folder().rglob("*"))
    with pytest.raises(ValueError, match="no table"), files.arriving([b"half", b"read"], limit=100) as new:
        assert new.path.read_bytes() == b"halfread"
        raise ValueError("no table")
    assert set(files.folder().rglob("*")) == before
    with files.arriving([b"halfread"], limit=100) as new:
        assert new.keep() == hashlib.sha256(b"halfread").hexdigest()
    assert files.path_of(new.digest).read_bytes() == b"halfread"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 63 + "/"])
def test_what_is_no_digest_names_no_path(name):
    with pytest.raises(ValueError, match="not a digest"):
        files.path_of(name)


def test_kept_files_are_the_services_own():
    assert files.folder().stat().st_mode & 0o077 == 0
