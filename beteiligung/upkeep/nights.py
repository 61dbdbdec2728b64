"""Checks of what is done every night: the backup, and the deletion of what is due."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from beteiligung.chores import BACKUP, FORGET, Chore, chore
from beteiligung.config import Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level

NIGHTLY = timedelta(hours=30)  # a night, and some hours for a machine that was switched off
TOO_LONG = timedelta(days=3)
MEBIBYTE = 1024 * 1024


def nightly(settings: Settings, session: Session, *, at: datetime) -> Findings:
    """Whether the copy and the deletion happened last night."""
    backup = chore(session, BACKUP)
    remedy = N_("beteiligung backup --into FOLDER, every night")
    yield _state(settings, N_("backup"), backup, remedy, at)
    if backup is not None and backup.done_at is not None:
        yield _copy(backup)
    forget = chore(session, FORGET)
    yield _state(settings, N_("deletion"), forget, N_("beteiligung forget, every night"), at)


def _state(
    settings: Settings, matter: str, tried: Chore | None, remedy: str, at: datetime
) -> Finding:
    late = Level.FAULT if settings.production else Level.WARN
    if tried is not None and tried.failed:
        found = N_("failed: %(reason)s")
        return Finding(Level.FAULT, matter, found, remedy, {"reason": tried.failed})
    if tried is None or tried.done_at is None:
        return Finding(Level.WARN, matter, N_("never done"), remedy)
    age = at - tried.done_at
    values = {"hours": max(0, round(age / timedelta(hours=1)))}
    if age > NIGHTLY:
        level = late if age > TOO_LONG else Level.WARN
        return Finding(level, matter, N_("last done %(hours)s hours ago"), remedy, values)
    return Finding(Level.OK, matter, N_("last done %(hours)s hours ago"), values=values)


def _copy(backup: Chore) -> Finding:
    detail = backup.detail
    values = {
        "file": detail.get("file", "?"),
        "size": round(detail.get("size", 0) / MEBIBYTE, 1),
        "rows": detail.get("rows", 0),
    }
    found = (
        N_("%(file)s, %(size)s MiB, %(rows)s rows, restored on trial, encrypted")
        if detail.get("encrypted")
        else N_("%(file)s, %(size)s MiB, %(rows)s rows, restored on trial, not encrypted")
    )
    return Finding(Level.OK, N_("newest copy"), found, values=values)
