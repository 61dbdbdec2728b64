"""What else tablets bring: sheets that were typed in, one-time codes, receipts, photos."""

import base64
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.abuse.models import EntryCode
from beteiligung.access import Asker
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Parcel
from beteiligung.media.models import Medium
from beteiligung.surveys.codes import fresh_code
from beteiligung.surveys.entry_codes import fresh_codes, make_entry_codes
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_survey, on_the_shelf
from tests.fieldwork.conftest import code_of
from tests.fieldwork.parcels import Tablet, interview
from tests.media.files import a_photo_with_a_place
from tests.visitor import Visitor

SLUG, LARGE = "eine-antwort", 3
SOMEBODY = Asker(id=1, name="Leitung", admin=True)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


@pytest.fixture
def asked(
    request: pytest.FixtureRequest, store: Store, district: District, now: datetime
) -> Survey:
    """A survey with something of its own."""
    document = on_the_shelf("single" if request.param else "photo") | request.param
    with store.writing() as session:
        return a_survey(session, session.merge(district), document=document, at=now)


@pytest.fixture
def out(app: Flask, manager: Visitor, asked: Survey) -> Tablet:
    """A tablet that asks it."""
    del asked
    return Tablet(Visitor(app), code_of(manager))


def answers(store: Store) -> list[Response]:
    with store.reading() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def reasons(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Parcel.reason).order_by(Parcel.id)))


def sent(tablet: Tablet, content: dict[str, Any], v: int = 2) -> str:
    key = str(uuid4())
    return str(tablet.send(tablet.seal(key, content, v=v))[key])


def test_what_the_team_typed_is_told_from_what_people_typed_themselves(
    tablet: Tablet, store: Store, now: datetime
):
    for mark in ("paper", "typed", "", "fliegend"):
        assert sent(tablet, {**interview(SLUG, now, weg="rad"), "mark": mark}) == "kept"
    assert [row.channel for row in answers(store)] == ["paper", "typed", "tablet", "tablet"]


@pytest.mark.parametrize("asked", [{"access": "code"}], indirect=True)
def test_a_one_time_code_lets_one_answer_in_from_a_tablet_too(
    out: Tablet, asked: Survey, app: Flask, store: Store, now: datetime
):
    codes = fresh_codes(50)
    with store.writing() as session:
        make_entry_codes(
            session,
            session.get_one(Survey, asked.id),
            codes=codes,
            name="Briefe",
            secret=str(app.config["SECRET_KEY"]).encode(),
            asker=SOMEBODY,
            at=now,
        )
    first = interview(SLUG, now, weg="rad", **{"entry-code": codes[0]})
    again = interview(SLUG, now, weg="fuss", **{"entry-code": codes[0].lower()})
    assert [sent(out, each) for each in (first, again)] == ["kept", "aside"]
    assert sent(out, interview(SLUG, now, weg="rad")) == "aside"
    assert reasons(store) == ["code used", "by code"]
    with store.reading() as session:
        assert len(session.scalars(select(EntryCode)).all()) == 49
    page = out.visitor.get(f"/tablet/de/befragung/{SLUG}")
    page.sees("Ihr Einmal-Code")


@pytest.mark.parametrize("asked", [{"anonymity": "receipt"}], indirect=True)
def test_the_code_that_the_tablet_has_shown_withdraws_the_answers(
    out: Tablet, store: Store, visitor: Visitor, now: datetime
):
    assert out.package()["surveys"][0]["receipts"] is True
    code = fresh_code()
    assert sent(out, {**interview(SLUG, now, weg="rad"), "receipt": code}) == "kept"
    assert len(answers(store)) == 1
    page = visitor.post("/de/beleg/", {"code": code}, 200)
    page.submit("Meine Antworten löschen")
    assert not answers(store)


@pytest.mark.parametrize("asked", [{}], indirect=True, ids=["photo"])
def test_a_photo_in_an_answer_comes_along_cleaned(out: Tablet, store: Store, now: datetime):
    raw = base64.b64encode(a_photo_with_a_place()).decode()
    photo = f"data:image/jpeg;base64,{raw}"
    assert sent(out, interview("ein-foto", now, bild=photo), LARGE) == "kept"
    (row,) = answers(store)
    with store.reading() as session:
        kept = session.get_one(Medium, row.answers["bild"].removesuffix(".jpg"))
        assert b"Camera of a resident" not in kept.content
    assert sent(out, interview("ein-foto", now, bild=photo[:60]), LARGE) == "aside"
    assert reasons(store) == ["does not fit"]


def test_an_address_of_one_version_never_shows_another(tablet: Tablet):
    (survey,) = tablet.package()["surveys"]
    address = survey["documents"][0]["address"]
    tablet.visitor.get(address)
    tablet.visitor.get(address[:-4] + "0000", 404)
