"""A survey of the Sonnenberg and the Zentrum with the answers of a few dozen people."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given
from tests.visitor import Visitor

CODE = "7F3K2"


@pytest.fixture
def survey(store: Store, district: District, zentrum: District, now: datetime) -> Survey:
    """40 people of the Sonnenberg, 3 of them in Arabic and by a code; 20 of the Zentrum."""
    yesterday = now - timedelta(days=1)
    with store.writing() as session:
        place = session.query(Place).filter_by(name="Lessingplatz").one()
        counting.code_at(session, place, CODE)
        survey = counting.survey(session, on_the_shelf("every_kind"), districts=[district, zentrum])
        here = partial(Given, district=district.id, hour=yesterday.replace(minute=0))
        trees = {"eins": "a", "nur_a": "3", "worte": "Mehr Bäume"}
        seven = {"eins": "b", "zahl": 7, "reihen": {"x": "1"}}
        silent = {"eins": "a", "mehrere": None}
        counting.answer(
            session,
            survey,
            *[here(trees, channel="web")] * 25,
            *[here(seven, channel="web")] * 12,
            *[here(silent, language="ar", code=CODE)] * 3,
            *[Given({"eins": "neu"}, district=zentrum.id, language="uk")] * 20,
        )
    return survey


@pytest.fixture
def enter(
    signed_in: Callable[..., Visitor], store: Store, survey: Survey
) -> Callable[..., Visitor]:
    """Signs somebody in who reads English (or another language), once there are answers."""
    del survey

    def reading(role: Role, district: District | None = None, language: str = "en") -> Visitor:
        visitor = signed_in(role, district)
        with store.writing() as session:
            session.execute(update(Staff).values(locale=language))
        return visitor

    return reading
