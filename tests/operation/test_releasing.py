"""The commands that let figures out: a release of a survey, and any city's own tables."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.releases import queries
from beteiligung.surveys.queries import survey_at
from tests.builders import a_district
from tests.releases.survey_of_people import AGES, asked, keep, people

Type = Callable[..., Result]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Type:
    """Type a command; what it answered, never a traceback."""
    monkeypatch.setattr("os.umask", lambda _mask: 0)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(tmp_path / "nowhere"))

    def run(*words: str | Path, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, list(map(str, words)))
        assert result.exit_code == exit_code, result.output
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def store(settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Eighty people of the Sonnenberg have answered about the park."""
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database_url)
    store = Store(settings.database)
    with store.writing() as session:
        survey = asked(session, a_district(session, at=now))
        keep(session, survey, people(80), now)
    yield store
    store.dispose()


def test_a_release_is_computed_published_and_then_waits(store: Store, typed: Type):
    said = typed("release", "park").output
    assert "release 1, 80 answers" in said
    assert "Vom Programm angegriffen" in said
    assert "stored and may be published" in said
    typed("release", "park", "--publish", exit_code=2)
    said = typed("release", "park", "--publish", "--signed-by", "M. Beispiel").output
    assert "Geprüft und unterschrieben von: M. Beispiel." in said
    with store.reading() as session:
        survey = survey_at(session, "park")
        assert survey
        [release] = queries.published(session, survey)
        assert (release.number, release.signed_who) == (1, "M. Beispiel")
    refused = typed("release", "park", exit_code=1)
    assert refused.output.splitlines()[-1].startswith("beteiligung: The last release was on")


def test_a_survey_that_is_not_there(store: Store, typed: Type):
    del store
    assert "There is no survey parks." in typed("release", "parks", exit_code=2).output


# ---- any city's tables ---------------------------------------------------------------------------


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    """Four hundred people, one a line, as an office keeps them."""
    rng = Random("people")
    rows = [
        [
            rng.choices(AGES, (3, 15, 32, 28, 14, 8))[0],
            rng.choices(("gut", "mittel", "schlecht", ""), (60, 25, 12, 3))[0],
            rng.choices(("de", "ar", "=fa"), (80, 18, 2))[0],
            f"Satz {at}",
        ]
        for at in range(400)
    ]
    return written(tmp_path / "leute.csv", [["alter", "urteil", "sprache", "satz"], *rows])


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_list_of_people_becomes_tables_that_expose_nobody(
    people_file: Path, typed: Type, tmp_path: Path
):
    words = ("protect", people_file, "--by", "alter", "--skip", "satz", "--strict", "sprache")
    said = typed(*words).output
    assert "Zahlen werden gezeigt" in said
    found = lines(tmp_path / "leute-geschuetzt.csv")
    shown = [int(line["personen"]) for line in found if line["personen"].isdecimal()]
    assert all(n == 0 or n >= 5 for n in shown)
    groups = {line["gruppe"] for line in found if line["tabelle"] == "urteil"}
    assert {"", "u16 / 16_24", "25_39", "40_59"} <= groups
    assert not [line for line in found if any(value.startswith("=") for value in line.values())]
    report = (tmp_path / "leute-geschuetzt.bericht.txt").read_text(encoding="utf-8")
    assert report.splitlines()[0] in said


def test_a_table_of_counts_is_protected_with_its_sums(typed: Type, tmp_path: Path):
    rows = [["Viertel", "gut", "mittel", "schlecht"]]
    rows += [["A", "40", "30", "2"], ["B", "33", "20", "9"], ["C", "50", "13", "21"]]
    file = written(tmp_path / "viertel.csv", rows)
    typed("protect", file, "--counts", "--out", tmp_path / "x.csv")
    found = lines(tmp_path / "x.csv")
    cells = {(line["gruppe"], line["antwort"]): line["personen"] for line in found}
    assert cells["", "gut"] == "123"
    assert cells["A", "schlecht"] == "verborgen"
    assert [*cells.values()].count("verborgen") == 4


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", (), "needs a first line"),
        ("a;a\n1;2\n", (), "needs a first line"),
        ("a;b\n1\n", (), "line 2: 1 columns instead of 2"),
        ("a;b\n1;2\n", (), "too few"),
        ("a;b\n1;2\n", ("--by", "c"), "has no column c"),
        ("a;b\nx;zwei\n", ("--counts",), "line 2: zwei is no whole number"),
        ("a\n" + "\n".join(map(str, range(300))), (), "300 different values"),
    ],
)
def test_a_file_that_cannot_be_protected_is_refused_in_one_line(
    typed: Type, tmp_path: Path, text: str, options: tuple[str, ...], said: str
):
    file = tmp_path / "was.csv"
    file.write_text(text, encoding="utf-8")
    refused = typed("protect", file, *options, exit_code=2).output
    assert said in refused
    assert len(refused.splitlines()) == 1
    assert not (tmp_path / "was-geschuetzt.csv").exists()


def test_nothing_is_overwritten(people_file: Path, typed: Type, tmp_path: Path):
    (tmp_path / "leute-geschuetzt.csv").write_text("da", encoding="utf-8")
    assert "exists already" in typed("protect", people_file, "--skip", "satz", exit_code=2).output
