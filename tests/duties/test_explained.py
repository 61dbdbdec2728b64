"""This website explains itself: in easy words, and in sign language where there is a film."""

import io

from flask import Flask

from beteiligung.duties import explained, films
from beteiligung.i18n import words_in
from beteiligung.locales import BY_ID
from tests.visitor import Visitor

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 1500
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nWillkommen.\n"
ADDRESS = "/verwaltung/pflichten/film"


def footer(visitor: Visitor, locale: str) -> list[str]:
    page = visitor.get(f"/{locale}/impressum")
    return [link.get("href", "") for foot in page.all("footer") for link in foot.iter("a")]


def test_easy_german_is_there_from_the_beginning_with_the_names_that_buttons_have(
    visitor: Visitor,
):
    page = visitor.get("/de-leicht/leicht-erklaert")
    page.sees("Was ist das für eine Internet-Seite?", "„Anfangen“", "„Für alle Menschen“")
    page.misses("{", "##")
    visitor.get("/de/leicht-erklaert").sees("„Umfrage starten“")
    assert "/de-leicht/leicht-erklaert" in footer(visitor, "de-leicht")
    assert "/ar/leicht-erklaert" not in footer(visitor, "ar")
    arabic = visitor.get("/ar/leicht-erklaert")
    assert any(
        "Internet-Seite" in "".join(part.itertext()) for part in arabic.all("div", lang="de")
    )


def test_sentences_of_the_easy_explanation_are_short():
    for _, body in explained.sections(explained.EASY_GERMAN["de"], words_in("de-leicht")):
        for line in filter(None, body.split("\n")):
            assert len(line.replace("„", " ").split()) <= 11, line


def test_another_language_has_the_page_once_it_is_written(
    admin: Visitor, visitor: Visitor, app: Flask
):
    page = admin.get("/verwaltung/pflichten/leicht-erklaert")
    page.fill("easy-ar", "## ما هذا؟\nموقع <script>alert(1)</script> سهل").submit("Speichern")
    arabic = visitor.get("/ar/leicht-erklaert").sees("ما هذا؟", "سهل").misses("Internet-Seite")
    assert "alert(1)" not in {str(one.text) for one in arabic.all("script")}
    assert "/ar/leicht-erklaert" in footer(visitor, "ar")
    del app


def put(admin: Visitor, film: bytes, status: int | None = None, captions: str = CAPTIONS):
    page = admin.get(ADDRESS)
    page.fill("film", (io.BytesIO(film), "film.mp4"))
    page.fill("captions", (io.BytesIO(captions.encode()), "film.vtt"))
    page.fill("text-de", "Willkommen auf dieser Website.")
    return page.submit("Speichern", status)


def test_a_film_is_shown_with_captions_and_words_and_linked_from_every_page(
    admin: Visitor, visitor: Visitor
):
    assert "/de/gebaerdensprache" not in footer(visitor, "de")
    visitor.get("/de/barrierefreiheit").sees("keinen Film in Gebärdensprache")
    put(admin, FILM)
    page = visitor.get("/ar/gebaerdensprache").sees("Willkommen auf dieser Website.")
    assert "/de/gebaerdensprache" in footer(visitor, "de")
    visitor.get("/de/barrierefreiheit").misses("keinen Film in Gebärdensprache")
    film = next(page.all("source")).get("src", "")
    captions = next(page.all("track")).get("src", "")
    assert visitor.client.get(captions).text == CAPTIONS
    assert visitor.client.get(captions).mimetype == "text/vtt"
    answer = visitor.client.get(film)
    assert answer.data == FILM
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    visitor.get("/film/anderer", 404)


def test_browsers_take_a_film_in_parts(admin: Visitor, visitor: Visitor):
    put(admin, FILM)
    film = next(visitor.get("/de/gebaerdensprache").all("source")).get("src", "")
    start = films.PIECE - 5
    part = visitor.client.get(film, headers={"Range": f"bytes={start}-{start + 9}"})
    assert part.status_code == 206
    assert part.data == FILM[start : start + 10]
    assert part.headers["Content-Range"] == f"bytes {start}-{start + 9}/{len(FILM)}"


def test_what_is_no_film_or_no_captions_is_refused_and_the_film_before_stays(
    admin: Visitor, visitor: Visitor
):
    put(admin, FILM)
    assert put(admin, b"<html>" * 100, 422).error("film")
    assert put(admin, b"", 422, "nothing") is not None
    assert put(admin, FILM, 422, "<script>").error("captions")
    assert len(list(visitor.get("/de/gebaerdensprache").all("source"))) == 1


def test_a_film_can_be_taken_away(admin: Visitor, visitor: Visitor):
    put(admin, FILM)
    admin.get(ADDRESS).press("entfernen")
    assert "/de/gebaerdensprache" not in footer(visitor, "de")
    assert not list(visitor.get("/de/gebaerdensprache").all("video"))
    assert all(entry in BY_ID for entry in ("de", "ar"))
