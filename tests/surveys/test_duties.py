"""In production nobody is asked before the website says who asks."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import StaffSession
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.operation import intake
from beteiligung.surveys.models import Survey
from beteiligung.web.models import SiteText
from beteiligung.web.required import DutiesOpen, open_duties
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.visitor import Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/eine-antwort/"


@pytest.fixture
def production(settings: Settings) -> Settings:
    """An installation on which residents really answer."""
    return replace(settings, env="production", public_url="https://mitreden.example")


def complete(session: Session) -> None:
    """What an administrator writes before the first survey."""
    for key in ("imprint", "controller", "operator"):
        session.add(SiteText(key=key, texts={"de": "Beispielträger"}))
    session.flush()


def test_while_trying_out_nothing_is_owed(session: Session, settings: Settings):
    assert open_duties(session, settings) == []


def test_each_duty_is_named(session: Session, production: Settings):
    session.add(SiteText(key="imprint", texts={"de": " "}))
    assert len(open_duties(session, production)) == 3
    assert len(open_duties(session, replace(production, public_url="http://a.example"))) == 4
    session.rollback()
    complete(session)
    assert open_duties(session, production) == []


@pytest.fixture
def strict(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The same installation, started for residents, without an address of its own yet."""
    app = create_app(replace(settings, env="production"), now=clock)
    app.testing = True
    yield app
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


def test_the_page_says_what_is_missing_and_publishes_nothing(
    strict: Flask,
    signed_in: Callable[..., Visitor],
    district: District,
    running: Running,
    store: Store,
):
    running("single", published=False)
    manager = signed_in(Role.MANAGER, district)
    manager.get(DESK).misses("The imprint is missing.")
    with store.writing() as session:  # production wants her second step
        session.execute(update(StaffSession).values(with_code=True))
    manager.app, manager.client.application = strict, strict
    page = manager.get(DESK).sees(
        "The imprint is missing.", "The website has no public address that begins with https."
    )
    days = {"opens_at": "2026-11-24T08:00", "closes_at": "2026-12-08T20:00"}
    token = page.value("csrf_token")
    page = manager.post(DESK + "veroeffentlichen", {"csrf_token": token, **days}, 422)
    assert "an administrator must complete the website" in page.error("closes_at")
    with store.reading() as session:
        assert session.query(Survey).one().opens_at is None


def test_the_command_line_is_no_way_around(
    session: Session, production: Settings, tmp_path: Path, now: datetime
):
    file = tmp_path / "umfrage.json"
    file.write_text(json.dumps(on_the_shelf("single")))
    with pytest.raises(DutiesOpen):
        intake.import_survey(session, file, [], settings=production, days=14, at=now)
    session.rollback()
    complete(session)
    survey, _ = intake.import_survey(session, file, [], settings=production, days=14, at=now)
    assert survey.opens_at == now
