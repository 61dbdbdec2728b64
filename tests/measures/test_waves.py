"""An indicator that a survey asks again: from the release of one wave to that of the next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.measures.models import Indicator
from beteiligung.surveys.models import Survey
from tests.builders import a_survey, on_the_shelf
from tests.measures.measures import a_measure
from tests.releases.documents import a_document, a_release
from tests.visitor import Visitor

DESK = "/verwaltung/massnahmen/"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


@pytest.fixture
def first(store: Store, district: District, now: datetime) -> Survey:
    """The first wave, with a release."""
    with store.writing() as session:
        survey = a_survey(session, district, at=now)
        a_release(session, survey, at=now)
        return survey


@pytest.fixture
def page(manager: Visitor, store: Store, district: District, first: Survey, now: datetime) -> str:
    """The page of a public measure with an indicator that began with a figure of the first wave."""
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    there = f"{DESK}{reference}/"
    figures = manager.get(f"{there}ergebnisse?umfrage={first.slug}")
    key = next(
        str(box.get("value"))
        for box in figures.all("input", name="figures")
        if "/eins:" in str(box.get("value"))
    )
    token = figures.value("csrf_token")
    manager.post(
        f"{there}ergebnisse?umfrage={first.slug}", {"csrf_token": token, "figures": key}, 303
    )
    manager.get(there).press(f"{there}ergebnisse/1/indikator", 303)
    return there


def a_wave(store: Store, first: Survey, district: District, at: datetime, **changes: Any) -> str:
    """The release of a second wave: its short name."""
    with store.writing() as session:
        document = on_the_shelf("every_kind") | {"slug": "zweite-welle"}
        survey = a_survey(session, district, document=document, at=at)
        survey.wave_of = first.slug
        session.flush()
        questions = a_document(survey, number=1)["questions"]
        next(each for each in questions if each["id"] == "eins").update(changes)
        a_release(session, survey, at=at, questions=questions)
        return survey.slug


def values(store: Store) -> list[dict[str, Any]]:
    """What the one indicator says."""
    with store.reading() as session:
        return session.scalars(select(Indicator)).one().values


def test_a_figure_becomes_the_baseline_and_the_next_wave_carries_it_on_for_everybody(
    manager: Visitor, visitor: Visitor, store: Store, page: str, first: Survey,
    district: District, now: datetime,
) -> None:  # fmt: skip
    [baseline] = values(store)
    assert baseline["n"] > 0
    public = page.replace("/verwaltung/massnahmen/", "/de/massnahme/").rstrip("/")
    visitor.get(public).sees("Vor der Maßnahme", f"{baseline['value']:.0f} %", "n = ")
    manager.get(page).sees("Ask again in a new wave").misses("New in a release")
    slug = a_wave(store, first, district, now + timedelta(days=400))
    manager.get("/verwaltung/").sees("has a new figure from a release")
    manager.get(page).sees("New in a release").press(f"{page}indikator/1/welle", 303)
    before, after = values(store)
    assert before == baseline
    assert after["release"] == f"{slug}/1"
    visitor.get(public).sees(f"{after['value']:.0f} %", "Ziel")
    manager.get(page).misses("New in a release")
    manager.get("/verwaltung/").misses("new figure from a release")


def test_a_wave_that_asks_in_another_way_is_shown_and_not_taken(
    manager: Visitor, store: Store, page: str, first: Survey, district: District, now: datetime
) -> None:
    slug = a_wave(store, first, district, now + timedelta(days=400), scale=True)
    seen = manager.get(page).sees("asked in another way")
    token = seen.value("csrf_token")
    sent = {"csrf_token": token, "release": f"{slug}/1"}
    manager.post(f"{page}indikator/1/welle", sent, 422)
    manager.post(f"{page}indikator/1/welle", {"csrf_token": token, "release": "nie/9"}, 404)
    assert len(values(store)) == 1


def test_a_value_that_stood_in_no_release_is_on_no_public_page(
    visitor: Visitor, store: Store, page: str
) -> None:
    with store.writing() as session:
        indicator = session.scalars(select(Indicator)).one()
        live = {"on": "2027-01-01", "value": 3.0, "n": 77}
        indicator.values = [*indicator.values, live]
    public = page.replace("/verwaltung/massnahmen/", "/de/massnahme/").rstrip("/")
    visitor.get(public).misses("77", "1. Januar 2027")
