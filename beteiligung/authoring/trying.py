"""Links under which anybody can try a draft out like a real survey; nothing from there counts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.accounts.tokens import digest
from beteiligung.authoring.models import TestLink
from beteiligung.errors import NotFound
from beteiligung.surveys.codes import fresh_code, read_code
from beteiligung.surveys.models import Survey

LASTS = timedelta(days=14)


def links_of(session: Session, survey: Survey, at: datetime) -> list[TestLink]:
    """The links to a survey's draft that still work, newest first."""
    return list(
        session.scalars(
            select(TestLink)
            .where(TestLink.survey_id == survey.id, TestLink.expires_at > at)
            .order_by(TestLink.created_at.desc(), TestLink.id.desc())
        )
    )


def draft_behind(session: Session, typed: str, at: datetime) -> tuple[Survey, str] | None:
    """The survey whose draft a code opens, and the code as it is written; none if it does not."""
    code = read_code(typed)
    if code is None:
        return None
    survey = session.scalar(
        select(Survey)
        .join(TestLink, TestLink.survey_id == Survey.id)
        .where(TestLink.token_hash == digest(code), TestLink.expires_at > at)
    )
    return None if survey is None else (survey, code)


def make_link(session: Session, survey: Survey, *, asker: Asker, at: datetime) -> str:
    """A new link; its code is returned this once, only the hash is kept. Old ones are swept up."""
    session.execute(delete(TestLink).where(TestLink.expires_at <= at))
    code = fresh_code()
    session.add(
        TestLink(
            token_hash=digest(code),
            survey_id=survey.id,
            who=asker.name,
            created_at=at,
            expires_at=at + LASTS,
            tries=0,
        )
    )
    audit.note(session, asker, "make_test_link", f"survey:{survey.slug}", at=at)
    return code


def end_link(session: Session, survey: Survey, number: int, *, asker: Asker, at: datetime) -> None:
    """A link stops working at once."""
    link = session.get(TestLink, number)
    if link is None or link.survey_id != survey.id:
        raise NotFound
    session.delete(link)
    audit.note(session, asker, "end_test_link", f"survey:{survey.slug}", at=at)


def count_try(session: Session, code: str) -> None:
    """Somebody has tried the draft out up to the end: all that is ever kept of it."""
    session.execute(
        update(TestLink).where(TestLink.token_hash == digest(code)).values(tries=TestLink.tries + 1)
    )
