"""A tablet that a manager has coupled, and a survey to ask."""

import re
from datetime import datetime

import pytest
from flask import Flask

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests.builders import a_survey
from tests.fieldwork.parcels import Tablet
from tests.visitor import Visitor


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> Survey:
    """A survey of one question, open for two weeks."""
    with store.writing() as session:
        return a_survey(session, district, document="single", at=now)


@pytest.fixture
def tablet(app: Flask, manager: Visitor, survey: Survey) -> Tablet:
    """A tablet of the team's."""
    del survey
    return Tablet(Visitor(app), code_of(manager))


def code_of(manager: Visitor, name: str = "Tablet 1") -> str:
    """Couple a tablet at the desk: the code that the page shows."""
    page = manager.get("/verwaltung/tablets/neu").fill("name", name).press("")
    (shown,) = page.all("code", id="code")
    found = re.sub(r"[^0-9A-Z-]", "", "".join(shown.itertext()))
    assert found
    return found
