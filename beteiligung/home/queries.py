"""What the staff's first pages ask: what waits for an answer, what codes may lead to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.errors import NotFound
from beteiligung.ideas.models import Board
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_locales
from beteiligung.text import N_
from beteiligung.web.models import Feedback
from beteiligung.web.seams import Target


def waiting(session: Session) -> list[Feedback]:
    """Messages without an answer, those that are due first in front."""
    query = select(Feedback).where(Feedback.answered_at.is_(None))
    return list(session.scalars(query.order_by(Feedback.due_at, Feedback.id)))


def answered(session: Session) -> list[Feedback]:
    """The last hundred messages that were answered, newest first."""
    query = select(Feedback).where(Feedback.answered_at.is_not(None))
    return list(session.scalars(query.order_by(Feedback.answered_at.desc()).limit(100)))


def message(session: Session, number: int) -> Feedback:
    """One message about a barrier."""
    found = session.get(Feedback, number)
    if found is None:
        raise NotFound
    return found


def survey_targets(session: Session) -> list[Target]:
    """Surveys as what printed codes may lead to, drafts included: posters come before the start."""
    published = newest_locales(session)
    surveys = session.scalars(select(Survey).order_by(Survey.created_at.desc(), Survey.id))
    return [
        Target(
            path=f"umfrage/{survey.slug}",
            title=survey.named,
            kind=N_("Survey"),
            locales=tuple(published.get(survey.id, survey.title)),
            districts=frozenset(district.id for district in survey.districts),
            ends=survey.closes_at,
            results_on=survey.results_on,
        )
        for survey in surveys
    ]


def results_targets(session: Session) -> list[Target]:
    """Pages of results as what printed codes may lead to, from the survey's beginning on."""
    begun = select(Survey).where(Survey.opens_at.is_not(None))
    return [
        Target(
            path=f"ergebnisse/{survey.slug}",
            title=survey.named,
            kind=N_("Results"),
            locales=tuple(survey.title),
            districts=frozenset(district.id for district in survey.districts),
        )
        for survey in session.scalars(begun.order_by(Survey.created_at.desc(), Survey.id))
    ]


def board_targets(session: Session) -> list[Target]:
    """Idea boards as what printed codes may lead to, drafts included."""
    boards = select(Board).where(Board.is_template.is_(False), Board.archived_at.is_(None))
    return [
        Target(
            path=f"ideen/{board.slug}",
            title=board.named,
            kind=N_("Ideas"),
            locales=tuple(board.locales or board.title),
            districts=frozenset(district.id for district in board.districts),
            ends=max((phase.ends_at for phase in board.phases), default=None),
        )
        for board in session.scalars(boards.order_by(Board.created_at.desc(), Board.id))
    ]
