"""What is printed can be read again by any phone."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from beteiligung.qrcodes import drawings, masks, printing


@pytest.mark.parametrize(
    ("base", "says", "typed"),
    [
        (
            "https://mitreden-chemnitz.de",
            "HTTPS://MITREDEN-CHEMNITZ.DE/Q/7F3K2",
            "mitreden-chemnitz.de/q/7F3K2",
        ),
        ("http://127.0.0.1:5000/", "HTTP://127.0.0.1:5000/Q/7F3K2", "127.0.0.1:5000/q/7F3K2"),
        ("https://stadt.de/Mit/", "HTTPS://STADT.DE/Mit/Q/7F3K2", "stadt.de/Mit/q/7F3K2"),
    ],
)
def test_a_printed_code_says_its_address_to_a_camera(base: str, says: str, typed: str) -> None:
    assert printing.address(base, "7F3K2") == says
    assert printing.typeable(base, "7F3K2") == typed
    read = zxingcpp.read_barcodes(Image.open(BytesIO(printing.png(says))))
    assert [(code.text, code.ec_level) for code in read] == [(says, "Q")]


def test_capitals_make_the_code_of_a_long_address_one_size_smaller() -> None:
    long = "mitreden.stadtteilmanagement-chemnitz.de/q/7F3K2"
    small = printing.svg(f"HTTPS://{long.upper()}")
    large = printing.svg(f"https://{long}")
    assert b'viewBox="0 0 41 41"' in small
    assert b'viewBox="0 0 45 45"' in large
    assert len(small) < 6000


def test_a_short_address_gets_a_code_that_bears_a_blot() -> None:
    assert b'viewBox="0 0 41 41"' in printing.drawn("HTTPS://STADT.DE/Q/7F3K2")


def test_the_drawing_has_the_same_modules_as_the_pixels() -> None:
    address = "HTTPS://MITREDEN-CHEMNITZ.DE/Q/7F3K2"
    path = printing.svg(address).decode().rsplit(' d="', 1)[1].split('"')[0]
    drawn = set()
    for run in path.split("M")[1:]:
        place, length = run.split("h", 1)
        x, y = map(int, place.split())
        drawn |= {(x + step, y) for step in range(int(length.split("v")[0]))}
    pixels = Image.open(BytesIO(printing.png(address)))
    modules = pixels.width // printing.PIXELS
    half = printing.PIXELS // 2
    dark = {
        (x, y)
        for x in range(modules)
        for y in range(modules)
        if not pixels.getpixel((x * printing.PIXELS + half, y * printing.PIXELS + half))
    }
    assert drawn == dark


@pytest.mark.parametrize("more", ["", "7F3K2", "7f3k2", "?c=7F3K2&" * 4, "ort" * 40])
def test_a_code_is_laid_under_the_pattern_that_the_standard_wants(more: str) -> None:
    said = f"HTTPS://MITREDEN-CHEMNITZ.DE/Q/{more}"
    laid = QRCode(printing.LEAST, error_correction=ERROR_CORRECT_Q)  # one by one, as libraries do
    laid.add_data(said)
    laid.make(fit=True)
    dark, size = printing.modules(said)
    assert masks.rows(dark, size) == [
        "".join("1" if each else "0" for each in row) for row in laid.modules
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where an installation keeps its data; afterwards it is nowhere again."""
    drawings.lie_in(tmp_path)
    printing.svg.cache_clear()
    yield tmp_path
    drawings.lie_in(tmp_path / "gone")


def test_a_code_that_was_drawn_once_is_not_drawn_again_by_another_process(folder: Path) -> None:
    first = printing.svg("HTTPS://STADT.DE/Q/7F3K2")
    (file,) = folder.rglob("*.svg")
    file.write_bytes(b"<svg>as it was kept</svg>\n")
    assert printing.svg("HTTPS://STADT.DE/Q/7F3K2") == first  # this one remembers
    printing.svg.cache_clear()
    assert printing.svg("HTTPS://STADT.DE/Q/7F3K2") == b"<svg>as it was kept</svg>\n"


def test_half_a_drawing_is_drawn_anew_and_no_room_on_the_disk_hinders_nobody(folder: Path) -> None:
    first = printing.svg("HTTPS://STADT.DE/Q/7F3K2")
    (file,) = folder.rglob("*.svg")
    file.write_bytes(first[:100])
    printing.svg.cache_clear()
    assert printing.svg("HTTPS://STADT.DE/Q/7F3K2") == first == file.read_bytes()
    file.unlink()
    file.parent.rmdir()
    file.parent.write_bytes(b"no folder")
    printing.svg.cache_clear()
    assert printing.svg("HTTPS://STADT.DE/Q/7F3K2") == first


def test_what_opens_a_door_is_drawn_without_being_kept(folder: Path) -> None:
    assert printing.drawn("otpauth://totp/somebody?secret=ABC").startswith(b"<svg")
    assert not list(folder.rglob("*.svg"))


@pytest.mark.parametrize(
    ("some", "others"),
    [("الأحد بتن 2026 Demo", "الأحد كلم 2026 Demo"), ("ሀለሐ 2026 Demo", "መሠረ 2026 Demo")],
    ids=["arabic", "ethiopic"],
)
def test_a_line_in_two_scripts_has_letters_and_no_boxes_in_a_picture(some: str, others: str):
    def line(words: str) -> bytes:
        return printing.pixels(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" width="300" height="40">'
            f'<text x="10" y="30" font-size="20" text-anchor="start" fill="#000">{words}</text>'
            "</svg>".encode()
        )

    assert line(some) != line(others)  # boxes all look the same
