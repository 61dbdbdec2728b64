"""What recordings and pictures there are, and what they are of."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from beteiligung.media.models import Medium, Sort, SpokenPhrase


def medium_of(session: Session, digest: str, sort: Sort) -> Medium | None:
    """A recording or a picture with its content."""
    wanted = select(Medium).where(Medium.digest == digest, Medium.sort == sort.value)
    return session.scalar(wanted.options(undefer(Medium.content)))


def media_named(session: Session, digests: Iterable[str]) -> dict[str, Medium]:
    """Those of these recordings and pictures that are here, without their content."""
    found = session.scalars(select(Medium).where(Medium.digest.in_(set(digests))))
    return {medium.digest: medium for medium in found}


def phrases(session: Session, locale: str) -> dict[str, str]:
    """Which of the interface's words are spoken in a language: digests by name."""
    found = session.scalars(select(SpokenPhrase).where(SpokenPhrase.locale == locale))
    return {spoken.name: spoken.digest for spoken in found}


def spoken_count(session: Session) -> dict[str, int]:
    """How many of the interface's words are spoken, by language."""
    rows = session.execute(select(SpokenPhrase.locale, func.count()).group_by(SpokenPhrase.locale))
    return {row[0]: row[1] for row in rows}


def digests_before(session: Session, at: datetime) -> set[str]:
    """Which recordings and pictures of staff were brought in before a moment.

    Photos of residents are not among them: they go with the answers they belong to.
    """
    of_staff = Medium.sort.in_((Sort.SOUND.value, Sort.PICTURE.value))
    return set(session.scalars(select(Medium.digest).where(of_staff, Medium.created_at <= at)))


def digests_spoken(session: Session) -> set[str]:
    """What the interface says."""
    return set(session.scalars(select(SpokenPhrase.digest)))
