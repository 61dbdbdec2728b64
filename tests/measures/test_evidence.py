"""What a measure rests on is frozen as it was: figures of releases, and ideas with an answer."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.measures.models import Measure
from beteiligung.measures.path import Status
from beteiligung.surveys.models import Survey
from tests.builders import a_survey
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_figure, a_measure
from tests.releases.documents import a_release
from tests.visitor import Visitor

DESK = "/verwaltung/massnahmen/"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


@pytest.fixture
def measure(store: Store, district: District, now: datetime) -> str:
    """The number of a public measure."""
    with store.writing() as session:
        return a_measure(session, district, at=now).reference


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> Survey:
    """A survey with a release."""
    with store.writing() as session:
        survey = a_survey(session, district, at=now)
        a_release(session, survey, at=now)
        return survey


def figures_of(store: Store) -> list[tuple[int | None, int | None]]:
    """Number and per cent of what stands behind the one measure."""
    with store.reading() as session:
        found = session.scalars(select(Measure)).one()
        return [(figure.number, figure.percent) for figure in found.figures]


def test_a_figure_of_a_release_is_frozen_and_stays_when_its_survey_goes(
    manager: Visitor, measure: str, survey: Survey, store: Store, visitor: Visitor
) -> None:
    page = manager.get(f"{DESK}{measure}/ergebnisse?umfrage={survey.slug}")
    boxes = list(page.all("input", name="figures"))
    assert boxes
    again = page.submit("Add the ticked results", 422)
    assert again.by_id("figures-error") is not None
    sent = {"csrf_token": page.value("csrf_token"), "figures": boxes[0].get("value")}
    there = f"{DESK}{measure}/ergebnisse?umfrage={survey.slug}"
    manager.post(there, sent, status=303)
    manager.post(there, sent, status=303)
    [(number, percent)] = figures_of(store)
    assert number == 1
    public = visitor.get(f"/de/massnahme/{measure}").sees(f"{percent} %", "n = ")
    public.follow(f"/de/ergebnisse/{survey.slug}")
    with store.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM release")
        session.connection().exec_driver_sql("DELETE FROM survey_district")
        session.connection().exec_driver_sql("DELETE FROM survey_version")
        session.connection().exec_driver_sql("DELETE FROM survey")
    page = visitor.get(f"/de/massnahme/{measure}").sees(f"{percent} %")
    assert f"/de/ergebnisse/{survey.slug}" not in page.body.decode()


def test_a_forged_figure_is_refused(manager: Visitor, measure: str, survey: Survey) -> None:
    there = f"{DESK}{measure}/ergebnisse?umfrage={survey.slug}"
    page = manager.get(there)
    sent = {"csrf_token": page.value("csrf_token"), "figures": f"{survey.slug}/1/erfunden:99"}
    manager.post(there, sent, status=422).sees("changed meanwhile")


def test_live_figures_are_for_staff_and_stand_on_no_public_page_or_print(
    manager: Visitor, measure: str, store: Store, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        found = session.scalars(select(Measure)).one()
        found.figures.append(a_figure(now))
    manager.get(f"{DESK}{measure}/").sees("Live: only staff", "77 %")
    for page in (f"/de/massnahme/{measure}", "/de/massnahmen/sonnenberg"):
        visitor.get(page).misses("77 %", "Nur gerade jetzt")
    assert "77" not in manager.get(f"{DESK}tabelle.csv").text


def test_an_idea_shows_the_measure_that_took_it_up(
    manager: Visitor,
    measure: str,
    store: Store,
    district: District,
    now: datetime,
    visitor: Visitor,
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now)
        idea = an_idea(session, board, "Mehr Mülleimer bitte", secret="K7P2M9Q4X8R3", at=now)
        reference = idea.reference
    there = f"{DESK}{measure}/ideen"
    page = manager.get(f"{there}?q=Mülleimer").sees("Mehr Mülleimer bitte").follow(reference)
    page.choose("not possible").submit("Link the idea", 422).fill(
        "reason-de", "Kein Platz."
    ).submit("Link the idea", 303)
    visitor.get(f"/de/idee/{reference}").sees("Mehr Müllbehälter", "Kein Platz.").follow(
        f"/de/massnahme/{measure}"
    ).sees("Mehr Mülleimer bitte", "Kein Platz.")
    receipt = visitor.post("/de/beleg/", {"code": "K7P2M9Q4X8R3"}, status=200)
    assert "Mehr Müllbehälter" in receipt.text
    page = manager.get(there).fill("reference", reference).choose("taken up in part")
    page.submit("Link the idea", 303)
    visitor.get(f"/de/idee/{reference}").sees("teilweise").misses("Kein Platz.")
    manager.get(f"{DESK}{measure}/").press(f"/ideen/{reference}/entfernen", 303)
    visitor.get(f"/de/idee/{reference}").misses("Mehr Müllbehälter")


def test_ideas_of_another_district_or_hidden_ones_cannot_be_linked(
    manager: Visitor, measure: str, store: Store, zentrum: District, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, zentrum, at=now)
        reference = an_idea(session, board, at=now).reference
    page = manager.get(f"{DESK}{measure}/ideen").fill("reference", reference)
    assert page.submit("Link the idea", 422).error("reference")


def test_what_a_refused_measure_took_up_is_not_possible_for_its_reason(
    manager: Visitor, store: Store, district: District, now: datetime, visitor: Visitor
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now)
        idea = an_idea(session, board, "Flutlicht", secret="K7P2M9Q4X8R3", at=now).reference
        refused = a_measure(session, district, path=(Status.REFUSED,), at=now).reference
    there = f"{DESK}{refused}/ideen"
    manager.get(there).fill("reference", idea).submit("Link the idea", 303)
    for page in (f"/de/idee/{idea}", f"/de/massnahme/{refused}"):
        visitor.get(page).sees("nicht möglich", "Es fehlt das Geld.").misses("aufgegriffen")
    receipt = visitor.post("/de/beleg/", {"code": "K7P2M9Q4X8R3"}, status=200)
    receipt.sees("nicht möglich", "Es fehlt das Geld.")
