"""Whatever is printed can be scanned, typed and read, in every language and for every name."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
import zxingcpp

from beteiligung.config import Settings
from beteiligung.prints import letters, making
from beteiligung.prints.formats import FORMATS
from beteiligung.prints.letters import CARDS, LETTERS, TABLE, TEMPLATES, Batch
from beteiligung.prints.order import Hung, NoCodes, NotSecure, address_of
from beteiligung.prints.outcome import NoResults, Outcome
from beteiligung.qrcodes import glyphs, printing
from beteiligung.qrcodes.check_word import WORDS, belongs, word_of
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.entry_codes import fresh_codes
from tests.prints.paper import (
    BASE,
    CARRYING,
    DOTS,
    ORDER,
    TITLES,
    blotted,
    meant_for,
    pictures,
    read,
    sheets,
)


@pytest.mark.parametrize("name", CARRYING)
def test_every_code_on_every_print_is_read_even_with_a_blot_on_it(name: str) -> None:
    # Here with a long name, or one from the right; with everything in `make proofs ONLY=P26`.
    order = replace(ORDER, hung=ORDER.hung[1:2] if name.endswith("a3") else ORDER.hung[1:3])
    pages, rng = sheets(name, meant_for(name, order)), Random(6)
    twice = 2 if name == "tent" else 1
    for each, page in zip(order.hung, pages, strict=True):
        says = f"{BASE.upper()}/Q/{each.code}"
        assert read(page) == [says] * FORMATS[name].each * twice
        assert read(blotted(page, rng)) == [says]


def test_a_code_on_a_large_poster_is_ten_centimetres_wide() -> None:
    order = replace(ORDER, hung=ORDER.hung[:1])
    corners = zxingcpp.read_barcodes(sheets("poster-a3", order)[0])[0].position
    assert (corners.top_right.x - corners.top_left.x) / DOTS * 2.54 >= 10


def test_a_short_address_keeps_the_code_coarse() -> None:
    address = printing.address(BASE, "7F3K2")
    assert len(address) <= 36
    size = int(printing.svg(address).decode().split('viewBox="0 0 ')[1].split()[0])
    assert (size - 2 * printing.QUIET - 17) // 4 == 4


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].kind == "pdf"])
def test_a_print_is_a_tagged_pdf_with_title_and_language(name: str) -> None:
    order = meant_for(name)
    made = making.printed(replace(order, hung=order.hung[:1]), name, crop=True)
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


def test_what_became_of_it_is_told_in_the_languages_that_have_a_conclusion() -> None:
    of_two = Outcome(1, datetime(2026, 1, 11, tzinfo=UTC), {"ar": "٤٧", "vi": "47"})
    data = making.contents(
        replace(ORDER, outcome=of_two), FORMATS["outcome-a4"], copies=1, crop=False
    )
    assert [each["lang"] for each in data["outcome"]] == ["ar", "vi"]
    for nothing in (None, replace(of_two, conclusion={})):
        with pytest.raises(NoResults):
            making.printed(replace(ORDER, outcome=nothing), "outcome-a4")


def test_several_screens_come_as_pictures_in_one_file() -> None:
    assert making.printed(meant_for("screen"), "screen").startswith(b"PK")
    one = replace(ORDER, hung=ORDER.hung[:1])
    assert making.printed(one, "screen").startswith(b"\x89PNG")
    assert making.preview(one, "poster-a4").startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", [LETTERS, CARDS])
def test_each_household_gets_its_own_code_on_paper(kind: str) -> None:
    batch = Batch("Haushalte im Oktober", fresh_codes(3), "7F3K2")
    seen: list[int] = []
    data = letters.contents(kind, ORDER, batch, progress=lambda done, _all: seen.append(done))
    assert seen == [1, 2, 3]
    pages = pictures(TEMPLATES[kind], data)
    assert len(pages) == (3 if kind == LETTERS else 1)
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
