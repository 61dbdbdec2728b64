"""Tables of releases: what was computed, attacked and signed, and what people read about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.surveys.models import Survey


class Release(Base):
    """One release of a survey: being prepared while it has no ``published_at``, then frozen."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    plan: Mapped[dict[str, Any]]  # what staff chose: order, omitted questions, groups
    conclusion: Mapped[dict[str, Any]]  # locale -> text with tokens for figures
    document: Mapped[dict[str, Any]]  # the figures as everybody may see them
    report: Mapped[dict[str, Any]]  # what was merged, hidden, attacked, and how it went
    answers: Mapped[int]  # how many stood in it, exactly: for staff
    content_hash: Mapped[str]  # SHA-256 of the canonical JSON of the document, hex
    computed_at: Mapped[datetime]
    signed_who: Mapped[str] = mapped_column(default="")
    signed_by: Mapped[int | None]  # id of staff, without foreign key: accounts may go
    published_at: Mapped[datetime | None]
    survey: Mapped[Survey] = relationship(lazy="joined")


FROZEN = (
    "number",
    "conclusion",
    "document",
    "report",
    "answers",
    "content_hash",
    "signed_who",
    "published_at",
)


class Published(RuntimeError):
    """Something tried to change a release that everybody has seen: a mistake in the program."""


@event.listens_for(Release, "before_update")
@event.listens_for(Release, "before_delete")
def keep_frozen(_mapper: Mapper[Release], _connection: Connection, release: Release) -> None:
    """Refuse whatever would change or take away a published release."""
    state = inspect(release)
    before = state.attrs.published_at.history
    if not any([*before.unchanged, *before.deleted]):
        return  # it was still being prepared
    changed = [name for name in FROZEN if state.attrs[name].history.has_changes()]
    if changed or state.session is None or release in state.session.deleted:
        message = f"release {release.number} is published: {', '.join(changed) or 'deleted'}"
        raise Published(message)


class Preparation(Base):
    """What staff have decided for a survey's next release: kept before there are any figures."""

    __tablename__ = "preparation"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    plan: Mapped[dict[str, Any]]  # as `Release.plan`
    conclusions: Mapped[dict[str, Any]]  # locale -> text, who wrote it, which second person read it
    changed_at: Mapped[datetime]
