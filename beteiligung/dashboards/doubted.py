"""What stands out among a survey's answers as of now, and what was decided about it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.pool import Pool

from beteiligung.dashboards.doubts import COVERED, Flag, flags
from beteiligung.dashboards.evidence import Evidence, Group, Kept, evidence
from beteiligung.dashboards.models import Decision, Rhythm
from beteiligung.surveys.arrivals import arrivals_of
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, columns
from beteiligung.surveys.models import Arrival, Response, Survey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]
    Whole = NDArray[np.int64]

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """A survey's counted answers that somebody of these districts may look into."""

    allowed: frozenset[int] | None  # districts, none means all
    columns: Columns
    chosen: "Rows"  # one truth value a row of the columns: those of the asker's districts
    evidence: Evidence  # of the chosen ones only

    def rows(self, group: Group) -> "Rows":
        """Which rows of the columns belong to a group."""
        rows = self.chosen.copy()
        rows[rows] = self.evidence.members(group)
        return rows


@dataclass(frozen=True, slots=True)
class Doubts:
    """What stands out: what somebody should look at, what is innocent alone, what was settled."""

    total: int
    strong: tuple[Flag, ...]
    weak: tuple[Flag, ...]
    settled: int  # flags that somebody has looked at and found honest


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that holds, and how many answers it is about now."""

    decision: Decision
    n: int


def looked_into(
    session: Session, survey: Survey, allowed: frozenset[int] | None, timezone: str
) -> Looked:
    """The survey's counted answers of these districts (none: all), with what they show."""
    import numpy as np

    found = columns(session, survey)
    chosen = found.all()
    if allowed is not None:
        chosen = np.isin(found.district.places, found.district.places_of(allowed))
    seen = evidence(found, chosen, ZoneInfo(timezone))
    return Looked(
        allowed,
        found,
        chosen,
        replace(
            seen, arrivals=minutes_by_code(session, survey.id), rhythms=_rhythms(session, survey.id)
        ),
    )


def doubts(
    session: Session, survey: Survey, allowed: frozenset[int] | None, timezone: str
) -> Doubts:
    """What stands out among the answers of these districts; reckoned anew when any have come."""
    import numpy as np

    shelf = _shelf(session, (survey.id, allowed, timezone))
    stamp = _stamp(session, survey)
    with shelf.lock:
        if shelf.stamp != stamp:
            looked = looked_into(session, survey, allowed, timezone)
            found = flags(looked.evidence)
            kept = np.zeros(looked.evidence.size, bool)
            for decision in _decided(session, survey.id, "kept"):
                kept |= looked.evidence.members(group_of(decision))
            shelf.seen, shelf.stamp = _sorted_out(looked.evidence, found, kept), stamp
        return shelf.seen


def _sorted_out(found: Evidence, flagged: Sequence[Flag], kept: "Rows") -> Doubts:
    settled = [
        flag for flag in flagged if (found.members(flag.group) & kept).sum() >= COVERED * flag.n
    ]
    left = [flag for flag in flagged if flag not in settled]
    return Doubts(
        total=found.size,
        strong=tuple(flag for flag in left if flag.strong),
        weak=tuple(flag for flag in left if not flag.strong),
        settled=sum(flag.strong for flag in settled),
    )


def standing_out(
    session: Session, survey: Survey, allowed: frozenset[int] | None, timezone: str
) -> int:
    """How many counted answers somebody should look at, each once."""
    seen = doubts(session, survey, allowed, timezone)
    if not seen.strong:
        return 0
    looked = looked_into(session, survey, allowed, timezone)
    rows = looked.chosen & False
    for flag in seen.strong:
        rows |= looked.rows(flag.group)
    return int(rows.sum())


def codes_of(session: Session, survey: Survey, looked: Looked) -> list[str]:
    """The codes by which these answers came, in order; "" where some came without any.

    Those of groups that were set aside are among them, though none of their answers may count now.
    """
    import numpy as np

    column = looked.evidence.code
    there = {str(column.values[place] or "") for place in np.unique(column.places).tolist()}
    aside = put_aside(session, survey, looked.allowed)
    return sorted(there | {str(each.decision.answers.get("code", "")) for each in aside})


# ---- decisions -----------------------------------------------------------------------------------


