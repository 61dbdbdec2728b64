"""Who did what: one entry beside every write of the staff, never changed afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from beteiligung.access import Asker
from beteiligung.db import Base

KEPT = timedelta(days=731)  # two years: long enough to clear up what was done, not a file on staff


class AuditEntry(Base):
    """One action of somebody of the staff."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None]  # no foreign key: the entry outlives the person's account
    who: Mapped[str]
    action: Mapped[str]  # the name of the action, such as publish_survey
    subject: Mapped[str]  # what it was done to, such as survey:stadtteilbefragung-2026
    detail: Mapped[dict[str, Any]]


def note(
    session: Session,
    asker: Asker | None,
    action: str,
    subject: str,
    *,
    at: datetime,
    **detail: object,
) -> None:
    """Write down that somebody did something; nobody signed in means the command line."""
    session.add(
        AuditEntry(
            at=at,
            staff_id=asker.id if asker else None,
            who=asker.name if asker else "command line",
            action=action,
            subject=subject,
            detail=detail,
        )
    )


def note_resident(session: Session, action: str, subject: str, *, at: datetime) -> None:
    """Write down that a resident changed something, without anything about who that is."""
    session.add(AuditEntry(at=at, staff_id=None, who="", action=action, subject=subject, detail={}))


def forget_entries(session: Session, *, at: datetime) -> int:
    """Delete entries that are two years old; how many."""
    old = delete(AuditEntry).where(AuditEntry.at <= at - KEPT)
    return session.connection().execute(old).rowcount
