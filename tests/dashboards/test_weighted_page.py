"""The results page with weights: off by default, always beside the plain figures, or a reason."""

from datetime import datetime

import pytest

from beteiligung.dashboards.codebook import WEIGHT
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.dashboards.files import sheets, table
from tests.page import Page, words
from tests.residents import a_survey_of, answers_of, residents_of
from tests.visitor import Visitor

HERE = "/verwaltung/umfragen/eine-antwort/ergebnisse"
PURPOSE = "Auswertung für den Stadtteilrat"
WEIGHTS = "Eine Spalte, die sagt, wie viel jede Antwort zählt"
SWITCH = "Auch nach den Einwohnern gewichtete Zahlen zeigen"


@pytest.fixture(autouse=True)
def answers(store: Store, district: District) -> None:
    """A fifth of the answers is from the old, who think it bad; three people chose no gender."""
    with store.writing() as session:
        survey = a_survey_of(session, district)
        answers_of(
            session,
            survey,
            district,
            [
                ("25_59", "w", "gut", 20),
                ("25_59", "m", "gut", 20),
                ("75p", "w", "schlecht", 5),
                ("75p", "m", "schlecht", 5),
                ("25_59", "d", "gut", 3),
            ],
        )


@pytest.fixture
def _residents(store: Store, district: District, now: datetime) -> None:
    joint = {"25_59*w": 300, "25_59*m": 300, "75p*w": 200, "75p*m": 200}
    with store.writing() as session:
        residents_of(session, district, joint, at=now)


def cells(page: Page, label: str) -> list[str]:
    """What stands beside an answer in the table of weighted figures."""
    for each in page.all("table"):
        if "gewichtet" in words(each):
            for row in each.iter("tr"):
                if words(next(iter(row))) == label:
                    return [words(cell) for cell in list(row)[1:]]
    message = f"no weighted row {label!r} on {page.path}"
    raise AssertionError(message)


@pytest.mark.usefixtures("_residents")
def test_weights_are_off_until_somebody_wants_them(manager: Visitor):
    page = manager.get(HERE).misses("Ungewichtet → gewichtet")
    page = page.follow(SWITCH)
    assert cells(page, "Schlecht") == ["19 % → 38 %", "+19"]
    page.sees(
        "Sonnenberg: Beispieldaten, 31. Dezember 2025",
        "53 Antworten sind gewichtet so sicher wie 43 ohne Gewichte",
        "„Gut“: 81 % ungewichtet, 62 % gewichtet",
        "behält eine Antwort das Gewicht 1: unter 5.",
        "nicht repräsentativ",
    )
    page.follow("Ohne Gewichte").misses("Ungewichtet → gewichtet")


@pytest.mark.usefixtures("_residents")
def test_what_is_hidden_unweighted_is_hidden_weighted_too(manager: Visitor):
    page = manager.get(f"{HERE}?gewichtet=ja")
    assert cells(page, "divers") == ["verborgen", "–"]
    both = [cells(page, label) for label in ("weiblich", "männlich")]
    assert ["verborgen", "–"] in both, "or one could reckon the others"


@pytest.mark.usefixtures("_residents")
def test_a_filter_and_a_purpose_keep_the_weights(manager: Visitor):
    page = manager.get(f"{HERE}?gewichtet=ja").fill("purpose", "Vorbereitung des Gesprächs")
    opened = page.submit("Kleine Gruppen zeigen").sees("Ungewichtet → gewichtet")
    assert cells(opened, "divers") != ["verborgen", "–"]


def test_without_residents_the_reason_is_said_and_the_figures_stay(manager: Visitor):
    page = manager.get(f"{HERE}?gewichtet=ja").misses("Ungewichtet → gewichtet")
    page.sees("Sonnenberg: Es gibt keine Zahlen der Einwohner nach Alter und Geschlecht.", "Gut")


@pytest.mark.usefixtures("_residents")
def test_another_word_in_the_address_weights_nothing(manager: Visitor):
    manager.get(f"{HERE}?gewichtet=nein").misses("Ungewichtet → gewichtet").sees(SWITCH)


@pytest.mark.usefixtures("_residents")
def test_weights_stay_through_filters_and_splits_until_somebody_takes_them_away(manager: Visitor):
    page = manager.get(f"{HERE}?gewichtet=ja&zu=meinung").choose("Gut").submit("Zeigen")
    assert "gewichtet=ja" in page.path
    split = page.follow("Gruppen vergleichen")
    assert "gewichtet=ja" in split.path
    assert "meinung:gut" in split.path
    split = manager.get(f"{HERE}?gewichtet=ja").follow("Gruppen vergleichen")
    assert cells(split, "Schlecht") == ["19 % → 38 %"]
    split.follow("Ohne Gewichte").misses("Ungewichtet → gewichtet")


@pytest.mark.usefixtures("_residents")
def test_a_split_hides_weighted_what_it_hides_unweighted(manager: Visitor):
    page = manager.get(f"{HERE}/aufteilen?gewichtet=ja&nach=geschlecht&frage=meinung")
    assert cells(page, "Gut")[2] == "verborgen"


def test_a_split_says_why_it_cannot_be_weighted(manager: Visitor):
    page = manager.get(f"{HERE}/aufteilen?gewichtet=ja").misses("Ungewichtet → gewichtet")
    page.sees("Sonnenberg: Es gibt keine Zahlen der Einwohner nach Alter und Geschlecht.")


@pytest.mark.usefixtures("_residents")
def test_a_file_brings_the_weights_the_page_counts_with_when_asked_for(manager: Visitor):
    form = manager.get(f"{HERE}/herunterladen").fill("purpose", PURPOSE)
    rows = table(
        form.choose("Tabelle als einfacher Text (CSV), für andere Programme", WEIGHTS)
        .submit("Herunterladen")
        .body
    )
    told = sum(float(row[WEIGHT]) * (row["meinung"] == "schlecht") for row in rows)
    assert round(100 * told / sum(float(row[WEIGHT]) for row in rows)) == 38  # as on the page
    assert {row[WEIGHT] for row in rows if row["geschlecht"] == "d"} == {"1.0"}
    book = sheets(
        form.choose("Excel: zum Ansehen und Rechnen", WEIGHTS).submit("Herunterladen").body
    )
    assert any(row[0] == WEIGHT for row in book["Codebuch"])
    assert any("Sonnenberg: Beispieldaten" in note for (note, *_) in book["Bitte lesen"])
    plain = form.untick("weighted").submit("Herunterladen")
    assert WEIGHT not in sheets(plain.body)["Antworten"][0]


def test_where_nothing_can_be_weighted_no_file_leaves_and_the_reason_stands_there(
    manager: Visitor,
):
    form = manager.get(f"{HERE}/herunterladen").fill("purpose", PURPOSE).choose(WEIGHTS)
    refused = form.submit("Herunterladen", 422)
    assert "Einwohner" in refused.error("weighted")
    assert refused.value("purpose") == PURPOSE
