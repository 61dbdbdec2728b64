"""A flooded poster is closed in one click, its survey stays open; foreign codes lead nowhere."""

import uuid
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select

from beteiligung.abuse.marks import Mark
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.actions import create_code
from beteiligung.surveys.models import Response
from tests.builders import a_survey
from tests.visitor import Visitor

SURVEY = "/de/umfrage/eine-antwort"
DESK = "/verwaltung/codes/fuer/umfrage/eine-antwort"


@pytest.fixture
def codes(store: Store, district: District, now: datetime) -> list[str]:
    """Two posters of a running survey."""
    with store.writing() as session:
        own = session.get_one(District, district.id)
        a_survey(session, own, document="single", at=now)
        return [
            create_code(
                session,
                path="umfrage/eine-antwort",
                district=own,
                place=place,
                medium="poster",
                locale=None,
                at=now,
                rng=Random(place.slug),
            ).code
            for place in session.scalars(select(Place).order_by(Place.name))
        ]


def answers(store: Store, code: str) -> list[Mark]:
    with store.reading() as session:
        found = session.scalars(select(Response).where(Response.code == code))
        return [Mark(each.marks or 0) for each in found]


def test_one_click_closes_one_poster_and_the_survey_stays_open(
    visitor: Visitor, manager: Visitor, codes: list[str]
):
    flooded, other = codes
    manager.get(DESK).press(f"/verwaltung/codes/schliessen/{flooded}").sees("geschlossen")
    page = visitor.get(f"/q/{flooded}", 410).sees("nicht mehr in Gebrauch")
    survey = page.follow("Ohne dieses Plakat mitmachen")
    assert survey.path == SURVEY  # without the code
    assert survey.status == 200
    assert visitor.get(f"/q/{other}", 303).location.endswith(f"{SURVEY}?c={other}")


def test_answers_by_a_closed_poster_are_kept_and_marked(
    visitor: Visitor, manager: Visitor, codes: list[str], store: Store
):
    for closing in (False, True):
        if closing:
            manager.get(DESK).press(f"/verwaltung/codes/schliessen/{codes[0]}")
            visitor.app.extensions["shelf"].forget()  # a second later
        visitor.post(SURVEY, {"key": str(uuid.uuid4()), "weg": "rad", "c": codes[0]})
    assert sorted(bool(mark & Mark.CLOSED) for mark in answers(store, codes[0])) == [False, True]
    manager.get(f"/verwaltung/umfragen/eine-antwort/ergebnisse/auffaelliges/gruppe?code={codes[0]}")


def test_a_closed_poster_can_be_opened_again(
    visitor: Visitor, manager: Visitor, codes: list[str], store: Store
):
    manager.get(DESK).press(f"/verwaltung/codes/schliessen/{codes[0]}")
    manager.get(DESK).press(f"/verwaltung/codes/oeffnen/{codes[0]}")
    visitor.get(f"/q/{codes[0]}", 303)
    with store.reading() as session:
        noted = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert noted[-2:] == ["close_code", "open_code"]


def test_a_manager_of_elsewhere_and_a_pilot_close_nothing(
    visitor: Visitor, manager_of_zentrum: Visitor, pilot: Visitor, codes: list[str]
):
    for somebody, status in ((manager_of_zentrum, 404), (pilot, 403)):
        token = next(somebody.get("/verwaltung/konto").all("input", name="csrf_token"))
        data = {"csrf_token": token.get("value")}
        somebody.post(f"/verwaltung/codes/schliessen/{codes[0]}", data, status)
    visitor.get(f"/q/{codes[0]}", 303)


@pytest.mark.parametrize("code", ["AAAAA", "ZZZZZ", "AAAAAA", "ABCDE.SIG"])
def test_a_code_that_was_never_issued_leads_to_help_and_counts_as_none(
    visitor: Visitor, codes: list[str], store: Store, code: str
):
    assert code not in codes
    visitor.get(f"/q/{code}", 404).sees("Diesen Code kennen wir nicht")
    visitor.post(SURVEY, {"key": str(uuid.uuid4()), "weg": "rad", "c": code})
    with store.reading() as session:
        kept = session.scalars(select(Response)).one()
    assert (kept.code, kept.channel) == (None, "web")
