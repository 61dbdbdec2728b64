"""One rule says what everybody may see."""

from datetime import datetime

import pytest
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.ideas.models import Idea, State
from beteiligung.ideas.queries import visible_idea
from beteiligung.ideas.visibility import is_visible
from tests.ideas.boards import a_board, an_idea


def test_only_what_was_published_on_a_public_board_is_visible(
    store: Store, district: District, now: datetime
):
    with store.writing() as session:
        shown = a_board(session, district, at=now)
        hidden = a_board(session, district, slug="entwurf", at=now)
        ideas = [an_idea(session, shown, state=state, at=now) for state in State]
        practised = an_idea(session, shown, is_test=True, at=now)
        unseen = an_idea(session, hidden, at=now)
        hidden.published_at = None
        session.flush()
        found = session.scalars(select(Idea.reference).where(is_visible())).all()
        published = [idea.reference for idea in ideas if idea.state == State.PUBLISHED.value]
        assert found == published
        for idea in {*ideas, practised, unseen}:
            if idea.reference in published:
                assert visible_idea(session, idea.reference).id == idea.id
            else:
                with pytest.raises(NotFound):
                    visible_idea(session, idea.reference)
