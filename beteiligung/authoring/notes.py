"""What pilots and colleagues note at a draft, question by question, until somebody settles it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.authoring.models import Comment
from beteiligung.errors import NotFound, Refusal
from beteiligung.surveys.models import Survey
from beteiligung.text import N_, readable

LONGEST = 2000  # characters


class NoteEmpty(Refusal):
    """A note without words."""

    default = N_("Please write what you noticed.")


class NoteTooLong(Refusal):
    """More than a note."""

    default = N_("This text is too long.")


def notes_on(session: Session, survey: Survey) -> list[Comment]:
    """Everything noted at a survey's draft: what is open in front, then the newest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.survey_id == survey.id)
            .order_by(Comment.settled_at.is_not(None), Comment.at.desc(), Comment.id.desc())
        )
    )


def open_notes(session: Session, survey_id: int) -> int:
    """How many notes nobody has settled yet."""
    found = session.scalar(
        select(func.count()).where(Comment.survey_id == survey_id, Comment.settled_at.is_(None))
    )
    return found or 0


def note_down(
    session: Session,
    survey: Survey,
    words: str,
    *,
    question: str,
    locale: str,
    asker: Asker,
    at: datetime,
) -> Comment:
    """Keep what somebody noticed at a question ("": at the survey as a whole) in a language."""
    said = readable(words).strip()
    if not said:
        raise NoteEmpty
    if len(said) > LONGEST:
        raise NoteTooLong
    if question and all(each.get("id") != question for each in survey.draft["questions"]):
        raise NotFound
    comment = Comment(
        survey_id=survey.id,
        question=question,
        locale=locale,
        words=said,
        staff_id=asker.id,
        who=asker.name,
        at=at,
        settled_at=None,
    )
    session.add(comment)
    audit.note(session, asker, "note_down", f"survey:{survey.slug}", at=at, question=question)
    return comment


def settle_note(
    session: Session, survey: Survey, number: int, *, done: bool, asker: Asker, at: datetime
) -> None:
    """Somebody has dealt with a note, or takes it up again."""
    comment = session.get(Comment, number)
    if comment is None or comment.survey_id != survey.id:
        raise NotFound
    comment.settled_at = at if done else None
    action = "settle_note" if done else "reopen_note"
    audit.note(session, asker, action, f"survey:{survey.slug}", at=at, note=number)
