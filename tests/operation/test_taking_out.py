"""Answers taken out by command, and brought in again elsewhere."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from beteiligung.audit import AuditEntry
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.dashboards import export_sav
from beteiligung.dashboards.models import TextNote
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.surveys.models import Response, Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import OPENED, Given, changed
from tests.dashboards.files import lines, sheets, spss, table

Type = Callable[..., Result]
SET_ASIDE = {"zahl": 9}


@pytest.fixture
def typed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Type a command for this installation."""
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))

    def run(*words: object, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == exit_code, result.output
        return result

    return run


@pytest.fixture
def answered(store: Store, district: District) -> None:
    """A survey of two versions with answers of every sort, and an empty one that asks the same."""
    first = on_the_shelf("every_kind")
    second = changed(first, "eins", options=[{"code": "a", "label": {"de": "A"}}])
    with store.writing() as session:
        counting.code_at(session, session.query(Place).filter_by(name="Körnerplatz").one(), "AAAA2")
        survey = counting.survey(session, first, second, districts=[district])
        empty = {**first, "slug": "leer"}, {**second, "slug": "leer"}
        counting.survey(session, *empty, districts=[district])
        here: dict[str, Any] = {"district": district.id, "code": "AAAA2"}
        counting.answer(
            session,
            survey,
            *[Given({"eins": "neu", "zahl": n}, **here) for n in range(5)],
            Given(
                {"eins": "b", "eins__b": "=1+1", "worte": "لماذا؟"},
                hour=OPENED + timedelta(hours=3),
            ),
            Given(
                {"eins": "a", "mehrere": ["m", "o"], "mehrere__o": "ich"}, version=2, language="ar"
            ),
            Given({"reihen": {"x": "1", "y": None}, "zahl": None, "tag": "2026-11-01"}, **here),
            Given(SET_ASIDE, set_aside_because="zweimal"),
        )
        survey_answers = session.query(Response).filter_by(survey_id=survey.id)
        survey_answers.filter_by(language="ar").one().status = "partial"


def stored(store: Store, slug: str) -> list[str]:
    """Everything that is kept of a survey's counted answers, without keys and ids."""
    with store.reading() as session:
        survey = session.query(Survey).filter_by(slug=slug).one()
        numbers = {version.id: version.number for version in survey.versions}
        rows = session.query(Response).filter_by(survey_id=survey.id, set_aside_because=None)
        return sorted(
            str(
                (
                    numbers[row.version_id],
                    row.district_id,
                    row.language,
                    row.channel,
                    row.code,
                    row.status,
                    row.hour,
                    sorted(row.answers.items()),
                )
            )
            for row in rows
        )


@pytest.mark.usefixtures("answered")
def test_answers_taken_out_and_brought_in_elsewhere_are_the_same(
    typed: Type, store: Store, tmp_path: Path
):
    file = tmp_path / "answers.jsonl"
    assert (
        typed("responses", "export", "jede-art", file).output
        == f"jede-art: 8 answers are in {file}.\n"
    )
    assert "8 kept, 0 known already, 0 refused" in typed("responses", "import", "leer", file).output
    assert stored(store, "leer") == stored(store, "jede-art")
    assert "0 kept, 8 known already, 0 refused" in typed("responses", "import", "leer", file).output


@pytest.mark.usefixtures("answered")
def test_what_a_survey_gave_out_is_known_when_it_comes_back(typed: Type, tmp_path: Path):
    file = tmp_path / "answers.jsonl"
    typed("responses", "export", "jede-art", file)
    assert (
        "0 kept, 8 known already, 0 refused"
        in typed("responses", "import", "jede-art", file).output
    )


@pytest.mark.usefixtures("answered")
def test_what_is_set_aside_is_never_counted_elsewhere(typed: Type, tmp_path: Path):
    file = tmp_path / "answers.jsonl"
    typed("responses", "export", "jede-art", file, "--set-aside")
    assert len(lines(file.read_bytes())) == 9
    said = typed("responses", "import", "leer", file, exit_code=1)
    assert "8 kept, 0 known already, 1 refused" in said.output
    assert "it is not counted: zweimal" in said.output


@pytest.mark.usefixtures("answered")
def test_every_format_can_be_taken_out(typed: Type, tmp_path: Path):
    names = ("a.csv", "b.csv", "c.xlsx", "d.sav", "e.CSV")
    files = [tmp_path / name for name in names]
    options: tuple[list[str], ...] = (
        [],
        ["--labels", "--excel", "--language", "en"],
        ["--complete"],
        ["--language", "ar"],
        [],
    )
    for file, more in zip(files, options, strict=True):
        typed("responses", "export", "jede-art", file, *more)
    plain, excel, book, sav, _ = (file.read_bytes() for file in files)
    assert len(table(plain)) == 8
    assert "worte" in table(plain)[0]
    assert "Answered to the end, or in part [status]" in table(excel, excel=True)[0]
    assert len(sheets(book)["Antworten"]) == 8
    assert spss(sav)[1].column_names_to_labels["district"] == "الحي"
    assert "لماذا؟" not in plain.decode()


@pytest.mark.usefixtures("answered")
def test_free_texts_and_codebook_are_taken_out_alone(typed: Type, tmp_path: Path):
    texts, book, whole = (tmp_path / f"{name}.csv" for name in ("texts", "book", "all"))
    typed("responses", "export", "jede-art", texts, "--content", "texts")
    assert {row["Text"] for row in table(texts.read_bytes())} == {"'=1+1", "لماذا؟", "ich"}
    typed("responses", "export", "jede-art", book, "--content", "codebook")
    assert any(row["Code"] == "neu" for row in table(book.read_bytes()))
    typed("responses", "export", "jede-art", whole, "--content", "all")
    assert {row["worte"] for row in table(whole.read_bytes())} >= {"لماذا؟", "-98"}


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_what_staff_hid_leaves_only_if_somebody_asks_for_it(
    typed: Type, store: Store, now: datetime, tmp_path: Path, ending: str
):
    with store.writing() as session:
        given = next(each for each in session.query(Response) if each.answers.get("worte"))
        secret = str(given.answers["worte"])
        note = TextNote(response_id=given.id, text="worte", hidden=[], whole=True, who="Nora")
        note.at = now
        session.add(note)
        wanted = sum(each.answers.get("worte") == secret for each in session.query(Response))
    for more, found in (((), wanted - 1), (("--hidden",), wanted)):
        file = tmp_path / f"{len(more)}.{ending}"
        typed("responses", "export", "jede-art", file, "--content", "all", *more)
        assert said(file, "worte").count(secret) == found


def said(file: Path, column: str) -> list[str]:
    """What stands in a column of a file; a formula without the sign that makes it harmless."""
    if file.suffix == ".jsonl":
        lines = map(json.loads, file.read_text().splitlines())
        return [str(line["answers"].get(column)) for line in lines]
    if file.suffix == ".csv":
        return [row[column].removeprefix("'") for row in table(file.read_bytes())]
    head, *rows = sheets(file.read_bytes())["Antworten"]
    return [row[head.index(column)].removeprefix("'") for row in rows]


@pytest.mark.usefixtures("answered")
def test_taking_out_is_in_the_log(typed: Type, store: Store, tmp_path: Path):
    typed("responses", "export", "jede-art", tmp_path / "a.csv", "--purpose", "Auftrag der Stadt")
    with store.reading() as session:
        entry = session.query(AuditEntry).filter_by(action="export_answers").one()
    assert (entry.who, entry.detail["purpose"]) == ("command line", "Auftrag der Stadt")


@pytest.mark.usefixtures("answered")
def test_a_mistake_is_one_line_and_leaves_nothing_behind(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    there = tmp_path / "there.csv"
    there.write_text("mine")
    monkeypatch.setattr(export_sav, "LIBRARIES", ("a_library_that_is_not_here",))
    for slug, name, words, more in (
        ("nirgends", "a.csv", "There is no survey nirgends.", ()),
        ("jede-art", "a.doc", "choose a name that ends in .csv, .jsonl, .sav, .xlsx.", ()),
        ("jede-art", "there.csv", "exists already", ()),
        ("jede-art", "a.sav", "pip install 'beteiligung[spss]'", ()),
        ("jede-art", "a.jsonl", "as CSV only", ("--content", "texts")),
    ):
        said = typed("responses", "export", slug, tmp_path / name, *more, exit_code=2)
        assert words in said.output
        assert len(said.output.splitlines()) == 1
    assert there.read_text() == "mine"
    assert [path.name for path in tmp_path.glob("*.*") if path.suffix in {".csv", ".sav"}] == [
        "there.csv"
    ]
