"""What themes cost the server: a district with much to sort, the staff's first page, a measure."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.figure import Figure, at_most
from beteiligung import collector
from beteiligung.access import Role
from beteiligung.accounts.actions import create_staff, sign_in
from beteiligung.accounts.models import Membership
from beteiligung.accounts.signed_in import KEPT
from beteiligung.accounts.tokens import digest
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.boards import written
from beteiligung.districts.models import District
from beteiligung.fieldwork.choices import TOPICS
from beteiligung.fieldwork.models import FieldCount
from beteiligung.ideas.models import Board, Idea, Phase, State
from beteiligung.ideas.standard import standard_categories, standard_statuses
from beteiligung.ideas.wording import folded
from beteiligung.releases.models import Release
from beteiligung.surveys.actions import create_survey

IDEAS, SURVEYS, TALKS, SEED, RUNS = 5_000, 20, 2_000, 20261127, 9
THEMES, DESK, PAGE = 200.0, 50.0, 50.0  # milliseconds
LARGEST = 60.0  # KB
BOARD, DISTRICT = "alles-zusammen", "sonnenberg"
OF = f"{IDEAS:,} ideas, {SURVEYS} surveys, {TALKS:,} talks"


def measure(folder: Path) -> Iterator[Figure]:
    """Milliseconds that the server works for each page, its database included."""
    with collector.resting():  # as a server's worker does
        app = create_app(Settings(data_dir=folder))
    store: Store = app.extensions["store"]
    client = _signed_in(app.test_client(), store)
    yield at_most("staff's first page of the demo", _typical(client, "/verwaltung/"), "ms", DESK)
    public = "/de/massnahme/M-01"
    yield at_most("a measure for everybody", _typical(client, public), "ms", PAGE)
    size = len(client.get(public).get_data()) / 1000
    yield at_most("a measure for everybody, not compressed", size, "KB", LARGEST)
    with store.writing() as session:
        _fill(session)
    address = f"/verwaltung/themen/?stadtteil={DISTRICT}"
    first = _once(client, address) * 1000
    yield at_most(f"themes of {OF}, first after a start", first, "ms", THEMES)
    yield at_most(f"themes of {OF}", _typical(client, address), "ms", THEMES)
    one = f"{address}&thema=Umwelt+und+Sauberkeit"
    yield at_most("themes, everything about one", _typical(client, one), "ms", THEMES)
    app.extensions["ledger"].close()
    store.dispose()


def _signed_in(client: FlaskClient, store: Store) -> FlaskClient:
    now = datetime.now(UTC)
    with store.writing() as session:
        person = create_staff(session, "themes@bench.example", "Manager", "of no use", at=now)
        here = session.scalars(select(District).where(District.slug == DISTRICT)).one()
        person.memberships.append(Membership(role=Role.MANAGER.value, district_id=here.id))
        session.flush()
        token = sign_in(session, person, at=now)
    with client.session_transaction() as cookie:
        cookie[KEPT] = token
    return client


def _fill(session: Session) -> None:
    """Much to sort for one district: like in the demonstration, only more of it."""
    here = session.scalars(select(District).where(District.slug == DISTRICT)).one()
    board = _board(here)
    session.add(board)
    session.flush()
    session.execute(insert(Idea), list(_ideas(board)))
    session.execute(insert(FieldCount), list(_talks(here)))
    _surveys(session, here)


def _board(here: District) -> Board:
    now = datetime.now(UTC)
    phase = Phase(name={"de": "Ideen"}, begins_at=now, ends_at=now + timedelta(days=9))
    return Board(
        slug=BOARD,
        prefix="AZ",
        title={"de": "Was soll hier besser werden?"},
        introduction={},
        locales=["de"],
        published_at=now,
        created_at=now,
        changed_at=now,
        districts=[here],
        phases=[phase],
        categories=standard_categories(),
        statuses=standard_statuses(),
    )


def _ideas(board: Board) -> Iterator[dict[str, Any]]:
    rng, said = Random(SEED), written()["ideas"]
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for number in range(IDEAS):
        one = rng.choice(said)
        text = f"{one['text']} {number}"
        yield {
            "board_id": board.id,
            "key": str(uuid.UUID(int=rng.getrandbits(128))),
            "content_hash": "",
            "reference": f"AZ-2026-{number:05d}",
            "secret_hash": digest(f"themes {number}"),
            "text": text,
            "language": one["language"],
            "direction": "ltr",
            "folded": folded(text),
            "category_id": rng.choice(board.categories).id,
            "state": State.PUBLISHED.value,
            "supporters": rng.randrange(100),
            "received_at": now,
            "published_at": now,
        }


def _talks(here: District) -> Iterator[dict[str, Any]]:
    """Talks as they are counted: by week, hours, place and topic."""
    rng, monday = Random(SEED), datetime.now(UTC).date()
    monday -= timedelta(days=monday.weekday())
    topics = list(TOPICS)
    for number in range(TALKS // 4):
        yield {
            "district_id": here.id,
            "week": monday - timedelta(weeks=rng.randrange(50)),
            "block": number,  # so that every row is another one
            "place": "",
            "occasion": "street",
            "what": "topic",
            "which": rng.choice(topics),
            "n": 4,
        }


def _surveys(session: Session, here: District) -> None:
    """Surveys with a release each, as large as the demonstration's own."""
    like = session.scalars(select(Release).where(Release.published_at.is_not(None))).first()
    if like is None:
        message = "the demonstration has no release"
        raise RuntimeError(message)
    for number in range(SURVEYS):
        slug = f"themen-{number}"
        content = {**like.survey.draft, "slug": slug}
        survey = create_survey(session, content, districts=[here], asker=None, at=like.computed_at)
        survey.opens_at, survey.closes_at = like.survey.opens_at, like.survey.closes_at
        document = {**like.document, "survey": slug}
        release = Release(
            survey_id=survey.id,
            number=1,
            plan=like.plan,
            conclusion=like.conclusion,
            document=document,
            report=like.report,
            answers=like.answers,
            content_hash=hashlib.sha256(json.dumps(document).encode()).hexdigest(),
            computed_at=like.computed_at,
            published_at=like.published_at,
        )
        session.add(release)


def _typical(client: FlaskClient, address: str) -> float:
    return median([_once(client, address) for _ in range(RUNS + 1)][1:]) * 1000


def _once(client: FlaskClient, address: str) -> float:
    started = time.process_time()
    answer = client.get(address)
    answer.get_data()
    took = time.process_time() - started
    if answer.status_code != HTTPStatus.OK:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return took
