"""A machine with two workers, and a Redis, as operators run them, for what must hold."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from beteiligung.db import Store
from beteiligung.surveys.models import Response
from tests.builders import a_district, a_survey, on_the_shelf

SECRET = "of this machine only"
FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
    "Accept-Language": "de",
}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "it did not start"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nobody listens")


@contextmanager
def running_redis() -> Iterator[int]:
    """A Redis that keeps nothing on disk, on a port of its own."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(
        [*command, "--appendonly", "no"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class Served:
    """A running installation, and its database."""

    port: int
    store: Store
    folder: Path

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """One request over a connection of its own, so that either worker may get it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body.encode(), headers or FORM)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def answer(self, slug: str, network: str, **fields: str) -> int:
        """Send an answer from a network, as the proxy in front says it; what came of it."""
        body = urlencode({"key": str(uuid.uuid4()), "weg": "rad", **fields})
        path = f"/de/umfrage/{slug}"
        return self.ask("POST", path, body, {**FORM, "X-Forwarded-For": network})[0]

    def answers(self, slug: str, network: Sequence[str] | str, n: int, **fields: str) -> list[int]:
        """As many answers, sixteen at a time, each from the next of these networks."""
        networks = [network] * n if isinstance(network, str) else list(network)

        def send(number: int) -> int:
            return self.answer(slug, networks[number % len(networks)], **fields)

        with ThreadPoolExecutor(16) as people:
            return list(people.map(send, range(n)))

    def kept(self, *where: Any) -> int:
        """How many answers are stored, of those that are meant."""
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(Response).where(*where)) or 0


def document(slug: str, **more: Any) -> dict[str, Any]:
    """The survey with one question, under a name of its own."""
    return {**on_the_shelf("single"), "slug": slug, **more}


def prepared(url: str) -> None:
    """A district with three surveys: open to all, by one-time code, and with a calculation."""
    store, now = Store(url), datetime.now(UTC)
    with store.writing() as session:
        district = a_district(session, at=now)
        a_survey(session, district, document=document("offen"), at=now)
        a_survey(session, district, document=document("mit-code", access="code"), at=now)
        work = a_survey(session, district, document=document("mit-rechnung"), at=now)
        work.asks_for_work = True
    store.dispose()


@contextmanager
def served(url: str, folder: Path, **settings: str) -> Iterator[Served]:
    """The installation on this database, with two workers behind one proxy."""
    port = free_port()
    environ = {
        **os.environ,
        "BETEILIGUNG_DATA_DIR": str(folder),
        "BETEILIGUNG_DATABASE_URL": url,
        "BETEILIGUNG_SECRET_KEY": SECRET,
        "BETEILIGUNG_TRUSTED_PROXIES": "1",
        **{f"BETEILIGUNG_{name}": value for name, value in settings.items()},
    }
    command = ["run", "--no-upgrade", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "beteiligung.cli", *command],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = Store(url)
    try:
        wait_for(port, process)
        yield Served(port, store, folder)
    finally:
        store.dispose()
        process.terminate()
        process.wait(60)
