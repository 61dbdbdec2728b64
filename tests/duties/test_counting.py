"""Counting visits: nothing of it where it is off, and never against a person's will."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.errors import OperatorError
from tests.builders import a_survey
from tests.visitor import Visitor

TRACES = ("matomo", "counting", "zaehlung")
ON: dict[str, Any] = {"matomo_url": "https://zahlen.example/m/", "matomo_site": 3}


def policy(visitor: Visitor, path: str) -> str:
    return str(visitor.client.get(path).headers["Content-Security-Policy"])


@pytest.fixture
def counted(settings: Settings, now: datetime, app: Flask) -> Iterator[Visitor]:
    """Somebody who reads an installation that counts visits, on the same database."""
    del app
    made = create_app(replace(settings, **ON), now=lambda: now)
    yield Visitor(made)
    made.extensions["ledger"].close()
    made.extensions["store"].dispose()


def a_survey_here(store: Store, district: District, now: datetime) -> str:
    with store.writing() as session:
        return f"/de/umfrage/{a_survey(session, district, at=now).slug}"


def test_where_it_is_off_no_page_holds_a_byte_of_it(
    visitor: Visitor, store: Store, district: District, now: datetime
):
    survey = a_survey_here(store, district, now)
    for path in ("/de/", "/de/datenschutz", "/ar/hilfe", f"/de/{district.slug}/", survey):
        answer = visitor.client.get(path)
        assert not [trace for trace in TRACES if trace in answer.text.lower()], path
        assert "connect-src" not in answer.headers["Content-Security-Policy"]


def test_where_it_is_on_pages_ask_and_may_reach_that_one_place(counted: Visitor):
    page = counted.get("/de/").sees("Dürfen wir Ihren Besuch zählen?")
    [place] = [one for one in page.all("section") if one.get("id") == "zaehlung"]
    assert place.get("data-address") == "https://zahlen.example/m/matomo.php"
    assert "hidden" in place.attrib  # without scripts nothing is counted, so nobody is asked
    choices = [one for one in place.iter("button") if one.get("data-choice")]
    assert [one.get("class") for one in choices] == ["btn plain", "btn plain"]
    assert policy(counted, "/de/").endswith("; connect-src 'self' https://zahlen.example")
    privacy = counted.get("/de/datenschutz").sees("https://zahlen.example", "bevor Sie Ja sagen")
    privacy.misses("zählen keine")
    assert any(one.get("href") == "/de/datenschutz#zaehlung" for one in page.all("a"))


def test_where_people_answer_nothing_of_it_is_there(
    counted: Visitor, store: Store, district: District, now: datetime
):
    survey = a_survey_here(store, district, now)
    for path in (survey, f"{survey}/danke", "/de/beleg/", "/q/", "/anmelden"):
        answer = counted.client.get(path)
        assert not [trace for trace in TRACES if trace in answer.text.lower()], path
        assert "connect-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "wrong",
    [{"matomo_site": 0}, {"matomo_url": "zahlen.example"}, {"matomo_mode": "always"}],
)
def test_half_a_setting_is_refused_at_the_start(settings: Settings, wrong: dict[str, Any]):
    with pytest.raises(OperatorError, match="BETEILIGUNG_MATOMO"):
        create_app(replace(settings, **{**ON, **wrong}))
