"""Supporting an idea with one tap, and taking it back: each device once, and nobody known."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, update
from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.errors import Refusal
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.models import Idea, Support
from beteiligung.text import N_

_TOKEN = re.compile(r"[0-9a-f]{32}")


class NoSupportNow(Refusal):
    """A board on which nobody can support anything at this moment."""

    status = 403
    default = N_("On this board ideas cannot be supported at the moment.")


def fresh_token() -> str:
    """What a device shows by which it is counted once on one board."""
    return secrets.token_hex(16)


def proper_token(raw: str) -> str | None:
    """A token as a device makes one, or none."""
    return raw if _TOKEN.fullmatch(raw) else None


def support_idea(session: Session, idea: Idea, token: str, *, at: datetime) -> bool:
    """Count a device for an idea; whether it was not counted before."""
    _may_now(idea, at)
    added = insert_into(session, cast("Table", Support.__table__)).values(
        idea_id=idea.id, token_hash=_mark(idea, token)
    )
    new = session.execute(added.on_conflict_do_nothing().returning(Support.idea_id)).first()
    return _count(session, idea, 0 if new is None else 1)


def take_support_back(session: Session, idea: Idea, token: str, *, at: datetime) -> bool:
    """Count a device for an idea no longer; whether it was counted."""
    _may_now(idea, at)
    mine = (Support.idea_id == idea.id) & (Support.token_hash == _mark(idea, token))
    gone = session.execute(delete(Support).where(mine).returning(Support.idea_id)).first()
    return _count(session, idea, 0 if gone is None else -1)


def supports(session: Session, idea: Idea, token: str) -> bool:
    """Whether the device with this token supports an idea."""
    return session.get(Support, (idea.id, _mark(idea, token))) is not None


def _may_now(idea: Idea, at: datetime) -> None:
    if not standing(idea.board, at).allows(Verb.SUPPORT):
        raise NoSupportNow


def _count(session: Session, idea: Idea, change: int) -> bool:
    if change:
        more = update(Idea).where(Idea.id == idea.id).values(supporters=Idea.supporters + change)
        session.execute(more.execution_options(synchronize_session=False))
        session.refresh(idea, ["supporters"])
    return bool(change)


def _mark(idea: Idea, token: str) -> str:
    """A hash of the token for this board alone: two boards' marks have nothing in common."""
    return hashlib.sha256(f"support {idea.board_id} {token}".encode()).hexdigest()
