"""Codes behind answers: withdraw an answer, or go on elsewhere; only hashes of codes are kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.accounts.tokens import digest
from beteiligung.erasures import Kind, note_erasure
from beteiligung.errors import NotFound, Refusal
from beteiligung.surveys.codes import read_code
from beteiligung.surveys.models import (
    Receipt,
    Response,
    Saved,
    SetAside,
    State,
    Survey,
    SurveyVersion,
)
from beteiligung.surveys.photos import forget_photos_of
from beteiligung.surveys.places import give_back_places
from beteiligung.surveys.recording import SurveyClosed, SurveyNotOpen, SurveyPaused
from beteiligung.surveys.settled import count_anew
from beteiligung.text import N_

KEPT = timedelta(days=14)
NOT_NOW = {State.PAUSED: SurveyPaused, State.CLOSED: SurveyClosed}


class AlreadySent(Refusal):
    """Answers that were sent cannot be begun once more."""

    default = N_("These answers have been sent already.")


class Sent(NamedTuple):
    """An answer that counts, found by its code."""

    survey: Survey
    version: SurveyVersion
    response: Response


class Begun(NamedTuple):
    """Answers that were saved to go on with, found by their code."""

    survey: Survey
    version: SurveyVersion
    saved: Saved


def behind(session: Session, typed: str) -> Sent | Begun | None:
    """What a code opens; nothing tells a wrong code from one that was withdrawn.

    What cannot be a code costs the same looks as one that nobody has.
    """
    mark = digest(read_code(typed) or typed[:100])
    answer = answer_of(session, mark)
    if answer is not None:
        return answer
    begun = session.execute(
        select(Survey, SurveyVersion, Saved)
        .join(Saved, Saved.survey_id == Survey.id)
        .join(SurveyVersion, SurveyVersion.id == Saved.version_id)
        .where(Saved.code_hash == mark)
    ).first()
    return Begun(*begun) if begun is not None else None


def answer_of(session: Session, mark: str) -> Sent | None:
    """The answer whose code has this hash."""
    answer = session.execute(
        select(Survey, SurveyVersion, Response)
        .join(Response, Response.survey_id == Survey.id)
        .join(SurveyVersion, SurveyVersion.id == Response.version_id)
        .join(Receipt, Receipt.key == Response.key)
        .where(Receipt.code_hash == mark)
    ).first()
    return Sent(*answer) if answer is not None else None


def withdraw_answer(session: Session, typed: str, *, at: datetime) -> None:
    """Delete the answer behind a code, really: no row of it stays; `NotFound` if there is none."""
    found = behind(session, typed)
    if not isinstance(found, Sent):
        raise NotFound
    delete_answer(session, found, digest(read_code(typed) or ""), at=at)


def delete_answer(session: Session, found: Sent, mark: str, *, at: datetime) -> None:
    """Delete an answer with everything of it; only the hash of its code is known for 36 days."""
    note_erasure(session, Kind.ANSWER, mark, at=at)
    key, survey = found.response.key, found.survey
    if found.response.set_aside_because is None:
        give_back_places(session, survey.id, found.response.answers, at=at)
    forget_photos_of(session, found.response)
    for table in (Receipt, Response, SetAside, Saved):
        session.execute(delete(table).where(table.key == key))
    count_anew(session, survey.id)
    audit.note_resident(session, "withdraw_answer", f"survey:{survey.slug}", at=at)


def save_answers(
    session: Session,
    *,
    code: str,
    survey_id: int,
    version_id: int,
    key: str,
    language: str,
    origin: str | None,
    answers: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep answers that were begun, to go on with by their code; what was saved before goes.

    They go after 14 days, or when the survey ends. Refuses while it takes no answers, and once the
    answer itself has arrived.
    """
    survey = session.get_one(Survey, survey_id)
    if session.scalar(select(Response.id).where(Response.key == key)):
        raise AlreadySent
    state = survey.state(at)
    if state is not State.OPEN:
        raise NOT_NOW.get(state, SurveyNotOpen)
    session.execute(delete(Saved).where(Saved.key == key))
    ends = (survey.closes_at or at + KEPT).date()
    session.add(
        Saved(
            code_hash=digest(code),
            survey_id=survey_id,
            version_id=version_id,
            key=key,
            language=language,
            origin=origin,
            answers=dict(answers),
            delete_on=min((at + KEPT).date(), ends + timedelta(days=1)),
        )
    )
