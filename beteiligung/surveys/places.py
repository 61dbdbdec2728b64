"""Places: how many answers a survey takes, in all or with one answer to one question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.surveys.models import Quota, Response, Survey
from beteiligung.surveys.settled import counted
from beteiligung.text import N_

OVER = "over quota"  # why an answer that came late does not count
AT_ONCE = 1000


class SurveyFull(Refusal):
    """All places are taken: enough people have answered."""

    status = 410
    default = N_("All places are taken. Thank you for wanting to take part.")


class Limit(NamedTuple):
    """So many places for all answers, or for those that chose one option of one question."""

    places: int
    question: str = ""
    code: str = ""


def limits_of(session: Session, survey_id: int) -> list[Quota]:
    """The limits of a survey, that for all answers first."""
    found = select(Quota).where(Quota.survey_id == survey_id)
    return list(session.scalars(found.order_by(Quota.question, Quota.id)))


def is_full(session: Session, survey_id: int) -> bool:
    """Whether nobody can answer any more, whatever he would answer."""
    full = exists().where(
        Quota.survey_id == survey_id, Quota.question == "", Quota.taken >= Quota.places
    )
    return bool(session.scalar(select(full)))


def take_places(
    session: Session, survey_id: int, answers: Mapping[str, Any], *, at: datetime
) -> bool:
    """Take a place wherever these answers need one; False if one is missing, and none is taken.

    Whoever takes places of a survey waits for the others who do, until they have committed.
    """
    wait_for_turn(session, survey_id)
    limits = limits_of(session, survey_id)
    wanted = [limit.id for limit in limits if _needs(limit.question, limit.code, answers)]
    if not wanted:
        return True
    other = aliased(Quota)
    full = exists().where(other.id.in_(wanted), other.taken >= other.places)
    took = session.connection().execute(
        update(Quota)
        .where(Quota.id.in_(wanted), Quota.taken < Quota.places, ~full)
        .values(taken=Quota.taken + 1)
    )
    if not took.rowcount:
        return False
    if is_full(session, survey_id):  # whoever hands out the survey must look again
        session.execute(update(Survey).where(Survey.id == survey_id).values(changed_at=at))
    return True


def give_back_places(
    session: Session, survey_id: int, answers: Mapping[str, Any], *, at: datetime
) -> None:
    """Free the places of an answer that counts no more, so that somebody else can have them."""
    wait_for_turn(session, survey_id)
    held = [
        limit.id
        for limit in limits_of(session, survey_id)
        if _needs(limit.question, limit.code, answers)
    ]
    if held:
        freed = update(Quota).where(Quota.id.in_(held), Quota.taken > 0)
        session.execute(freed.values(taken=Quota.taken - 1))
        session.execute(update(Survey).where(Survey.id == survey_id).values(changed_at=at))


def set_places(
    session: Session,
    survey: Survey,
    limits: Sequence[Limit],
    *,
    target: int | None,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Say how many answers are hoped for, and how many are taken; those that are there count.

    A target stops nothing. Fewer places than answers mean that no more are taken.
    """
    wait_for_turn(session, survey.id)
    session.execute(delete(Quota).where(Quota.survey_id == survey.id))
    taken = _counted(session, survey.id, limits)
    session.add_all(
        Quota(
            survey_id=survey.id,
            question=limit.question,
            code=limit.code,
            places=limit.places,
            taken=there,
        )
        for limit, there in zip(limits, taken, strict=True)
    )
    survey.target, survey.changed_at = target, at
    audit.note(
        session,
        asker,
        "set_places",
        f"survey:{survey.slug}",
        at=at,
        target=target,
        places=[f"{limit.question}:{limit.code} {limit.places}".strip(": ") for limit in limits],
    )


def recount_places(session: Session, survey_id: int, *, at: datetime) -> None:
    """Count anew how many places are taken, after many answers changed whether they count.

    More than there are may be taken then: nobody is sent away afterwards.
    """
    wait_for_turn(session, survey_id)
    limits = limits_of(session, survey_id)
    if not limits:
        return
    wanted = [Limit(limit.places, limit.question, limit.code) for limit in limits]
    for limit, taken in zip(limits, _counted(session, survey_id, wanted), strict=True):
        limit.taken = taken
    session.execute(update(Survey).where(Survey.id == survey_id).values(changed_at=at))


def limited_among(session: Session, survey_ids: Iterable[int]) -> set[int]:
    """Which of these surveys have limited places."""
    found = select(Quota.survey_id).where(Quota.survey_id.in_(set(survey_ids)))
    return set(session.scalars(found))


def wait_for_turn(session: Session, survey_id: int) -> None:
    """Let one worker after the other give out the places of a survey, up to its commit.

    On PostgreSQL the second waits here; plain answers, and the foreign keys of answers, do not. On
    SQLite there is one writer anyway.
    """
    turn = select(Survey.id).where(Survey.id == survey_id).with_for_update(key_share=True)
    session.execute(turn).all()


def _counted(session: Session, survey_id: int, limits: Sequence[Limit]) -> list[int]:
    """How many of the answers that are there take a place of each of these limits."""
    taken = [0] * len(limits)
    there = counted(survey_id, Response.answers).execution_options(yield_per=AT_ONCE)
    for answers in session.scalars(there):
        for place, limit in enumerate(limits):
            taken[place] += _needs(limit.question, limit.code, answers)
    return taken


def _needs(question: str, code: str, answers: Mapping[str, Any]) -> bool:
    if not question:
        return True
    given = answers.get(question)
    return code in given if isinstance(given, list) else given == code
