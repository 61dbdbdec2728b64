"""Which releases of a survey there are, and what is being prepared."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey, survey_district


def published(session: Session, survey: Survey) -> list[Release]:
    """The releases that everybody may see, oldest first."""
    wanted = select(Release).where(
        Release.survey_id == survey.id, Release.published_at.is_not(None)
    )
    return list(session.scalars(wanted.order_by(Release.number)))


def latest(session: Session, survey: Survey) -> Release | None:
    """The newest release that everybody may see."""
    found: Sequence[Release] = published(session, survey)
    return found[-1] if found else None


def prepared(session: Session, survey: Survey) -> Release | None:
    """The release that is being prepared: computed, attacked, not yet signed."""
    return session.scalar(
        select(Release).where(Release.survey_id == survey.id, Release.published_at.is_(None))
    )


def newest(session: Session) -> list[Release]:
    """The newest release of every survey, the last one published in front."""
    return _newest(session.scalars(_out()))


def newest_in(session: Session, district_id: int) -> list[Release]:
    """The newest release of every survey of a district, the last one published in front."""
    of_it = survey_district.c.survey_id == Release.survey_id
    wanted = _out().join(survey_district, of_it).where(survey_district.c.district_id == district_id)
    return _newest(session.scalars(wanted))


def _out() -> Select[Release]:
    found = select(Release).where(Release.published_at.is_not(None))
    return found.order_by(Release.published_at.desc(), Release.id.desc())


def _newest(found: Iterable[Release]) -> list[Release]:
    newest: dict[int, Release] = {}
    for release in found:
        newest.setdefault(release.survey_id, release)
    return list(newest.values())
