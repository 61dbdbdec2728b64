"""Taking in what tablets bring: each parcel by itself, kept once, or set aside with a reason."""

import enum
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.abuse.marks import Mark
from beteiligung.db import insert_into
from beteiligung.fieldwork import queries, sealing
from beteiligung.fieldwork.contacts import (
    CONTACT,
    CORRECTION,
    Cells,
    contact_in,
    correction_in,
    is_new,
)
from beteiligung.fieldwork.counting import Given, add_up, count
from beteiligung.fieldwork.interviews import Aside, Interview, Time, time_of
from beteiligung.fieldwork.keys import Key
from beteiligung.fieldwork.models import Fate, Parcel, Standing, Tablet
from beteiligung.fieldwork.reasons import Reason
from beteiligung.surveys.models import Channel, Survey
from beteiligung.surveys.questionnaire import check_answers, collected
from beteiligung.surveys.ready import Running, Shelf
from beteiligung.surveys.recording import (
    AlreadyCounted,
    Submission,
    SurveyClosed,
    SurveyNotOpen,
    SurveyPaused,
    record_response,
)

SHUT: Mapping[type[sealing.Unopened], Reason] = {
    sealing.Misshapen: Reason.MISSHAPEN,
    sealing.ForeignKey: Reason.FOREIGN,
    sealing.Tampered: Reason.TAMPERED,
    sealing.TooLarge: Reason.TOO_LARGE,
}


class Outcome(enum.StrEnum):
    """What became of a parcel; the tablet keeps on sending only what waits."""

    KEPT = "kept"
    KNOWN = "known"
    OLDER = "older"  # kept under the version that was asked
    LATE = "late"  # after the end, begun before it
    CLOCK = "clock"  # kept in our order: the tablet's clock was wrong
    ASIDE = "aside"  # on both sides, with the reason
    SETTLED = "settled"  # set aside before, and deleted by the office since
    WAITS = "waits"  # the survey is paused: it stays on the tablet and is sent again


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the tablet is told about one parcel."""

    key: str
    outcome: Outcome
    reason: Reason | None = None
    contact_of: int | None = None  # the survey whose contact details are to be mixed
    given: Given | None = None  # where a new answer was given
    cells: Cells = field(default_factory=Counter)  # what a new contact adds to the counts


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to take parcels in."""

    keys: Mapping[str, Key]
    shelf: Shelf
    timezone: str
    at: datetime


def take_in(
    session: Session, desk: Desk, tablet: Tablet, parcels: Sequence[object]
) -> list[Receipt]:
    """Take in what a tablet sends, each parcel by itself: one that fails touches no other.

    In the order of their keys, so that no two batches wait for each other. What waits for another
    of the same batch is tried once more.
    """
    found = [(raw, _taken(session, desk, tablet, raw)) for raw in sorted(parcels, key=key_of)]
    receipts = [
        _taken(session, desk, tablet, raw) if receipt.outcome is Outcome.WAITS else receipt
        for raw, receipt in found
    ]
    _count(session, tablet, receipts)
    return receipts


def take_anyway(session: Session, desk: Desk, parcel: Parcel) -> Receipt:
    """Staff have looked at what was set aside and take it in; `Aside` if that is not possible."""
    with session.begin_nested():
        receipt = _opened(session, desk, parcel.tablet, json.loads(parcel.sealed), anyway=True)
    _count(session, parcel.tablet, [receipt])
    parcel.fate, parcel.sealed = Fate.TAKEN.value, b""
    return receipt


def key_of(raw: object) -> str:
    """The key on the outside of a parcel, as it was sent."""
    return str(raw.get("key", "")) if isinstance(raw, Mapping) else ""


def _taken(session: Session, desk: Desk, tablet: Tablet, raw: object) -> Receipt:
    content = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
    before = queries.parcel_like(session, sha256(content).hexdigest())
    if before is not None:
        return _as_before(before, key_of(raw))
    try:
        with session.begin_nested():
            return _opened(session, desk, tablet, raw)
    except Aside as no:
        if no.reason is Reason.EARLY:
            return Receipt(key_of(raw), Outcome.WAITS)
        _set_aside(session, desk, tablet, content, no.reason)
        return Receipt(key_of(raw), Outcome.ASIDE, no.reason)
    except SurveyPaused:
        return Receipt(key_of(raw), Outcome.WAITS)


def _as_before(before: Parcel, key: str) -> Receipt:
    if before.fate == Fate.TAKEN:
        return Receipt(key, Outcome.KNOWN)
    if before.fate == Fate.DELETED:
        return Receipt(key, Outcome.SETTLED)
    return Receipt(key, Outcome.ASIDE, Reason(before.reason))


