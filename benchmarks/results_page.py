"""What the page of results costs for a survey of real size: time of the server, and bytes."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from statistics import median

from flask.testing import FlaskClient

from benchmarks.figure import Figure, at_most
from benchmarks.installation import Installation
from benchmarks.phone import SURVEY
from beteiligung.access import Role
from beteiligung.accounts.actions import create_staff, sign_in
from beteiligung.accounts.models import Membership
from beteiligung.accounts.signed_in import KEPT
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store

RUNS = 15
TIME_GOAL, BYTES_GOAL = 60.0, 40.0  # milliseconds, kilobytes
GZIP = {"Accept-Encoding": "gzip"}
PAGES = {"results of 600 answers": "", "the same, one language": "?sprache=ar"}


def measure(installation: Installation) -> Iterator[Figure]:
    """Milliseconds that the server works for the page, and kilobytes that it sends."""
    app = create_app(Settings(data_dir=installation.folder))
    store: Store = app.extensions["store"]
    now = datetime.now(UTC)
    with store.writing() as session:
        person = create_staff(session, "results@bench.example", "Results", "of no use", at=now)
        person.memberships.append(Membership(role=Role.ADMIN.value, district_id=None))
        session.flush()
        token = sign_in(session, person, at=now)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[KEPT] = token
    for name, query in PAGES.items():
        address = f"/verwaltung/umfragen/{SURVEY}/ergebnisse{query}"
        found = [_once(client, address) for _ in range(RUNS + 1)][1:]
        yield at_most(f"{name}, CPU", median(took for took, _ in found) * 1000, "ms", TIME_GOAL)
        yield at_most(f"{name}, bytes", max(size for _, size in found) / 1000, "KB", BYTES_GOAL)
    app.extensions["ledger"].close()
    store.dispose()


def _once(client: FlaskClient, address: str) -> tuple[float, int]:
    began = time.process_time()
    answer = client.get(address, headers=GZIP)
    size = len(answer.get_data())
    if answer.status_code != HTTPStatus.OK:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return time.process_time() - began, size
