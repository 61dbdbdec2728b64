"""Brings a database to the newest shape; works from an installed wheel."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from beteiligung.db import Store

HERE = Path(__file__).parent


def upgrade(store: Store, revision: str = "head") -> None:
    """Apply every change that is missing, holding the writers' turn meanwhile."""
    if store.turn is not None:
        store.turn.take()
    try:
        with store.engine.execution_options(writing=True).begin() as connection:
            command.upgrade(_config(connection), revision)
    finally:
        if store.turn is not None:
            store.turn.give()


def current(store: Store) -> str | None:
    """The database's present revision, or none for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
