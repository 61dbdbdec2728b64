"""What residents read where results will be: when they come, and honestly if they are late."""

import pytest

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests.builders import a_survey
from tests.conftest import Clock
from tests.measures.measures import a_measure
from tests.visitor import Visitor

HERE = "/en/ergebnisse/jede-art"


@pytest.fixture
def running(store: Store, district: District, clock: Clock) -> Survey:
    """A survey that opened yesterday and runs for two weeks."""
    with store.writing() as session:
        return a_survey(session, session.merge(district), at=clock())


def test_the_day_is_promised_and_the_open_survey_is_near(visitor: Visitor, running: Survey):
    page = visitor.get(HERE)
    assert running.results_on is not None
    page.sees("We show the results here from", "You can take part.", "fewer than 5 people")
    assert page.follow("To the survey").path.startswith("/en/umfrage/jede-art")


def test_after_the_end_people_are_thanked(visitor: Visitor, running: Survey, clock: Clock):
    del running
    clock.passes(days=20)
    page = visitor.get(HERE)
    page.sees("Thank you to everybody who took part.").misses("To the survey")


def test_whoever_scans_while_results_are_awaited_reads_what_came_of_what_was_said_before(
    visitor: Visitor, running: Survey, store: Store, district: District, clock: Clock
) -> None:
    del running
    with store.writing() as session:
        a_measure(session, session.merge(district), at=clock())
    clock.passes(days=20)
    page = visitor.get(f"{HERE}?c=K7P2M")
    assert page.follow("You said, we did").path == "/en/massnahmen/sonnenberg?c=K7P2M"


def test_late_results_are_called_late(visitor: Visitor, running: Survey, clock: Clock):
    del running
    clock.passes(days=80)
    visitor.get(HERE).sees("They are not ready yet. We are sorry.")


def test_without_a_day_none_is_promised(visitor: Visitor, store: Store, running: Survey):
    with store.writing() as session:
        session.get_one(Survey, running.id).results_on = None
    visitor.get(HERE).sees("The day is not fixed yet.")


@pytest.mark.parametrize("language", ["de", "de-leicht", "ar", "uk", "ru"])
def test_the_page_stands_in_every_language(visitor: Visitor, running: Survey, language: str):
    del running
    visitor.get(f"/{language}/ergebnisse/jede-art").sees("Jede Art zu fragen")


def test_drafts_and_unknown_surveys_are_not_there(
    visitor: Visitor, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_survey(session, session.merge(district), published=False, at=clock())
    visitor.get(HERE, 404)
    visitor.get("/en/ergebnisse/gibt-es-nicht", 404)
