"""What staff do about results: say why they look at small groups, and what belongs together."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.dashboards.models import MarginMatch
from beteiligung.surveys.models import Survey

OPEN_FOR = timedelta(hours=8)  # a working day; signing out ends it sooner


def look_at_small_groups(
    session: Session, survey: Survey, purpose: str, *, asker: Asker, at: datetime
) -> datetime:
    """Open a survey's small groups to this person for a written purpose; until when.

    The purpose is kept with who and when, so that the district can answer for every look.
    """
    audit.note(
        session,
        asker,
        "looked_at_small_groups",
        f"survey:{survey.slug}",
        at=at,
        purpose=purpose,
    )
    return at + OPEN_FOR


def export_answers(
    session: Session, survey: Survey, purpose: str, *, asker: Asker | None, at: datetime, what: str
) -> None:
    """Write down that a survey's answers left as a file, and for which purpose.

    ``what`` is the name of the file. Nobody signed in means the command line.
    """
    audit.note(
        session,
        asker,
        "export_answers",
        f"survey:{survey.slug}",
        at=at,
        purpose=purpose,
        file=what,
    )


def match_margins(
    session: Session,
    survey: Survey,
    variable: str,
    question: str,
    answers: Mapping[str, Sequence[str]],
    *,
    asker: Asker,
    at: datetime,
) -> None:
    """Say which answers (codes) to a question belong to which residents (categories)."""
    kept = _match_of(session, survey, variable)
    if kept is None:
        kept = MarginMatch(survey_id=survey.id, variable=variable)
        session.add(kept)
    kept.question = question
    kept.answers = {category: list(codes) for category, codes in answers.items()}
    _note_match(session, survey, variable, asker, at)


def match_by_codes(
    session: Session, survey: Survey, variable: str, *, asker: Asker, at: datetime
) -> None:
    """Forget what was said by hand: equal codes of answers and residents belong together again."""
    kept = _match_of(session, survey, variable)
    if kept is not None:
        session.delete(kept)
        _note_match(session, survey, variable, asker, at)


def _match_of(session: Session, survey: Survey, variable: str) -> MarginMatch | None:
    wanted = select(MarginMatch).filter_by(survey_id=survey.id, variable=variable)
    return session.scalar(wanted)


def _note_match(
    session: Session, survey: Survey, variable: str, asker: Asker, at: datetime
) -> None:
    subject = f"survey:{survey.slug}"
    audit.note(session, asker, "match_margins", subject, at=at, variable=variable)
