"""What records are called outside the house that keep no uid of their own: rows of ledgers and of large indexes.

The id follows from the record type and the primary key by the house's digest key, which never changes: always the
same for a record, told from no other house's, and saying nothing of how many there are. It reads back to the key,
so nothing is stored for it. In form a UUID of version 8.
"""

from uuid import UUID

from parure.access.encryption import digest

KEY_BITS, CHECK_BITS = 48, 74
LOW_BITS = 62


def outside_id(resource: str, key: int) -> UUID:
    """The id of the record with this primary key."""
    if not 0 <= key < 1 << KEY_BITS:
        raise ValueError(f"{resource}: a key of more than {KEY_BITS} bits")
    check = _digest(f"check\0{resource}\0{key}", CHECK_BITS)
    hidden = key ^ _digest(f"hide\0{resource}\0{check}", KEY_BITS)
    high, low = check >> LOW_BITS, check & (1 << LOW_BITS) - 1
    return UUID(int=hidden << 80 | 8 << 76 | high << 64 | 2 << LOW_BITS | low)


def inside_key(resource: str, uid: UUID) -> int | None:
    """The primary key that this id stands for; None where the house never gave it to a record of this type."""
    check = (uid.int >> 64 & 0xFFF) << LOW_BITS | uid.int & (1 << LOW_BITS) - 1
    key = (uid.int >> 80) ^ _digest(f"hide\0{resource}\0{check}", KEY_BITS)
    return key if outside_id(resource, key) == uid else None


def _digest(text: str, bits: int) -> int:
    return int.from_bytes(digest("outside", text)[:10]) >> 80 - bits
