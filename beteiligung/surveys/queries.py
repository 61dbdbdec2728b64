"""What is known about surveys: which there are, what is published, what a code belongs to."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.districts.models import Area, District
from beteiligung.districts.queries import district_named
from beteiligung.errors import NotFound
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Response, State, Survey, SurveyVersion, survey_district
from beteiligung.text import Translated


def survey_at(session: Session, slug: str) -> Survey | None:
    """The survey of this name."""
    return session.scalar(select(Survey).where(Survey.slug == slug))


def asked_together(session: Session, slugs: Iterable[str]) -> dict[str, list[Translated]]:
    """Those of these surveys that were asked in several districts: in which, by short name."""
    rows = session.execute(
        select(Survey.slug, Area)
        .join(Survey.districts)
        .join(District.area)
        .where(Survey.slug.in_(set(slugs)))
        .order_by(District.id)
    )
    named: dict[str, list[Translated]] = {}
    for slug, area in rows:
        named.setdefault(slug, []).append(area.named)
    return {slug: names for slug, names in named.items() if names[1:]}


def changed_at(session: Session, slug: str) -> datetime | None:
    """When the survey of this name was last changed, if there is one."""
    return session.scalar(select(Survey.changed_at).where(Survey.slug == slug))


def survey_of(session: Session, slug: str, asker: Asker, *roles: Role) -> Survey:
    """The survey, if this person works with it in one of her districts; else `NotFound`."""
    survey = survey_at(session, slug)
    allowed = asker.districts(*roles)
    if survey is None or (
        allowed is not None and allowed.isdisjoint(district.id for district in survey.districts)
    ):
        raise NotFound
    return survey


def surveys_of(session: Session, asker: Asker, *roles: Role) -> list[Survey]:
    """The surveys of the districts in which this person has a role (any), newest first."""
    allowed = asker.districts(*roles)
    wanted = select(Survey.id).order_by(Survey.created_at.desc(), Survey.id.desc())
    if allowed is not None:
        mine = select(survey_district.c.survey_id).where(survey_district.c.district_id.in_(allowed))
        wanted = wanted.where(Survey.id.in_(mine))
    numbers = list(session.scalars(wanted))
    # Drafts are large: whatever this session has read already is not read again.
    known = {one.id: one for one in session if isinstance(one, Survey)}
    lacking = [number for number in numbers if number not in known]
    if lacking:
        rows = session.scalars(select(Survey).where(Survey.id.in_(lacking)))
        known |= {survey.id: survey for survey in rows}
    return [known[number] for number in numbers]


def surveys_in(session: Session, district_id: int, at: datetime, *states: State) -> list[Survey]:
    """The surveys of a district that are in one of these states, those that end first in front."""
    found = session.scalars(select(Survey).where(Survey.opens_at.is_not(None)))
    return sorted(
        (
            survey
            for survey in found
            if survey.state(at) in states and any(d.id == district_id for d in survey.districts)
        ),
        key=lambda survey: (survey.closes_at is None, survey.closes_at or at, survey.slug),
    )


def newest_version(session: Session, survey: Survey) -> SurveyVersion | None:
    """What is published of a survey now."""
    return session.scalar(
        select(SurveyVersion)
        .where(SurveyVersion.survey_id == survey.id)
        .order_by(SurveyVersion.number.desc())
        .limit(1)
    )


def newest_locales(session: Session) -> dict[int, list[str]]:
    """The languages in which each survey is published now, by its number."""
    rows = session.execute(
        select(SurveyVersion.survey_id, SurveyVersion.locales).order_by(SurveyVersion.number)
    )
    return {row[0]: row[1] for row in rows}


def notices(session: Session, survey_id: int) -> list[tuple[int, int]]:
    """The privacy notices of a survey, newest first: number, and the last version with it."""
    rows = session.execute(
        select(SurveyVersion.notice_version, func.max(SurveyVersion.number))
        .where(SurveyVersion.survey_id == survey_id)
        .group_by(SurveyVersion.notice_version)
        .order_by(SurveyVersion.notice_version.desc())
    )
    return [(row[0], row[1]) for row in rows]


def versions_of(session: Session, survey: Survey) -> list[SurveyVersion]:
    """Everything that was published of a survey, oldest first."""
    return list(
        session.scalars(
            select(SurveyVersion)
            .where(SurveyVersion.survey_id == survey.id)
            .order_by(SurveyVersion.number)
        )
    )


def documents_of(session: Session, survey: Survey) -> list[dict[str, Any]]:
    """The questionnaires of all that was published of a survey, oldest first."""
    return list(
        session.scalars(
            select(SurveyVersion.document)
            .where(SurveyVersion.survey_id == survey.id)
            .order_by(SurveyVersion.number)
        )
    )


def answers_by_version(
    session: Session, survey: Survey, districts: frozenset[int] | None
) -> dict[int, int]:
    """How many answers of these districts count, by the id of the version they were given to."""
    wanted = [
        Response.survey_id == survey.id,
        Response.kind == "real",
        Response.set_aside_because.is_(None),
    ]
    if districts is not None:
        wanted.append(Response.district_id.in_(districts))
    rows = session.execute(
        select(Response.version_id, func.count()).where(*wanted).group_by(Response.version_id)
    )
    return {row[0]: row[1] for row in rows}


def version_numbered(session: Session, survey_id: int, number: int) -> SurveyVersion | None:
    """A published version by its number."""
    return session.scalar(
        select(SurveyVersion).where(
            SurveyVersion.survey_id == survey_id, SurveyVersion.number == number
        )
    )


def districts_meant(
    session: Session, document: Mapping[str, Any], allowed: frozenset[int] | None = None
) -> list[District]:
    """The districts that a questionnaire names, by short name or official number, if allowed."""
    names = document.get("districts")
    listed = names if isinstance(names, list) else ()
    named = (district_named(session, str(name)) for name in listed)
    found = {district.id: district for district in named if district}
    return [found[number] for number in found if allowed is None or number in allowed]


def answers_by_survey(session: Session, districts: frozenset[int] | None) -> dict[int, int]:
    """How many answers count, by the id of their survey: real ones, not set aside.

    Of these districts only, so that a manager sees her own; ``None`` means all.
    """
    wanted = [Response.kind == "real", Response.set_aside_because.is_(None)]
    if districts is not None:
        wanted.append(Response.district_id.in_(districts))
    rows = session.execute(
        select(Response.survey_id, func.count()).where(*wanted).group_by(Response.survey_id)
    )
    return {row[0]: row[1] for row in rows}


class Origin(NamedTuple):
    """Where a printed code hangs, on what, and whether staff have closed it."""

    district: int
    medium: str
    closed: bool = False


def origin_of(session: Session, code: str) -> Origin | None:
    """The origin of a printed code, or of a district's own page; none for a foreign one."""
    row = session.execute(
        select(QRCode.district_id, QRCode.medium, QRCode.closed_at).where(QRCode.code == code)
    ).first()
    if row is not None:
        return Origin(row[0], row[1], closed=row[2] is not None)
    own = session.scalar(select(District.id).where(District.web_code == code)) if code else None
    return None if own is None else Origin(own, "web")


def languages_at(session: Session, path: str) -> list[str]:
    """The languages in which people can answer what a code for a survey leads to."""
    kind, _, slug = path.partition("/")
    survey = survey_at(session, slug) if kind == "umfrage" else None
    version = newest_version(session, survey) if survey else None
    return list(version.locales) if version else []


def place_phrase(session: Session, district_id: int) -> Translated:
    """The district inside a sentence, such as "auf dem Sonnenberg"."""
    district = session.get(District, district_id)
    return district.area.phrase if district else Translated({})
