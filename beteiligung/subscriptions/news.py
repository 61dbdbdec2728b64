"""What is new in a district: results that came out, measures that were shown or moved."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.measures.models import Measure, MeasureEvent, measure_district
from beteiligung.measures.path import Status
from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey, survey_district
from beteiligung.text import Translated

MOST = 20  # in one letter: the newest
TOLD = ("set_measure_status", "show_measure")


class News(NamedTuple):
    """Something new: with a status it is a measure, without one results."""

    at: datetime
    title: Translated
    path: str  # without language
    status: Status | None = None
    note: Translated | None = None


def news_of(session: Session, district_id: int, since: datetime, until: datetime) -> list[News]:
    """What everybody can read of a district since a moment, each measure once, newest first."""
    found = [
        *_results(session, district_id, since, until),
        *_measures(session, district_id, since, until),
    ]
    return sorted(found, key=lambda news: news.at, reverse=True)[:MOST]


def _results(
    session: Session, district_id: int, since: datetime, until: datetime
) -> Iterator[News]:
    there = select(survey_district.c.survey_id).where(survey_district.c.district_id == district_id)
    wanted = (
        select(Survey, Release.published_at)
        .join(Release, Release.survey_id == Survey.id)
        .where(Survey.id.in_(there), Release.published_at > since, Release.published_at <= until)
        .order_by(Release.published_at)
    )
    latest = {survey.id: (survey, at) for survey, at in session.execute(wanted)}
    for survey, at in latest.values():
        if at is not None:
            yield News(at, survey.named, f"ergebnisse/{survey.slug}")


def _measures(
    session: Session, district_id: int, since: datetime, until: datetime
) -> Iterator[News]:
    """Measures that are public; what they did before they were is no news."""
    there = select(measure_district.c.measure_id).where(
        measure_district.c.district_id == district_id
    )
    wanted = (
        select(Measure, MeasureEvent.at)
        .join(MeasureEvent, MeasureEvent.measure_id == Measure.id)
        .where(
            Measure.id.in_(there),
            Measure.published_at.is_not(None),
            MeasureEvent.what.in_(TOLD),
            MeasureEvent.at > since,
            MeasureEvent.at <= until,
        )
        .order_by(MeasureEvent.at)
    )
    latest = {measure.id: (measure, at) for measure, at in session.execute(wanted)}
    for measure, at in latest.values():
        path = f"massnahme/{measure.reference}"
        note = measure.text("reason" if measure.reason else "note")
        yield News(at, measure.named, path, measure.stands, note)
