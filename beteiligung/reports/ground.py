"""What a report is made from: released results, public ideas and measures of a district."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.i18n import phrase
from beteiligung.ideas.models import Board, Category, Idea, Status
from beteiligung.ideas.visibility import is_visible
from beteiligung.measures.history import told
from beteiligung.measures.models import Measure, MeasureEvent
from beteiligung.measures.queries import public_in
from beteiligung.releases.models import Release
from beteiligung.releases.page import Page, page_of
from beteiligung.releases.released import Released, read
from beteiligung.reports.blocks import Period
from beteiligung.reports.kept import Kept, kept
from beteiligung.reports.missing import Gap, gaps
from beteiligung.surveys.models import Survey, survey_district
from beteiligung.text import Translated


class Result(NamedTuple):
    """The newest release of a survey in the period, as everybody may read it."""

    survey: Survey
    release: Release
    released: Released
    page: Page
    gaps: list[Gap]


class Given(NamedTuple):
    """The ideas of a board in the period: how many, about what, where they stand."""

    board: Board
    total: int
    topics: list[tuple[str, int]]
    statuses: list[tuple[str, int]]
    supported: list[str]  # numbers of the ideas that most devices support


class Ground(NamedTuple):
    """All of it."""

    district: District
    period: Period
    today: date
    timezone: str
    results: list[Result]
    boards: list[Given]
    measures: list[Measure]
    events: dict[int, list[MeasureEvent]]  # by measure, of the period
    kept: Kept


MOST_SUPPORTED = 10


def ground_of(
    session: Session, district: District, period: Period, at: datetime, timezone: str
) -> Ground:
    """What there is to report of a district in a period; nothing that only staff may see."""
    measures = public_in(session, district.id)
    measures.sort(key=lambda measure: measure.reference)
    events = {measure.id: told(session, measure) for measure in measures}
    return Ground(
        district,
        period,
        local_date(at, timezone),
        timezone,
        results=_results(session, district, period, timezone),
        boards=_boards(session, district, period, timezone),
        measures=measures,
        events={
            number: [each for each in of_it if period.holds(local_date(each.at, timezone))]
            for number, of_it in events.items()
        },
        kept=kept(session, district.id, at, timezone),
    )


def _results(session: Session, district: District, period: Period, timezone: str) -> list[Result]:
    there = select(survey_district.c.survey_id).where(survey_district.c.district_id == district.id)
    wanted = select(Release.id, Release.survey_id, Release.published_at).where(
        Release.survey_id.in_(there), Release.published_at.is_not(None)
    )
    newest = {
        survey_id: number
        for number, survey_id, published_at in session.execute(wanted.order_by(Release.number))
        if published_at is not None and period.holds(local_date(published_at, timezone))
    }
    found = (session.get_one(Release, number) for number in newest.values())
    return [_result(session, release) for release in found]


def _result(session: Session, release: Release) -> Result:
    survey, released = release.survey, read(release.document)
    missing = gaps(session, survey, released)
    return Result(survey, release, released, page_of(release), missing)


def _boards(session: Session, district: District, period: Period, timezone: str) -> list[Given]:
    wanted = select(Board).where(
        Board.districts.any(District.id == district.id),
        Board.published_at.is_not(None),
        Board.is_template.is_(False),
    )
    boards = session.scalars(wanted.order_by(Board.published_at, Board.id))
    return [_given(session, board, period, timezone) for board in boards]


def _given(session: Session, board: Board, period: Period, timezone: str) -> Given:
    rows = session.execute(
        select(Idea.id, Idea.published_at, Idea.category_id, Idea.status_id).where(
            Idea.board_id == board.id, is_visible(), Idea.published_at.is_not(None)
        )
    ).all()
    inside = [row for row in rows if period.holds(local_date(row.published_at, timezone))]
    topics = _counted(board.categories, [row.category_id for row in inside])
    statuses = _counted(board.statuses, [row.status_id for row in inside])
    most = _supported(session, board, {row.id for row in inside})
    return Given(board, len(inside), topics, statuses, most)


def _counted(
    rows: Sequence[Category] | Sequence[Status], chosen: Sequence[int | None]
) -> list[tuple[str, int]]:
    found = [(_plain(row.named), chosen.count(row.id)) for row in rows if row.id in chosen]
    without = chosen.count(None)
    return [*found, ("ohne Angabe", without)] if found and without else found


def _supported(session: Session, board: Board, ids: set[int]) -> list[str]:
    if board.hides_counts and board.finished_at is None:
        return []
    wanted = (
        select(Idea.id, Idea.reference)
        .where(Idea.board_id == board.id, is_visible(), Idea.supporters > 0)
        .order_by(Idea.supporters.desc(), Idea.id)
    )
    found = [row.reference for row in session.execute(wanted) if row.id in ids]
    return found[:MOST_SUPPORTED]


def _plain(text: Translated) -> str:
    return phrase(text).text
