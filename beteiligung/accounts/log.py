"""The log as it is read: whose deeds, which, when, done to what; in pages, or as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from beteiligung.accounts.models import Staff
from beteiligung.audit import AuditEntry

PAGE = 50  # entries on one page
AT_ONCE = 1000  # entries read together for a file
COMMAND_LINE, NOBODY = "programm", "niemand"  # in place of a person


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody looks for; what is empty narrows nothing."""

    who: str = ""  # a person's id, or one of the two words above
    action: str = ""
    subject: str = ""  # a part of it
    begin: datetime | None = None
    end: datetime | None = None  # before this moment

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The same for the database."""
        if self.who:
            yield self._whose()
        if self.action:
            yield AuditEntry.action == self.action
        if self.subject:
            yield AuditEntry.subject.icontains(self.subject, autoescape=True)
        if self.begin is not None:
            yield AuditEntry.at >= self.begin
        if self.end is not None:
            yield AuditEntry.at < self.end

    def _whose(self) -> ColumnElement[bool]:
        if self.who in {COMMAND_LINE, NOBODY}:
            named = AuditEntry.who != ""
            return AuditEntry.staff_id.is_(None) & (named if self.who == COMMAND_LINE else ~named)
        return AuditEntry.staff_id == (int(self.who) if self.who.isdecimal() else -1)


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first."""

    entries: list[AuditEntry]
    number: int
    pages: int
    total: int


def log_page(session: Session, number: int, wanted: Wanted) -> LogPage:
    """A page of the entries looked for; a page beyond the end is the last one."""
    conditions = tuple(wanted.conditions())
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(_newest_first(conditions).offset((number - 1) * PAGE).limit(PAGE))
    return LogPage(list(rows), number, pages, total)


def entries(session: Session, wanted: Wanted) -> Iterator[AuditEntry]:
    """All entries looked for, newest first, a thousand at a time."""
    found = _newest_first(tuple(wanted.conditions())).execution_options(yield_per=AT_ONCE)
    yield from session.scalars(found)


def people(session: Session) -> list[tuple[int, str]]:
    """Everybody whose deeds there may be: id and name."""
    rows = session.execute(select(Staff.id, Staff.name).order_by(Staff.name, Staff.id))
    return [(number, name) for number, name in rows]


def _newest_first(conditions: tuple[ColumnElement[bool], ...]) -> Select[AuditEntry]:
    wanted = select(AuditEntry).where(*conditions)
    return wanted.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
