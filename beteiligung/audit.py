"""Who did what: one entry beside every write of the staff, never changed afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from beteiligung.access import Asker
from beteiligung.db import Base

# Who came and went, and who was not let in. The database itself refuses to lose an entry earlier.
COMING_AND_GOING = ("sign_in", "sign_out", "refuse_sign_in", "refuse_code", "refuse_proof")
COMING_AND_GOING_LASTS = timedelta(days=180)
DEEDS_LAST = timedelta(days=731)  # two years: to clear up what was done; no file on staff


class AuditEntry(Base):
    """One action of somebody of the staff."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int | None]  # no foreign key: the entry outlives the person's account
    who: Mapped[str]
    action: Mapped[str]  # the name of the action, such as publish_survey
    subject: Mapped[str]  # what it was done to, such as survey:stadtteilbefragung-2026
    detail: Mapped[dict[str, Any]]


class Unalterable(Exception):
    """Something wanted to change or to delete an entry of the log: a mistake of ours."""


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _stays(*_: object) -> None:
    raise Unalterable


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


def note_refusal(session: Session, action: str, subject: str, *, at: datetime, times: int) -> None:
    """Write down that somebody was not let in; who that was nobody knows."""
    detail = {"times": times} if times > 1 else {}
    session.add(
        AuditEntry(at=at, staff_id=None, who="", action=action, subject=subject, detail=detail)
    )


def forget_log(session: Session, *, at: datetime) -> int:
    """Delete what is too old to be kept of the log: how many entries went.

    Comings and goings are kept for half a year, what staff did for two years. That something
    goes is an entry itself: the database lets go only of what is so much older than the newest.
    """
    coming = AuditEntry.action.in_(COMING_AND_GOING)
    old = (coming & (AuditEntry.at <= at - COMING_AND_GOING_LASTS)) | (
        ~coming & (AuditEntry.at <= at - DEEDS_LAST)
    )
    if session.scalar(select(AuditEntry.id).where(old).limit(1)) is None:
        return 0
    note(session, None, "forget_log", "log", at=at)
    session.flush()
    return session.connection().execute(delete(AuditEntry).where(old)).rowcount
