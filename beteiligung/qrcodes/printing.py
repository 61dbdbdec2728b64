"""Codes and sheets for print; the only module that knows the makers of codes, pixels and pages."""

import json
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic

from beteiligung.errors import Refusal
from beteiligung.text import N_

if TYPE_CHECKING:
    from qrcode.main import QRCode
    from typst import Fonts

QUIET = 4  # modules of white around the code, as the standard asks
PIXELS = 24  # of one module: more than 300 dots an inch at 10 cm
FAMILIES = ("Noto Sans", "Noto Sans Arabic")  # which the platform brings along
OF_THE_MACHINE = "Noto Sans Ethiopic"  # where the machine has it
SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARABIC", "COMBINING", "MODIFIER"})
SHARP = 192  # dots an inch of a picture: twice as many pixels as it has points
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.picture), format: "svg")"""


class NoLetters(Refusal):
    """A page in letters that neither the platform nor this machine has."""

    default = N_("This cannot be printed here: the letters of this language are missing.")


class TooLong(Exception):
    """What was to stand on one sheet does not fit."""


def address(base: str, code: str) -> str:
    """What a code says: in capitals, which makes it smaller and so readable from farther away.

    ``base`` is the installation's address; a folder in it keeps its letters as they are.
    """
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}".upper() + f"{parts.path.rstrip('/')}/Q/{code}"


def typeable(base: str, code: str) -> str:
    """The same address for a person who types it by hand."""
    parts = urlsplit(base)
    return f"{parts.netloc}{parts.path.rstrip('/')}/q/{code}"


def svg(url: str) -> bytes:
    """The code as one path on white, without a fixed size, so that print and page may choose it."""
    rows = _made(url).get_matrix()
    size = len(rows)
    dark = "".join(_runs(row, height) for height, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{dark}"/></svg>\n'
    ).encode("ascii")


def png(url: str) -> bytes:
    """The code as black and white pixels."""
    from qrcode.image.pil import PilImage

    picture = BytesIO()
    _made(url).make_image(PilImage).save(picture, "PNG")
    return picture.getvalue()


def pixels(picture: bytes) -> bytes:
    """A picture (SVG) as PNG. Refuses letters that would come out blank."""
    said = picture.decode()
    _families(said)
    return _compiled(_PICTURE, said, {"format": "png", "ppi": SHARP}, picture=said)


def sheet(template: Path, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) of one page; what it says comes in as data, never as a program.

    Refuses letters that would come out blank; raises `TooLong` if it does not fit on the page.
    """
    from typst import TypstError

    said = json.dumps(data, ensure_ascii=False)
    given = json.dumps({**data, "fonts": _families(said)}, ensure_ascii=False)
    try:
        return _compiled(
            template.read_bytes(), said, {"format": "pdf", "pdf_standards": "ua-1"}, data=given
        )
    except TypstError as error:
        if "too long" in str(error):
            raise TooLong from error
        raise


def _compiled(source: bytes, said: str, form: Mapping[str, Any], **given: str) -> bytes:
    from typst import compile_with_warnings

    made, warnings = compile_with_warnings(
        source, font_paths=_fonts(said), sys_inputs=given, timestamp=0, **form
    )
    # A font that is missing is only a warning, and the page blank.
    if warnings or not isinstance(made, bytes):
        raise NoLetters
    return made


def _fonts(said: str) -> "Fonts":
    from typst import Fonts

    own = [str(fontpkg_noto_sans.ROOT), str(fontpkg_noto_sans_arabic.ROOT)]
    return Fonts(_ethiopic(said), include_embedded_fonts=False, font_paths=own)


def _families(said: str) -> list[str]:
    """The fonts for these words, or `NoLetters`."""
    wanted = {unicodedata.name(sign, "?").split()[0] for sign in set(said) if sign.isalpha()}
    if not wanted - SCRIPTS:
        return list(FAMILIES)
    if wanted - SCRIPTS != {"ETHIOPIC"} or OF_THE_MACHINE not in _fonts(said).families():
        raise NoLetters
    return [*FAMILIES, OF_THE_MACHINE]


def _ethiopic(said: str) -> bool:
    return any(unicodedata.name(sign, "?").startswith("ETHIOPIC") for sign in set(said))


def _made(url: str) -> "QRCode":  # type: ignore[type-arg]  # its parameter is the default picture
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=PIXELS)
    code.add_data(url)
    code.make(fit=True)
    return code


def _runs(row: list[bool], height: int) -> str:
    # Modules side by side as one rectangle: a third of the bytes, and no hairlines between them.
    path, at = "", 0
    for dark, run in groupby(row):
        length = len(list(run))
        path += f"M{at} {height}h{length}v1h-{length}z" if dark else ""
        at += length
    return path
