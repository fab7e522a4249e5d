"""Records that a custom field points to, by the words with which a file names them."""

from collections.abc import Iterable

from parure.access import policy
from parure.access.actors import Actor

NAMED_BY: dict[str, tuple[str, ...]] = {
    "access.staff": ("name", "username"),
    "access.store": ("name", "code"),
    "access.region": ("name",),
}
"""The columns by which a record of a type is named in files, each in its turn."""


def related_keys(actor: Actor, target: str, words: Iterable[str]) -> dict[str, int]:
    """Primary keys in the actor's reach by name; a name that several have is none."""
    wanted = set(words)
    found: dict[str, set[int]] = {}
    for column in NAMED_BY[target]:
        rows = policy.rows(actor, target).filter(**{f"{column}__in": wanted - found.keys()})
        for word, pk in rows.values_list(column, "pk"):
            found.setdefault(word, set()).add(pk)
    return {word: next(iter(keys)) for word, keys in found.items() if len(keys) == 1}
