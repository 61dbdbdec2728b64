"""An installation for proofs about answers: a database of its own, a survey, a person's answers."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.migrations.run import upgrade
from beteiligung.surveys.models import Contact, Quota, Response, Survey
from beteiligung.surveys.places import Limit, set_places
from tests import postgres
from tests.builders import a_district, a_survey, on_the_shelf

BUILD = Path(__file__).parents[2] / "build"  # on a real disk
SECRET = "of this proof only"
DATABASES = ("SQLite", "PostgreSQL")
WORDS = ("eins", "zwei", "drei", "vier", "fünf", "sechs")
WAYS = ("fuss", "rad")
PLENTY = 10_000_000
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on a real disk, gone afterwards."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="proof-", dir=BUILD) as path:
        yield Path(path)


@contextmanager
def database(kind: str, data: Path, *, durable: bool = True) -> Iterator[str]:
    """The address of an empty, migrated database of a kind; PostgreSQL as durable as in a city."""
    if kind == "SQLite":
        url = f"sqlite:///{data / 'beteiligung.sqlite3'}"
        _migrate(url)
        yield url
        return
    own = postgres.FOLDER not in os.environ
    if own:
        postgres.begin()
    try:
        url = postgres.Server.of_this_run().database(f"proof_{os.getpid()}_{data.name}")
        if own and durable:
            _durable(url)
        _migrate(url)
        yield url
    finally:
        if own:
            postgres.end()


def _durable(url: str) -> None:
    # The tests' own server may forget what a power cut would take; this one may not.
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = on".encode())
        connection.execute("select pg_reload_conf()")


def _migrate(url: str) -> None:
    store = Store(url)
    upgrade(store)
    store.dispose()


def fill(store: Store, *documents: dict[str, Any], at: datetime | None = None) -> None:
    """A district with these surveys, open for 400 days."""
    with store.writing() as session:
        district = a_district(session, at=at or now())
        for document in documents:
            publish(session, district, document, at=at or now())


def publish(
    session: Session, district: District, document: dict[str, Any], *, at: datetime
) -> Survey:
    """A survey that is open; its places are limited where its name says so."""
    survey = a_survey(session, district, document=document, days=400, at=at)
    if "plaetze" in document["slug"]:
        limits = [Limit(PLENTY), Limit(PLENTY, "weg", "rad")]
        set_places(session, survey, limits, target=None, asker=None, at=at)
    return survey


def document(slug: str, *parts: str) -> dict[str, Any]:
    """A questionnaire of seven questions; with ``contact``, ``photo``, ``receipt`` or all three."""
    base = on_the_shelf("single")
    asked = [*base["questions"]]
    asked += [{"id": f"wort_{n}", "kind": "text", "text": {"de": word}} for n, word in _numbered()]
    if "contact" in parts:
        who = {"id": "name", "kind": "text", "text": {"de": "Ihr Name"}, "identifying": True}
        asked.append({**who, "reason": {"de": "Um Ihnen zu antworten."}})
    if "photo" in parts:
        asked += on_the_shelf("photo")["questions"]
    anonymity = "receipt" if "receipt" in parts else "anonymous"
    return {**base, "slug": slug, "min_age": 16, "anonymity": anonymity, "questions": asked}


def _numbered() -> Sequence[tuple[int, str]]:
    return [*enumerate(WORDS)]


def answers(key: str, more: str = "") -> dict[str, str]:
    """What the person with this key answers: every part tells whose it is."""
    way = WAYS[int(key[0], 16) % len(WAYS)]
    return {"weg": way, **{f"wort_{n}": f"{word} {key}{more}" for n, word in _numbered()}}


def now() -> datetime:
    """The present, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Clock:
    """A clock that goes on by ten seconds whenever somebody looks: no limit per minute is met."""

    def __init__(self) -> None:
        self._at = now()

    def __call__(self) -> datetime:
        """The moment after the one before."""
        self._at += timedelta(seconds=10)
        return self._at


@contextmanager
def platform(url: str, data: Path, clock: Clock | None = None) -> Iterator[Flask]:
    """The platform on a database, in this process."""
    settings = Settings(
        database_url=url, data_dir=data, secret_key=SECRET, answers_per_minute=0, photos=True
    )
    app = create_app(settings, now=clock or now)
    try:
        yield app
    finally:
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()


def rows(store: Store, slug: str) -> dict[str, dict[str, Any]]:
    """The answers that are here to a survey, by their keys."""
    with store.reading() as session:
        wanted = select(Response.key, Response.answers).join(
            Survey, Survey.id == Response.survey_id
        )
        return {row.key: row.answers for row in session.execute(wanted.where(Survey.slug == slug))}


def counted(store: Store, slug: str) -> tuple[int, int]:
    """How many contacts came with the answers to a survey, and how many places they took."""
    with store.reading() as session:
        id_ = select(Survey.id).where(Survey.slug == slug).scalar_subquery()
        contacts = select(func.count()).select_from(Contact).where(Contact.survey_id == id_)
        taken = select(Quota.taken).where(Quota.survey_id == id_, Quota.question == "")
        return session.scalar(contacts) or 0, session.scalar(taken) or 0


def faults(store: Store) -> str:
    """What the database finds wrong with itself; empty if nothing is."""
    if not store.sqlite:
        return ""
    with store.engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("pragma integrity_check")]
        found += [str(tuple(row)) for row in connection.exec_driver_sql("pragma foreign_key_check")]
    return "; ".join(line for line in found if line != "ok")
