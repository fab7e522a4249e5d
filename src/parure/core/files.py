"""Files that people bring: kept by the digest of their content, outside the web root."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Arrived:
    """Bytes in a place of their own, while somebody looks at them."""

    path: Path
    digest: str
    size: int

    def keep(self) -> str:
        """Put them among the kept files; returns the digest (sha256 in hex), by which they are found."""
        target = path_of(self.digest)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        self.path.replace(target)
        return self.digest


@contextmanager
def arriving(chunks: Iterable[bytes], *, limit: int) -> Iterator[Arrived]:
    """Write the bytes down; gone when the block ends, unless they were kept. Raises `TooLarge` past `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder(), delete=False) as partial:
        path = Path(partial.name)
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                partial.write(chunk)
            partial.flush()
            yield Arrived(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def keep(chunks: Iterable[bytes], *, limit: int) -> tuple[str, int]:
    """Store the bytes; returns (sha256 in hex, size). Raises `TooLarge` past `limit` bytes."""
    with arriving(chunks, limit=limit) as new:
        return new.keep(), new.size


def path_of(digest: str) -> Path:
    """Where the file with this digest is, whether or not it is there."""
    if len(digest) != 64 or not all(character in "0123456789abcdef" for character in digest):
        raise ValueError("not a digest")
    return folder() / digest[:2] / digest
