"""What staff do for what a public website owes: its statement, notices, explanations, the film."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.duties import films
from beteiligung.duties.models import Film, FilmPart, Gap, Notice, Statement
from beteiligung.web.models import SiteText


def write_statement(
    session: Session, asker: Asker, values: Mapping[str, Any], *, at: datetime
) -> None:
    """Say how accessible this website is; ``values`` by the names of the statement's columns."""
    found = session.scalar(select(Statement))
    if found is None:
        session.add(Statement(**values))
    else:
        for name, value in values.items():
            setattr(found, name, value)
    note(session, asker, "write_statement", "statement", at=at, status=values["status"])


def write_gap(
    session: Session, asker: Asker, gap: Gap | None, values: Mapping[str, Any], *, at: datetime
) -> Gap:
    """Name something that is not accessible, or say it better."""
    if gap is None:
        gap = Gap(**values)
        session.add(gap)
    else:
        for name, value in values.items():
            setattr(gap, name, value)
    session.flush()
    note(session, asker, "write_gap", f"gap:{gap.id}", at=at, reason=values["reason"])
    return gap


def close_gap(session: Session, asker: Asker, gap: Gap, *, at: datetime) -> None:
    """A barrier is gone: the statement no longer names it."""
    note(session, asker, "close_gap", f"gap:{gap.id}", at=at, what=gap.what.get("de", ""))
    session.delete(gap)


def write_notice(
    session: Session,
    asker: Asker,
    notice: Notice | None,
    values: Mapping[str, Any],
    *,
    at: datetime,
) -> Notice:
    """Let everybody read something for a while, or change what they read."""
    if notice is None:
        notice = Notice(**values, changed_at=at)
        session.add(notice)
    else:
        for name, value in values.items():
            setattr(notice, name, value)
        notice.changed_at = at
    session.flush()
    _mark(session, "notices", f"{notice.id} {at}")
    note(
        session,
        asker,
        "write_notice",
        f"notice:{notice.id}",
        at=at,
        title=notice.title.get("de", ""),
        severity=notice.severity,
    )
    return notice


def end_notice(session: Session, asker: Asker, notice: Notice, *, at: datetime) -> None:
    """A notice is over before its time; one that is over stays as it was."""
    if notice.ends_at <= at:
        return
    notice.begins_at, notice.ends_at = min(notice.begins_at, at), at
    _mark(session, "notices", f"{notice.id} over {at}")
    title = notice.title.get("de", "")
    note(session, asker, "end_notice", f"notice:{notice.id}", at=at, title=title)


def explain(session: Session, asker: Asker, texts: Mapping[str, str], *, at: datetime) -> None:
    """Explain this website in easy words; a language left empty shows what we wrote, if we did."""
    session.merge(SiteText(key="easy", texts=dict(texts)))
    note(session, asker, "explain", "text:easy", at=at, languages=sorted(texts))


def take_film(
    session: Session,
    asker: Asker,
    content: Iterable[bytes],
    values: Mapping[str, Any],
    *,
    at: datetime,
) -> Film:
    """Show a film in sign language in the place of the one before; ``content`` piece by piece.

    Refused with a sentence: what is neither MP4 nor WebM, and more than 60 MB.
    """
    session.execute(delete(FilmPart))
    session.execute(delete(Film))
    film = Film(**values, digest="", mime="", size=0, changed_at=at)
    session.add(film)
    session.flush()  # it has its number now
    digest = sha256()
    for number, part in enumerate(films.parts(content)):
        if number == 0:
            film.mime = films.mime_of(part)
        digest.update(part)
        film.size += len(part)
        piece = FilmPart(film_id=film.id, number=number, content=part)
        session.add(piece)
        session.flush()
        session.expunge(piece)  # a film must not stand in the memory as a whole
    film.digest = digest.hexdigest()
    _shown(session, film)
    note(session, asker, "take_film", f"film:{film.digest[:12]}", at=at, bytes=film.size)
    return film


def change_film(
    session: Session, asker: Asker, film: Film, values: Mapping[str, Any], *, at: datetime
) -> None:
    """Change what belongs to the film: its words, captions, picture."""
    for name, value in values.items():
        setattr(film, name, value)
    film.changed_at = at
    _shown(session, film)
    note(session, asker, "change_film", f"film:{film.digest[:12]}", at=at)


def remove_film(session: Session, asker: Asker, film: Film, *, at: datetime) -> None:
    """Take the film away."""
    note(session, asker, "remove_film", f"film:{film.digest[:12]}", at=at)
    session.execute(delete(FilmPart))
    session.execute(delete(Film))
    session.merge(SiteText(key="film", texts={}))


def _shown(session: Session, film: Film) -> None:
    # Every page has a link to it: workers hear of a change by the texts of the site.
    _mark(session, "film", film.digest)


def _mark(session: Session, key: str, change: str) -> None:
    """Let every worker look again: they all read the texts of the site once a second."""
    session.merge(SiteText(key=key, texts={"de": change}))
    session.flush()
