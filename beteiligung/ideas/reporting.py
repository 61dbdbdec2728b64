"""Finding an idea wrong: anybody may say so, for a reason, and reads the answer by a code."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit, clock
from beteiligung.access import Asker
from beteiligung.accounts.tokens import digest
from beteiligung.errors import NotFound, Refusal
from beteiligung.ideas import moderating
from beteiligung.ideas.giving import read_secret
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.reasons import REASONS
from beteiligung.ideas.records import IdeaReport
from beteiligung.text import N_

TAKEN_DOWN = "taken_down"


class AnsweredAlready(Refusal):
    """A report that somebody else has answered."""

    default = N_("Somebody else has answered this report already.")


class Reported(NamedTuple):
    """A report as it was sent; nothing about whoever sent it."""

    key: str
    secret: str
    reason: str
    words: str
    language: str


class Answer(NamedTuple):
    """What came of a report."""

    outcome: str
    words: str


def report_idea(session: Session, idea: Idea, said: Reported, *, at: datetime) -> IdeaReport:
    """Keep a report; one that comes again is the same report."""
    known = session.scalar(select(IdeaReport).where(IdeaReport.key == said.key))
    if known is not None:
        return known
    report = IdeaReport(
        idea_id=idea.id,
        key=said.key,
        secret_hash=digest(said.secret),
        reason=said.reason,
        words=said.words,
        language=said.language,
        received_at=clock.whole_hour(at),
    )
    session.add(report)
    session.flush()
    return report


def report_behind(session: Session, typed: str) -> IdeaReport | None:
    """The report of a secret code."""
    mark = digest(read_secret(typed) or typed[:100])
    return session.scalar(select(IdeaReport).where(IdeaReport.secret_hash == mark))


def report_of(session: Session, board: Board, number: int) -> tuple[IdeaReport, Idea]:
    """A report about an idea of this board; `NotFound` if there is none."""
    wanted = (
        select(IdeaReport, Idea)
        .join(Idea, Idea.id == IdeaReport.idea_id)
        .where(Idea.board_id == board.id, IdeaReport.id == number)
    )
    row = session.execute(wanted).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def answer_report(
    session: Session, asker: Asker, report: IdeaReport, said: Answer, *, at: datetime
) -> None:
    """Say what came of a report; an idea that is taken down tells its giver the reason too."""
    if report.answered_at is not None:
        raise AnsweredAlready
    idea = session.get_one(Idea, report.idea_id)
    if said.outcome == TAKEN_DOWN and moderating.may_become(idea, State.REJECTED):
        reason = report.reason if report.reason in REASONS else "person"
        moderating.reject_idea(session, asker, idea, reason, "", at=at)
    report.outcome, report.answer = said.outcome, said.words
    report.answered_at, report.who = at, asker.name
    subject = f"idea:{idea.reference}"
    audit.note(session, asker, "answer_report", subject, at=at, outcome=said.outcome)
    session.flush()
