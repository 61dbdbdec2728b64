"""Results of an area: what came by codes of its places; areas overlap, and small groups stay so."""

from collections.abc import Callable
from datetime import datetime

import pytest

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.actions import create_area, create_place, set_overlaps
from beteiligung.districts.margins import import_margins
from beteiligung.districts.models import Area, District, Place
from tests import counting
from tests.page import Page, words
from tests.residents import a_survey_of, answers_of, residents_of
from tests.visitor import Visitor

HERE = "/verwaltung/umfragen/eine-antwort/ergebnisse"
SOUTH, FUNDED = "SSSS2", "FFFF2"


@pytest.fixture
def areas(store: Store, district: District, now: datetime) -> dict[str, int]:
    """Two areas of the Sonnenberg: both hold the Lessingplatz, one the Bunten Gärten as well."""
    with store.writing() as session:
        own = session.get_one(District, district.id)
        made: dict[str, Area] = {}
        for kind, code in (("quartier", "sued"), ("foerdergebiet", "efre")):
            name = {"de": f"Gebiet {code}"}
            area = create_area(
                session, None, kind=kind, code=code, name=name, place_phrase=name, at=now
            )
            set_overlaps(session, None, area, [own.area], at=now)
            made[code] = area
        square = session.query(Place).filter_by(name="Lessingplatz").one()
        square.areas = list(made.values())
        gardens = create_place(
            session, None, own, name="Bunte Gärten", areas=[made["efre"]], at=now
        )
        counting.code_at(session, square, SOUTH)
        counting.code_at(session, gardens, FUNDED)
        survey = a_survey_of(session, own)
        for group in ([("25_59", "w", "gut", 20)], [("75p", "m", "schlecht", 4)]):
            answers_of(session, survey, own, group, code=SOUTH)
        answers_of(session, survey, own, [("25_59", "m", "schlecht", 10)], code=FUNDED)
        answers_of(session, survey, own, [("75p", "w", "gut", 30)])
        return {code: area.id for code, area in made.items()}


def whose(page: Page) -> str:
    """What the page says about whose answers one sees."""
    return words(next(page.all("section", class_="whose")))


def test_an_area_has_the_answers_of_its_places_each_once(manager: Visitor, areas: dict[str, int]):
    assert "20 von" not in whose(manager.get(HERE))
    south = manager.get(HERE).fill("Gebiet", "Gebiet sued · Quartier \u2068sued\u2069")
    page = south.submit("Zeigen")
    assert f"gebiet={areas['sued']}" in page.path
    assert "Sie sehen 24 von 64 Fragebögen." in whose(page)
    both = manager.get(f"{HERE}?gebiet={areas['efre']}")
    assert "Sie sehen 34 von 64 Fragebögen." in whose(both)
    assert "Sie sehen 34 von 64 Fragebögen." in whose(both.follow("Gruppen vergleichen"))


def test_an_area_opens_no_small_groups(manager: Visitor, areas: dict[str, int]):
    page = manager.get(f"{HERE}?gebiet={areas['sued']}")
    page.sees("verborgen").misses("4 (17")
    page = manager.get(f"{HERE}?gebiet={areas['sued']}&sprache=de", 422)
    page.sees("Sprache und Ort oder Gebiet zusammen werden ab 30 Antworten gezeigt.")
    manager.get(f"{HERE}?gebiet=999", 422)


def test_coverage_of_an_area_needs_its_residents_and_is_not_for_pilots(
    store: Store,
    district: District,
    now: datetime,
    areas: dict[str, int],
    signed_in: Callable[..., Visitor],
):
    at = f"{HERE}/wer-fehlt?gebiet={areas['efre']}"
    manager = signed_in(Role.MANAGER, district)
    manager.get(at).misses("Nur Antworten, die über Codes")
    people = {"25_59": 500, "75p": 500}
    with store.writing() as session:
        residents_of(session, district, people, variable="alter", at=now)
        funded = session.get_one(Area, areas["efre"])
        head = "area;stichtag;source;variable;category;count\n"
        lines = [f"{funded.code};2025-12-31;Beispieldaten;alter;{k};{n}" for k, n in people.items()]
        import_margins(session, None, (head + "\n".join(lines)).encode(), at=now)
    page = manager.get(at)
    page.sees("Gebiet efre", "Nur Antworten, die über Codes an Orten in diesem Gebiet kamen.")
    signed_in(Role.PILOT, district).get(at).misses("Gebiet efre")


def test_a_manager_says_in_which_areas_a_place_lies(manager: Visitor, areas: dict[str, int]):
    page = manager.get("/verwaltung/stadtteile/sonnenberg/orte/bunte-gaerten")
    assert page.value("areas") == [str(areas["efre"])]
    page.choose("Gebiet sued · Quartier \u2068sued\u2069").submit("Speichern")
    assert "Sie sehen 34 von 64" in whose(manager.get(f"{HERE}?gebiet={areas['sued']}"))
