"""Deleting answers when the time that people were promised is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, or_, select
from sqlalchemy.orm import Session

from beteiligung.abuse.models import CodeBatch, EntryCode
from beteiligung.surveys import queries
from beteiligung.surveys.models import Arrival, Contact, Receipt, Response, Saved, SetAside, Survey
from beteiligung.surveys.photos import forget_photos
from beteiligung.surveys.settled import count_anew

BURSTS_KEPT = timedelta(hours=48)
MONTH = timedelta(days=30.4375)  # a twelfth of a mean year: nobody was promised a weekday


def forget_answers(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete what is due at a moment; how many rows of each table went.

    Answers go with the number of months after the close that their questionnaire names, contact
    details on the day kept with them, answers saved to go on with after 14 days or at the close,
    unused one-time codes at the close, counts of arrivals after 48 hours. On SQLite the bytes are
    overwritten (`secure_delete`) as soon as the log is written back.
    """
    return {
        table: session.connection().execute(statement).rowcount
        for table, statement in _due(session, at)
    }


def _due(session: Session, at: datetime) -> Iterator[tuple[str, Delete]]:
    over = [survey for survey in session.scalars(select(Survey)) if _is_over(session, survey, at)]
    for survey in over:
        count_anew(session, survey.id)
    ids = [survey.id for survey in over]
    forget_photos(session, ids)
    yield "receipt", delete(Receipt).where(Receipt.survey_id.in_(ids))
    yield "response", delete(Response).where(Response.survey_id.in_(ids))
    yield "set_aside", delete(SetAside).where(SetAside.survey_id.in_(ids))
    yield "contact", delete(Contact).where(Contact.delete_on <= at.date())
    ended = select(Survey.id).where(Survey.closes_at <= at)
    due = or_(Saved.delete_on <= at.date(), Saved.survey_id.in_(ended))
    yield "saved", delete(Saved).where(due)
    batches = select(CodeBatch.id).where(CodeBatch.survey_id.in_(ended))
    yield "entry_code", delete(EntryCode).where(EntryCode.batch_id.in_(batches))
    yield "arrival", delete(Arrival).where(Arrival.minute <= at - BURSTS_KEPT)


def _is_over(session: Session, survey: Survey, at: datetime) -> bool:
    version = queries.newest_version(session, survey)
    if version is None or survey.closes_at is None:
        return False
    months = int(version.document.get("retention_months") or 12)
    return survey.closes_at + months * MONTH <= at
