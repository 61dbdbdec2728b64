"""Deleting what surrounds drafts: unused recordings, old notes, names of those who left."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from beteiligung.authoring.models import Comment, DraftStep, Review, TestLink, Translation
from beteiligung.duties.queries import film
from beteiligung.ideas.models import Board
from beteiligung.media import queries
from beteiligung.media.actions import forget_media
from beteiligung.surveys.forgetting import surveys_over
from beteiligung.surveys.models import Survey, SurveyVersion

NOTES_KEPT = timedelta(days=365)  # after a note was settled
KEPT_FOR = timedelta(days=30)  # after it was brought in, for whoever changes her mind
_DIGEST = re.compile(r"[0-9a-f]{64}")


def forget_drafting(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete notes settled a year ago, ended test links, and all steps when the answers go."""
    over = [survey.id for survey in surveys_over(session, at)]
    notes = or_(Comment.settled_at <= at - NOTES_KEPT, Comment.survey_id.in_(over))
    due = {
        "comment": delete(Comment).where(notes),
        "draft_step": delete(DraftStep).where(DraftStep.survey_id.in_(over)),
        "test_link": delete(TestLink).where(TestLink.expires_at <= at),
    }
    return {
        table: session.connection().execute(statement).rowcount for table, statement in due.items()
    }


def forget_names(session: Session, staff: Sequence[int]) -> None:
    """Take the names of people whose accounts are deleted off translations, which stay."""
    for table in (Translation, Review):
        named = update(table).where(table.staff_id.in_(staff))
        session.execute(named.values(who="", staff_id=None))


def forget_unused_media(session: Session, *, at: datetime) -> int:
    """Delete what was brought in 30 days ago and is not used now; how many went.

    Used is what stands in a draft, in any published version, in a step that can be taken back, what
    an idea board and the interface say, and the picture before the film in sign language.
    """
    old = queries.digests_before(session, at - KEPT_FOR)
    if not old:
        return 0
    old -= queries.digests_spoken(session)
    if (shown := film(session)) is not None:
        old.discard(shown.poster)
    for document in _documents(session):
        old -= set(_DIGEST.findall(json.dumps(document)))
    return forget_media(session, frozenset(old))


def _documents(session: Session) -> Iterator[dict[str, Any] | None]:
    for column in (Survey.draft, SurveyVersion.document, DraftStep.document, Board.sounds):
        yield from session.scalars(select(column).execution_options(yield_per=20))
