"""Codes and sheets for print; the only module that knows the makers of codes, pixels and pages."""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import unescape
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from beteiligung.errors import Refusal
from beteiligung.qrcodes import drawings, glyphs, masks
from beteiligung.text import N_

if TYPE_CHECKING:
    from qrcode.main import QRCode
    from typst import Fonts

QUIET = 4  # modules of white around the code, as the standard asks
# The version of a short address though a smaller one would do: it can still be read with a tenth
# of it blotted, of the next smaller one every fifth could not (decision 34).
LEAST = 4
PIXELS = 24  # of one module: more than 300 dots an inch at 10 cm
MOST_NAMED = 10  # signs in one sentence
MOST_KEPT = 4096  # codes that a process has drawn and keeps
SHARP = 192  # dots an inch of a picture: twice as many pixels as it has points
# Words in a picture. They are set like those of a page: whoever draws the rest of it does not join
# Arabic letters where a line has Latin ones too.
_WORDS = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#let said = json(bytes(sys.inputs.said))
#set text(font: said.fonts, dir: ltr, top-edge: "baseline", bottom-edge: "baseline")
#image(bytes(sys.inputs.picture), format: "svg")
#let pixel = 0.75pt
#for line in said.lines {
  let words = box(text(
    size: float(line.font-size) * pixel, weight: int(line.at("font-weight", default: "400")),
    fill: rgb(line.fill), line.words,
  ))
  let before = (start: 0, middle: 0.5, end: 1).at(line.text-anchor)
  place(top + left, dx: float(line.x) * pixel, dy: float(line.y) * pixel, context {
    move(dx: -measure(words).width * before, words)
  })
}"""


class NoLetters(Refusal):
    """A page with signs that the platform has no letters for: reported, never printed as boxes."""

    default = N_("This cannot be printed: these signs are missing here: %(signs)s")


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


@lru_cache(maxsize=MOST_KEPT)
def svg(url: str) -> bytes:
    """The code as a drawing, made once and kept: printed codes do not change."""
    return drawings.kept(url, drawn)


def drawn(url: str) -> bytes:
    """The code as one path on white, without a fixed size, so that print and page may choose it."""
    dark, side = modules(url)
    size = side + 2 * QUIET
    rows = enumerate(masks.rows(dark, side), start=QUIET)
    path = "".join(_runs(row, height) for height, row in rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{path}"/></svg>\n'
    ).encode("ascii")


def png(url: str) -> bytes:
    """The code as black and white pixels."""
    from qrcode.image.pil import PilImage

    picture = BytesIO()
    code = _begun(url, _best(url)[1])
    code.make(fit=False)
    code.make_image(PilImage).save(picture, "PNG")
    return picture.getvalue()


def pixels(picture: bytes) -> bytes:
    """A picture (SVG) as PNG; each text in it says its place, size, anchor and colour itself.

    Refuses letters that would come out blank.
    """
    said = picture.decode()
    require_letters(said)
    lines = [
        {**dict(_ATTRIBUTE.findall(attributes)), "words": unescape(words)}
        for attributes, words in _WORDS.findall(said)
    ]
    form = {"format": "png", "ppi": SHARP}
    words = json.dumps({"lines": lines, "fonts": families()}, ensure_ascii=False)
    return _compiled(_PICTURE, form, picture=_WORDS.sub("", said), said=words)[0]


def sheet(template: Path, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) of one page; what it says comes in as data, never as a program.

    Refuses letters that would come out blank; raises `TooLong` if it does not fit on the page.
    """
    return pages(template.read_bytes(), data)


def pages(source: bytes, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) of any number of pages, as a template sets them."""
    from typst import TypstError

    try:
        return _compiled(source, {"format": "pdf", "pdf_standards": "ua-1"}, data=_given(data))[0]
    except TypstError as error:
        if "too long" in str(error):
            raise TooLong from error
        raise


def screens(source: bytes, data: Mapping[str, Any], ppi: float) -> list[bytes]:
    """The same as pictures (PNG), one for each page."""
    return _compiled(source, {"format": "png", "ppi": ppi}, data=_given(data))


def require_letters(said: str) -> None:
    """Refuse a text with signs that would be printed as boxes."""
    if signs := glyphs.missing(said):
        raise NoLetters(signs=" ".join(signs[:MOST_NAMED]))


def _given(data: Mapping[str, Any]) -> str:
    require_letters(json.dumps(data, ensure_ascii=False))
    return json.dumps({**data, "fonts": families()}, ensure_ascii=False)


def _compiled(source: bytes, form: Mapping[str, Any], **given: str) -> list[bytes]:
    from typst import compile_with_warnings

    made, warnings = compile_with_warnings(
        source, font_paths=_fonts(), sys_inputs=given, timestamp=0, **form
    )
    # A font that is missing is only a warning, and the page blank.
    if warnings or made is None:
        raise NoLetters(signs=", ".join(warning.message for warning in warnings))
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> "Fonts":
    from typst import Fonts

    own = [str(glyphs.folder())]
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=own)


@cache
def families() -> list[str]:
    """The fonts that draw a text, in the order in which a sign is looked for."""
    others = [name for name in _fonts().families() if name not in glyphs.FIRST]
    return [*glyphs.FIRST, *sorted(others, reverse=True)]


def _begun(url: str, mask: int) -> "QRCode[Any]":
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.main import QRCode

    code = QRCode(
        error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=PIXELS, mask_pattern=mask
    )
    code.add_data(url)
    code.best_fit(start=LEAST)
    return code


def modules(url: str) -> tuple[int, int]:
    """The modules of a code as one number (see `masks`), and how many it has on a side."""
    code, mask = _best(url)
    _tried, final = _differences(int(code.version))[mask]
    return masks.packed(code.modules) ^ final, len(code.modules)


def _best(url: str) -> "tuple[QRCode[Any], int]":
    """A code under the first mask, and which mask the standard wants.

    The library would lay all eight one by one. They differ from the first in the same modules
    whatever a code says, so that the others follow from it.
    """
    code = _begun(url, 0)
    code.makeImpl(test=True, mask_pattern=0)
    first, size = masks.packed(code.modules), len(code.modules)
    others = _differences(int(code.version))
    return code, min(masks.MASKS, key=lambda mask: masks.penalty(first ^ others[mask][0], size))


@cache
def _differences(version: int) -> list[tuple[int, int]]:
    """What to change of a code under the first mask: to try another one, and to lay it for good."""
    code = _begun("", 0)
    code.version = version

    def laid(mask: int, *, trial: bool) -> int:
        code.makeImpl(test=trial, mask_pattern=mask)
        return masks.packed(code.modules)

    first = laid(0, trial=True)
    return [
        (first ^ laid(mask, trial=True), first ^ laid(mask, trial=False)) for mask in masks.MASKS
    ]


def _runs(row: str, height: int) -> str:
    # Modules side by side as one rectangle: a third of the bytes, and no hairlines between them.
    path, at = "", QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        path += f"M{at} {height}h{length}v1h-{length}z" if dark == "1" else ""
        at += length
    return path
