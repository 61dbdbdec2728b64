"""What reporting back costs: a report of forty pages, and the page that counts promises."""

import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median

import pypdfium2
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.figure import Figure, at_least, at_most
from beteiligung import clock
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.asking import BEFORE
from beteiligung.ideas.models import Board, Idea
from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey

SURVEYS, IDEAS, RUNS = 8, 5000, 15
REPORT = "/de/bericht/sonnenberg.pdf?von=2020-01-01&bis=2030-12-31"
WORD = "/de/wort-gehalten/sonnenberg"
PAGES, SECONDS, MILLISECONDS, KILOBYTES = 40, 15.0, 50.0, 60.0


def measure(folder: Path) -> Iterator[Figure]:
    """On a copy of the demonstration with the results of more surveys and very many ideas."""
    url = _copied(folder)
    store = Store(url)
    with store.writing() as session:
        _more_results(session)
        _more_ideas(session, clock.now())
    store.dispose()
    client = create_app(Settings(data_dir=folder, database_url=url)).test_client()
    seconds, made = _asked(client, REPORT)
    yield at_least("pages of the district's report", len(pypdfium2.PdfDocument(made)), "", PAGES)
    yield at_most("the same as PDF, the first time", seconds, "s", SECONDS)
    runs = [_asked(client, WORD) for _ in range(RUNS)]
    spent = median(seconds for seconds, _ in runs) * 1000
    yield at_most("“Wort gehalten?” with 5,000 ideas", spent, "ms", MILLISECONDS)
    yield at_most("its page", len(runs[0][1]) / 1000, "KB", KILOBYTES)


def _copied(folder: Path) -> str:
    target = folder / "reporting.sqlite3"
    with (
        closing(sqlite3.connect(folder / "beteiligung.sqlite3")) as demonstration,
        closing(sqlite3.connect(target)) as copy,
    ):
        demonstration.backup(copy)
    return f"sqlite:///{target}"


def _more_results(session: Session) -> None:
    """The results of the demonstration's earlier survey, as those of so many surveys."""
    survey = session.scalars(select(Survey).where(Survey.slug == BEFORE)).one()
    release = session.scalars(
        select(Release).where(Release.survey_id == survey.id, Release.published_at.is_not(None))
    ).first()
    if release is None:
        message = "the demonstration has no published results"
        raise RuntimeError(message)
    for number in range(SURVEYS):
        slug = f"{BEFORE}-{number}"
        copy = Survey(**_row(survey, "id", "slug"), slug=slug, districts=list(survey.districts))
        session.add(copy)
        session.flush()
        mark = f"{number}{release.content_hash}"[:64]
        own = {"survey_id": copy.id, "content_hash": mark}
        session.add(Release(**_row(release, "id", *own), **own))


def _more_ideas(session: Session, at: datetime) -> None:
    board = session.scalars(select(Board).order_by(Board.id)).first()
    idea = session.scalars(select(Idea).where(Idea.published_at.is_not(None))).first()
    if board is None or idea is None:
        message = "the demonstration has no ideas"
        raise RuntimeError(message)
    usual = _row(idea, "id", "key", "reference", "secret_hash", "published_at", "board_id")
    rows = [
        usual
        | {
            "key": str(uuid.uuid4()),
            "reference": f"XX-2026-{number:05}",
            "secret_hash": uuid.uuid4().hex,
            "published_at": at - timedelta(days=number % 90),
            "board_id": board.id,
        }
        for number in range(IDEAS)
    ]
    session.execute(insert(Idea), rows)


def _row(thing: Survey | Release | Idea, *without: str) -> dict[str, object]:
    names = (column.key for column in type(thing).__table__.columns)
    return {name: getattr(thing, name) for name in names if name not in without}


def _asked(client: FlaskClient, address: str) -> tuple[float, bytes]:
    began = time.perf_counter()
    answer = client.get(address)
    spent = time.perf_counter() - began
    if answer.status_code != HTTPStatus.OK:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return spent, answer.data
