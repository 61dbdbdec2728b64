"""What the editor costs the server: the outline and a question of a survey of sixty questions."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient

from benchmarks.figure import Figure, at_most
from beteiligung.access import Role
from beteiligung.accounts.actions import create_staff, sign_in
from beteiligung.accounts.models import Membership
from beteiligung.accounts.signed_in import KEPT
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.content import document
from beteiligung.surveys.actions import create_survey

QUESTIONS = 60
RUNS = 15
GOAL = 300.0  # milliseconds
PLACES = {
    "editor, outline of 60 questions, CPU": "",
    "editor, one question of 60, CPU": "frage/q08_probleme",
}


def measure(folder: Path) -> Iterator[Figure]:
    """Milliseconds that the server works for a colleague's page, its database included."""
    app = create_app(Settings(data_dir=folder))
    store: Store = app.extensions["store"]
    now = datetime.now(UTC)
    with store.writing() as session:
        create_survey(session, _long(), districts=(), asker=None, at=now)
        person = create_staff(session, "editor@bench.example", "Editor", "of no use", at=now)
        person.memberships.append(Membership(role=Role.ADMIN.value, district_id=None))
        session.flush()
        token = sign_in(session, person, at=now)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[KEPT] = token
    for name, place in PLACES.items():
        address = f"/verwaltung/umfragen/sechzig-fragen/fragebogen/{place}"
        times = [_once(client, address) for _ in range(RUNS + 1)][1:]
        yield at_most(name, median(times) * 1000, "ms", GOAL)
    app.extensions["ledger"].close()
    store.dispose()


def _once(client: FlaskClient, address: str) -> float:
    started = time.process_time()
    answer = client.get(address)
    answer.get_data()
    took = time.process_time() - started
    if answer.status_code != HTTPStatus.OK:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return took


def _long() -> dict[str, Any]:
    """The district's survey, five times over, in all its languages, rules and all."""
    long = document("stadtteilbefragung-2026")
    once, questions = list(long["questions"]), list(long["questions"])
    for turn in range(2, QUESTIONS // len(once) + 1):
        questions += [{**question, "id": f"{question['id']}_{turn}"} for question in once]
    return {**long, "slug": "sechzig-fragen", "questions": questions[:QUESTIONS]}
