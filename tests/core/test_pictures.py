"""Pictures: told by their content, drawn anew, with nothing carried along."""

import contextlib
import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from factories import uploads
from parure.core import files, pictures


def prepared(name, body, **kwargs):
    return pictures.prepare(name, io.BytesIO(body), **kwargs)


def opened(body):
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def test_a_photo_is_upright_and_tells_no_place():
    raw = uploads.photo_with_place()
    assert uploads.HIDDEN in raw
    kept = prepared("IMG_1.HEIC.jpg", raw)
    for body in (kept.body, kept.small):
        assert uploads.HIDDEN not in body
        assert b"Exif" not in body
        image = opened(body)
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (40, 60), {})
    assert (kept.name, kept.type) == ("IMG_1.HEIC.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((4000, 3000), (1600, 1200), (240, 180)),
        ((100, 50), (100, 50), (100, 50)),
        ((900, 3200), (450, 1600), (67, 240)),
    ],
)
def test_the_long_side_is_at_most_1600_and_240(size, large, small):
    kept = prepared("x.jpg", uploads.picture(size))
    assert (opened(kept.body).size, opened(kept.small).size) == (large, small)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("GIF", "RGB"), ("JPEG", "CMYK")],
)
def test_every_photo_becomes_a_jpeg(kind, mode):
    raw = io.BytesIO()
    Image.new(mode, (30, 20)).save(raw, kind)
    image = opened(prepared("x.bin", raw.getvalue()).body)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (30, 20))


def test_what_is_transparent_is_white():
    image = opened(prepared("x.png", uploads.picture(kind="PNG", mode="RGBA")).body)
    assert image.getpixel((10, 10)) == (255, 255, 255)


def test_a_profile_is_worked_in_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = opened(prepared("x.jpg", uploads.picture(icc_profile=profile)).body)
    assert "icc_profile" not in image.info
    assert all(abs(a - b) < 6 for a, b in zip(image.getpixel((5, 5)), (181, 137, 58), strict=True))


@pytest.mark.parametrize("what", uploads.HOSTILE)
def test_what_is_no_photo_and_no_paper_stays_out(what):
    before = set(files.folder().rglob("*"))
    with pytest.raises(ValidationError):
        prepared(*uploads.HOSTILE[what])
    assert set(files.folder().rglob("*")) == before


def test_a_wrong_ending_is_put_right():
    assert prepared("cert.jpg", uploads.PDF).name == "cert.pdf"
    assert prepared("photo.pdf", uploads.picture()).name == "photo.jpg"
    assert prepared("photo.html", uploads.picture(kind="PNG")).type == "image/jpeg"


def test_a_paper_is_kept_as_it_is_and_is_no_photo():
    kept = pictures.keep(prepared("证书.pdf", uploads.PDF))
    assert (kept.type, kept.name) == ("application/pdf", "证书.pdf")
    assert files.path_of(kept.digest).read_bytes() == uploads.PDF
    assert not pictures.small_path(kept.digest).exists()
    with pytest.raises(ValidationError):
        prepared("证书.pdf", uploads.PDF, papers=False)


def test_the_same_photo_is_kept_once_with_its_small_one():
    one, again = (pictures.keep(prepared(name, uploads.picture((500, 300)))) for name in ("a.jpg", "b.jpg"))
    assert one.digest == again.digest
    assert opened(pictures.small_path(one.digest).read_bytes()).size == (240, 144)


@given(st.text(max_size=200))
def test_a_shown_name_is_short_plain_and_has_no_folder(name):
    shown = pictures.shown_name(name, pictures.PICTURE)
    assert shown.endswith(".jpg")
    assert 4 < len(shown) <= 80
    assert not any(each in shown for each in "/\\\r\n\0")


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBPVP8 "]),
)
def test_whatever_bytes_come_only_a_reason_comes_back(body, head):
    with contextlib.suppress(ValidationError):
        pictures.prepare("x.jpg", io.BytesIO(head + body))
