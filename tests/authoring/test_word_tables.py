"""Translators get a table of all texts and give it back; somebody looks before anything changes."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beteiligung.authoring.states import Cell, Mark, Row, rows_of
from beteiligung.authoring.word_table import (
    FORMS,
    Line,
    NoTable,
    compare,
    read_table,
    written,
)
from beteiligung.db import Store
from beteiligung.locales import BY_ID
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at
from tests.page import Page
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
SURVEY = "/verwaltung/umfragen/eine-antwort/"
TAKE_IN = SURVEY + "sprachen/einlesen"


def table(manager: Visitor, query: str = "?sprache=uk") -> list[dict[str, str]]:
    content = manager.client.get(SURVEY + "sprachen/tabelle.csv" + query).data
    delimiter = "," if "rfc" in query else ";"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def as_file(rows: list[dict[str, str]], delimiter: str = ";") -> tuple[io.BytesIO, str]:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode("utf-8-sig")), "texte.csv"


def look(manager: Visitor, rows: list[dict[str, str]]) -> Page:
    return manager.get(TAKE_IN).fill("file", as_file(rows)).submit("Look at it", 200)


def filled(manager: Visitor, **words: str) -> list[dict[str, str]]:
    rows = table(manager)
    for row in rows:
        row["uk"] = words.get(row["key"], row["uk"])
    return rows


def draft(manager: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = manager.get(SURVEY + "fragebogen.json").json
    return found


def mark(store: Store, path: str) -> Mark:
    with store.reading() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        return {row.path: row for row in rows_of(session, survey, ["uk"])}[path].cells["uk"].mark


def test_every_text_stands_in_the_table_with_its_place_and_state(
    manager: Visitor, running: Running
):
    running(changed("single", title={"de": "Titel", "uk": "Назва"}), published=False)
    rows = table(manager)
    assert rows[0] == {
        "key": "title",
        "where": "Title",
        "de (source)": "Titel",
        "uk": "Назва",
        "uk state": "draft",
    }
    assert rows[4]["key"] == "weg.text"
    assert rows == table(manager, "?sprache=uk&art=rfc")


def test_a_table_changes_nothing_before_somebody_says_so(manager: Visitor, running: Running):
    running("single", published=False)
    before = draft(manager)
    page = look(manager, filled(manager, title="Назва"))
    page.sees("1 text would change. Nothing is changed yet.", "Назва")
    assert draft(manager) == before
    page.submit("Take these texts in").sees("1 text is changed.")
    assert draft(manager)["title"] == {"de": "Eine Antwort", "uk": "Назва"}


def test_what_is_wrong_is_said_line_by_line_and_left_out(manager: Visitor, running: Running):
    running("single", published=False)
    rows = filled(manager, title="Назва", privacy_short="Без місць", intro="Вступ")
    rows.append({**rows[0], "key": "gibt-es-nicht"})
    rows.append({**rows[0], "uk": "Ще раз"})
    page = look(manager, rows).sees(
        "2 texts would change.",
        "Line 5: The placeholders differ in українська. It is left out.",
        "Line 12: There is no text “gibt-es-nicht”. It is left out.",
        "Line 13: This text stands in the table twice. It is left out.",
    )
    page.submit("Take these texts in")
    document = draft(manager)
    assert document["title"]["uk"] == "Назва"
    assert "uk" not in document["privacy_short"]


def test_a_translation_of_an_older_source_comes_in_as_outdated(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    rows = filled(manager, title="Одна відповідь", intro="Вступ")
    manager.get(SURVEY + "texte/de").fill("title", "Genau eine Antwort").submit("Save")
    page = look(manager, rows).sees("Line 2: The source has changed since.")
    page.submit("Take these texts in")
    assert mark(store, "title") is Mark.OUTDATED
    assert mark(store, "intro") is Mark.DRAFT


def test_a_draft_that_changed_meanwhile_is_looked_at_once_more(manager: Visitor, running: Running):
    running("single", published=False)
    page = look(manager, filled(manager, title="Назва"))
    manager.get(SURVEY + "texte/uk").fill("title", "Інша назва").submit("Save")
    page = page.submit("Take these texts in").sees("The texts were changed meanwhile.")
    assert draft(manager)["title"]["uk"] == "Інша назва"
    page.submit("Take these texts in")
    assert draft(manager)["title"]["uk"] == "Назва"


def test_empty_cells_and_the_source_change_nothing(manager: Visitor, running: Running):
    running(changed("single", title={"de": "Titel", "uk": "Назва"}), published=False)
    rows = [{**row, "uk": "", "de (source)": "Anders"} for row in table(manager)]
    look(manager, rows).sees("0 texts would change.").misses("Take these texts in")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0", b"a;b\n1;2\n", b'key;uk\n"offen;x\n', b"{}"]
)
def test_a_file_that_is_no_table_is_refused(manager: Visitor, running: Running, content: bytes):
    running("single", published=False)
    page = manager.get(TAKE_IN).fill("file", (io.BytesIO(content), "x.csv"))
    page.submit("Look at it", 422).sees("This file is no table of texts.")


def test_a_table_from_a_spreadsheet_that_saves_unicode_is_read():
    content = "key\tde (source)\tuk\ntitle\tTitel\tНазва\n".encode("utf-16")
    assert read_table(content, "de") == [Line(2, "title", "Titel", {"uk": "Назва"})]


def test_no_cell_can_run_as_a_formula(manager: Visitor, running: Running, store: Store):
    running(changed("single", title={"de": "=1+1", "uk": "@SUM(A1)"}), published=False)
    with store.reading() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        rows = rows_of(session, survey, ["uk"])
        places = {row.path: "-2" for row in rows}
        content = written(rows, "de", ["uk"], places, "rfc").decode()
        assert not [
            cell
            for line in csv.reader(io.StringIO(content))
            for cell in line
            if cell.startswith(("=", "+", "-", "@"))
        ]
        assert not compare(survey.draft, read_table(content.encode(), "de")).changes
    look(manager, table(manager)).sees("0 texts would change.")


@given(
    words=st.text(alphabet="'=+-@;,\"\n Ааب1", min_size=1, max_size=12).map(str.strip),
    form=st.sampled_from(sorted(FORMS)),
)
def test_whatever_is_written_comes_back_as_it_was(words: str, form: str):
    assume(words)
    cell = Cell(BY_ID["uk"], words, Mark.DRAFT)
    row = Row("=q:1", "title", words, {"uk": cell})
    (line,) = read_table(written([row], "de", ["uk"], {"title": words}, form), "de")
    assert line == Line(2, "=q:1", words, {"uk": words})


def test_an_unreadable_file_is_no_table():
    with pytest.raises(NoTable):
        read_table(b"\xff\xfe\x00", "de")
