"""Figures of rare kinds are what one finds counting by hand, and say no more than they may."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.dashboards.queries import Selection, results
from beteiligung.dashboards.result import Result
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import OPENED, Given
from tests.page import Page
from tests.visitor import Visitor

MANY: list[dict[str, Any]] = [
    *[{"rang": ["licht", "bank"], "geld": {"bank": 50, "licht": 50}, "wann": "21:05"}] * 6,
    *[{"rang": ["bank"], "geld": {"bank": 20, "licht": 80}, "seit": "2019-07"}] * 5,
    *[{"ort": "markt", "drei": "3", "strecke": 2.5, "quelle": "brief"}] * 5,
    *[{"ort": "anders", "ort__anders": "am Brunnen", "drei": "1", "sieben": "7"}] * 5,
    *[{"rang": None, "fuenf": "5"}] * 5,
]


def crowd() -> list[Given]:
    """26 people who agreed to be counted."""
    return [Given({"ja": "2026-1", **given}) for given in MANY]


def counted(session: Session) -> dict[str, Result]:
    survey = counting.survey(session, on_the_shelf("rare_kinds"))
    counting.answer(session, survey, *crowd())
    found = results(session, survey, Selection(), at=OPENED, timezone="Europe/Berlin")
    return {each.asked.question.id: each for each in found.questions}


def test_every_rare_kind_is_counted(session: Session):
    found = counted(session)
    rank = found["rang"]
    assert dict(rank.tallies[0].counts) == {"bank": 5, "licht": 6, "baum": 0, "wc": 0}
    assert rank.tallies[0].declined == 5
    assert {code: (mean.value, mean.n) for code, mean in rank.means.items()} == {
        "bank": ((6 * 2 + 5 * 1) / 11, 11),
        "licht": (1, 6),
    }
    budget = found["geld"]
    assert budget.tallies[0].answered == 11
    assert {code: mean.value for code, mean in budget.means.items()} == {
        "bank": (6 * 50 + 5 * 20) / 11,
        "licht": (6 * 50 + 5 * 80) / 11,
        "baum": 0,
        "wc": 0,
    }
    assert dict(found["wann"].tallies[0].counts) == {"21": 6}
    assert dict(found["seit"].tallies[0].counts) == {"2019-07": 5}
    assert dict(found["ort"].tallies[0].counts) == {"markt": 5, "park": 0, "anders": 5}
    assert dict(found["drei"].tallies[0].counts) == {"3": 5, "2": 0, "1": 5}
    assert dict(found["quelle"].tallies[0].counts) == {"brief": 5, "verein": 0}
    consent = found["ja"].tallies[0]
    assert (dict(consent.counts), consent.base) == ({"yes": 26, "no": 0}, 26)
    assert found["alle"].measures is not None
    assert found["bild"].tallies[0].answered == 0


@pytest.fixture
def page(signed_in: Callable[..., Visitor], store: Store, district: District) -> Page:
    """The results page of these people, as the district's manager reads it in German."""
    with store.writing() as session:
        survey = counting.survey(session, on_the_shelf("rare_kinds"), districts=[district])
        given = [Given(each.answers, district=district.id) for each in crowd()]
        counting.answer(session, survey, *given)
        slug = survey.slug
    return signed_in(Role.MANAGER, district).get(f"/verwaltung/umfragen/{slug}/ergebnisse")


def test_sentences_say_what_came_first_and_when(page: Page):
    page.sees(
        "26 von 26 befragten Menschen stimmten zu.",
        "Die Hälfte der Personen hat 21:05 oder früher angegeben.",
        "Die Hälfte der Personen hat Juli 2019 oder einen früheren Monat angegeben.",
        "im Mittel 63,6 von 100 Punkten",
        "Mittlerer Platz",
        "21:00 – 21:59",
        "Kilometer",
    )


def test_a_mean_of_few_people_is_hidden(session: Session):
    survey = counting.survey(session, on_the_shelf("rare_kinds"))
    few = [Given({"ja": "2026-1", "rang": ["wc"]})] * 2
    counting.answer(session, survey, *crowd(), *few)
    found = results(session, survey, Selection(), at=OPENED, timezone="Europe/Berlin")
    rank = next(each for each in found.questions if each.asked.question.id == "rang")
    assert rank.means["wc"].n == 2
