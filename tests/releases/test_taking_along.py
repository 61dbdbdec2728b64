"""Results to take along: tables, files for programs, pictures and sheets, all from the release."""

import csv
import io
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from markupsafe import Markup
from PIL import Image

from beteiligung import i18n
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.dashboards.figures import Bar, Figure, Stack
from beteiligung.releases import prints
from beteiligung.releases.models import Release
from beteiligung.releases.page import Page as Told
from beteiligung.releases.page import Part
from tests.page import Page
from tests.visitor import Visitor

HERE = "/de/ergebnisse/jede-art"
Publish = Callable[..., Release]


def rows(page: Page) -> list[dict[str, str]]:
    """The rows of a table of the open data."""
    return list(csv.DictReader(io.StringIO(page.body.decode(), newline="")))


def test_every_figure_stands_in_a_row_and_hidden_ones_are_empty(visitor: Visitor, release: Publish):
    document = release().document
    page = visitor.get(f"{HERE}.csv")
    assert page.body.count(b"\r\n") == page.body.count(b"\n")
    found = rows(page)
    wanted = sum(len(table["cells"]) + 1 + len(table["others"]) for table in document["tables"])
    assert len(found) == wanted
    hidden = [row for row in found if row["flag"] == "hidden"]
    assert hidden
    assert {(row["n"], row["pct"]) for row in hidden} == {("", "")}
    first = next(row for row in found if row["question"] == "eins" and not row["by"])
    assert (first["survey"], first["release"], first["area"]) == ("jede-art", "1", "sonnenberg")
    assert int(first["n"]) > 0
    assert first["label"] == "A"


def test_no_spreadsheet_runs_what_stands_in_a_table(visitor: Visitor, release: Publish):
    document = release().document
    questions = [dict(each) for each in document["questions"]]
    evil = next(each for each in questions if each["id"] == "eins")
    evil["answers"] = [{**each, "label": {"de": "=HYPERLINK(1)"}} for each in evil["answers"]]
    release(number=2, questions=questions)
    assert "'=HYPERLINK(1)" in {row["label"] for row in rows(visitor.get(f"{HERE}.csv"))}
    assert b",=HYPERLINK" not in visitor.get(f"{HERE}/codebook.csv").body


def test_programs_get_everything_with_licence_and_publisher(visitor: Visitor, release: Publish):
    release()
    found: dict[str, Any] = json.loads(visitor.get(f"{HERE}.json").body)
    assert found["licence"]["id"] == "dl-de/by-2-0"
    assert found["publisher"] == "Beispielträger"
    assert found["address"].endswith("/de/ergebnisse/jede-art/1")
    assert found["representative"] is False
    assert not [each for each in found["questions"] if each["id"] == "name"]
    cells = [cell for table in found["tables"] for cell in table["cells"]]
    assert all((cell["n"] is None) == cell["hidden"] for cell in cells)


def test_a_program_sees_that_nothing_has_changed(visitor: Visitor, release: Publish):
    release()
    for end in (".csv", "/codebook.csv", ".json", "/ddi.xml", "/bild/eins.svg"):
        page = visitor.get(HERE + end)
        assert page.headers["Last-Modified"]
        visitor.get(HERE + end, 304, If_None_Match=page.headers["ETag"])
        assert visitor.get(f"{HERE}/1{end}").body == page.body


def test_a_picture_says_in_words_what_it_shows_and_is_mirrored_for_arabic(
    visitor: Visitor, release: Publish
):
    release()
    drawn = visitor.get(f"{HERE}/bild/nur_a.svg").body.decode()
    assert '<title id="title">Nur für A</title><desc id="desc">' in drawn
    assert "von 100" in drawn.partition("<desc")[2].partition("</desc>")[0]
    arabic = visitor.get("/ar/ergebnisse/jede-art/bild/nur_a.svg").body
    assert b'text-anchor="end"' in arabic
    assert "\u2067".encode() in arabic
    visitor.get(f"{HERE}/bild/worte.svg", 404)


