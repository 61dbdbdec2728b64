"""When a board is finished, devices are forgotten and every number stays as it was."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.grouping import group_support, link_idea, members
from beteiligung.ideas.models import Board, Idea, Support
from beteiligung.ideas.supporting import fresh_token, support_idea
from beteiligung.privacy.actions import forget_due
from tests.ideas.boards import a_board, an_idea

WHO = Asker(id=1, name="Wer", roles={1: Role.MANAGER})
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board with two ideas that say the same, and three devices that support them."""
    with store.writing() as session:
        board = a_board(session, district, at=now)
        lead, other = (an_idea(session, board, text, at=now) for text in ("Bänke", "Eine Bank"))
        both, one, two = (fresh_token() for _ in range(3))
        for idea, tokens in ((lead, (both, one)), (other, (both, two))):
            for token in tokens:
                support_idea(session, idea, token, at=now)
        link_idea(session, WHO, other, lead, at=now)
        board.finished_at = now
        return board


def numbers(store: Store) -> tuple[list[int], int, int]:
    """What ideas and their group count, and how many devices are known."""
    with store.reading() as session:
        ideas = session.scalars(select(Idea).order_by(Idea.id)).all()
        group = group_support(session, [ideas[0], *members(session, ideas[0])])
        known = session.scalar(select(func.count()).select_from(Support)) or 0
        return [idea.supporters for idea in ideas], group, known


def test_totals_are_the_same_to_the_unit_and_a_second_run_does_nothing(store: Store, now: datetime):
    assert numbers(store) == ([2, 2], 3, 4)
    with store.writing() as session:
        assert forget_due(session, at=now + 29 * DAY)["idea_support"] == 0
    assert numbers(store) == ([2, 2], 3, 4)
    with store.writing() as session:
        assert forget_due(session, at=now + 30 * DAY)["idea_support"] == 4
    assert numbers(store) == ([2, 2], 3, 0)
    with store.writing() as session:
        assert forget_due(session, at=now + 31 * DAY)["idea_support"] == 0
    assert numbers(store) == ([2, 2], 3, 0)


def test_a_board_that_nobody_finishes_keeps_its_devices_for_a_year_after_its_last_phase(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        session.get_one(Board, board.id).finished_at = None
    with store.writing() as session:  # its phase ends after 13 days
        assert forget_due(session, at=now + 377 * DAY)["idea_support"] == 0
    assert numbers(store) == ([2, 2], 3, 4)
    with store.writing() as session:
        assert forget_due(session, at=now + 378 * DAY)["idea_support"] == 4
    assert numbers(store) == ([2, 2], 3, 0)


def test_two_boards_know_one_device_under_marks_that_have_nothing_in_common(
    store: Store, district: District, now: datetime
):
    with store.writing() as session:
        boards = [a_board(session, district, slug=slug, at=now) for slug in ("eins", "zwei")]
        token = fresh_token()
        for each in boards:
            support_idea(session, an_idea(session, each, "Licht", at=now), token, at=now)
        marks = set(session.scalars(select(Support.token_hash)))
        assert token not in marks
        of = select(Support.token_hash).join(Idea, Idea.id == Support.idea_id)
        first, second = (
            set(session.scalars(of.where(Idea.board_id == each.id))) for each in boards
        )
        assert len(first | second) == 2
