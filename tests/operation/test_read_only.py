"""A database's file that could not be written for a while, as after a restore by the wrong user."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from beteiligung.db import Store

INSERT = text("insert into one values (1)")


def test_once_it_can_be_written_again_nothing_has_to_be_started_again(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'here.sqlite3'}")
    with store.writing() as session:
        session.execute(text("create table one (number integer)"))
    with store.reading() as session:  # the same connection, as if opened while it was not allowed
        session.execute(text("pragma query_only = on"))
    with pytest.raises(OperationalError, match="readonly"), store.writing() as session:
        session.execute(INSERT)
    with store.writing() as session:
        session.execute(INSERT)
    with store.reading() as session:
        assert session.scalar(text("select count(*) from one")) == 1
    store.dispose()
