"""Codes as pictures for print; the only module that knows the makers of codes and of pixels."""

from io import BytesIO
from itertools import groupby
from urllib.parse import urlsplit

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

QUIET = 4  # modules of white around the code, as the standard asks
PIXELS = 24  # of one module: more than 300 dots an inch at 10 cm


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
    picture = BytesIO()
    _made(url).make_image(PilImage).save(picture, "PNG")
    return picture.getvalue()


def _made(url: str) -> QRCode:  # type: ignore[type-arg]  # its parameter is the default picture
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
