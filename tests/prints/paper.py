"""Prints as a printer makes them, read by an independent reader, with blots on them or without."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from math import pi
from random import Random
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw

from beteiligung.prints import making
from beteiligung.prints.formats import FORMATS
from beteiligung.prints.order import Hung, Order
from beteiligung.prints.outcome import Outcome
from beteiligung.qrcodes import glyphs, printing
from beteiligung.text import Translated

BASE = "https://mitreden-chemnitz.de"
DOTS = 150
NAMES = (
    "Körnerplatz",
    "Ein sehr langer Name " * 10,
    "ساحة السوق 12",
    "Café 🎉 am Markt",
    "Zeile\x00mit\nSteuer\u202ezeichen",
)
TITLES = {
    "de": "Wie lebt es sich im Stadtteil?",
    "de-leicht": "Wie leben Sie hier?",
    "ar": "كيف تعيشون في الحي؟",
    "uk": "Як живеться в районі?",
    "vi": "Cuộc sống ở khu phố thế nào?",
    "ti": "ህይወት ኣብ ከባቢና ከመይ ኣሎ?",
}
ORDER = Order(
    title=Translated(TITLES),
    locales=tuple(TITLES),
    asked=12,
    minutes=5,
    anonymous=True,
    ends=None,
    results_on=None,
    phone="0371 000000",
    name="Mitreden",
    by="Stadtteilmanagement Sonnenberg",
    base=BASE,
    timezone="Europe/Berlin",
    hung=tuple(
        Hung(f"7F3K{number + 2}", glyphs.plain(name), "", "poster")
        for number, name in enumerate(NAMES)
    ),
    outcome=Outcome(
        1,
        datetime(2026, 1, 11, tzinfo=UTC),
        dict.fromkeys(TITLES, "47 von 100 sind zufrieden.\n\nDarum kommen 20 neue Mülleimer."),
    ),
)
CARRYING = [name for name in FORMATS if name != "list"]


def meant_for(name: str, order: Order = ORDER) -> Order:
    """The same codes, for the medium of a thing."""
    media = FORMATS[name].media or ("poster",)
    return replace(order, hung=tuple(replace(each, medium=media[0]) for each in order.hung))


def sheets(name: str, order: Order) -> list[Image.Image]:
    """The pages as a printer sees them, each code once."""
    form = FORMATS[name]
    data = making.contents(order, form, copies=1, crop=False)
    dots = making.SCREEN if form.kind == "png" else DOTS
    return pictures(form.template, data, dots)


def pictures(template: str, data: dict[str, Any], dots: float = DOTS) -> list[Image.Image]:
    """The pages of a template."""
    made = printing.screens(making.template(template), data, dots)
    return [Image.open(BytesIO(each)).convert("L") for each in made]


def read(picture: Image.Image) -> list[str]:
    """What an independent reader finds on a page."""
    found = zxingcpp.read_barcodes(picture)
    assert {code.ec_level for code in found} <= {"Q"}
    return sorted(code.text for code in found)


def blotted(page: Image.Image, rng: Random) -> Image.Image:
    """One code of a page with a blot over a tenth of it, anywhere but on its three eyes.

    They are what no level of correction brings back.
    """
    corners = rng.choice(zxingcpp.read_barcodes(page)).position
    points = (corners.top_left, corners.bottom_right)
    left, right = sorted(point.x for point in points)
    top, bottom = sorted(point.y for point in points)
    wide = right - left
    edge = wide // 6
    picture = page.crop((left - edge, top - edge, right + edge, bottom + edge))
    pen, fill = ImageDraw.Draw(picture), rng.choice((0, 128, 255))
    draw, size = rng.choice(((pen.ellipse, 2 * (0.1 / pi) ** 0.5), (pen.rectangle, 0.1**0.5)))
    x, y = (edge + wide * rng.uniform(0.28, 0.68 - size) for _ in range(2))
    draw((x, y, x + wide * size, y + wide * size), fill=fill)
    return picture
