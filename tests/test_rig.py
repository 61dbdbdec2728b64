"""The tests' own tools: people who are signed in, surveys from the shelf, a clock that waits."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.queries import staff_by_email
from beteiligung.db import Store
from tests.builders import a_district, a_person
from tests.conftest import Clock
from tests.visitor import Visitor


def test_each_test_begins_with_empty_tables(session: Session, now: datetime):
    a_district(session, at=now)
    session.commit()
    assert session.execute(text("select count(*), min(id) from district")).one() == (1, 1)


def test_the_next_test_finds_nothing_of_it(store: Store):
    with store.reading() as session:
        assert session.execute(text("select count(*) from district")).scalar() == 0


def test_staff_are_found_by_their_address(session: Session, now: datetime):
    a_person(session, Role.ADMIN, at=now)
    assert staff_by_email(session, "admin@stadt.example") is not None


def test_the_clock_stands_until_it_is_moved(clock: Clock, now: datetime):
    assert clock() == now
    clock.passes(hours=1)
    assert (clock() - now).total_seconds() == 3600


def test_staff_come_in_by_their_role(admin: Visitor, viewer: Visitor, visitor: Visitor):
    assert admin.get("/verwaltung/team").heading
    viewer.get("/verwaltung/team", 403)
    assert visitor.get("/verwaltung/team", 303).location.startswith("/anmelden")


def test_a_page_that_is_not_there_stops_a_test(visitor: Visitor):
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        visitor.get("/de/nirgends")
