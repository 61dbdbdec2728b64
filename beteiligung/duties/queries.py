"""Reads of what a public website owes: the statement, notices, the film."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.duties.models import Film, FilmPart, Gap, Notice, Statement
from beteiligung.errors import NotFound

MOST_NOTICES = 100


def statement(session: Session) -> Statement | None:
    """The statement, once an admin has filled it in."""
    return session.scalar(select(Statement))


def gaps(session: Session) -> list[Gap]:
    """What the operator knows is not accessible."""
    return list(session.scalars(select(Gap).order_by(Gap.id)))


def gap(session: Session, number: int) -> Gap:
    """One of these gaps."""
    found = session.get(Gap, number)
    if found is None:
        raise NotFound
    return found


def notices(session: Session, allowed: Collection[int] | None) -> list[Notice]:
    """Notices of the asker's districts, an admin's also of all; the last to end first."""
    wanted = select(Notice).order_by(Notice.ends_at.desc(), Notice.id.desc()).limit(MOST_NOTICES)
    if allowed is not None:
        wanted = wanted.where(Notice.district_id.in_(allowed))
    return list(session.scalars(wanted))


def notice(session: Session, number: int, allowed: Collection[int] | None) -> Notice:
    """One notice; somebody else's is as if it were not there."""
    found = session.get(Notice, number)
    if found is None or (allowed is not None and found.district_id not in allowed):
        raise NotFound
    return found


def film(session: Session) -> Film | None:
    """The film in sign language, if there is one."""
    return session.scalar(select(Film))


def film_part(session: Session, film_id: int, number: int) -> bytes:
    """A piece of a film; empty where it has been taken away meanwhile."""
    part = session.get(FilmPart, (film_id, number))
    return part.content if part else b""
