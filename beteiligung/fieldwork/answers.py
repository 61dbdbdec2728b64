"""Answers from tablets on the way into a survey: the same checks as for whoever uses a phone."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from beteiligung import clock
from beteiligung.abuse.entry import mark_of
from beteiligung.abuse.marks import Mark
from beteiligung.accounts.tokens import digest
from beteiligung.fieldwork.interviews import Aside, Interview, Time
from beteiligung.fieldwork.keys import Key
from beteiligung.fieldwork.models import Tablet
from beteiligung.fieldwork.reasons import Reason
from beteiligung.surveys.codes import read_code
from beteiligung.surveys.intake import ENTRY
from beteiligung.surveys.models import Survey
from beteiligung.surveys.photos import Photo, taken_in
from beteiligung.surveys.questionnaire import Questionnaire, check_answers, collected
from beteiligung.surveys.ready import Running, Shelf
from beteiligung.surveys.recording import (
    AlreadyCounted,
    CodeUsed,
    Submission,
    SurveyClosed,
    SurveyNotOpen,
    record_response,
)

PICTURE = "data:image/jpeg;base64,"  # how a photo stands in a form of a tablet


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to take parcels in."""

    keys: Mapping[str, Key]
    shelf: Shelf
    timezone: str
    at: datetime
    secret: bytes  # with which one-time codes are marked


@dataclass(frozen=True, slots=True)
class Asked:
    """The survey of an interview: in the version that was asked, and whether that is the newest."""

    survey: Survey
    running: Running
    is_newest: bool
    by_code: bool  # only people with a one-time code can take part now


def asked_in(session: Session, desk: Desk, slug: str, number: int, *, anyway: bool) -> Asked:
    """The survey that was asked; `Aside` if there is none of this name and version."""
    newest = desk.shelf.get(slug)
    running = newest and desk.shelf.earlier(newest, str(number))
    if newest is None or running is None or running.number != number:
        raise Aside(Reason.UNKNOWN)
    survey = session.get_one(Survey, newest.id)
    if survey.archived_at is not None and not anyway:
        raise Aside(Reason.ARCHIVED)
    return Asked(survey, running, newest.number == number, newest.questionnaire.by_code)


def submission_of(
    desk: Desk, tablet: Tablet, asked: Asked, interview: Interview, by: tuple[str, Time]
) -> Submission:
    """What was answered, checked like what a phone sends; `Aside` if it does not fit."""
    (key, time), running = by, asked.running
    posted, photos = _photos(running.questionnaire, interview.posted)
    checked = check_answers(
        running.questionnaire,
        collected(running.questionnaire, posted),
        today=clock.local_date(time.moment, desk.timezone),
        partial=interview.is_partial,
    )
    if checked.problems:
        raise Aside(Reason.UNFIT)
    return Submission(
        survey_id=running.id,
        version_id=running.version_id,
        notice_version=running.notice_version,
        answers=checked.answers,
        contact=checked.contact,
        key=key,
        language=interview.language,
        channel=interview.channel,
        district_id=_district(running, tablet),
        status="partial" if interview.is_partial else "complete",
        receipt=_receipt(running, interview),
        photos=photos,
        is_late=True,
        marks=Mark.CLOCK if time.clock_wrong else 0,
        entry=_entry(desk, running, interview) if asked.by_code else None,
    )


def recorded(session: Session, submission: Submission, moment: datetime) -> bool:
    """Whether it is new; what the survey refuses is set aside with the reason."""
    try:
        return record_response(session, submission, at=moment)
    except AlreadyCounted:
        raise Aside(Reason.OTHER) from None
    except CodeUsed:
        raise Aside(Reason.CODE_USED) from None
    except SurveyNotOpen:
        raise Aside(Reason.NOT_OPEN) from None
    except SurveyClosed:
        raise Aside(Reason.AFTER) from None


def _photos(
    asked: Questionnaire, posted: MultiDict[str, str]
) -> tuple[MultiDict[str, str], tuple[Photo, ...]]:
    """The form with names of photos in the place of pictures, as if they had come as files."""
    files = {}
    for question in asked.asking:
        said = posted.get(question.id, "")
        if question.kind == "photo" and said.startswith(PICTURE):
            files[question.id] = BytesIO(picture_in(said))
    return taken_in(asked, posted, files)


def picture_in(text: str) -> bytes:
    """The picture that a tablet wrote down as text; something unreadable if it is none."""
    try:
        return base64.b64decode(text.removeprefix(PICTURE), validate=True)
    except binascii.Error:
        return b"?"


def _receipt(running: Running, interview: Interview) -> str | None:
    """Of the code that the tablet has shown; without a proper one there is no receipt."""
    code = read_code(interview.receipt) if running.questionnaire.gives_receipts else None
    return digest(code) if code else None


def _entry(desk: Desk, running: Running, interview: Interview) -> str:
    code = read_code(interview.posted.get(ENTRY, ""))
    if code is None:
        raise Aside(Reason.BY_CODE)
    return mark_of(desk.secret, running.id, code)


def _district(running: Running, tablet: Tablet) -> int | None:
    if tablet.district_id in running.districts:
        return tablet.district_id
    return running.districts[0] if len(running.districts) == 1 else None
