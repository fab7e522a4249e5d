"""Keys of other systems: how a secret looks, whose it is, and what it may do now."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from parure.access.actors import Actor, actor_for
from parure.access.limits import limited
from parure.integrations.collections import reached
from parure.integrations.models import ApiKey

MARK = "parure"
_LIMITED: dict[tuple[int, str, str], tuple[Mapping[str, Any], Actor]] = {}


@dataclass(frozen=True, slots=True)
class Secret:
    """`parure_<prefix>_<word>`: the prefix finds the key, the word proves it."""

    prefix: str
    word: str

    @classmethod
    def fresh(cls) -> "Secret":
        return cls(secrets.token_hex(6), secrets.token_hex(24))

    @classmethod
    def read(cls, text: str) -> "Secret | None":
        mark, _, rest = text.strip().partition("_")
        prefix, _, word = rest.partition("_")
        return cls(prefix, word) if mark == MARK and prefix and word and text.isascii() else None

    def __str__(self) -> str:
        return f"{MARK}_{self.prefix}_{self.word}"


def digest_of(word: str) -> str:
    """What is kept of a secret's word; it is random enough that a plain digest can't be turned back."""
    return hashlib.sha256(word.encode()).hexdigest()


def key_for(text: str) -> ApiKey | None:
    """The key of this secret, with its person, if it holds now: not revoked, not run out, the person works here."""
    secret = Secret.read(text)
    if secret is None:
        return None
    key = ApiKey.objects.select_related("staff").filter(prefix=secret.prefix[:16]).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(secret.word)):
        return None
    over = key.expires_at is not None and key.expires_at <= timezone.now()
    return None if over or key.revoked_at is not None or not key.staff.is_active else key


def actor_of(key: ApiKey, *, address: str = "") -> Actor:
    """Who the key acts as: its person, as far as role and scopes of the key let them; known in the audit by both."""
    person = actor_for(key.staff, address=address)
    asked = (key.pk, key.role, json.dumps(key.scopes, sort_keys=True))
    known = _LIMITED.get(asked)
    if known is None or known[0] is not person.grants:
        if len(_LIMITED) > 4096:
            _LIMITED.clear()
        narrowed = limited(
            person,
            read=reached(key.scopes, write=False),
            write=reached(key.scopes, write=True),
            role=key.role,
            label=f"{person.label} · {key.label}"[:80],
        )
        known = _LIMITED[asked] = (person.grants, narrowed)
    return replace(known[1], address=address)
