"""What staff do with a draft: write it, take changes back, bring an earlier state back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.authoring import queries
from beteiligung.authoring.models import DraftStep
from beteiligung.districts.models import District
from beteiligung.errors import NotFound, Refusal
from beteiligung.surveys import document as documents
from beteiligung.surveys import wording
from beteiligung.surveys.actions import (
    DistrictMissing,
    NotNow,
    refuse_errors,
    replace_draft,
)
from beteiligung.surveys.models import Survey
from beteiligung.text import N_

MOST_STEPS = 100
ONE_SITTING = timedelta(minutes=10)  # saving by itself within it is one change to take back


class NothingToUndo(Refusal):
    """There is no change that could be taken back, or done again."""

    default = N_("There is nothing to take back.")


def change_draft(
    session: Session,
    survey: Survey,
    document: Mapping[str, Any],
    *,
    what: str,
    place: str = "",
    asker: Asker | None,
    at: datetime,
    continuing: bool = False,
) -> None:
    """Put another document in the place of the draft, and keep the one before for "undo".

    ``what`` (a message id) and ``place`` (id of a question or the like) name the change in the
    history. A draft that stays the same is no change. ``continuing``: the page saved by itself;
    what one person types at one place within ten minutes is then a single change.
    """
    before = dict(survey.draft)
    if {**document, "slug": survey.slug} == before:
        return
    replace_draft(session, survey, document, asker=asker, at=at)
    last = queries.last_step(session, survey)
    undone = queries.next_step(session, survey) is not None
    if continuing and not undone and last is not None and _goes_on(last, what, place, asker, at):
        return
    _forget_undone(session, survey)
    step = DraftStep(
        survey_id=survey.id,
        number=last.number + 1 if last else 1,
        what=what,
        place=place,
        document=before,
        staff_id=asker.id if asker else None,
        who=asker.name if asker else "",
        at=at,
        undone=False,
    )
    _keep(session, step)


def undo_change(
    session: Session, survey: Survey, *, asker: Asker | None, at: datetime
) -> DraftStep:
    """Take the last change back; it can be done again until somebody changes something else."""
    step = queries.last_step(session, survey)
    if step is None:
        raise NothingToUndo
    return _turn(session, survey, step, action="undo_change", asker=asker, at=at)


def redo_change(
    session: Session, survey: Survey, *, asker: Asker | None, at: datetime
) -> DraftStep:
    """Do again what was taken back last."""
    step = queries.next_step(session, survey)
    if step is None:
        raise NothingToUndo(N_("There is nothing to do again."))
    return _turn(session, survey, step, action="redo_change", asker=asker, at=at)


def bring_back(
    session: Session, survey: Survey, number: int, *, asker: Asker | None, at: datetime
) -> None:
    """Make the draft what it was before a change; that is a change itself, to be undone too."""
    step = queries.step_numbered(session, survey, number)
    if step is None or step.undone:
        raise NotFound
    change_draft(
        session,
        survey,
        step.document,
        what=N_("An earlier state was brought back"),
        asker=asker,
        at=at,
    )


def ask_in(
    session: Session,
    survey: Survey,
    districts: Sequence[District],
    *,
    allowed: frozenset[int] | None,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Ask a survey in other districts, as long as nobody was asked yet.

    Only districts in ``allowed`` (ids; none: all) come or go: those of other managers stay.
    """
    if survey.opens_at is not None:
        raise NotNow
    others = [row for row in survey.districts if allowed is not None and row.id not in allowed]
    if not (where := [*others, *districts]):
        raise DistrictMissing
    survey.districts = where
    survey.changed_at = at
    names = [row.slug for row in where]
    audit.note(session, asker, "ask_in", f"survey:{survey.slug}", at=at, districts=names)


def replace_by_file(
    session: Session, survey: Survey, content: bytes, *, asker: Asker | None, at: datetime
) -> None:
    """Put a JSON file in the place of a draft; publishing says what that changes."""
    document = documents.parse(content)
    refuse_errors(document)
    change_draft(
        session, survey, document, what=N_("The draft was replaced by a file"), asker=asker, at=at
    )


def mend_text(
    session: Session,
    survey: Survey,
    words: Mapping[str, str],
    *,
    locale: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Change texts of the draft in one language; ``words`` by path (see `wording.texts`)."""
    known = dict(wording.texts(survey.draft))
    document: dict[str, Any] = dict(survey.draft)
    for path, text in words.items():
        if path not in known:
            raise NotFound
        document = wording.with_text(document, path, locale, text.strip())
    change_draft(
        session,
        survey,
        document,
        what=N_("Texts were changed"),
        place=locale,
        asker=asker,
        at=at,
    )


def _goes_on(last: DraftStep, what: str, place: str, asker: Asker | None, at: datetime) -> bool:
    same = (last.what, last.place, last.staff_id) == (what, place, asker.id if asker else None)
    return same and at - last.at <= ONE_SITTING


def _keep(session: Session, step: DraftStep) -> None:
    """Keep a step, and of those before it the last hundred."""
    session.add(step)
    session.flush()
    session.execute(
        delete(DraftStep).where(
            DraftStep.survey_id == step.survey_id, DraftStep.number <= step.number - MOST_STEPS
        )
    )


def _forget_undone(session: Session, survey: Survey) -> None:
    undone = select(DraftStep).where(DraftStep.survey_id == survey.id, DraftStep.undone.is_(True))
    for step in session.scalars(undone):
        session.delete(step)
    session.flush()


def _turn(
    session: Session,
    survey: Survey,
    step: DraftStep,
    *,
    action: str,
    asker: Asker | None,
    at: datetime,
) -> DraftStep:
    # What is kept in a step is always the draft on the other side of it.
    other_side, step.document = step.document, dict(survey.draft)
    step.undone = not step.undone
    replace_draft(session, survey, other_side, asker=asker, at=at, action=action, step=step.number)
    return step
