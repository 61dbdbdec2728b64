"""What is known about a draft: whose it is to write, and how it came to be what it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.authoring.models import DraftStep
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of


def survey_to_edit(session: Session, slug: str, asker: Asker, *, hold: bool) -> Survey:
    """The survey, if this person may write it; else `NotFound`.

    Who ``hold``s it, because she is about to write, has it for herself until the commit: on SQLite
    the writers' turn does that; on PostgreSQL the row is locked and read again, so that the draft
    is as the writer before left it.
    """
    survey = survey_of(session, slug, asker, Role.MANAGER)
    if hold:
        session.refresh(survey, with_for_update={"of": Survey})
    return survey


def steps_of(session: Session, survey: Survey) -> list[DraftStep]:
    """How the draft came to be what it is, the newest change first; undone ones in front."""
    return list(session.scalars(_steps(survey).order_by(DraftStep.number.desc())))


def last_step(session: Session, survey: Survey) -> DraftStep | None:
    """The change that would be undone next."""
    done = _steps(survey).where(DraftStep.undone.is_(False))
    return session.scalar(done.order_by(DraftStep.number.desc()).limit(1))


def next_step(session: Session, survey: Survey) -> DraftStep | None:
    """The undone change that would be done again next."""
    undone = _steps(survey).where(DraftStep.undone.is_(True))
    return session.scalar(undone.order_by(DraftStep.number).limit(1))


def step_numbered(session: Session, survey: Survey, number: int) -> DraftStep | None:
    """One change by its number."""
    return session.scalar(_steps(survey).where(DraftStep.number == number))


def earlier_drafts(session: Session, survey: Survey, since: datetime) -> list[dict[str, Any]]:
    """The drafts as they were before the changes since a moment, the newest first."""
    recent = _steps(survey).where(DraftStep.at >= since, DraftStep.undone.is_(False))
    found = session.scalars(recent.order_by(DraftStep.number.desc()))
    return [step.document for step in found]


def _steps(survey: Survey) -> Select[DraftStep]:
    return select(DraftStep).where(DraftStep.survey_id == survey.id)
