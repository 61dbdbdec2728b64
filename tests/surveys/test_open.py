"""Whether a survey takes answers: the program and the database say the same."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import literal, select, update

from beteiligung.db import Moment, Store
from beteiligung.surveys.models import State, Survey, takes_answers

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("opens", [-SECOND, 0 * SECOND, SECOND, None])
@pytest.mark.parametrize("closes", [0 * SECOND, SECOND, None])
@pytest.mark.parametrize("paused", [-SECOND, None])
def test_the_database_takes_answers_exactly_while_a_survey_is_open(
    running: Callable[..., Survey],
    store: Store,
    now: datetime,
    *,
    opens: timedelta | None,
    closes: timedelta | None,
    paused: timedelta | None,
):
    survey = running("single")
    times = {
        name: None if after is None else now + after
        for name, after in (("opens_at", opens), ("closes_at", closes), ("paused_at", paused))
    }
    with store.writing() as session:
        session.execute(update(Survey).values(times))
    with store.reading() as session:
        found = session.scalar(select(Survey).where(takes_answers(literal(now, Moment()))))
        state = session.get_one(Survey, survey.id).state(now)
    assert (found is not None) == (state is State.OPEN)
