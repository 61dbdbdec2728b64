"""What every test may ask for: a fresh platform on either database, and people who use it."""

import gc
import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

import hatch_build
from beteiligung.access import Role
from beteiligung.accounts.actions import sign_in
from beteiligung.accounts.signed_in import KEPT
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.migrations.run import upgrade
from tests import postgres
from tests.builders import a_district, a_person
from tests.demonstration import Fillings
from tests.ready import forget, leave, platform, speaking, waiting
from tests.visitor import Visitor, forbid_writing_reads

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
DATABASES = ("sqlite", "postgresql")
MEMORY = Path("/dev") / "shm"  # where writing costs nothing
LONG = {"browser", "house", "migrations", "operation", "proofs"}  # folders; a test takes seconds
ROOMY = 4 * 1024**3  # bytes that must be free there

# A machine under load is no fault of the district. A run for landing tries the same examples each
# time, so that what fails there can be tried again; at a desk every run tries others.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("landing", deadline=None, derandomize=True)
hypothesis.settings.load_profile("landing" if os.environ.get("CI") else "desk")


def pytest_configure(config: pytest.Config) -> None:
    """The run's first process decides where files and its PostgreSQL will live."""
    gc.disable()  # until all tests are found: what is loaded by then stays
    if not hasattr(config, "workerinput"):
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY:
            os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
        postgres.begin()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: at the end no core waits for another one's browser."""
    items.sort(key=lambda item: not set(item.path.parent.parts) & LONG)


def pytest_collection_finish() -> None:
    """From now on look for garbage, but neither in what is loaded nor after every few objects."""
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's first process takes its PostgreSQL away again."""
    if not hasattr(config, "workerinput"):
        postgres.end()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            message = f"a test wanted to reach {address}"
            raise AssertionError(message)
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


# ---- databases -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_url(worker_id: str) -> str:
    """This worker's own migrated database on the run's PostgreSQL."""
    server = postgres.Server.of_this_run()
    url = server.database(f"worker_{worker_id}")
    store = Store(url)
    upgrade(store)
    store.dispose()
    return url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database; each test that touches it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "beteiligung.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    request.getfixturevalue("emptying")()
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture(params=DATABASES)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, for tests of migrations and of the first start."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    return postgres.Server.of_this_run().database(f"bare_{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def emptying(postgresql_url: str) -> Iterator[Callable[[], None]]:
    """Takes away what the test before left in PostgreSQL (a hundred times faster than truncate).

    On a connection that waited since then: a new one would first have to learn of every table.
    """
    engine = create_engine(postgresql_url)
    engine.pool = waiting(engine.url)

    def empty() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(_EMPTY, ())
        forget()

    yield empty
    leave()


_EMPTY = """
do $$ declare it record; begin
    set local session_replication_role = replica;
    for it in select tablename as name from pg_tables
        where schemaname = 'public' and tablename <> 'alembic_version'
    loop execute format('delete from %%I', it.name); end loop;
    for it in select sequencename as name from pg_sequences where last_value is not null
    loop execute format('alter sequence %%I restart', it.name); end loop;
end $$
"""


@pytest.fixture(scope="session")
def fillings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Fillings]:
    """The demonstration on each kind of database, to look at and to copy from."""
    made = Fillings(tmp_path_factory.mktemp("standing"), worker_id, NOW)
    yield made
    for store in made.values():
        store.dispose()


# ---- the platform --------------------------------------------------------------------------------


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation of its own for this test."""
    return Settings(database_url=database_url, data_dir=tmp_path, secret_key="of this test only")


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: a Tuesday morning in November."""
    return NOW


class Clock:
    """The platform's clock, which only moves when a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The present moment."""
        return self.at

    def passes(self, **time: float) -> None:
        """Let time pass: ``clock.passes(days=2, minutes=5)``."""
        self.at += timedelta(**time)


@pytest.fixture
def clock(now: datetime) -> Clock:
    """The clock by which the platform of this test goes."""
    return Clock(now)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The platform; nothing is left open behind it, and no reading page ever writes."""
    app = platform(settings, clock)
    store: Store = app.extensions["store"]
    event.listen(store.engine, "before_cursor_execute", forbid_writing_reads)
    yield app
    app.extensions["ledger"].close()
    if store.sqlite:
        store.dispose()  # PostgreSQL's connections wait for the next test


@pytest.fixture
def store(app: Flask) -> Store:
    """The platform's database."""
    found: Store = app.extensions["store"]
    return found


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session of its own for tests of the inside; commit what others are to see."""
    store = speaking(Store(database_url))
    session = store.open(writing=True)
    yield session
    store.close(session)
    store.dispose()


@pytest.fixture(scope="session")
def node() -> str:
    """The Node that also builds the assets, for scripts tested without a browser."""
    return hatch_build.node_command(ROOT)[0]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser, who notices every fault of a page."""
    return Visitor(app)


# ---- the district and its people -----------------------------------------------------------------


@pytest.fixture
def district(store: Store, now: datetime) -> District:
    """The Sonnenberg, with two places where posters hang."""
    with store.writing() as session:
        return a_district(session, places=("Körnerplatz", "Lessingplatz"), at=now)


@pytest.fixture
def signed_in(app: Flask, store: Store, clock: Clock) -> Callable[..., Visitor]:
    """Makes staff and signs them in: ``signed_in(Role.PILOT, district)``."""

    def enter(role: Role, district: District | None = None) -> Visitor:
        with store.writing() as session:
            staff = a_person(session, role, district, at=clock())
            token = sign_in(session, staff, at=clock())
        visitor = Visitor(app)
        with visitor.client.session_transaction() as cookie:
            cookie[KEPT] = token
        return visitor

    return enter


@pytest.fixture
def admin(signed_in: Callable[..., Visitor]) -> Visitor:
    """Somebody who administers the whole installation."""
    return signed_in(Role.ADMIN)


@pytest.fixture
def manager(signed_in: Callable[..., Visitor], district: District) -> Visitor:
    """The Sonnenberg's district manager."""
    return signed_in(Role.MANAGER, district)


@pytest.fixture
def pilot(signed_in: Callable[..., Visitor], district: District) -> Visitor:
    """A pilot of the Sonnenberg."""
    return signed_in(Role.PILOT, district)


@pytest.fixture
def viewer(signed_in: Callable[..., Visitor], district: District) -> Visitor:
    """Somebody who may look at the Sonnenberg's results."""
    return signed_in(Role.VIEWER, district)


@pytest.fixture
def zentrum(store: Store, now: datetime) -> District:
    """Another district, with a place of its own."""
    with store.writing() as session:
        return a_district(session, "zentrum", places=("Rosenhof",), at=now)


@pytest.fixture
def manager_of_zentrum(signed_in: Callable[..., Visitor], zentrum: District) -> Visitor:
    """The Zentrum's district manager: a stranger on the Sonnenberg."""
    return signed_in(Role.MANAGER, zentrum)
