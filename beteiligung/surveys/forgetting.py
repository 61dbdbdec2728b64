"""Deleting answers when the time that people were promised is over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from beteiligung.abuse.models import CodeBatch, EntryCode
from beteiligung.surveys.mixing import mix_all
from beteiligung.surveys.models import (
    Arrival,
    Change,
    Contact,
    Receipt,
    Response,
    Saved,
    SetAside,
    Survey,
)
from beteiligung.surveys.periods import answers_end, contacts_end
from beteiligung.surveys.photos import forget_photos
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.settled import count_anew

BURSTS_KEPT = timedelta(hours=48)
FEW = 5  # answers that share a printed code: fewer, and the code is taken off at the end


def forget_answers(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete what is due at a moment; how many rows of each table went.

    Answers go with the number of months after the close that their questionnaire names, contact
    details on the day kept with them, answers saved to go on with after 14 days or at the close,
    unused one-time codes at the close, counts of arrivals after 48 hours. Of anonymous surveys
    that have ended, printed codes that fewer than five answers share are taken off (`code`). What
    stays of contact details is mixed. On SQLite the bytes are overwritten (`secure_delete`) as soon
    as the log is written back.
    """
    over = surveys_over(session, at)
    answered = [survey.id for survey in over if _has_answers(session, survey.id)]
    for survey_id in answered:
        count_anew(session, survey_id)
    ids = [survey.id for survey in over]
    ended = select(Survey.id).where(Survey.closes_at <= at)
    gone = {"photo": forget_photos(session, answered)}
    gone["receipt"] = _forget(session, Receipt, Receipt.survey_id.in_(ids))
    gone["response"] = _forget(session, Response, Response.survey_id.in_(ids))
    gone["set_aside"] = _forget(session, SetAside, SetAside.survey_id.in_(ids))
    gone["change"] = _forget(session, Change, Change.survey_id.in_(ids))
    gone["contact"] = _forget(session, Contact, Contact.delete_on <= at.date())
    due = or_(Saved.delete_on <= at.date(), Saved.survey_id.in_(ended))
    gone["saved"] = _forget(session, Saved, due)
    batches = select(CodeBatch.id).where(CodeBatch.survey_id.in_(ended))
    gone["entry_code"] = _forget(session, EntryCode, EntryCode.batch_id.in_(batches))
    gone["arrival"] = _forget(session, Arrival, Arrival.minute <= at - BURSTS_KEPT)
    gone["code"] = take_off_rare_codes(session, at=at)
    mix_contacts(session, at=at)
    return gone


def surveys_over(session: Session, at: datetime) -> list[Survey]:
    """The surveys whose answers may not be kept any longer."""
    return [
        survey
        for survey in session.scalars(select(Survey).where(Survey.closes_at <= at))
        if (end := answers_end(session, survey)) is not None and end <= at
    ]


def take_off_rare_codes(session: Session, *, at: datetime) -> int:
    """Take printed codes off the answers of anonymous surveys that have ended; of how many.

    Where fewer than five answers came by a poster, its place would say too much about them.
    """
    count = 0
    for survey in session.scalars(select(Survey).where(Survey.closes_at <= at)).all():
        version = newest_version(session, survey)
        if version is None or version.document.get("anonymity") == "receipt":
            continue
        answers = Response.survey_id == survey.id
        by_code = select(Response.code).where(answers, Response.code.is_not(None))
        rare = session.scalars(by_code.group_by(Response.code).having(func.count() < FEW)).all()
        if not rare:
            continue
        blanked = update(Response).where(answers, Response.code.in_(rare)).values(code=None)
        count += session.connection().execute(blanked).rowcount
        _forget(session, Arrival, (Arrival.survey_id == survey.id) & Arrival.code.in_(rare))
        count_anew(session, survey.id)
    return count


def mix_contacts(session: Session, *, at: datetime) -> int:
    """Bring all contact details out of their order, with one day of deletion per survey."""
    asked = select(Survey).where(exists().where(Contact.survey_id == Survey.id))
    days = {survey.id: contacts_end(session, survey, at) for survey in session.scalars(asked).all()}
    return mix_all(session, days)


def _has_answers(session: Session, survey_id: int) -> bool:
    return session.scalar(select(exists().where(Response.survey_id == survey_id))) or False


def _forget(session: Session, table: type, which: ColumnElement[bool]) -> int:
    return session.connection().execute(delete(table).where(which)).rowcount
