"""A board's life is decided in one place: when it begins and ends, and what people may do."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from beteiligung.ideas import life
from beteiligung.ideas.life import (
    EndsBeforeItBegins,
    PhasesOverlap,
    Stage,
    Verb,
    check_phases,
    standing,
)
from beteiligung.ideas.models import Board, Phase

BEGIN = datetime(2026, 5, 1, 8, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def board(*phases: Phase, **settings: object) -> Board:
    """A published board with these phases."""
    made = Board(phases=list(phases), published_at=BEGIN - DAY, is_template=False)
    for name, value in ({"hides_counts": False} | settings).items():
        setattr(made, name, value)
    return made


def phase(begins: datetime, days: int = 10, *, ideas: bool = True, support: bool = True) -> Phase:
    """A phase of so many days."""
    ends = begins + days * DAY
    return Phase(begins_at=begins, ends_at=ends, takes_ideas=ideas, takes_support=support)


def test_without_days_a_board_is_a_draft_and_never_over():
    assert standing(board(), BEGIN).stage is Stage.DRAFT
    assert standing(board(phase(BEGIN), published_at=None), BEGIN).stage is Stage.DRAFT


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        (BEGIN - SECOND, Stage.UPCOMING),
        (BEGIN, Stage.OPEN),
        (BEGIN + 10 * DAY - SECOND, Stage.OPEN),
        (BEGIN + 10 * DAY, Stage.CLOSED),
    ],
)
def test_a_phase_begins_at_its_first_second_and_ends_before_its_last(at: datetime, stage: Stage):
    assert standing(board(phase(BEGIN)), at).stage is stage


@pytest.mark.parametrize(
    "night", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
def test_the_nights_in_which_the_clocks_change_are_no_exception(night: datetime):
    assert standing(board(phase(night)), night - SECOND).stage is Stage.UPCOMING
    assert standing(board(phase(night)), night + SECOND).stage is Stage.OPEN
    ending = board(phase(night - 10 * DAY))
    assert standing(ending, night - SECOND).stage is Stage.OPEN
    assert standing(ending, night).stage is Stage.CLOSED


@pytest.mark.parametrize(("ideas", "support"), [(1, 1), (1, 0), (0, 1), (0, 0)])
def test_a_phase_says_what_people_may_do(ideas: int, support: int):
    now = standing(board(phase(BEGIN, ideas=bool(ideas), support=bool(support))), BEGIN)
    assert now.allows(Verb.GIVE) is bool(ideas)
    assert now.allows(Verb.SUPPORT) is bool(support)


@pytest.mark.parametrize(
    ("settings", "stage"),
    [
        ({"paused_at": BEGIN}, Stage.PAUSED),
        ({"finished_at": BEGIN}, Stage.FINISHED),
        ({"is_template": True}, Stage.DRAFT),
    ],
)
def test_nobody_may_do_anything_where_a_board_does_not_run(settings: dict[str, Any], stage: Stage):
    now = standing(board(phase(BEGIN), **settings), BEGIN + DAY)
    assert now.stage is stage
    assert not now.verbs


def test_between_two_phases_it_waits_for_the_next():
    both = board(phase(BEGIN), phase(BEGIN + 20 * DAY, ideas=False))
    now = standing(both, BEGIN + 15 * DAY)
    assert (now.stage, now.begins_at) == (Stage.UPCOMING, BEGIN + 20 * DAY)
    assert standing(both, BEGIN + 30 * DAY).ended_at == BEGIN + 30 * DAY


def test_hidden_counts_are_shown_once_no_support_is_taken_any_more():
    both = board(phase(BEGIN, ideas=False), phase(BEGIN + 10 * DAY, support=False))
    both.hides_counts = True
    assert not standing(both, BEGIN).shows_counts
    assert standing(both, BEGIN + 10 * DAY).shows_counts


def test_phases_that_overlap_or_end_before_they_begin_are_refused():
    check_phases([(BEGIN + DAY, BEGIN + 2 * DAY), (BEGIN, BEGIN + DAY)])
    with pytest.raises(PhasesOverlap):
        check_phases([(BEGIN, BEGIN + 2 * DAY), (BEGIN + DAY, BEGIN + 3 * DAY)])
    with pytest.raises(EndsBeforeItBegins):
        check_phases([(BEGIN, BEGIN)])


def test_nobody_else_decides_from_days_what_people_may_do():
    """Only what writes, shows or hands out the days of a board names them at all."""
    days = re.compile(r"\.(?:begins_at|ends_at|paused_at|finished_at)\b")
    folder = Path(life.__file__).parent
    naming = {path.stem for path in folder.glob("*.py") if days.search(path.read_text())}
    writing = {"models", "actions", "board_forms", "finishing", "manage_parts"}
    telling = {"cards", "portals", "forgetting"}
    assert naming == {"life"} | writing | telling
