"""Reads of deletions: what went in which night, and what goes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from beteiligung.privacy.models import Deletion
from beteiligung.surveys.models import Contact, Response, Survey
from beteiligung.surveys.periods import answers_end

NIGHTS = 60  # of the list
LATE = timedelta(hours=25)  # a day, and an hour for a night that begins later


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be deleted next of one survey."""

    survey: Survey
    day: date
    answers: int
    contacts: int


def deletions(session: Session) -> list[Deletion]:
    """The last nights, newest first."""
    newest = select(Deletion).order_by(Deletion.at.desc(), Deletion.id.desc()).limit(NIGHTS)
    return list(session.scalars(newest))


def last_deletion(session: Session) -> datetime | None:
    """When the platform last deleted what was due."""
    return session.scalar(select(func.max(Deletion.at)))


def is_late(last: datetime | None, at: datetime) -> bool:
    """Whether a night has passed in which nothing was deleted."""
    return last is None or at - last > LATE


def coming(session: Session) -> list[Coming]:
    """The surveys whose answers or contact details have a day on which they go, nearest first."""
    return sorted(_coming(session), key=lambda each: (each.day, each.survey.slug))


def _coming(session: Session) -> Iterator[Coming]:
    kept = exists().where(Response.survey_id == Survey.id) | exists().where(
        Contact.survey_id == Survey.id
    )
    for survey in session.scalars(select(Survey).where(Survey.closes_at.is_not(None), kept)).all():
        end = answers_end(session, survey)
        if end is not None:
            answers, contacts = (
                session.scalar(
                    select(func.count()).select_from(table).where(table.survey_id == survey.id)
                )
                for table in (Response, Contact)
            )
            yield Coming(survey, end.date(), answers or 0, contacts or 0)
