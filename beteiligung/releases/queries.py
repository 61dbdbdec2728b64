"""Which releases of a survey there are, and what is being prepared."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey, survey_district


def published(session: Session, survey: Survey) -> list[Release]:
    """The releases that everybody may see, oldest first."""
    return list(session.scalars(_of(survey).order_by(Release.number)))


def latest(session: Session, survey: Survey, *, figures: bool = True) -> Release | None:
    """The newest release that everybody may see; its ``figures`` are large, and read if asked."""
    wanted = _of(survey).order_by(Release.number.desc()).limit(1)
    if not figures:
        wanted = wanted.options(defer(Release.document), defer(Release.report))
    return session.scalar(wanted)


def has_results(session: Session, slug: str) -> bool:
    """Whether there is a release that everybody may see, of the survey of this name."""
    wanted = select(Release.id).join(Survey).where(Survey.slug == slug)
    return session.scalar(wanted.where(Release.published_at.is_not(None)).limit(1)) is not None


def prepared(session: Session, survey: Survey) -> Release | None:
    """The release that is being prepared: computed, attacked, not yet signed."""
    return session.scalar(
        select(Release).where(Release.survey_id == survey.id, Release.published_at.is_(None))
    )


def is_prepared(session: Session, survey: Survey) -> bool:
    """Whether a release is being prepared; its figures are not read."""
    wanted = select(Release.id).where(
        Release.survey_id == survey.id, Release.published_at.is_(None)
    )
    return session.scalar(wanted) is not None


def newest(session: Session) -> list[Release]:
    """The newest release of every survey, the last one published in front."""
    return _newest(session.scalars(_out()))


def newest_in(session: Session, district_id: int) -> list[Release]:
    """The newest release of every survey of a district, the last one published in front."""
    of_it = survey_district.c.survey_id == Release.survey_id
    wanted = _out().join(survey_district, of_it).where(survey_district.c.district_id == district_id)
    return _newest(session.scalars(wanted))


def _of(survey: Survey) -> Select[Release]:
    return select(Release).where(Release.survey_id == survey.id, Release.published_at.is_not(None))


def _out() -> Select[Release]:
    found = select(Release).where(Release.published_at.is_not(None))
    return found.order_by(Release.published_at.desc(), Release.id.desc())


def _newest(found: Iterable[Release]) -> list[Release]:
    newest: dict[int, Release] = {}
    for release in found:
        newest.setdefault(release.survey_id, release)
    return list(newest.values())
