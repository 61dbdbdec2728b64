"""Brings a database to the newest shape; works from an installed wheel."""

from pathlib import Path
from typing import TYPE_CHECKING

from beteiligung.db import Store

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
TURN = 20261123  # the number of PostgreSQL's advisory lock: one host upgrades at a time


def upgrade(store: Store, revision: str = "head") -> None:
    """Apply every change that is missing, holding the writers' turn meanwhile."""
    from alembic import command

    with store.engine.execution_options(writing=True).begin() as connection:
        if not store.sqlite:
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({TURN})")
        command.upgrade(_config(connection), revision)


def current(store: Store) -> str | None:
    """The database's present revision, or none for an empty one."""
    from alembic.runtime.migration import MigrationContext

    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this program knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(None)).get_current_head()


def knows(revision: str) -> bool:
    """Whether a database of this revision can be brought to the newest shape by this program."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config(None))
    return revision in {script.revision for script in scripts.walk_revisions()}


def _config(connection: object) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