def _opened(
    session: Session, desk: Desk, tablet: Tablet, raw: object, *, anyway: bool = False
) -> Receipt:
    try:
        sealed = sealing.Sealed.read(raw)
        content = sealing.opened(desk.keys, sealed)
    except sealing.Unopened as shut:
        raise Aside(SHUT[type(shut)]) from None
    if tablet.standing == Standing.LOCKED and not anyway:
        raise Aside(Reason.LOCKED)
    if content.get("kind") in {CONTACT, CORRECTION}:
        return _told(session, desk, sealed.key, content, anyway=anyway)
    interview = Interview.read(content)
    asked = _asked(session, desk, interview.survey, sealed.version, anyway=anyway)
    time = time_of(asked.survey, interview.begun, tablet.clock_off, at=desk.at, anyway=anyway)
    submission = _submission(desk, tablet, asked, interview, (sealed.key, time))
    is_new = _recorded(session, submission, time.moment)
    if not is_new:
        return Receipt(sealed.key, Outcome.KNOWN)
    day = clock.local_date(time.moment, desk.timezone)
    return Receipt(
        sealed.key,
        _outcome(asked, time),
        contact_of=asked.survey.id if submission.contact else None,
        given=Given(day, interview.place, interview.occasion, interview.is_partial)
        if interview.is_placed
        else None,
    )


def _told(
    session: Session, desk: Desk, key: str, content: Mapping[str, Any], *, anyway: bool
) -> Receipt:
    """A contact, or a correction of some: counted once, by its key."""
    today = clock.local_date(desk.at, desk.timezone)
    if content["kind"] == CONTACT:
        cells = contact_in(content, today=today, anyway=anyway)
    else:
        cells = correction_in(session, content, today=today)
    if not is_new(session, key, today=today):
        return Receipt(key, Outcome.KNOWN)
    return Receipt(key, Outcome.KEPT, cells=cells)


def _count(session: Session, tablet: Tablet, receipts: Sequence[Receipt]) -> None:
    count(session, tablet, [each.given for each in receipts if each.given])
    cells: Cells = Counter()
    for receipt in receipts:
        cells.update(receipt.cells)
    if cells:
        add_up(session, tablet.district, cells)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The survey of an interview: in the version that was asked, and whether that is the newest."""

    survey: Survey
    running: Running
    is_newest: bool


def _asked(session: Session, desk: Desk, slug: str, number: int, *, anyway: bool) -> _Asked:
    newest = desk.shelf.get(slug)
    running = newest and desk.shelf.earlier(newest, str(number))
    if newest is None or running is None or running.number != number:
        raise Aside(Reason.UNKNOWN)
    if newest.questionnaire.by_code:
        raise Aside(Reason.BY_CODE)
    survey = session.get_one(Survey, newest.id)
    if survey.archived_at is not None and not anyway:
        raise Aside(Reason.ARCHIVED)
    return _Asked(survey, running, newest.number == number)


def _submission(
    desk: Desk, tablet: Tablet, asked: _Asked, interview: Interview, by: tuple[str, Time]
) -> Submission:
    """The same checks as for whoever answers on a phone."""
    (key, time), running = by, asked.running
    checked = check_answers(
        running.questionnaire,
        collected(running.questionnaire, interview.posted),
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
        channel=Channel.TABLET,
        district_id=_district(running, tablet),
        status="partial" if interview.is_partial else "complete",
        is_late=True,
        marks=Mark.CLOCK if time.clock_wrong else 0,
    )


def _recorded(session: Session, submission: Submission, moment: datetime) -> bool:
    """Whether it is new; what the survey refuses is set aside with the reason."""
    try:
        return record_response(session, submission, at=moment)
    except AlreadyCounted:
        raise Aside(Reason.OTHER) from None
    except SurveyNotOpen:
        raise Aside(Reason.NOT_OPEN) from None
    except SurveyClosed:
        raise Aside(Reason.AFTER) from None


def _district(running: Running, tablet: Tablet) -> int | None:
    if tablet.district_id in running.districts:
        return tablet.district_id
    return running.districts[0] if len(running.districts) == 1 else None


def _outcome(asked: _Asked, time: Time) -> Outcome:
    if time.clock_wrong:
        return Outcome.CLOCK
    if time.is_late:
        return Outcome.LATE
    return Outcome.KEPT if asked.is_newest else Outcome.OLDER


def _set_aside(
    session: Session, desk: Desk, tablet: Tablet, content: bytes, reason: Reason
) -> None:
    row = insert_into(session, Parcel).values(
        digest=sha256(content).hexdigest(),
        tablet_id=tablet.id,
        received_at=desk.at,
        reason=reason.value,
        sealed=content,
        fate=Fate.WAITS.value,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["digest"]))
