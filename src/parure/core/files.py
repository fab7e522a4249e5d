"""Files that people bring: kept by the digest of their content, outside the web root."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


class TooLarge(ValueError):
    """More bytes than the place allows; nothing was kept."""


def folder() -> Path:
    """Where kept files live; made on first use, readable by the service alone."""
    path = Path(settings.PARURE_DATA) / "files"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(chunks: Iterable[bytes], *, limit: int) -> tuple[str, int]:
    """Store the bytes; returns (sha256 in hex, size). Raises `TooLarge` past `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder(), delete=False) as partial:
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)  # noqa: TRY301 - the partial file goes with it
                digest.update(chunk)
                partial.write(chunk)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise
    name = digest.hexdigest()
    target = path_of(name)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    Path(partial.name).replace(target)
    return name, size


def path_of(digest: str) -> Path:
    """Where the file with this digest is, whether or not it is there."""
    if len(digest) != 64 or not all(character in "0123456789abcdef" for character in digest):
        raise ValueError("not a digest")
    return folder() / digest[:2] / digest
