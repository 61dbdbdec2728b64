"""The demonstration's eight measures, with what they rest on; dated from the day of filling."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.demo.asking import BEFORE, MAIN, SHORT, Calendar
from beteiligung.demo.boards import written
from beteiligung.districts.models import District, Place
from beteiligung.home.evidence import live_figures, released_figures
from beteiligung.ideas.models import Idea
from beteiligung.measures.actions import Draft, create_measure, set_measure_status, show_measure
from beteiligung.measures.evidence import add_figures, take_idea
from beteiligung.measures.kinds import Kind
from beteiligung.measures.models import Goal, Measure
from beteiligung.measures.parts import note_value, set_measure_indicator, set_money
from beteiligung.measures.path import Status
from beteiligung.measures.planning import import_plans
from beteiligung.surveys.models import Survey
from beteiligung.web.seams import Figure

HERE = Path(__file__).parent
BEGAN, EACH = -200, 25  # days from the day of filling; between two steps of a path


class _Day(NamedTuple):
    """Who writes, and when."""

    session: Session
    asker: Asker
    at: datetime
    today: date


def fill_measures(
    session: Session,
    districts: Mapping[str, District],
    surveys: Mapping[str, Survey],
    asker: Asker,
    calendar: Calendar,
) -> None:
    """Add the plan, and each measure with all that belongs to it."""
    import_plans(session, asker, (HERE / "plans.csv").read_bytes(), at=calendar.on(BEGAN, 8))
    goals = {goal.field: goal for goal in session.scalars(select(Goal))}
    figures = released_figures(session, surveys[BEFORE])
    everywhere = replace(asker, admin=True)  # figures of both districts
    for slug in (MAIN, SHORT):
        now = live_figures(
            session, surveys[slug], everywhere, calendar.at, timezone=calendar.timezone
        )
        figures += now
    by_area = {district.area.code: district for district in districts.values()}
    places = {place.name: place for place in session.scalars(select(Place))}
    today = calendar.on(0, 0).date()
    for entry in measures(today):
        at = calendar.on(BEGAN, 9)
        here, goal = by_area[entry["district"]], goals.get(entry["topic"])
        draft = _draft(entry, here, goal, places, today)
        measure = create_measure(session, draft, asker=asker, at=at, today=at.date())
        day = _Day(session, asker, at, today)
        _rests_on(day, measure, entry, figures)
        _parts(day, measure, entry)
        show_measure(session, measure, asker=asker, at=calendar.on(BEGAN + 1, 9))
        for number, step in enumerate(entry["path"], 1):
            status = Status(step)
            reason = entry["note"] if status in {Status.DEFERRED, Status.REFUSED} else {}
            then = calendar.on(BEGAN + EACH * number, 10)
            set_measure_status(session, measure, status, reason, asker=asker, at=then)


def measures(today: date) -> list[dict[str, Any]]:
    """What is written about the measures, in the years around this day."""
    text = (HERE / "measures.json").read_text(encoding="utf-8")
    for number in range(-4, 3):
        text = text.replace(f"{{y{number}}}", str(today.year + number))
    found: list[dict[str, Any]] = json.loads(text)["measures"]
    return found


def _draft(
    entry: Mapping[str, Any],
    district: District,
    goal: Goal | None,
    places: Mapping[str, Place],
    today: date,
) -> Draft:
    years = [
        None if entry[name] is None else today.year + entry[name] for name in ("begins", "ends")
    ]
    days = entry["next_in"]
    return Draft(
        title=entry["title"],
        districts=[district],
        description=entry["description"],
        note=entry["note"],
        next_step=entry["next"],
        next_on=None if days is None else today + timedelta(days=days),
        topic=entry["topic"],
        place=places.get(entry.get("place", "")),
        goal=goal,
        office=entry["office"],
        priority=entry["priority"],
        begins=years[0],
        ends=years[1],
        cost_low=entry["cost"] or None,
        paper=entry["paper"],
    )


def _rests_on(
    day: _Day, measure: Measure, entry: Mapping[str, Any], figures: Sequence[Figure]
) -> None:
    session, asker, at = day.session, day.asker, day.at
    keys = [figure.key for name in entry["figures"] for figure in _worst(figures, name)]
    keys += [each.key for each in figures if each.key.endswith(tuple(entry.get("live", ("…",))))]
    if keys:
        add_figures(session, measure, figures, keys, asker=asker, at=at)
    texts = {idea["id"]: idea["text"] for idea in written()["ideas"]}
    for name, kind in entry["ideas"].items():
        idea = session.scalars(select(Idea).where(Idea.text == texts[name])).one()
        reason = entry.get("reasons", {}).get(name, {})
        take_idea(session, measure, idea.reference, Kind(kind), reason, asker=asker, at=at)


def _worst(figures: Sequence[Figure], name: str) -> Iterator[Figure]:
    """The figure of a row of a matrix that tells its two worst answers together."""
    together = [each for each in figures if f"/{name}:" in each.key and "+" in each.key]
    yield from together[-1:]


def _parts(day: _Day, measure: Measure, entry: Mapping[str, Any]) -> None:
    session, asker, at = day.session, day.asker, day.at
    for programme, part in entry["funding"]:
        planned = entry["cost"] * part // 100
        said = {name: planned * entry[name] // 100 for name in ("applied", "granted", "spent")}
        amounts = {name: amount or None for name, amount in said.items()}
        line = {"programme": programme, "is_own": programme == "Eigenanteil", "planned": planned}
        set_money(session, measure, None, line | amounts, asker=asker, at=at)
    found = entry["indicator"]
    if found is None:
        return
    values = {name: found[name] for name in ("name", "unit", "source", "baseline", "target")}
    indicator = set_measure_indicator(session, measure, None, values, asker=asker, at=at)
    for days, value in found["values"]:
        told = (day.today + timedelta(days=days), float(value), None)
        note_value(session, measure, indicator, told, asker=asker, at=at, today=day.today)