def test_a_picture_comes_as_pixels_too(visitor: Visitor, release: Publish):
    release()
    made = visitor.get("/ar/ergebnisse/jede-art/bild/nur_a.png")
    with Image.open(io.BytesIO(made.body)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1600
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 10


@pytest.mark.parametrize("sheet", ["zeitung", "plakat-a3"])
def test_sheets_are_one_tagged_page(visitor: Visitor, release: Publish, sheet: str):
    release()
    made = visitor.get(f"/ar/ergebnisse/jede-art/{sheet}.pdf").body
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page/") <= 1
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert mark in made
    assert visitor.get(f"/ar/ergebnisse/jede-art/{sheet}.pdf").body == made


def test_an_operator_makes_the_poster_with_the_answers_by_command(
    release: Publish, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    release()
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))
    out, order = tmp_path / "poster.pdf", ["--format", "answers-a4", "--languages", "de"]
    words = ["codes", "print", "--survey", "jede-art", *order, "--out", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    with pypdfium2.PdfDocument(out) as sheet:
        assert "/de/ergebnisse/jede-art" in sheet[0].get_textpage().get_text_range()


def test_the_newspaper_page_names_what_it_has_no_room_for(visitor: Visitor, release: Publish):
    document = release(title={"de": "Was im Stadtteil besser werden soll. " * 22}).document
    with pypdfium2.PdfDocument(visitor.get(f"{HERE}/zeitung.pdf").body) as sheet:
        words = " ".join(sheet[0].get_textpage().get_text_range().split())
    shown, _, missing = words.partition("hier keinen Platz")
    about_people = {table["by"] for table in document["tables"]}
    titles = {
        each["text"]["de"]
        for each in document["questions"]
        if not each["id"].startswith("_") and each["id"] not in about_people
        if _has_picture(visitor, each["id"])
    }
    without_room = {title for title in titles if title in missing}
    assert without_room, words
    assert {title for title in titles if title in shown} == titles - without_room


def _has_picture(visitor: Visitor, question: str) -> bool:
    return visitor.client.get(f"{HERE}/bild/{question}.svg").status_code == HTTPStatus.OK


def test_paper_says_that_a_conclusion_is_not_there_in_easy_language(
    visitor: Visitor, release: Publish
):
    release()
    sentence = "Diesen Text gibt es noch nicht leicht verständlich"
    for language, found in (("de-leicht", True), ("de", False)):
        with pypdfium2.PdfDocument(
            visitor.get(f"/{language}/ergebnisse/jede-art/zeitung.pdf").body
        ) as sheet:
            words = " ".join(sheet[0].get_textpage().get_text_range().split())
        assert (sentence in words) is found, words


def test_paper_keeps_the_order_of_staff_and_puts_who_took_part_last():
    bare = Figure("", "", Markup(), Markup(), Markup(), None)
    parts = tuple(Part(bare._replace(name=name)) for name in ("bezug", "c", "b", "a"))
    told = Told(Markup(), Markup(), parts, (), (), hidden=False)
    turned = prints.in_turn(told, {"bezug"})
    assert [part.figure.name for part in turned.parts] == ["c", "b", "a", "bezug"]


@pytest.mark.parametrize(("long", "names"), [(12, ["a", "b"]), (6, ["long", "a"])])
def test_a_small_poster_rather_tells_two_short_questions_than_one_long_one(
    app: Flask, long: int, names: list[str]
):
    bar, said = Bar(Markup("Eine Antwort"), 50.0, Markup("50 %")), Markup("Was meinen Sie?")
    bare = Figure("", "single", said, said, Markup("n = 100"), None)
    parts = tuple(
        Part(bare._replace(name=name, bars=(bar,) * rows))
        for name, rows in (("long", long), ("a", 3), ("b", 3))
    )
    told = Told(Markup("100"), Markup(), parts, (), (), hidden=False)
    words: dict[str, Any] = {
        "name": "M",
        "by": "B",
        "title": "T",
        "result": "R",
        "foreign": "",
        "spoken": "de",
    }
    words |= {"spoken_rtl": False, "address": "a", "code": prints.code("a"), "conclusion": []}
    with app.test_request_context("/"):
        i18n.use("de")
        assert [*prints.printed("poster", "a4", told, words).names][:2] == names


def test_a_thin_step_has_its_number_beside_the_bar(app: Flask):
    stack = Stack(Markup("Reihe"), (60.0, 38.6, 1.4), Markup("n = 300"))
    steps = (Markup("gut"), Markup("mittel"), Markup("schlecht"))
    bare = Figure("f", "matrix", Markup(), Markup(), Markup(), None, stacks=(stack,), steps=steps)
    with app.test_request_context("/"):
        i18n.use("de")
        told = prints.question_shown(Part(bare))
        assert told["stacks"][0]["words"] == "schlecht: 1 % · n = 300"


def test_a_large_poster_tells_more_than_a_small_one_and_every_language_tells_the_same(
    visitor: Visitor, release: Publish
):
    document = release().document
    asked = [each["text"]["de"] for each in document["questions"]]

    def told(paper: str, language: str = "de") -> list[str]:
        sheet = visitor.get(f"/{language}/ergebnisse/jede-art/plakat-{paper}.pdf").body
        with pypdfium2.PdfDocument(sheet) as pages:
            words = " ".join(pages[0].get_textpage().get_text_range().split())
        return [title for title in asked if title in words]

    assert len(told("a3")) > len(told("a4"))
    # There are no Arabic words in this survey: its questions stand there in German.
    assert set(told("a4", "ar")) <= set(told("a4"))


def test_the_codebook_names_source_and_licence(visitor: Visitor, release: Publish):
    release()
    for name, between in (("codebook.csv", ","), ("codebook-excel.csv", ";")):
        text = visitor.get(f"{HERE}/{name}").body.decode("utf-8-sig")
        found = {row["column"]: row for row in csv.DictReader(io.StringIO(text), delimiter=between)}
        assert found["source"]["label"] == "Beispielträger"
        assert found["licence"]["code"] == "dl-de/by-2-0"
        assert found["licence"]["note"] == "https://www.govdata.de/dl-de/by-2-0"
        assert found["results"]["label"] == "Die Ergebnisse sind nicht repräsentativ."


def test_letters_that_would_come_out_blank_are_refused(visitor: Visitor, release: Publish):
    release(title={"de": "問題"})
    visitor.get(f"{HERE}/zeitung.pdf", 422).sees("diese Zeichen fehlen hier: 問 題")
    visitor.get(f"{HERE}/plakat-a5.pdf", 404)


def test_data_portals_find_every_survey_with_who_when_and_licence(
    visitor: Visitor, release: Publish
):
    assert json.loads(visitor.get("/daten/katalog.jsonld").body)["dcat:dataset"] == []
    release()
    release(number=2)
    page = visitor.get("/daten/katalog.jsonld")
    visitor.get("/daten/katalog.jsonld", 304, If_None_Match=page.headers["ETag"])
    (dataset,) = json.loads(page.body)["dcat:dataset"]
    assert dataset["dcterms:publisher"]["foaf:name"] == "Beispielträger"
    assert dataset["dcterms:identifier"] == "jede-art/2"
    assert dataset["dcterms:issued"]["@value"] < dataset["dcterms:modified"]["@value"]
    assert dataset["dcterms:temporal"]["dcat:startDate"]["@value"] == "2026-09-01"
    assert {"@value": "Sonnenberg", "@language": "de"} in dataset["dcat:keyword"]
    files = dataset["dcat:distribution"]
    assert {each["dcterms:license"]["@id"] for each in files} == {
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    }
    for each in files:
        address = each["dcat:downloadURL"]["@id"].removeprefix("http://localhost")
        visitor.get(address)
