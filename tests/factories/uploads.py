"""Files as people and others send them."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
HIDDEN = b"30.2741N-120.1551E"


def picture(size: tuple[int, int] = (60, 40), kind: str = "JPEG", mode: str = "RGB", **values: Any) -> bytes:
    """A plain gold-coloured picture."""
    colour: Any = (181, 137, 58, 0) if mode == "RGBA" else (181, 137, 58)
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **values)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A photo taken with the phone on its side, which tells where and with what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right to see it upright
    exif[0x010E] = HIDDEN.decode()
    exif[0x8825] = {1: "N", 2: (30.0, 16.0, 26.0)}
    return picture((60, 40), exif=exif, comment=HIDDEN)


def bomb() -> bytes:
    """A PNG of some hundred bytes that claims 30,000 pixels a side."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


HOSTILE = {
    "a drawing with a script": ("ring.svg", SVG),
    "a page under a photo's name": ("ring.jpg", HTML),
    "a drawing under a photo's name": ("ring.png", SVG),
    "a bomb": ("ring.png", bomb()),
    "nothing": ("ring.jpg", b""),
    "half a photo": ("ring.jpg", picture((400, 400))[:300]),
    "a program": ("ring.pdf", b"MZ\x90\0" + b"\0" * 200),
    "a PDF behind something else": ("paper.pdf", HTML + PDF),
    "too much": ("paper.pdf", PDF + b"0" * (10 * 1024 * 1024)),
}


def upload(name: str, body: bytes, said: str = "image/jpeg") -> SimpleUploadedFile:
    """What a browser sends; `said` is what it claims to be, which nobody believes."""
    return SimpleUploadedFile(name, body, said)
