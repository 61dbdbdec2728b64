"""The tables that the code knows are the tables that the migrations make."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from beteiligung.db import Store
from beteiligung.migrations.run import current, head, upgrade
from beteiligung.migrations.tables import metadata


def test_migrations_lead_to_the_tables_of_the_models(database_url: str):
    store = Store(database_url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    store.dispose()
    assert not differences


def test_an_empty_database_is_brought_to_the_newest_shape(bare_database_url: str):
    store = Store(bare_database_url)
    assert current(store) is None
    upgrade(store)
    assert current(store) == head()
    upgrade(store)  # a second time there is nothing to do
    store.dispose()


def test_every_table_and_constraint_has_a_name():
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert not nameless
