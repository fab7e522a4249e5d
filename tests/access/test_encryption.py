"""Personal values at rest."""

import base64
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.access import encryption
from parure.access.encryption import CannotOpen, digest, ending_digest, seal, unseal

PLACE = "people_contactpoint.sealed:0190-1"


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def ring(settings):
    """Set the keyring of this installation for a test."""

    def use(stored):
        settings.PARURE_KEYRING = json.dumps(stored)
        encryption.keyring.cache_clear()

    yield use
    encryption.keyring.cache_clear()


@given(value=st.text())
def test_what_was_sealed_opens_at_its_place(value):
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        return
    assert unseal(seal(value, PLACE), PLACE) == value


def test_the_same_value_never_looks_the_same():
    assert seal("13812345678", PLACE) != seal("13812345678", PLACE)
    assert b"13812345678" not in seal("13812345678", PLACE)


def test_a_value_that_was_moved_to_another_row_does_not_open():
    with pytest.raises(CannotOpen):
        unseal(seal("13812345678", PLACE), "people_contactpoint.sealed:0190-2")


def test_every_altered_byte_is_noticed():
    sealed = seal("13812345678", PLACE)
    for i in range(len(sealed)):
        altered = bytearray(sealed)
        altered[i] ^= 1
        with pytest.raises(CannotOpen):
            unseal(bytes(altered), PLACE)


def test_every_cut_is_noticed():
    sealed = seal("13812345678", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            unseal(sealed[:length], PLACE)


def test_an_error_names_the_column_but_no_row_and_no_value():
    with pytest.raises(CannotOpen) as caught:
        unseal(b"", PLACE)
    assert str(caught.value) == "people_contactpoint.sealed"


def test_a_new_key_seals_from_now_on_and_old_values_still_open(ring):
    first, second, digests = key(), key(), key()
    ring({"current": 1, "keys": {"1": first}, "digest": digests})
    old, found = seal("old", PLACE), digest("phone", "13812345678")
    ring({"current": 2, "keys": {"1": first, "2": second}, "digest": digests})
    new = seal("new", PLACE)
    assert (unseal(old, PLACE), unseal(new, PLACE)) == ("old", "new")
    assert digest("phone", "13812345678") == found
    ring({"current": 2, "keys": {"2": second}, "digest": digests})
    assert unseal(new, PLACE) == "new"
    with pytest.raises(CannotOpen):
        unseal(old, PLACE)


def test_another_houses_keys_open_nothing(ring):
    sealed = seal("13812345678", PLACE)
    ring({"current": 1, "keys": {"1": key()}, "digest": key()})
    with pytest.raises(CannotOpen):
        unseal(sealed, PLACE)


def test_digests_are_equal_for_equal_values_of_one_kind_only(ring):
    assert digest("phone", "1") == digest("phone", "1")
    assert len({digest("phone", "1"), digest("email", "1"), digest("phone", "2")}) == 3
    assert ending_digest("6021") == ending_digest("6021")
    before = digest("phone", "1"), ending_digest("6021")
    ring({"current": 1, "keys": {"1": key()}, "digest": key()})
    assert digest("phone", "1") != before[0]
    assert ending_digest("6021") != before[1]


def test_the_kept_keyring_is_the_services_own(settings, tmp_path):
    settings.PARURE_KEYRING, settings.PARURE_DATA = "", tmp_path
    encryption.keyring.cache_clear()
    try:
        sealed = seal("x", PLACE)
        path = tmp_path / "keys" / "keyring.json"
        assert path.stat().st_mode & 0o077 == 0
        encryption.keyring.cache_clear()
        assert unseal(sealed, PLACE) == "x"
    finally:
        encryption.keyring.cache_clear()
