"""Pictures as they arrive: looked at inside limits, made small, kept without what cameras add."""

import io
from typing import TYPE_CHECKING, NamedTuple

from beteiligung.errors import Refusal
from beteiligung.text import N_

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 12_000_000  # bytes of a file, as phones take pictures
# Pixels at most, by what unpacking costs: a JPEG is unpacked small, all others whole. So no file,
# whatever it weighs, takes more than 100 MB of memory or 0.2 seconds (proof P13 measures it).
MOST_PIXELS = 50_000_000
MOST_OF = {"PNG": 6_000_000, "WEBP": 3_200_000, "progressive": 8_000_000, "CMYK": 6_000_000}
SCAN, MOST_SCANS = b"\xff\xda", 30  # a progressive JPEG is gone through once for each
SHRINKABLE = {"L", "RGB", "CMYK", "YCbCr"}  # modes in which a picture is made small at once
EDGE, OPTION_EDGE = 1600, 480  # pixels of the longer side: of a question, of an answer
READ = ("JPEG", "PNG", "WEBP")
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}  # brands of files
WEBP, JPEG = "WEBP", "JPEG"  # as they are written: for pages; for files that people take away
MIME = "image/webp"
QUALITY = 80
# What a picture that has too many bytes becomes, in turn: its longer side in pixels, its quality.
LIGHTER = ((1600, 60), (1280, 60), (1280, 40), (800, 40), (400, 40))
MILLION = 1_000_000


class NoPicture(Refusal):
    """A file that is no picture, or a damaged one."""

    default = N_("This is no picture that we can use. We take JPEG, PNG and WebP.")


class Heic(Refusal):
    """A photo in the format that some phones use for themselves."""

    default = N_(
        "This photo is a HEIC file, which we cannot read. Please send a screenshot of it, or set"
        " the camera of your phone to JPEG (“most compatible”)."
    )


class TooManyPixels(Refusal):
    """A picture that would fill the server's memory, whatever its file weighs."""

    default = N_(
        "This picture has %(size)s million pixels. At most %(limit)s million are possible."
    )


class TooLarge(Refusal):
    """A file with more bytes than phones make."""

    default = N_("This picture has %(size)s MB. At most %(limit)s MB are possible.")


class Picture(NamedTuple):
    """A picture as it is kept: upright, without place, time and name of the camera."""

    width: int
    height: int
    content: bytes


def cleaned(content: bytes, edge: int = EDGE, written: str = WEBP) -> Picture:
    """The picture inside a file, its longer side at most ``edge`` pixels.

    Told apart by its bytes, never by its name. The size that a file claims is looked at before
    anything is unpacked, so that a small file cannot become a huge picture.
    """
    from PIL import Image

    if len(content) > LARGEST:
        raise TooLarge(size=round(len(content) / MILLION, 1), limit=LARGEST // MILLION)
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        raise Heic
    try:
        with Image.open(io.BytesIO(content), formats=READ) as image:
            if "progressive" in image.info and content.count(SCAN) > MOST_SCANS:
                raise NoPicture
            return _small(image, edge, written)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        most = round((Image.MAX_IMAGE_PIXELS or 0) / MILLION)
        raise TooManyPixels(size=f"> {most}", limit=MOST_PIXELS // MILLION) from bomb
    except (OSError, SyntaxError, ValueError, ArithmeticError, EOFError) as damaged:
        raise NoPicture from damaged


def _small(image: "Image", edge: int, written: str) -> Picture:
    from PIL import Image as Pillow
    from PIL import ImageOps

    pixels, most = image.width * image.height, _most_pixels(image)
    if pixels > most:
        raise TooManyPixels(size=round(pixels / MILLION), limit=most // MILLION)
    # Small first, then turned and converted: what is done to a whole photo costs the most.
    share = min(1.0, edge / max(image.size))
    image.draft("RGB", (round(image.width * share), round(image.height * share)))
    clear = image.has_transparency_data and written == WEBP
    whole: Image = image
    if image.mode not in SHRINKABLE:
        whole = image.convert("RGBA" if clear else "RGB")
    whole.thumbnail((edge, edge), Pillow.Resampling.HAMMING, reducing_gap=1.0)
    upright = ImageOps.exif_transpose(whole)
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.info.clear()
    if written == WEBP:
        content = _packed(plain, WEBP, quality=QUALITY, method=6)
    else:
        content = _packed(plain, written, quality=QUALITY, optimize=True)
    return Picture(plain.width, plain.height, content)


def light(picture: Picture, most: int) -> Picture:
    """The same JPEG with at most so many bytes: less exact, then smaller, if it has to be."""
    from PIL import Image

    found = picture
    with Image.open(io.BytesIO(picture.content), formats=[JPEG]) as image:
        for edge, quality in LIGHTER:
            if len(found.content) <= most:
                break
            smaller = image.copy()
            smaller.thumbnail((edge, edge))
            content = _packed(smaller, JPEG, quality=quality, optimize=True)
            found = Picture(smaller.width, smaller.height, content)
    return found


def _packed(image: "Image", written: str, **how: int) -> bytes:
    kept = io.BytesIO()
    image.save(kept, written, **how)
    return kept.getvalue()


def _most_pixels(image: "Image") -> int:
    """How many pixels a picture of this kind may have."""
    kinds = (str(image.format), image.mode, *("progressive",) * ("progressive" in image.info))
    return min(MOST_OF.get(kind, MOST_PIXELS) for kind in kinds)
