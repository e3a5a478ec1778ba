"""The only door for hostile picture bytes: an upright photo without metadata in sRGB, or a message that helps."""

import hashlib
import io
import warnings
from functools import cache

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError

from filiform.errors import InputError
from filiform.photo.photo import Photo

MAX_PIXELS = 60_000_000  # a 48-megapixel telephone photo passes; a decompression bomb does not
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
GIVE = "Give a JPEG, PNG, WebP or HEIC photo."
JPEG_QUALITY = 92
ORIENTATION_TAG = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(data: bytes) -> Photo:
    """Return the photo in these bytes: turned upright, in sRGB, without transparency and without any metadata."""
    if not data:
        raise InputError(f"The file is empty (0 bytes). {GIVE}")
    _prepare()
    try:
        image = _rgb(_turned(_opened(data)))
    except InputError:
        raise
    except UnidentifiedImageError as error:
        raise InputError(f"This file is not a photo that can be read. {GIVE}") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(_too_large()) from error
    except Exception as error:  # the decoder of hostile bytes may fail in any way
        raise InputError(
            f"The photo is damaged or cut off. Copy it again from the camera, or take a new one. {GIVE}"
        ) from error
    return Photo(pixels=np.array(image, dtype=np.uint8), sha256=hashlib.sha256(data).hexdigest())


def stored_jpeg(photo: Photo) -> bytes:
    """Return the photo newly encoded: pixels and nothing else, as it is kept and shown."""
    out = io.BytesIO()
    Image.fromarray(photo.pixels).save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


@cache
def _prepare() -> None:
    """Teach the decoder HEIC and make its warning about bombs an error, once per process."""
    pillow_heif.register_heif_opener(thumbnails=False)
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def _too_large() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. Give a smaller photo."


def _opened(data: bytes) -> Image.Image:
    """Return the picture with only its head read, after its size was found fit to decode."""
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise InputError(_too_large())
    return image


def _turned(image: Image.Image) -> Image.Image:
    turn = TURNS.get(image.getexif().get(ORIENTATION_TAG, 1))
    image.load()
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB: deep greys scaled, transparency laid on white, an embedded profile applied."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = _flat(image.convert("RGBA"))
    if image.mode == "P":
        image = image.convert("RGB")
    return _srgb(image, profile).convert("RGB")


def _flat(image: Image.Image) -> Image.Image:
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as its embedded profile means it; a profile that does not fit is passed over."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return image if turned is None else turned
