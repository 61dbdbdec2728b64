"""Keeping an answer: exactly once, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Executable,
    Table,
    bindparam,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.abuse.entry import give_back, spend
from beteiligung.abuse.marks import Mark
from beteiligung.db import Moment, insert_into
from beteiligung.errors import Refusal
from beteiligung.surveys.mixing import fresh_id
from beteiligung.surveys.models import (
    Channel,
    Contact,
    Quota,
    Receipt,
    Response,
    Saved,
    SetAside,
    State,
    Survey,
    state_at,
    takes_answers,
)
from beteiligung.surveys.periods import contacts_end
from beteiligung.surveys.photos import Photo, keep_photos, named
from beteiligung.surveys.places import OVER, SurveyFull, take_places, wait_for_turn
from beteiligung.text import N_

# Past the ORM, and one statement: this is the busiest write of all.
TABLE = cast("Table", Response.__table__)
COLUMNS = [column for column in TABLE.columns if column.name not in {"id", "decision_id"}]
IF_OPEN = select(*(bindparam(f"new_{column.name}", type_=column.type) for column in COLUMNS)).where(
    Survey.id == bindparam("new_survey_id"), takes_answers(bindparam("at", type_=Moment()))
)
# Where places are limited, an answer must take one first: then this statement keeps nothing.
IF_UNLIMITED = IF_OPEN.where(~exists().where(Quota.survey_id == bindparam("new_survey_id")))
WAITS = "waits: no proof of work"  # why an answer does not count before somebody has looked
ONCE: dict[tuple[str, bool], Executable] = {}  # the statements in each database's words
TIMES = select(Survey.opens_at, Survey.closes_at, Survey.paused_at).where(
    Survey.id == bindparam("survey")
)


class SurveyClosed(Refusal):
    """The survey takes no answers any more."""

    status = 410
    default = N_("This survey has ended.")


class SurveyPaused(Refusal):
    """The survey takes no answers just now."""

    status = 503
    default = N_("This survey is paused. Your answers are not lost: please send them later.")


class SurveyNotOpen(Refusal):
    """The survey takes no answers yet."""

    status = 404
    default = N_("This survey has not begun yet.")


class AlreadyCounted(Refusal):
    """The same key came with other answers: the first ones count, these are set aside."""

    keeps = True
    default = N_(
        "Your first answers are already counted. To answer for somebody else, please start anew."
    )


class CodeUsed(Refusal):
    """The one-time code was used, closed, or never made; nothing tells which."""

    default = N_(
        "This code was used already or does not hold any more. Each code counts once. Your answers "
        "are still here: please type another code, or ask whoever gave it to you."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One person's checked answers and how they came; ``begun_at`` for answers from a queue."""

    survey_id: int
    version_id: int
    notice_version: int
    answers: Mapping[str, Any]
    key: str
    language: str
    channel: Channel
    code: str | None = None
    district_id: int | None = None
    status: str = "complete"
    kind: str = "real"
    contact: Mapping[str, Any] | None = None
    receipt: str | None = None  # hash of the code by which it can be withdrawn
    photos: Sequence[Photo] = ()
    is_late: bool = False  # given without a net, while there may still have been a place
    marks: int = 0  # what was odd about how it came in
    entry: str | None = None  # hash of the one-time code that it came with

    @property
    def is_plain(self) -> bool:
        """Whether nothing is kept beside the answers."""
        return not (self.entry or self.receipt or self.photos or self.contact)


def record_response(session: Session, submission: Submission, *, at: datetime) -> bool:
    """Keep one person's answers; False if this very answer is here already.

    Refuses if the survey takes no answers at this moment, with `SurveyFull` if all places are
    taken, and with `AlreadyCounted` if the key is here with other answers: those are set aside for
    a look, never counted, never dropped. An answer with a one-time code uses it up, both or none;
    with `CodeUsed` if it cannot.
    """
    if submission.entry is None:
        return _record(session, submission, at)
    batch = spend(session, submission.entry)
    if batch is None:
        return _without_code(session, submission, at)
    is_new = False
    try:
        is_new = _record(session, submission, at)
    finally:
        if not is_new:
            give_back(session, submission.entry, batch)
    return is_new


def _without_code(session: Session, submission: Submission, at: datetime) -> bool:
    """What becomes of an answer whose code is gone: sent once more, it is here already."""
    before = _known(session, submission.key)
    if before is not None and _same(before, as_row(submission, at)):
        return False
    _must_be_open(session, submission.survey_id, at)
    raise CodeUsed


