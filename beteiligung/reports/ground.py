"""What a report is made from: released results, public ideas and measures of a district."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.funds.models import PassedOn
from beteiligung.i18n import phrase
from beteiligung.measures.history import told
from beteiligung.measures.models import Measure, MeasureEvent
from beteiligung.measures.queries import public_in
from beteiligung.releases.models import Release
from beteiligung.releases.page import Page, page_of
from beteiligung.releases.released import Released, read
from beteiligung.reports.blocks import Period
from beteiligung.reports.given import Given, boards_of
from beteiligung.reports.kept import Kept, kept
from beteiligung.reports.missing import Gap, compared
from beteiligung.surveys.models import Survey, survey_district
from beteiligung.surveys.queries import asked_together
from beteiligung.text import Translated

DISTRICT = "_district"  # the question of a release: where people answered


class Result(NamedTuple):
    """The newest release of a survey in the period, as everybody may read it."""

    survey: Survey
    release: Release
    released: Released
    page: Page
    gaps: list[Gap]
    here: Translated  # the district of the report
    is_compared: bool  # whether the figures of the offices are known, so that gaps can be seen
    is_earlier: bool = False  # published before the period: the newest there was
    others: tuple[str, ...] = ()  # other districts whose answers are counted with those of this one
    own: int | None = None  # answers of this district, where the release says it


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
    shared: dict[str, str]  # the districts of a survey of several, by its short name
    waiting: list[PassedOn]  # on what an office should have answered already


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
        boards=boards_of(session, district, period, at, timezone),
        measures=measures,
        events={
            number: [each for each in of_it if period.holds(local_date(each.at, timezone))]
            for number, of_it in events.items()
        },
        kept=kept(session, district.id, at, timezone),
        shared=_shared(session, measures),
        waiting=_waiting(session, district, local_date(at, timezone)),
    )


def _results(session: Session, district: District, period: Period, timezone: str) -> list[Result]:
    """The newest release of each survey in the period; where there is none, the newest before."""
    there = select(survey_district.c.survey_id).where(survey_district.c.district_id == district.id)
    wanted = select(Release.id, Release.survey_id, Release.published_at).where(
        Release.survey_id.in_(there), Release.published_at.is_not(None)
    )
    outs = [
        (survey_id, number, local_date(published_at, timezone))
        for number, survey_id, published_at in session.execute(wanted.order_by(Release.number))
        if published_at is not None
    ]
    newest = {survey: number for survey, number, day in outs if period.holds(day)}
    earlier = [(day, number) for _, number, day in outs if day < period.first]
    if newest or not earlier:
        return [_result(session, district, number) for number in newest.values()]
    return [_result(session, district, max(earlier)[1])._replace(is_earlier=True)]


def _result(session: Session, district: District, number: int) -> Result:
    release = session.get_one(Release, number)
    survey, released = release.survey, read(release.document)
    found = compared(session, survey, released)
    return Result(
        survey,
        release,
        released,
        page_of(release),
        found.gaps,
        district.area.named,
        found.is_known,
        others=tuple(
            phrase(name).text for slug, name in released.districts if slug != district.slug
        ),
        own=_own(released, district.slug),
    )


def _own(released: Released, district: str) -> int | None:
    """How many answers of a release came from this district, if it says so."""
    cells = (cell for table in released.tallies_of(DISTRICT) for cell in table.cells)
    return next((cell.count for cell in cells if cell.code == district), None)


def _waiting(session: Session, district: District, today: date) -> list[PassedOn]:
    """What was passed on in a district and should have been answered already, the oldest first."""
    wanted = select(PassedOn).where(
        PassedOn.district_id == district.id,
        PassedOn.settled_at.is_(None),
        PassedOn.due_on < today,
    )
    return list(session.scalars(wanted.order_by(PassedOn.due_on, PassedOn.id)))


def _shared(session: Session, measures: list[Measure]) -> dict[str, str]:
    """The surveys behind these measures that were asked in several districts: in which."""
    slugs = {figure.survey for measure in measures for figure in measure.figures}
    found = asked_together(session, slugs)
    return {
        slug: " und ".join(phrase(each).text for each in names) for slug, names in found.items()
    }
