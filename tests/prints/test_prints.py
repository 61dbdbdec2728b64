"""Whatever is printed can be scanned, typed and read, in every language and for every name."""

from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from beteiligung.config import Settings
from beteiligung.prints import letters, making
from beteiligung.prints.formats import FORMATS
from beteiligung.prints.letters import CARDS, LETTERS, TABLE, TEMPLATES, Batch
from beteiligung.prints.order import Hung, NoCodes, NotSecure, Order, address_of
from beteiligung.qrcodes import glyphs, printing
from beteiligung.qrcodes.check_word import WORDS, belongs, word_of
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.entry_codes import fresh_codes
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
        Hung(f"7F3K{number + 2}", glyphs.plain(name), "", medium)
        for number, name in enumerate(NAMES)
        for medium in ("poster",)
    ),
)
CARRYING = [name for name in FORMATS if name != "list"]


def meant_for(name: str) -> Order:
    """The same codes, for the medium of a thing."""
    media = FORMATS[name].media or ("poster",)
    return replace(ORDER, hung=tuple(replace(each, medium=media[0]) for each in ORDER.hung))


def sheets(name: str) -> list[Image.Image]:
    """The pages as a printer sees them, each code once."""
    form = FORMATS[name]
    data = making.contents(meant_for(name), form, copies=1, crop=False)
    dots = making.SCREEN if form.kind == "png" else DOTS
    made = printing.screens(making.template(form.template), data, dots)
    return [Image.open(BytesIO(each)).convert("L") for each in made]


def read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture)
    assert {code.ec_level for code in found} <= {"Q"}
    return sorted(code.text for code in found)


@pytest.mark.parametrize("name", CARRYING)
def test_every_code_on_every_print_is_read_at_150_dots_an_inch(name: str) -> None:
    pages = sheets(name)
    assert len(pages) == len(ORDER.hung)
    twice = 2 if name == "tent" else 1
    for each, page in zip(ORDER.hung, pages, strict=True):
        assert read(page) == [f"{BASE.upper()}/Q/{each.code}"] * FORMATS[name].each * twice


@pytest.mark.parametrize("name", ["poster-a4", "flyer"])
def test_a_code_is_read_though_a_tenth_of_it_is_blotted(name: str) -> None:
    rng = Random(6)
    for each, page in zip(ORDER.hung, sheets(name), strict=True):
        corners = zxingcpp.read_barcodes(page)[0].position
        left, top = corners.top_left.x, corners.top_left.y
        wide = corners.bottom_right.x - left
        side = wide * 0.1**0.5
        for _ in range(5):  # anywhere but on the three eyes, which no level brings back
            x, y = left + wide * rng.uniform(0.32, 0.38), top + wide * rng.uniform(0.32, 0.38)
            blotted = page.copy()
            ImageDraw.Draw(blotted).ellipse((x, y, x + side, y + side), fill=rng.choice((0, 255)))
            assert read(blotted) == [f"{BASE.upper()}/Q/{each.code}"]


def test_a_code_on_a_large_poster_is_ten_centimetres_wide() -> None:
    corners = zxingcpp.read_barcodes(sheets("poster-a3")[0])[0].position
    assert (corners.top_right.x - corners.top_left.x) / DOTS * 2.54 >= 10


def test_a_short_address_keeps_the_code_coarse() -> None:
    address = printing.address(BASE, "7F3K2")
    assert len(address) <= 36
    size = int(printing.svg(address).decode().split('viewBox="0 0 ')[1].split()[0])
    assert (size - 2 * printing.QUIET - 17) // 4 <= 4


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].kind == "pdf"])
@pytest.mark.parametrize("crop", [False, True])
def test_a_print_is_a_tagged_pdf_with_title_and_language(name: str, *, crop: bool) -> None:
    made = making.printed(meant_for(name), name, crop=crop)
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"/Lang(de)" in made.replace(b"/Lang (", b"/Lang(")
    assert b"pdfuaid:part" in made


def test_a_missing_sign_is_reported_and_never_printed_as_a_box() -> None:
    order = replace(ORDER, hung=(Hung("7F3K2", "Platz 漢字", "", "poster"),))
    with pytest.raises(printing.NoLetters, match="漢 字"):
        making.printed(order, "poster-a4")


def test_each_language_of_the_platform_can_be_printed() -> None:
    for text in TITLES.values():
        assert not glyphs.missing(text)
    assert glyphs.missing("a漢\u200cb") == ["漢"]


def test_labels_lose_what_steers_printers_and_turns_text_round() -> None:
    assert glyphs.plain("Zeile\x00mit\nSteuer\u202ezeichen") == "Zeile mit Steuer zeichen"
    assert glyphs.plain("می\u200cخواهم 👩‍🔧") == "می\u200cخواهم 👩‍🔧"


def test_the_list_for_hanging_up_has_every_code_whatever_it_is_printed_on() -> None:
    assert making.printed(ORDER, "list").startswith(b"%PDF")
    with pytest.raises(NoCodes):
        making.printed(ORDER, "flyer")


def test_several_screens_come_as_pictures_in_one_file() -> None:
    assert making.printed(meant_for("screen"), "screen").startswith(b"PK")
    one = replace(ORDER, hung=ORDER.hung[:1])
    assert making.printed(one, "screen").startswith(b"\x89PNG")
    assert making.preview(one, "poster-a4").startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", [LETTERS, CARDS])
def test_each_household_gets_its_own_code_on_paper(kind: str) -> None:
    batch = Batch("Haushalte im Oktober", fresh_codes(9), "7F3K2")
    seen: list[int] = []
    data = letters.contents(kind, ORDER, batch, progress=lambda done, _all: seen.append(done))
    assert seen == list(range(1, 10))
    made = printing.screens(making.template(TEMPLATES[kind]), data, DOTS)
    pages = [Image.open(BytesIO(each)).convert("L") for each in made]
    assert len(pages) == (9 if kind == LETTERS else 2)
    leads_to = [f"{BASE.upper()}/Q/7F3K2#{grouped(code)}" for code in batch.codes]
    assert sorted(text for page in pages for text in read(page)) == sorted(leads_to)
    assert {each["once"] for each in data["pages"]} == {grouped(code) for code in batch.codes}
    assert letters.made(kind, ORDER, replace(batch, codes=batch.codes[:1])).startswith(b"%PDF")
    with pytest.raises(NoCodes):
        letters.made(kind, ORDER, replace(batch, codes=()))


def test_a_table_for_letters_of_ones_own_has_the_same_addresses() -> None:
    batch = Batch("Briefe", fresh_codes(2), "7F3K2")
    lines = letters.made(TABLE, ORDER, batch).decode("utf-8-sig").split("\r\n")
    code = grouped(batch.codes[1])
    assert lines[2] == f"{code};{BASE}/q/7F3K2#{code}"


def test_nobody_is_led_to_a_page_that_others_can_change() -> None:
    with pytest.raises(NotSecure):
        address_of(Settings(env="production", public_url="http://stadt.de"))
    assert address_of(Settings(env="production", public_url=BASE)) == BASE


def test_a_check_word_belongs_to_its_code_for_ever() -> None:
    assert (word_of("7F3K2"), word_of("7F3K3")) == ("Kuchen", "Besen")
    assert belongs("7F3K2", f" {word_of('7F3K2').upper()} ")
    assert not belongs("7F3K2", word_of("7F3K3"))
    assert len(WORDS) == len(set(WORDS))
    assert all(word.isascii() and word.isalpha() and 4 <= len(word) <= 8 for word in WORDS)
