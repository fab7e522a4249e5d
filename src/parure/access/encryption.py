"""Personal values at rest: AES-256-GCM with versioned keys; equality and last digits by keyed digests.

Envelope: 1 byte version, 4 bytes key id, 12 bytes nonce, ciphertext with tag. The associated data names table,
column and the row's uid, so that a value moved to another row does not open. Digests are HMAC-SHA256 with keys
of their own; they say whether two values are equal, and nothing else.
"""

import base64
import hmac
import json
import os
import secrets
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = 1
HEAD = struct.Struct(">BI")
NONCE = 12


class CannotOpen(ValueError):
    """The value was altered, belongs to another row, or its key is gone."""


@dataclass(frozen=True)
class Keyring:
    """Encryption keys by id, the one that new values use, and the digest key that never changes."""

    current: int
    ciphers: dict[int, AESGCM]
    equality: bytes
    ending: bytes


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parure:" + purpose).derive(key)


def _kept_keyring() -> str:
    """The keyring file; made on the first start. Losing it loses every phone number: back it up apart."""
    path = Path(settings.PARURE_DATA) / "keys" / "keyring.json"
    if not path.exists():
        path.parent.mkdir(exist_ok=True, mode=0o700, parents=True)
        fresh = {"current": 1, "keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()}}
        fresh["digest"] = base64.b64encode(secrets.token_bytes(32)).decode()
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(fresh), encoding="utf-8")
        try:
            os.link(partial, path)  # the first of two starts wins
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keys of this installation, from `PARURE_KEYRING` or the kept file."""
    stored = json.loads(settings.PARURE_KEYRING or _kept_keyring())
    keys = {int(name): base64.b64decode(value) for name, value in stored["keys"].items()}
    digest = base64.b64decode(stored["digest"])
    return Keyring(
        current=int(stored["current"]),
        ciphers={name: AESGCM(_derive(key, b"values")) for name, key in keys.items()},
        equality=_derive(digest, b"equality"),
        ending=_derive(digest, b"ending"),
    )


def seal(value: str, place: str) -> bytes:
    """Encrypt `value` for `place` ("table.column:uid")."""
    ring = keyring()
    nonce = os.urandom(NONCE)
    body = ring.ciphers[ring.current].encrypt(nonce, value.encode(), place.encode())
    return HEAD.pack(VERSION, ring.current) + nonce + body


def unseal(sealed: bytes, place: str) -> str:
    """Decrypt what `seal` made for the same place. Raises `CannotOpen`."""
    sealed = bytes(sealed)
    try:
        version, key = HEAD.unpack_from(sealed)
        nonce, body = sealed[HEAD.size : HEAD.size + NONCE], sealed[HEAD.size + NONCE :]
        if version != VERSION:
            raise CannotOpen(place.partition(":")[0])
        return keyring().ciphers[key].decrypt(nonce, body, place.encode()).decode()
    except (InvalidTag, KeyError, ValueError, struct.error):
        raise CannotOpen(place.partition(":")[0]) from None


def digest(kind: str, value: str) -> bytes:
    """16 bytes that are equal for equal values of the same kind."""
    begun = _begun(keyring().equality).copy()
    begun.update(f"{kind}\0{value}".encode())
    return begun.digest()[:16]


@lru_cache(maxsize=16)
def _begun(key: bytes) -> hmac.HMAC:
    """A digest with its key in it. Making one for each value takes twice as long and lets other threads in between:
    for millions of values that costs more than the digests.
    """
    return hmac.new(key, digestmod="sha256")


def ending_digest(last_four: str) -> str:
    """8 hex characters for the last four digits of a phone number."""
    return _ending(keyring().ending, last_four)


@lru_cache(maxsize=10_000)
def _ending(key: bytes, last_four: str) -> str:
    return hmac.digest(key, last_four.encode(), "sha256").hex()[:8]
