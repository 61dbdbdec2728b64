"""The demonstration on each kind of database: filled once by each process, copied by its tests."""

import shutil
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo import fill
from beteiligung.migrations.run import upgrade
from tests import postgres
from tests.ready import speaking


class Fillings(dict[str, Store]):
    """By kind of database (`sqlite`, `postgresql`): a store that holds it, only to be looked at."""

    def __init__(self, folder: Path, worker: str, at: datetime) -> None:
        self.folder, self.worker, self.at = folder, worker, at

    def __missing__(self, kind: str) -> Store:
        folder = self.folder / kind
        url = f"sqlite:///{folder / 'standing.sqlite3'}"
        if kind == "postgresql":
            url = postgres.Server.of_this_run().database(f"standing_{self.worker}_{uuid4().hex}")
        store = speaking(Store(url))
        upgrade(store)
        assert fill.fill(store, Settings(database_url=url, data_dir=folder), at=self.at)
        self[kind] = store
        return store

    def copied(self, kind: str, folder: Path) -> str:
        """The address of a database that holds the same, in SQLite a file of this folder."""
        standing = self[kind]
        standing.dispose()  # which also brings the file up to date
        there = self.folder / kind
        shutil.copy(there / "demo_password", folder)  # with its mode
        if kind == "postgresql":
            name = f"filled_{self.worker}_{uuid4().hex}"
            return postgres.Server.of_this_run().database(name, str(standing.url.database))
        path = folder / "filled.sqlite3"
        shutil.copyfile(there / "standing.sqlite3", path)
        return f"sqlite:///{path}"