def put_aside(session: Session, survey: Survey, allowed: frozenset[int] | None) -> list[Standing]:
    """The groups that were set aside and still are, newest first, as far as these districts go."""
    by_decision = _aside(survey.id, allowed, Response.decision_id).group_by(Response.decision_id)
    counts = {row[0]: row[1] for row in session.execute(by_decision)}
    found = _decided(session, survey.id, "aside")
    return [Standing(each, counts[each.id]) for each in found if counts.get(each.id)]


def found_honest(session: Session, survey: Survey, looked: Looked) -> list[Standing]:
    """The groups that were looked at and left as they are, as far as one may see them."""
    found = _decided(session, survey.id, "kept")
    pairs = [Standing(each, int(looked.rows(group_of(each)).sum())) for each in found]
    return [pair for pair in pairs if pair.n]


def taken_back(session: Session, survey: Survey) -> list[Decision]:
    """Decisions that hold no more, newest first."""
    ended = select(Decision).where(Decision.survey_id == survey.id, Decision.ended_at.is_not(None))
    return list(session.scalars(ended.order_by(Decision.ended_at.desc(), Decision.id.desc())))


def not_counted(session: Session, survey: Survey, allowed: frozenset[int] | None) -> int:
    """How many real answers of these districts are set aside, for whatever reason."""
    by_survey = _aside(survey.id, allowed, Response.survey_id).group_by(Response.survey_id)
    return sum(row[1] for row in session.execute(by_survey))


def as_document(group: Group) -> dict[str, str | int]:
    """A group as it is kept with a decision; what is any is left out."""
    whole = {
        "code": group.code,
        "channel": group.channel,
        "since": group.since,
        "until": group.until,
        "pattern": group.pattern or None,
    }
    return {name: value for name, value in whole.items() if value is not None}


def group_of(decision: Decision) -> Group:
    """The group that a decision is about."""
    return Group(**decision.answers)


def _decided(session: Session, survey_id: int, kind: str) -> list[Decision]:
    found = select(Decision).where(
        Decision.survey_id == survey_id, Decision.kind == kind, Decision.ended_at.is_(None)
    )
    return list(session.scalars(found.order_by(Decision.at.desc(), Decision.id.desc())))


def _aside(
    survey_id: int, allowed: frozenset[int] | None, by: InstrumentedAttribute[Any]
) -> Select[Any]:
    chosen = select(by, func.count()).where(
        Response.survey_id == survey_id,
        Response.kind == "real",
        Response.set_aside_because.is_not(None),
    )
    return chosen if allowed is None else chosen.where(Response.district_id.in_(allowed))


# ---- arrivals ------------------------------------------------------------------------------------


def minutes_by_code(session: Session, survey_id: int) -> dict[str, "Whole"]:
    """When answers came in, as minutes since 1970 in order, one entry each, by code."""
    import numpy as np

    return {
        code: np.repeat(
            [(minute - EPOCH) // MINUTE for minute, _ in pairs], [n for _, n in pairs]
        ).astype("int64")
        for code, pairs in arrivals_of(session, survey_id).items()
    }


def _rhythms(session: Session, survey_id: int) -> list[Kept]:
    return [
        Kept(
            code=each.code,
            since=(each.since - EPOCH) // HOUR,
            until=(each.until - EPOCH) // HOUR,
            n=each.n,
            seconds=each.seconds,
            most=each.most,
        )
        for each in session.scalars(select(Rhythm).where(Rhythm.survey_id == survey_id))
    ]


# ---- what is kept between requests ---------------------------------------------------------------


class _Shelf:
    """What stands out in one survey for one kind of looker, in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp: object = None
        self.seen = Doubts(0, (), (), 0)


def _shelf(session: Session, whose: object) -> _Shelf:
    pool = session.connection().engine.pool
    with _LOCK:
        return SHELVES.setdefault(pool, {}).setdefault(whose, _Shelf())


def _stamp(session: Session, survey: Survey) -> tuple[object, ...]:
    """Changes whenever anything comes that could stand out, or is decided."""
    arrived = select(func.coalesce(func.sum(Arrival.n), 0), func.max(Arrival.minute))
    decided = select(func.count(), func.count(Decision.ended_at))
    found = columns(session, survey)
    return (
        survey.generation,
        found.size,
        len(found.codes),
        *session.execute(arrived.where(Arrival.survey_id == survey.id)).one(),
        *session.execute(decided.where(Decision.survey_id == survey.id)).one(),
        session.scalar(select(func.count()).where(Rhythm.survey_id == survey.id)),
    )


_LOCK = threading.Lock()
SHELVES: WeakKeyDictionary[Pool, dict[object, _Shelf]] = WeakKeyDictionary()
