"""Platforms that stand ready: built once in each process, taken by each test with nothing in it."""

import copy
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.pool import Pool

from beteiligung.accounts import signed_in
from beteiligung.app import create_app, in_front, shared
from beteiligung.config import Settings
from beteiligung.dashboards import doubted
from beteiligung.db import Store
from beteiligung.surveys import columns
from tests.visitor import watch_writes

# What a test may add to or put something else into; the rest of a platform is never changed.
OWN = (
    "after_request_funcs",
    "before_request_funcs",
    "error_handler_spec",
    "teardown_request_funcs",
    "template_context_processors",
    "view_functions",
)

ANY_FILE = make_url("sqlite://")  # SQLite speaks alike, wherever the file lies
KEPT = 12  # platforms of different settings that a process keeps; most tests share one


class Compiled(BytecodeCache):
    """Templates compiled once per run instead of once per test."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that an earlier test compiled, if its source is the same."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template for later tests."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
POOLS: dict[URL, Pool] = {}


def platform(settings: Settings, now: Callable[[], datetime]) -> Flask:
    """The platform as `create_app` makes it: its addresses, pages and words are there already.

    Whatever remembers anything (the database, the ledger, limits, surveys kept ready, counters) is
    this test's alone, and so are its configuration and its hooks.
    """
    pattern = _pattern(replace(settings, data_dir=Path(), database_url=""))
    app = copy.copy(pattern)
    app.config = copy.copy(pattern.config)
    for name in OWN:
        setattr(app, name, _copied(getattr(pattern, name)))
    app.extensions = {**pattern.extensions, **shared(settings, now)}
    store = speaking(app.extensions["store"])
    if not store.sqlite:
        store.engine.pool = waiting(store.url)
    signed_in.attach(app)
    del vars(app)["wsgi_app"]
    vars(app)["wsgi_app"] = in_front(app, app.wsgi_app)
    return app


def _copied(found: object) -> object:
    if isinstance(found, dict):
        made = copy.copy(found)
        made.update({key: _copied(value) for key, value in found.items()})
        return made
    return list(found) if isinstance(found, list) else found


@lru_cache(maxsize=KEPT)
def _pattern(settings: Settings) -> Flask:
    """A platform of these settings that nobody visits: it has a database that is not there."""
    with TemporaryDirectory() as nowhere:
        app = create_app(replace(settings, data_dir=Path(nowhere)))
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    watch_writes(app)
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()
    return app


def speaking(store: Store) -> Store:
    """A database that is asked in SQL which an earlier test has already put into words.

    Where a question names no order, SQLite answers in the opposite of its usual one: whoever relies
    on an order that PostgreSQL promises to nobody is found here, on every run.
    """
    if store.sqlite:
        event.listen(store.engine, "connect", _backwards)
    spoken = vars(_engine(ANY_FILE if store.sqlite else store.url))
    for engine in (vars(store)[name] for name in ("engine", "_writing")):
        vars(engine).update({name: spoken[name] for name in ("dialect", "_compiled_cache")})
    return store


def _backwards(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA reverse_unordered_selects=ON").fetchall()


def waiting(url: URL) -> Pool:
    """Connections to PostgreSQL that know its tables already; each test gives them back."""
    if url not in POOLS:
        POOLS[url] = Store(url.render_as_string(hide_password=False)).engine.pool
    return POOLS[url]


def forget() -> None:
    """What programs have counted of these databases is of before they were emptied."""
    for pool in POOLS.values():
        for shelves in (columns.SHELVES, doubted.SHELVES):
            shelves.pop(pool, None)


def leave() -> None:
    """Close the connections that wait: some work wants a database for itself."""
    for pool in POOLS.values():
        pool.dispose()


@cache
def _engine(url: URL) -> Engine:
    engine = create_engine(url, query_cache_size=5000)
    engine.connect().close()
    engine.dispose()
    return engine
