"""Which releases of a survey there are, and what is being prepared."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey


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
