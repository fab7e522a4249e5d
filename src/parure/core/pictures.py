"""Photos and papers that people attach: what they are is told by their content, and nothing else comes in.

A picture is written anew: turned upright, without EXIF (place, device), without whatever else was hidden in the
file, in sRGB, at most 1,600 px on the long side, with a small one of 240 px beside it. A PDF is kept as it is,
and only ever handed out as a download.
"""

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.core import files

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 64_000_000  # a phone's 50-megapixel photo is a photo; what needs gigabytes to open is none
LONG_SIDE = 1600
SMALL_SIDE = 240
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PICTURE, PAPER = "image/jpeg", "application/pdf"
ENDINGS = {PICTURE: ".jpg", PAPER: ".pdf"}


@dataclass(frozen=True)
class Attachment:
    """A kept file: `digest` in hex, the name to show, `type` image/jpeg or application/pdf."""

    digest: str
    name: str
    type: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Prepared:
    """A file that was looked through and may be kept; `small` is empty for papers."""

    name: str
    type: str
    body: bytes
    small: bytes = b""


def prepare(name: str, source: IO[bytes], *, papers: bool = True) -> Prepared:
    """Look through an upload. Raises ValidationError with the reason; nothing has been written then."""
    raw = source.read(MOST_BYTES + 1)
    if not raw:
        raise ValidationError(_("This file is empty."))
    if len(raw) > MOST_BYTES:
        raise ValidationError(_("At most %s MB a file.") % (MOST_BYTES // 1024**2))
    if papers and raw.startswith(b"%PDF-"):
        return Prepared(shown_name(name, PAPER), PAPER, raw)
    body, small = _redrawn(raw)
    return Prepared(shown_name(name, PICTURE), PICTURE, body, small)


def keep(prepared: Prepared) -> Attachment:
    """Write it where kept files lie; the same content twice is there once."""
    digest, _size = files.keep([prepared.body], limit=max(MOST_BYTES, len(prepared.body)))
    if prepared.small and not small_path(digest).exists():
        with NamedTemporaryFile(dir=files.folder(), delete=False) as partial:
            partial.write(prepared.small)
        Path(partial.name).replace(small_path(digest))
    return Attachment(digest, prepared.name, prepared.type)


def keep_all(prepared: Iterable[Prepared]) -> list[Attachment]:
    return [keep(each) for each in prepared]


def small_path(digest: str) -> Path:
    """Where the small picture of a kept one is."""
    return files.path_of(digest).with_suffix(".small")


def shown_name(given: str, kind: str) -> str:
    """The name without its folder and anything that isn't text, with the ending of what it is; 80 characters."""
    plain = "".join(each for each in given if unicodedata.category(each)[0] != "C")
    stem = re.split(r"[/\\]", plain)[-1].rpartition(".")[0] or re.split(r"[/\\]", plain)[-1]
    return (stem.strip(" .")[:76] or _("file")) + ENDINGS[kind]


def _redrawn(raw: bytes) -> tuple[bytes, bytes]:
    """The picture drawn anew, large and small, as JPEG."""
    from PIL import Image, ImageOps

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(_("This picture is too large to open."))
            opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except bombs:
        raise ValidationError(_("This picture is too large to open.")) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise ValidationError(
            _("Only photos (JPEG, PNG, WebP, GIF) and PDF files can be attached.")
        ) from None
    large = _on_white(upright)
    large.thumbnail((LONG_SIDE, LONG_SIDE))
    small = large.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return _as_jpeg(large), _as_jpeg(small)


def _on_white(image: Any) -> Any:
    """The bare pixels in sRGB on white: a new image, which holds nothing that the old one carried along."""
    from PIL import Image

    shrunk = image.copy()
    shrunk.thumbnail((LONG_SIDE * 2, LONG_SIDE * 2))  # colours are then worked out on what is left
    coloured = _in_srgb(shrunk)
    clean = Image.new("RGB", coloured.size, "white")
    if coloured.mode in ("RGBA", "LA", "PA") or "transparency" in coloured.info:
        coloured = coloured.convert("RGBA")
        clean.paste(coloured, mask=coloured.getchannel("A"))
    else:
        clean.paste(coloured.convert("RGB"))
    return clean


def _in_srgb(image: Any) -> Any:
    """Photos of newer phones are in wider colours; shown without their profile, gold would look dull."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _as_jpeg(image: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    return written.getvalue()
