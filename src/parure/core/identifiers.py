"""Identifiers that leave the house: UUIDv7, ordered by time, so that their indexes grow at one end."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def new_uid() -> UUID:
    """A fresh identifier for a row that pages, the API or a slip will name."""
    return _uuid7()
