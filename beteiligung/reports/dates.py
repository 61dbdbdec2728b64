"""Dates of a district that everybody may know: results, last days, next steps of measures."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.funds.meetings import meetings_of
from beteiligung.i18n import gettext, phrase
from beteiligung.ideas.queries import boards_in
from beteiligung.measures.path import ENDS
from beteiligung.measures.queries import public_in
from beteiligung.surveys.models import State, Survey, survey_district

KEPT = timedelta(days=60)  # a date stays in calendars for so long after its day
A_MOMENT = timedelta(seconds=1)  # an end is no part of what ends: at midnight it is the day before


class Dated(NamedTuple):
    """Something on a day, perhaps at an hour; its key stays the same when it is moved."""

    key: str
    day: date
    title: str
    path: str
    changed_at: datetime
    at: datetime | None = None
    place: str = ""
    is_cancelled: bool = False


def dates_of(session: Session, district_id: int, at: datetime, timezone: str) -> list[Dated]:
    """Everything that has a day in a district from some weeks ago on, the earliest first."""
    found = [
        *_of_surveys(session, district_id, at, timezone),
        *_of_boards(session, district_id, timezone),
        *_of_measures(session, district_id),
        *_of_funds(session, district_id, at, timezone),
    ]
    first = local_date(at, timezone) - KEPT
    shown = [each for each in found if each.day >= first]
    return sorted(shown, key=lambda each: (each.day, each.key))


def _of_surveys(session: Session, district_id: int, at: datetime, timezone: str) -> Iterator[Dated]:
    there = select(survey_district.c.survey_id).where(survey_district.c.district_id == district_id)
    for survey in session.scalars(select(Survey).where(Survey.id.in_(there)).order_by(Survey.id)):
        if survey.state(at) is State.DRAFT or survey.archived_at is not None:
            continue
        title, changed = phrase(survey.named).text, survey.changed_at
        if survey.closes_at is not None:
            last = local_date(survey.closes_at - A_MOMENT, timezone)
            path = url_for("surveys.answer", slug=survey.slug)
            said = gettext("Last day to take part: %(title)s", title=title)
            yield Dated(f"survey-{survey.slug}", last, said, path, changed)
        if survey.results_on is not None:
            path = url_for("releases.results", slug=survey.slug)
            said = f"{gettext('Results')}: {title}"
            yield Dated(f"results-{survey.slug}", survey.results_on, said, path, changed)


def _of_boards(session: Session, district_id: int, timezone: str) -> Iterator[Dated]:
    for board in boards_in(session, district_id):
        for phase in board.phases:
            said = gettext("Last day to take part: %(title)s", title=phrase(board.named).text)
            last = local_date(phase.ends_at - A_MOMENT, timezone)
            path = url_for("ideas.board", slug=board.slug)
            yield Dated(f"board-{board.slug}-{phase.id}", last, said, path, board.changed_at)


def _of_measures(session: Session, district_id: int) -> Iterator[Dated]:
    for measure in public_in(session, district_id):
        if measure.next_on is None or measure.stands in ENDS:
            continue
        step, title = phrase(measure.text("next_step")).text, phrase(measure.named).text
        said = f"{gettext('Next step')}: {title}. {step}".strip(". ")
        path = url_for("measures.measure", reference=measure.reference)
        key = f"measure-{measure.reference}"
        yield Dated(key, measure.next_on, said, path, measure.changed_at)


def _of_funds(session: Session, district_id: int, at: datetime, timezone: str) -> Iterator[Dated]:
    """Public meetings, and until when one can apply for each."""
    for meeting in meetings_of(session, district_id):
        path, fund = url_for("funds.fund", slug=meeting.slug), phrase(meeting.fund).text
        title = ": ".join(filter(None, (fund, phrase(meeting.body).text)))
        day = local_date(meeting.at, timezone)
        yield Dated(
            key=meeting.key,
            day=day,
            title=title,
            path=path,
            changed_at=min(at, meeting.at),
            at=meeting.at,
            place=meeting.place,
            is_cancelled=meeting.is_cancelled,
        )
        said = gettext("Last day to apply: %(title)s", title=fund)
        yield Dated(
            key=f"{meeting.key}-apply",
            day=meeting.deadline,
            title=said,
            path=path,
            changed_at=min(at, meeting.at),
            is_cancelled=meeting.is_cancelled,
        )
