"""Towns for the tests of the house: filled once for each module, and for each kind of database."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, update

from beteiligung.accounts.models import StaffSession
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.migrations.run import upgrade
from tests import postgres
from tests.conftest import NOW, Clock
from tests.house.town import Town, build
from tests.ready import platform
from tests.visitor import forbid_writing_reads

PUBLIC = "https://localhost"


@pytest.fixture(scope="module")
def towns(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Town]]:
    """Each kind of installation, once it is asked for; each is filled once."""
    made = _Towns(request, tmp_path_factory.mktemp("towns"))
    yield made
    for town in made.values():
        town.app.extensions["ledger"].close()
        town.app.extensions["store"].dispose()


@pytest.fixture(autouse=True)
def _later(request: pytest.FixtureRequest) -> None:
    """Each test of a town comes a minute later: what is allowed a minute is allowed anew.

    However many came before, everybody's password was asked for just now.
    """
    if "towns" in request.fixturenames:
        towns = request.getfixturevalue("towns")
        towns.clock.passes(minutes=1)
        for town in towns.values():
            with town.app.extensions["store"].writing() as session:
                session.execute(update(StaffSession).values(proved_at=towns.clock()))


class _Towns(dict[str, Town]):
    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request, self._folder = request, folder
        self.clock = Clock(NOW)

    def __missing__(self, kind: str) -> Town:
        url = getattr(self, f"_{kind}")()
        settings = Settings(
            database_url=url,
            data_dir=self._folder,
            secret_key="of these tests",
            map_tiles="outline",
            mail_url="smtp://post@127.0.0.1:1",  # where nobody listens
        )
        if kind == "production":
            settings = replace(settings, env="production", public_url=PUBLIC)
        app = platform(settings, self.clock)
        event.listen(app.extensions["store"].engine, "before_cursor_execute", forbid_writing_reads)
        self[kind] = build(app, NOW)
        return self[kind]

    def _production(self) -> str:
        return self._sqlite("production")

    def _sqlite(self, name: str = "town") -> str:
        path = self._folder / f"{name}.sqlite3"
        shutil.copyfile(self._request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def _postgresql(self) -> str:
        worker = self._request.getfixturevalue("worker_id")
        url = postgres.Server.of_this_run().database(f"town_{worker}")
        store = Store(url)
        upgrade(store)
        store.dispose()
        return url
