"""A survey that asks for age and gender, and figures of those who live there, for tests."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.margins import import_margins
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given

AGES = {
    "u16": "Unter 16",
    "16_24": "16 bis 24",
    "25_59": "25 bis 59",
    "60_74": "60 bis 74",
    "75p": "75 oder älter",
}
GENDERS = {"w": "weiblich", "m": "männlich", "d": "divers"}
OPINIONS = {"gut": "Gut", "schlecht": "Schlecht"}


def document() -> dict[str, Any]:
    """A questionnaire with three questions."""
    questions = [("alter", AGES), ("geschlecht", GENDERS), ("meinung", OPINIONS)]
    return {
        **on_the_shelf("single"),
        "questions": [
            {
                "id": name,
                "kind": "single",
                "text": {"de": f"Frage: {name}"},
                "options": [{"code": code, "label": {"de": words}} for code, words in all_.items()],
            }
            for name, all_ in questions
        ],
    }


def a_survey_of(session: Session, *districts: District) -> Survey:
    """The survey, open in these districts."""
    return counting.survey(session, document(), districts=districts)


def answers_of(
    session: Session,
    survey: Survey,
    district: District,
    groups: Iterable[tuple[str | None, str | None, str, int]],
    **more: Any,
) -> None:
    """Age, gender, opinion, and how many people answered so."""
    for age, gender, opinion, n in groups:
        said = {"alter": age, "geschlecht": gender, "meinung": opinion}
        given = Given(said, district=district.id, **more)
        counting.answer(session, survey, *[given] * n)


def residents_of(
    session: Session,
    district: District,
    people: Mapping[str, int],
    *,
    variable: str = "alter*geschlecht",
    day: str = "2025-12-31",
    at: datetime,
) -> None:
    """So many people live in each group of a district."""
    head = "area;stichtag;source;variable;category;count"
    lines = [
        f"{district.area.code};{day};Beispieldaten;{variable};{category};{count}"
        for category, count in people.items()
    ]
    import_margins(session, None, "\n".join([head, *lines]).encode(), at=at)