def _record(session: Session, submission: Submission, at: datetime) -> bool:
    row = as_row(submission, at)
    if _insert(session, row, at, unlimited=True) is not None:
        keep_contact(session, submission, at)
        _keep_receipt(session, submission)
        keep_photos(session, _named(submission), at=at)
        return True
    _must_be_open(session, submission.survey_id, at)
    before = _known(session, submission.key)
    if before is None:
        wait_for_turn(session, submission.survey_id)
        if _keep_in_place(session, submission, row, at):
            return True
        _must_be_open(session, submission.survey_id, at)
        before = _known(session, submission.key)
    if before is not None and _same(before, row):
        return False
    _set_aside(session, submission, at)
    raise AlreadyCounted


def _keep_in_place(
    session: Session, submission: Submission, row: Mapping[str, Any], at: datetime
) -> bool:
    """Keep an answer and take its places; False if its key has come in just now."""
    number = _insert(session, row, at, unlimited=False)
    if number is None:
        return False
    this = TABLE.c.id == number
    counts = submission.kind != "test" and row["set_aside_because"] is None
    if counts and not take_places(session, submission.survey_id, submission.answers, at=at):
        if not submission.is_late:
            session.execute(delete(TABLE).where(this))
            raise SurveyFull
        session.execute(update(TABLE).where(this).values(set_aside_because=OVER))
    keep_contact(session, submission, at)
    _keep_receipt(session, submission)
    keep_photos(session, _named(submission), at=at)
    return True


def _insert(
    session: Session, row: Mapping[str, Any], at: datetime, *, unlimited: bool
) -> int | None:
    """The id of the new row, if the survey is open, the key new, and it needs no place."""
    values = {f"new_{name}": value for name, value in row.items()}
    statement = _once(session, unlimited=unlimited)
    found = session.connection().execute(statement, {**values, "at": at}).first()
    return None if found is None else int(found[0])


def _set_aside(session: Session, submission: Submission, at: datetime) -> None:
    session.add(
        SetAside(
            survey_id=submission.survey_id,
            key=submission.key,
            hour=clock.whole_hour(at),
            reason="same key, other answers",
            answers=dict(submission.answers),
        )
    )
    session.flush()


def _named(submission: Submission) -> list[Photo]:
    """The photos that the kept answers name: one to a question hidden by a rule is not kept."""
    names = named(submission.answers) if submission.photos else []
    return [photo for photo in submission.photos if photo.digest in names]


def _once(session: Session, *, unlimited: bool) -> Executable:
    which = session.get_bind().dialect.name, unlimited
    if which not in ONCE:
        # The new id tells whether a row came in: not every driver counts the rows of an insert.
        ONCE[which] = (
            insert_into(session, TABLE)
            .from_select(COLUMNS, IF_UNLIMITED if unlimited else IF_OPEN)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(TABLE.c.id)
        )
    return ONCE[which]


def _must_be_open(session: Session, survey_id: int, at: datetime) -> None:
    state = state_at(at, *session.connection().execute(TIMES, {"survey": survey_id}).one())
    if state is State.CLOSED:
        raise SurveyClosed
    if state is State.PAUSED:
        raise SurveyPaused
    if state is not State.OPEN:
        raise SurveyNotOpen


def as_row(submission: Submission, at: datetime) -> dict[str, Any]:
    """An answer as it is stored."""
    return {
        "key": submission.key,
        "survey_id": submission.survey_id,
        "version_id": submission.version_id,
        "district_id": submission.district_id,
        "language": submission.language,
        "channel": submission.channel.value,
        "code": submission.code,
        "status": submission.status,
        "kind": submission.kind,
        "hour": clock.whole_hour(at),
        "notice_version": submission.notice_version,
        "answers": dict(submission.answers),
        "set_aside_because": WAITS if submission.marks & Mark.WORKLESS else None,
        "marks": submission.marks or None,
    }


def _known(session: Session, key: str) -> Response | None:
    return session.scalar(select(Response).where(Response.key == key))


def _same(before: Response, row: Mapping[str, Any]) -> bool:
    return bool(before.survey_id == row["survey_id"] and before.answers == row["answers"])


def _keep_receipt(session: Session, submission: Submission) -> None:
    if submission.receipt is None:
        return
    statement = insert_into(session, Receipt).values(
        code_hash=submission.receipt, survey_id=submission.survey_id, key=submission.key
    )
    session.execute(statement.on_conflict_do_nothing())
    session.execute(delete(Saved).where(Saved.key == submission.key))


def keep_contact(session: Session, submission: Submission, at: datetime) -> None:
    """Keep what identifies a person apart from her answers, without anything in common."""
    if not submission.contact:
        return
    survey = session.get_one(Survey, submission.survey_id)
    session.add(
        Contact(
            id=fresh_id(),
            survey_id=survey.id,
            details=dict(submission.contact),
            delete_on=contacts_end(session, survey, at),
        )
    )
