"""Where a board is in its life, and what people may do on it now: decided here and nowhere else."""

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from beteiligung.errors import Refusal
from beteiligung.ideas.models import Board, Phase
from beteiligung.text import N_

PAUSED = N_("This board is paused. Ideas can be read; new ones are taken later.")
LATER = N_("Ideas can be given from %(day)s on.")
NO_MORE = N_("No new ideas are taken at the moment.")
LATE = timedelta(days=14)  # what was counted at a stall is often written down afterwards


class Stage(enum.StrEnum):
    """Where a board is in its life; computed, never stored."""

    DRAFT = "draft"
    UPCOMING = "upcoming"  # no phase runs, and one will begin
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"  # every phase is over; replies are on their way
    FINISHED = "finished"


class Verb(enum.StrEnum):
    """What people may do on a board."""

    GIVE = "give"  # an idea
    SUPPORT = "support"
    COUNT = "count"  # by staff: supports that they counted at a stall or in talks


class PhasesOverlap(Refusal):
    """Two phases at the same time."""

    default = N_("Two phases must not run at the same time.")


class EndsBeforeItBegins(Refusal):
    """A phase that is over before it begins."""

    default = N_("A phase must end after it begins.")


class Standing(NamedTuple):
    """A board at one moment."""

    stage: Stage
    verbs: frozenset[Verb] = frozenset()
    phase: Phase | None = None  # the one that runs
    begins_at: datetime | None = None  # of the next phase, if there is one
    ended_at: datetime | None = None  # of the last phase, once all are over
    shows_counts: bool = True

    def allows(self, verb: Verb) -> bool:
        """Whether people may do this now."""
        return verb in self.verbs

    @property
    def is_public(self) -> bool:
        """Whether residents see the board at all."""
        return self.stage is not Stage.DRAFT

    @property
    def why_none(self) -> tuple[str, datetime | None]:
        """Why no idea is taken now, as residents read it; and from which day on, if known."""
        if self.stage is Stage.PAUSED:
            return PAUSED, None
        return (LATER, self.begins_at) if self.begins_at else (NO_MORE, None)


def standing(board: Board, at: datetime) -> Standing:
    """Where a board is, and what people may do: for pages, files and writes alike.

    A board without phases is a draft, never over. The end of a phase is no part of it.
    """
    if board.published_at is None or not board.phases or board.is_template:
        return Standing(Stage.DRAFT, shows_counts=not board.hides_counts)
    running = next((each for each in board.phases if each.begins_at <= at < each.ends_at), None)
    later = [each.begins_at for each in board.phases if each.begins_at > at]
    will_be_supported = any(each.takes_support and each.ends_at > at for each in board.phases)
    ended = max(each.ends_at for each in board.phases)
    return Standing(
        stage := _stage(board, running, later),
        verbs=_verbs(board, running, stage, at),
        phase=running,
        begins_at=min(later, default=None),
        ended_at=ended if ended <= at else None,
        shows_counts=not (board.hides_counts and will_be_supported),
    )


def check_phases(phases: Iterable[tuple[datetime, datetime]]) -> None:
    """Refuse phases that overlap, or end before they begin."""
    until: datetime | None = None
    for begins_at, ends_at in sorted(phases):
        if ends_at <= begins_at:
            raise EndsBeforeItBegins
        if until is not None and begins_at < until:
            raise PhasesOverlap
        until = ends_at


def _stage(board: Board, running: Phase | None, later: list[datetime]) -> Stage:
    if board.finished_at is not None:
        return Stage.FINISHED
    if running is None:
        return Stage.UPCOMING if later else Stage.CLOSED
    return Stage.PAUSED if board.paused_at is not None else Stage.OPEN


def _verbs(board: Board, phase: Phase | None, stage: Stage, at: datetime) -> frozenset[Verb]:
    said = {Verb.COUNT: _takes_counts(board, stage, at)}
    if stage is Stage.OPEN and phase is not None:
        said |= {Verb.GIVE: phase.takes_ideas, Verb.SUPPORT: phase.takes_support}
    return frozenset(verb for verb, taken in said.items() if taken)


def _takes_counts(board: Board, stage: Stage, at: datetime) -> bool:
    """While people can support ideas and a bit longer; what is finished stays as it is."""
    if stage in {Stage.PAUSED, Stage.FINISHED}:
        return False
    return any(
        each.takes_support and each.begins_at <= at < each.ends_at + LATE for each in board.phases
    )
