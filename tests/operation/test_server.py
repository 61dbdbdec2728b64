"""The production server: started as an operator starts it, in processes of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import current, head
from beteiligung.operation import server
from beteiligung.operation.serving import is_served

Start = Callable[..., subprocess.Popen[str]]
SECONDS = 60  # until a server on a busy machine must have said that it is ready


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Type `beteiligung run`, with a database of one's own; everything is stopped afterwards."""
    started: list[subprocess.Popen[str]] = []

    def run(*options: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "beteiligung.cli", "run", "--port", str(port), *options],
            env={**os.environ, "BETEILIGUNG_DATA_DIR": str(tmp_path / "data"), **settings},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What a process says, until it says these words."""
    assert process.stdout is not None
    said = ""
    deadline = time.monotonic() + SECONDS
    while words not in said and time.monotonic() < deadline:
        line = process.stdout.readline()
        if not line:
            break
        said += line
    assert words in said, said
    return said


def get(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", path, headers={"User-Agent": "Neugier/1.0"})
    answer = connection.getresponse()
    found = (answer.status, answer.read().decode())
    connection.close()
    return found


def test_it_migrates_serves_and_stops(start: Start, port: int, tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "data")
    process = start("--workers", "2")
    said = read_until(process, "Ctrl+C")
    assert f"http://127.0.0.1:{port}/" in said
    assert get(port, "/readyz") == (200, "ready\n")
    assert is_served(settings)

    store = Store(settings.database)
    assert current(store) == head()
    store.dispose()

    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Neugier" not in said + rest  # nobody's browser is written down
    assert "127.0.0.1 -" not in said + rest
    assert not is_served(settings)


def test_the_workers_carry_no_migrations_and_no_charts(start: Start, port: int):
    process = start("--workers", "1")
    read_until(process, "Ctrl+C")
    get(port, "/de/")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    maps = [Path(f"/proc/{child}/maps").read_text() for child in children]
    assert maps
    assert not re.search(r"/(?:numpy|argon2|_argon2|plotly)", "".join(maps))


def test_no_control_socket_appears(start: Start, tmp_path: Path):
    process = start(HOME=str(tmp_path), XDG_RUNTIME_DIR=str(tmp_path))
    read_until(process, "Ctrl+C")
    assert not [path for path in tmp_path.rglob("*") if path.is_socket()]


def test_a_port_that_is_taken_is_said_in_one_line(start: Start, port: int):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        process = start()
        said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert len(said.splitlines()) == 1
    assert "--port" in said


def test_a_database_that_cannot_be_reached_is_said_without_a_traceback(
    start: Start, tmp_path: Path
):
    process = start(
        BETEILIGUNG_DATABASE_URL=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    )
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert "Traceback" not in said
    assert "could not be upgraded" in said


def test_everybody_can_be_served_on_every_address(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, public_url="https://mitreden.example")
    lines = server.addresses(settings, str(server.EVERYWHERE[0]), 80)
    assert lines[:2] == [
        "Mitreden is ready: http://localhost:80/",
        "For everybody: https://mitreden.example/",
    ]
    assert "http://[::1]:80/" in server.addresses(settings, "::1", 80)[0]


def test_at_least_one_worker_is_needed(tmp_path: Path):
    assert server.workers_of(Settings(data_dir=tmp_path, workers=3), None) == 3
    assert server.workers_of(Settings(data_dir=tmp_path, workers=3), 5) == 5
    with pytest.raises(OperatorError, match="at least 1"):
        server.workers_of(Settings(data_dir=tmp_path, workers=0), None)
