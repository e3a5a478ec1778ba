"""Hostile bytes become an upright photo without metadata, or a message that helps."""

import contextlib
import io
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from filiform.errors import InputError
from filiform.photo.photo import Photo
from filiform.photo.read import stored_jpeg, upright

PHOTO = (Path(__file__).parents[2] / "data" / "composite_m_white.jpg").read_bytes()


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners() -> Image.Image:
    """A picture whose four corners are red, green, blue and white."""
    pixels = np.zeros((60, 90, 3), np.uint8)
    pixels[:30, :45], pixels[:30, 45:], pixels[30:, :45], pixels[30:, 45:] = (
        (250, 0, 0),
        (0, 250, 0),
        (0, 0, 250),
        (250, 250, 250),
    )
    return Image.fromarray(pixels)


def colours(photo: Photo) -> list[tuple[int, ...]]:
    height, width = photo.pixels.shape[:2]
    places = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(int(v > 128) for v in photo.pixels[place]) for place in places]


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is this large; its pixels are a few kilobytes of zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def heic(image: Image.Image, **options: object) -> bytes:
    pillow_heif.register_heif_opener()
    return encoded(image, "HEIF", **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_is_read_by_its_content(kind: str) -> None:
    options = {} if kind == "PNG" else {"quality": 95}
    assert colours(upright(encoded(corners(), kind, **options))) == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)]


def test_heic_is_read() -> None:
    photo = upright(heic(corners(), quality=95))
    assert photo.pixels.shape == (60, 90, 3)
    assert colours(photo) == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)]


STORED = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_orientation_of_the_camera_is_honoured(orientation: int, kind: str) -> None:
    turned: Callable[[Image.Image], Image.Image] = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = upright(encoded(turned(corners()), kind, exif=exif))
    assert photo.pixels.shape == (60, 90, 3)
    assert colours(photo) == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)]


def test_a_stored_photo_keeps_no_place_no_camera_and_no_comment() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    given = encoded(corners(), "JPEG", exif=exif, comment=b"Secret comment", quality=95)
    assert b"Secret Camera" in given
    stored = stored_jpeg(upright(given))
    assert b"Secret" not in stored
    assert b"Exif" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_digest_is_of_the_bytes_as_given() -> None:
    assert upright(PHOTO).sha256 == upright(PHOTO).sha256 != upright(encoded(corners(), "PNG")).sha256
    assert len(upright(PHOTO).sha256) == 64


def test_what_is_transparent_lies_on_white() -> None:
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    assert (upright(encoded(image, "PNG")).pixels == 255).all()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "CMYK"])
def test_every_mode_becomes_three_channels(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full((8, 8), 51400, np.uint16))
    else:
        image = Image.new("L", (8, 8), 200).convert(mode)
    photo = upright(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert photo.pixels.shape == (8, 8, 3)
    assert abs(int(photo.pixels[4, 4].mean()) - (255 if mode == "1" else 200)) < 6


def test_an_embedded_profile_is_turned_to_srgb() -> None:
    plain = Image.new("RGB", (8, 8), (200, 120, 90))
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = upright(encoded(plain, "PNG", icc_profile=srgb)).pixels
    assert np.abs(same.astype(int) - (200, 120, 90)).max() <= 1
    for unfit in (lab_like, b"no profile"):
        assert upright(encoded(plain, "PNG", icc_profile=unfit)).pixels.shape == (8, 8, 3)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "0 bytes"),
        (b"hello, I am a letter", "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
        (b"%PDF-1.7", "not a photo"),
        (b"GIF89a" + bytes(40), "not a photo"),
        (b"\xff\xd8\xff\xe0", "photo"),
        (PHOTO[: len(PHOTO) // 2], "damaged or cut off"),
        (encoded(corners(), "PNG")[:-40], "damaged or cut off"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 garbage", "photo"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_give(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        upright(data)
    assert "JPEG, PNG, WebP or HEIC" in str(refused.value)


@pytest.mark.parametrize("cut", [200, 2000, 20000, 40000])
def test_a_photo_cut_off_anywhere_is_refused(cut: int) -> None:
    with pytest.raises(InputError):
        upright(PHOTO[:cut])


def test_random_damage_is_read_or_refused_but_never_a_crash() -> None:
    rng = np.random.default_rng(7)
    whole = np.frombuffer(encoded(corners().resize((45, 30)), "JPEG"), np.uint8)
    for _ in range(200):
        damaged = whole.copy()
        damaged[rng.integers(2, len(whole), 6)] = rng.integers(0, 256, 6)
        with contextlib.suppress(InputError):
            assert upright(damaged.tobytes()).pixels.ndim == 3


@pytest.mark.parametrize(("width", "height"), [(20_000, 10_000), (8_000, 7_600), (65_000, 65_000), (100_000, 700)])
def test_a_bomb_is_refused_in_no_time(width: int, height: int) -> None:
    upright(PHOTO)
    data = bomb(width, height)
    start = time.perf_counter()
    with pytest.raises(InputError, match="60 million pixels"):
        upright(data)
    assert time.perf_counter() - start < 0.1


def test_a_heic_that_says_it_is_a_bomb_is_refused() -> None:
    small = heic(corners())
    size = small.index(b"ispe") + 8
    with pytest.raises(InputError):
        upright(small[:size] + struct.pack(">II", 20_000, 10_000) + small[size + 8 :])
