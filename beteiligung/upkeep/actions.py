"""Noting that a chore was done, or that it failed: what the self-check and the admins read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.upkeep.models import Chore

LONGEST = 300  # characters of a reason


def note_done(session: Session, name: str, detail: Mapping[str, Any], *, at: datetime) -> None:
    """Note that a chore went well."""
    chore = _chore(session, name, at)
    chore.done_at, chore.failed, chore.detail = at, "", dict(detail)


def note_failed(session: Session, name: str, reason: str, *, at: datetime) -> None:
    """Note that a chore failed, and why; when it last went well stays known."""
    _chore(session, name, at).failed = reason[:LONGEST]


def _chore(session: Session, name: str, at: datetime) -> Chore:
    found = session.get(Chore, name)
    if found is None:
        found = Chore(name=name, detail={})
        session.add(found)
    found.tried_at = at
    return found
