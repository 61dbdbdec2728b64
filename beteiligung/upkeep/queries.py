"""Reads of the chores: when a backup was made, when was deleted what was due."""

from sqlalchemy.orm import Session

from beteiligung.upkeep.models import Chore

BACKUP, FORGET = "backup", "forget"


def chore(session: Session, name: str) -> Chore | None:
    """What is known of a chore; nothing if nobody ever tried."""
    return session.get(Chore, name)
