"""When something breaks: people are told so politely, nothing is lost, and no log names them."""

import json
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.migrations.run import upgrade
from beteiligung.qrcodes.actions import create_code
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.surveys.models import Response
from tests.builders import a_district, a_survey, on_the_shelf
from tests.operation.running import Answered, Running, no_turn, running

ADDRESS = "/ar/umfrage/eigene-worte"
PLANTED = "Der Hund von Frau Nowak bellt"
VISITOR, BROWSER = "203.0.113.77", "Neugier/1.0"
SCANS = 3


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with one open survey, for the whole module."""
    folder = tmp_path_factory.mktemp("production")
    folder.chmod(stat.S_IRWXU)
    settings = Settings(data_dir=folder)
    old = os.umask(0o077)
    store = Store(settings.database)
    upgrade(store)
    question = {"id": "worte", "kind": "text", "text": {"de": "Und?"}}
    document = {**on_the_shelf("text"), "questions": [question]}
    at = datetime.now(UTC)
    with store.writing() as session:
        district = a_district(session, places=("Körnerplatz",), at=at)
        survey = a_survey(session, district, document=document, at=at)
        create_code(
            session,
            path=f"umfrage/{survey.slug}",
            district=district,
            place=None,
            medium="poster",
            locale=None,
            at=at,
            rng=Random(7),
        )
    store.dispose()
    os.umask(old)
    return settings


@pytest.fixture(scope="module")
def server(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The platform, serving it with one worker behind one web server."""
    log = tmp_path_factory.mktemp("log") / "log"
    with running(settings, log, TRUSTED_PROXIES="1") as server:
        yield server
    nobody_is_named(server.said())  # whatever the tests made happen


def answer(server: Running, key: str) -> Answered:
    """Send somebody's answers."""
    data = {"key": key, "worte": PLANTED}
    return server.ask(ADDRESS, data, X_Forwarded_For=VISITOR, User_Agent=BROWSER)


def kept(settings: Settings, key: str) -> int:
    store = Store(settings.database)
    with store.reading() as session:
        found = session.scalar(select(func.count(Response.id)).where(Response.key == key))
    store.dispose()
    return found or 0


def until_it_waits(server: Running) -> None:
    """Wait until an answer is on its way."""
    for _ in range(500):
        figures = server.ask("/metrics").page
        if "beteiligung_in_flight 2.0" in figures:  # the answer, and this very question
            return
        time.sleep(0.02)
    pytest.fail("the answer never came")


def test_a_worker_that_is_killed_loses_no_thanks_and_doubles_nothing(
    server: Running, settings: Settings
):
    key = str(uuid4())
    with ThreadPoolExecutor(1) as people, no_turn(settings):
        sent = people.submit(answer, server, key)
        until_it_waits(server)
        os.kill(server.workers()[0], signal.SIGKILL)
        assert sent.result() == Answered(0)
    server.until("/readyz", 200)
    assert kept(settings, key) == 0
    assert answer(server, key).is_thanks
    assert answer(server, key).is_thanks
    assert kept(settings, key) == 1
    assert "beteiligung_in_flight 1.0" in server.ask("/metrics").page  # the dead one is forgotten


def test_what_takes_long_is_written_down_by_its_rule(server: Running, settings: Settings):
    with ThreadPoolExecutor(1) as people, no_turn(settings):
        sent = people.submit(answer, server, str(uuid4()))
        time.sleep(1.2)
    assert sent.result().is_thanks
    slow = [line for line in map(as_line, server.said().splitlines()) if line["event"] == "slow"]
    assert [(line["rule"], line["status"], line["method"]) for line in slow] == [
        ("sending.send", 303, "POST")
    ]
    assert int(str(slow[0]["milliseconds"])) > 1000


def as_line(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text) if text.startswith("{") else {"event": ""}
    return found


def test_a_request_that_is_none_is_written_down_without_what_it_said(server: Running):
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"GET /{VISITOR} HTTP/1.1\r\n{BROWSER} : 1\r\n\r\n".encode())
        assert b"400" in line.recv(1000)
    wait_for(server, "Invalid request")


def wait_for(server: Running, words: str) -> None:
    for _ in range(100):
        if words in server.said():
            return
        time.sleep(0.02)
    pytest.fail(server.said())


def test_whoever_is_answering_when_the_server_stops_is_still_thanked(
    settings: Settings, tmp_path: Path
):
    key = str(uuid4())
    store = Store(settings.database)
    with store.reading() as session:
        code = session.scalar(select(QRCode.code).limit(1))
    log = tmp_path / "log"
    with running(settings, log) as server, ThreadPoolExecutor(1) as people:
        with no_turn(settings):
            sent = people.submit(answer, server, key)
            until_it_waits(server)
            for _ in range(SCANS):
                scan = server.ask(f"/q/{code}", X_Forwarded_For=VISITOR, Accept_Language="de")
                assert scan.status == 303
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
        assert sent.result().is_thanks
        assert server.process.wait(60) == 0
    assert kept(settings, key) == 1
    with store.reading() as session:
        assert session.scalar(select(func.sum(ScanDay.scans))) == SCANS  # and the ledger is written
    store.dispose()
    assert '"stop"' in server.said()
    nobody_is_named(server.said(), str(code), key)


def nobody_is_named(said: str, *codes: str) -> None:
    """The log of all that happened holds nothing about anybody."""
    assert '"start"' in said
    for planted in (PLANTED, "Nowak", VISITOR, BROWSER, "eigene-worte", "127.0.0.1:", *codes):
        rest = [line for line in said.splitlines() if "is ready" not in line and planted in line]
        assert not rest, planted
