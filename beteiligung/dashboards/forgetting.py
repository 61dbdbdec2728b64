"""What stays of arrivals when their minutes are deleted, and what goes with the answers."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from beteiligung.dashboards.bursts import odd_rhythms
from beteiligung.dashboards.doubted import minutes_by_code
from beteiligung.dashboards.models import Decision, Rhythm
from beteiligung.db import insert_into
from beteiligung.surveys.columns import EPOCH, HOUR
from beteiligung.surveys.models import Arrival, Response, Survey


def keep_rhythms(session: Session) -> int:
    """Write down odd rhythms among the arrivals, before their minutes are deleted; how many.

    Of a rhythm stays which code and which hours, how many answers and how far apart: nothing about
    any of them. To be called each night, before arrivals older than 48 hours go.
    """
    kept = 0
    for survey_id in session.scalars(select(Arrival.survey_id).distinct()).all():
        for code, minutes in minutes_by_code(session, survey_id).items():
            for burst, seen in odd_rhythms(minutes):
                found = {
                    "until": EPOCH + burst.until * HOUR,
                    "n": seen.n,
                    "seconds": seen.seconds,
                    "most": seen.most,
                }
                where = {"survey_id": survey_id, "code": code, "since": EPOCH + burst.since * HOUR}
                session.execute(
                    insert_into(session, Rhythm)
                    .values({**where, **found})
                    .on_conflict_do_update(index_elements=list(where), set_=found)
                )
                kept += 1
    return kept


def forget_doubts(session: Session, *, at: datetime) -> int:
    """Delete decisions and rhythms of ended surveys whose answers are gone; how many rows."""
    answered = exists().where(Response.survey_id == Survey.id)
    over = select(Survey.id).where(Survey.closes_at <= at, ~answered)
    return sum(
        session.connection().execute(delete(table).where(table.survey_id.in_(over))).rowcount
        for table in (Decision, Rhythm)
    )
