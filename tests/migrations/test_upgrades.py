"""Upgrades keep what is there: from each numbered shape, with content, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, Table, func, insert, inspect, select, text

from beteiligung.db import Base, Store
from beteiligung.ideas.wording import folded
from beteiligung.migrations.run import HERE, current, head, knows, upgrade
from beteiligung.migrations.tables import metadata
from beteiligung.surveys.models import Response
from tests.demonstration import Fillings

FIRST = "0001"
SHAPES = tuple(f"{number:04}" for number in range(1, 21))


@pytest.fixture
def bare(bare_database_url: str) -> Iterator[Store]:
    """A database without any table."""
    store = Store(bare_database_url)
    yield store
    store.dispose()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_filled_database_of_any_shape_keeps_everything(
    bare: Store, fillings: Fillings, shape: str
):
    upgrade(bare, shape)
    fill_as_far_as_it_goes(bare, fillings)
    before = rows(bare)
    assert before["response"] > 0
    upgrade(bare)
    assert current(bare) == head()
    assert {name: n for name, n in rows(bare).items() if name in before} == before
    # Back, with everything in it, and up again: whoever must take a new version back loses nothing.
    downgrade(bare, shape)
    assert current(bare) == shape
    assert rows(bare) == before
    upgrade(bare)
    assert {name: n for name, n in rows(bare).items() if name in before} == before
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert not compare_metadata(context, metadata)


def test_surveys_that_were_published_earlier_get_a_link_to_pass_on(bare: Store, fillings: Fillings):
    upgrade(bare, "0005")
    fill_as_far_as_it_goes(bare, fillings)
    with bare.writing() as session:
        wanted = set(session.scalars(text("select path from qr_code where medium = 'shared'")))
        session.execute(text("delete from qr_code where medium = 'shared'"))
    upgrade(bare)
    with bare.reading() as session:
        made = list(session.scalars(text("select path from qr_code where medium = 'shared'")))
        assert sorted(made) == sorted(wanted) != []
        assert all(len(code) == 5 for code in session.scalars(text("select code from qr_code")))


def test_ideas_that_were_translated_earlier_are_found_by_it(bare: Store, fillings: Fillings):
    upgrade(bare, "0019")
    fill_as_far_as_it_goes(bare, fillings)
    with bare.writing() as session:
        session.execute(text("update idea set folded = 'nichts' where folded <> ''"))
    upgrade(bare)
    with bare.reading() as session:
        found = session.execute(text("select idea_id, text from idea_translation")).all()
        kept = session.execute(text("select id, folded from idea where folded <> ''"))
        of_it = {row[0]: row[1] for row in kept}
    assert found
    assert all(folded(words) in of_it[number].split("\n")[1:] for number, words in found)
    assert {each.partition("\n")[0] for each in of_it.values()} == {"nichts"}


def downgrade(store: Store, shape: str) -> None:
    """Take changes back until the database has an earlier shape."""
    with store.engine.execution_options(writing=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(HERE))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.downgrade(config, shape)


def fill_as_far_as_it_goes(old: Store, fillings: Fillings) -> None:
    """Bring the demonstration into a database of an older shape: the tables and columns it has."""
    there = MetaData()
    there.reflect(old.engine)
    with fillings["sqlite"].reading() as source, old.writing() as target:
        for table in Base.metadata.sorted_tables:
            if table.name not in there.tables:
                continue
            columns = [
                column for column in table.columns if column.name in there.tables[table.name].c
            ]
            content = source.execute(select(*columns)).mappings().all()
            if content:
                shape = Table(table.name, MetaData(), *(Column(c.name, c.type) for c in columns))
                target.execute(insert(shape), [dict(row) for row in content])


def rows(store: Store) -> dict[str, int]:
    """How many rows each table has that is there."""
    there = set(inspect(store.engine).get_table_names())
    with store.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name in there
        }


def test_an_upgrade_that_fails_leaves_nothing_half_done(bare: Store):
    with bare.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("create table survey (id integer)")
    with pytest.raises(Exception, match="survey"):
        upgrade(bare)
    assert inspect(bare.engine).get_table_names() == ["survey"]


def test_two_upgrades_at_once_do_the_work_once(bare_database_url: str, tmp_path: Path):
    store = Store(bare_database_url)
    command = [sys.executable, "-m", "beteiligung.cli", "upgrade"]
    environment = {
        "BETEILIGUNG_DATABASE_URL": bare_database_url,
        "BETEILIGUNG_DATA_DIR": str(tmp_path),
    }
    running = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert current(store) == head()
    with store.reading() as session:
        assert session.scalar(select(func.count(Response.id))) == 0
    store.dispose()


def test_every_shape_is_tried():
    assert head() == SHAPES[-1]


def test_it_knows_its_own_shapes_only():
    assert knows(FIRST)
    assert knows(head() or "")
    assert not knows("9999")


def test_every_change_can_be_taken_back(bare: Store):
    upgrade(bare)
    downgrade(bare, "base")
    assert inspect(bare.engine).get_table_names() == ["alembic_version"]
    upgrade(bare)
    assert current(bare) == head()
