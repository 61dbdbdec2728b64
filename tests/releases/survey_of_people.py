"""A survey of one district, answered by invented people: as many as a test wants, of any mind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.counting import Given

AGES = ("u16", "16_24", "25_39", "40_59", "60_74", "75p")
SHARES = (3, 15, 32, 28, 14, 8)


def choice(name: str, codes: Sequence[str], **more: Any) -> dict[str, Any]:
    """A question with these answers."""
    options = [{"code": code, "label": {"de": f"Antwort {code}"}} for code in codes]
    return {"id": name, "kind": "single", "text": {"de": f"{name}?"}, "options": options, **more}


def document(*questions: Mapping[str, Any], slug: str = "park") -> dict[str, Any]:
    """A questionnaire with these questions, and one for people's age."""
    return {
        "slug": slug,
        "title": {"de": "Unser Park"},
        "questions": [
            *questions,
            choice("q_alter", AGES, demographic=True, reason={"de": "Für den Vergleich."}),
        ],
    }


PARK = (
    choice("park", ("gern", "mittel", "ungern")),
    choice("wege", ("bus", "rad", "fuss", "auto"), kind="multiple", max=2),
    {"id": "worte", "kind": "text", "text": {"de": "Was noch?"}},
)


def asked(session: Session, district: District, *documents: Mapping[str, Any]) -> Survey:
    """The survey, published, without answers."""
    return counting.survey(session, *(documents or (document(*PARK),)), districts=[district])


def people(n: int, seed: str = "", **more: Any) -> list[Given]:
    """So many people who answer everything, most of them."""
    rng = Random(f"{n} {seed}")
    return [Given(_answers(rng), language=_language(rng), **more) for _ in range(n)]


def _answers(rng: Random) -> dict[str, Any]:
    given: dict[str, Any] = {
        "park": rng.choices(("gern", "mittel", "ungern"), (50, 30, 20))[0],
        "wege": rng.sample(("bus", "rad", "fuss"), rng.randint(1, 2)),
        "q_alter": rng.choices(AGES, SHARES)[0],
        "worte": "Mehr Bänke",
    }
    return {name: value for name, value in given.items() if rng.random() > 0.03}


def _language(rng: Random) -> str:
    return rng.choices(("de", "ar", "uk", "fa"), (60, 25, 13, 2))[0]


def keep(session: Session, survey: Survey, given: Sequence[Given], at: datetime) -> None:
    """Keep their answers."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    held = [Given(**{**_values(each), "hour": hour}) for each in given]
    counting.answer(session, survey, *held)


def _values(given: Given) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}
