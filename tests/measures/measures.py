"""Measures that tests need to be there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.measures.actions import Draft, create_measure, set_measure_status, show_measure
from beteiligung.measures.models import FrozenFigure, Goal, Measure, Plan
from beteiligung.measures.path import Status

TITLE = {"de": "Mehr Müllbehälter", "ar": "المزيد من سلال المهملات"}
NOTE = {"de": "12 von 20 Behältern stehen.", "ar": "تم وضع 12 سلة من أصل 20."}


def a_draft(*districts: District, **changes: Any) -> Draft:
    """What staff write about a measure."""
    written: dict[str, Any] = {
        "title": TITLE,
        "description": {"de": "Zwanzig Behälter mehr."},
        "note": NOTE,
        "next_step": {"de": "Die letzten acht Behälter aufstellen"},
        "next_on": date(2027, 3, 1),
        "office": "Grünflächenamt",
        "topic": "Umwelt und Sauberkeit",
    }
    return Draft(districts=districts, **(written | changes))


def a_measure(
    session: Session,
    *districts: District,
    public: bool = True,
    path: tuple[Status, ...] = (),
    at: datetime,
    **changes: Any,
) -> Measure:
    """A measure in its districts, moved along a path; a reason is given wherever one is owed."""
    draft = a_draft(*districts, **changes)
    measure = create_measure(session, draft, asker=None, at=at, today=at.date())
    if public:
        show_measure(session, measure, asker=None, at=at)
    for status in path:
        reason = {"de": "Es fehlt das Geld."} if status in {Status.DEFERRED, Status.REFUSED} else {}
        set_measure_status(session, measure, status, reason, asker=None, at=at)
    return measure


def a_goal(session: Session, *, until: date | None = None) -> Goal:
    """A goal of a plan that is in force from 2024 on."""
    plan = Plan(name="INSEK 2035", valid_from=date(2024, 4, 1), valid_to=until)
    goal = Goal(code="U1", field="Umwelt", name={"de": "Saubere Straßen"})
    plan.goals.append(goal)
    session.add(plan)
    session.flush()
    return goal


def a_figure(now: datetime) -> FrozenFigure:
    """A figure as it stood at a look, which was in no release."""
    return FrozenFigure(
        key="umfrage/live/2026-11-24/eins:a",
        survey="umfrage",
        number=None,
        day=now.date(),
        title={"de": "Umfrage"},
        question={"de": "Nur gerade jetzt?"},
        answer={"de": "ja"},
        percent=77,
        base=100,
        taken_at=now,
    )
