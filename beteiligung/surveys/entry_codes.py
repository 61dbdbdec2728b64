"""What staff do about one-time codes of a survey, and about the calculation against mass voting."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.abuse.entry import close_batch, holds, make_batch, mark_of
from beteiligung.abuse.models import CodeBatch
from beteiligung.access import Asker
from beteiligung.errors import NotFound
from beteiligung.surveys.codes import fresh_entry_code
from beteiligung.surveys.models import Survey


def fresh_codes(number: int, *, is_free: Callable[[str], bool] = lambda _code: True) -> list[str]:
    """So many new one-time codes for an occasion, which do not hold yet; each only once."""
    found: dict[str, None] = {}
    while len(found) < number:
        code = fresh_entry_code()
        if is_free(code):
            found[code] = None
    return list(found)


def free_codes(session: Session, survey: Survey, number: int, *, secret: bytes) -> list[str]:
    """New one-time codes that no letter of this survey bears yet."""

    def is_free(code: str) -> bool:
        return not holds(session, mark_of(secret, survey.id, code))

    return fresh_codes(number, is_free=is_free)


def make_entry_codes(
    session: Session,
    survey: Survey,
    *,
    name: str,
    codes: Sequence[str],
    secret: bytes,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Let these one-time codes hold: they are kept only as marks, and nobody sees them again."""
    marks = [mark_of(secret, survey.id, code) for code in codes]
    batch = make_batch(session, marks, survey_id=survey.id, name=name, at=at)
    audit.note(
        session,
        asker,
        "make_entry_codes",
        f"survey:{survey.slug}",
        at=at,
        batch=batch.id,
        n=len(codes),
    )


def close_entry_codes(
    session: Session, survey: Survey, number: int, *, asker: Asker | None, at: datetime
) -> int:
    """Close a batch whose letters were lost or copied: its unused codes are deleted; how many."""
    batch = session.get(CodeBatch, number)
    if batch is None or batch.survey_id != survey.id:
        raise NotFound
    left = close_batch(session, batch, at=at)
    audit.note(
        session, asker, "close_entry_codes", f"survey:{survey.slug}", at=at, batch=number, n=left
    )
    return left


def ask_for_work(
    session: Session, survey: Survey, *, wanted: bool, asker: Asker | None, at: datetime
) -> None:
    """Let answers cost a calculation from now on, or no longer."""
    survey.asks_for_work, survey.changed_at = wanted, at
    audit.note(session, asker, "ask_for_work", f"survey:{survey.slug}", at=at, wanted=wanted)
