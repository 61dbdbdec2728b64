"""What staff do about doubtful answers: set a group aside for a reason, take it back, let be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.dashboards.doubted import Looked, as_document, group_of
from beteiligung.dashboards.evidence import Group
from beteiligung.dashboards.models import Decision
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.errors import NotFound, Refusal
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.places import recount_places, wait_for_turn
from beteiligung.surveys.recording import WAITS
from beteiligung.surveys.settled import count_anew
from beteiligung.text import N_

AT_ONCE = 500  # answers in one statement


class NoneLeft(Refusal):
    """Nobody's answers are left of a group: somebody else was quicker, or they were withdrawn."""

    default = N_(
        "None of these answers counts any more. Perhaps a colleague has set them aside already."
    )


class TooFewToChoose(Refusal):
    """A group so small that setting it aside would tell what single people answered."""

    default = N_(
        "These are fewer than 5 answers. So that nobody is singled out, such a small group is only "
        "set aside after a purpose was written down on the results page."
    )


class MoreMeanwhile(Refusal):
    """Answers have come in since somebody looked."""

    default = N_(
        "Meanwhile more answers belong to this group. Please look at the figures once more, then "
        "press again."
    )


class BackAlready(Refusal):
    """These answers count again already."""

    default = N_("These answers count again already. Perhaps a colleague has taken them back.")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which answers somebody means, how many of them she has seen, and why."""

    group: Group
    seen: int
    reason: str
    small: bool = False  # whether small groups are open to her


def set_aside(
    session: Session, survey: Survey, looked: Looked, wish: Wish, *, asker: Asker, at: datetime
) -> Decision:
    """Let these answers count no more, for a written reason; they stay stored and can come back.

    Only answers that the asker may look into, and only if she has seen how many they are. Refuses
    with `NoneLeft`, `TooFewToChoose` or `MoreMeanwhile`.
    """
    wait_for_turn(session, survey.id)
    ids = _meant(looked, wish)
    if len(ids) < FEWEST and not wish.small:
        raise TooFewToChoose
    decision = _decided(session, survey, "aside", wish, (asker, at))
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        counted = update(Response).where(
            Response.id.in_(ids[start : start + AT_ONCE]), Response.set_aside_because.is_(None)
        )
        values = {"set_aside_because": wish.reason, "decision_id": decision.id}
        changed += session.connection().execute(counted.values(values)).rowcount
    if not changed:
        raise NoneLeft
    decision.n = changed
    _settle(session, survey, at)
    _note(session, survey, "set_answers_aside", decision, (asker, at), reason=wish.reason)
    return decision


def take_back(
    session: Session,
    survey: Survey,
    decision: Decision,
    reason: str,
    *,
    allowed: frozenset[int] | None,
    asker: Asker,
    at: datetime,
) -> int:
    """Let answers that were set aside count again, those of the asker's districts; how many.

    The group counts as looked at from then on: it stays quiet until somebody wants it to stand out.
    """
    wait_for_turn(session, survey.id)
    mine = update(Response).where(Response.decision_id == decision.id)
    if allowed is not None:
        mine = mine.where(Response.district_id.in_(allowed))
    back = mine.values(set_aside_because=None, decision_id=None)
    changed: int = session.connection().execute(back).rowcount
    if not changed:
        raise BackAlready
    left = select(func.count()).where(Response.decision_id == decision.id)
    if not session.scalar(left):
        _end(decision, reason, (asker, at))
    _decided(session, survey, "kept", Wish(group_of(decision), changed, reason), (asker, at))
    _settle(session, survey, at)
    _note(session, survey, "take_answers_back", decision, (asker, at), n=changed, reason=reason)
    return changed


def let_be(
    session: Session, survey: Survey, looked: Looked, wish: Wish, *, asker: Asker, at: datetime
) -> Decision:
    """Write down that a group was looked at and is honest, so that it stays quiet from now on."""
    _meant(looked, wish)
    decision = _decided(session, survey, "kept", wish, (asker, at))
    _note(session, survey, "let_answers_be", decision, (asker, at), reason=wish.reason)
    return decision


def look_again(
    session: Session, survey: Survey, decision: Decision, *, asker: Asker, at: datetime
) -> None:
    """Let a group that was found honest stand out again."""
    if decision.ended_at is None:
        _end(decision, "", (asker, at))
        _note(session, survey, "look_again_at_answers", decision, (asker, at))


def count_waiting(
    session: Session,
    survey: Survey,
    seen: int,
    *,
    allowed: frozenset[int] | None,
    asker: Asker,
    at: datetime,
) -> int:
    """Let answers count that came without the calculation and waited for a look; how many.

    They keep their mark, so that they can be looked at as a group like any others.
    """
    wait_for_turn(session, survey.id)
    n = waiting(session, survey, allowed)
    if not n:
        raise NoneLeft
    if n > seen:
        raise MoreMeanwhile
    them = update(Response).where(*_waiting(survey, allowed)).values(set_aside_because=None)
    counted: int = session.connection().execute(them).rowcount
    _settle(session, survey, at)
    audit.note(session, asker, "count_waiting", f"survey:{survey.slug}", at=at, n=counted)
    return counted


def waiting(session: Session, survey: Survey, allowed: frozenset[int] | None) -> int:
    """How many answers of these districts wait for a look before they count."""
    return session.scalar(select(func.count()).where(*_waiting(survey, allowed))) or 0


def _waiting(survey: Survey, allowed: frozenset[int] | None) -> list[ColumnElement[bool]]:
    wanted = [
        Response.survey_id == survey.id,
        Response.kind == "real",
        Response.set_aside_because == WAITS,
    ]
    return wanted if allowed is None else [*wanted, Response.district_id.in_(allowed)]


def decision_of(session: Session, survey: Survey, number: int, kind: str) -> Decision:
    """A decision about this survey's answers; `NotFound` if there is none of that kind."""
    found = session.get(Decision, number)
    if found is None or found.survey_id != survey.id or found.kind != kind:
        raise NotFound
    return found


def _meant(looked: Looked, wish: Wish) -> Sequence[int]:
    """The ids of the answers that are meant, if they are no more than somebody has seen."""
    ids: list[int] = looked.columns.ids[looked.rows(wish.group)].tolist()
    if not ids:
        raise NoneLeft
    if len(ids) > wish.seen:
        raise MoreMeanwhile
    return ids


def _decided(
    session: Session, survey: Survey, kind: str, wish: Wish, by: tuple[Asker, datetime]
) -> Decision:
    decision = Decision(
        survey_id=survey.id,
        kind=kind,
        answers=as_document(wish.group),
        reason=wish.reason,
        n=wish.seen,
        who=by[0].name,
        at=by[1],
    )
    session.add(decision)
    session.flush()
    return decision


def _end(decision: Decision, reason: str, by: tuple[Asker, datetime]) -> None:
    decision.ended_who, decision.ended_at = by[0].name, by[1]
    decision.ended_because = reason


def _settle(session: Session, survey: Survey, at: datetime) -> None:
    """Let figures and places be counted anew everywhere."""
    recount_places(session, survey.id, at=at)
    count_anew(session, survey.id)


def _note(
    session: Session,
    survey: Survey,
    action: str,
    decision: Decision,
    by: tuple[Asker, datetime],
    **detail: object,
) -> None:
    found = {"decision": decision.id, "n": decision.n, **decision.answers, **detail}
    audit.note(session, by[0], action, f"survey:{survey.slug}", at=by[1], **found)
