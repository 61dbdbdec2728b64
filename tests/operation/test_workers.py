"""Workers share the people who come."""

import socket
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from beteiligung.config import Settings
from beteiligung.operation.server import THREADS
from tests.operation.running import Running, running

MANY = 12
STEADY = 10  # looks in a row that see the same


def test_people_who_come_at_once_are_shared_by_the_workers(tmp_path: Path):
    log = tmp_path / "log"
    with running(Settings(data_dir=tmp_path / "data"), log, workers=2) as server:
        before = held(server)
        people = [HTTPConnection("127.0.0.1", server.port, timeout=30) for _ in range(MANY)]
        for person in people:
            person.request("GET", "/healthz")
            assert person.getresponse().read()
        taken = sorted(now - then for now, then in zip(held(server), before, strict=True))
        for person in people:
            person.close()
    assert sum(taken) == MANY
    assert taken[0] >= MANY // 4  # the first who wakes up would take nearly all


def test_connections_that_say_nothing_keep_nobody_waiting(tmp_path: Path):
    log = tmp_path / "log"
    with running(Settings(data_dir=tmp_path / "data"), log, workers=2) as server:
        here = ("127.0.0.1", server.port)
        silent = [socket.create_connection(here) for _ in range(THREADS * 4)]
        began = time.monotonic()
        person = HTTPConnection(*here, timeout=30)
        person.request("GET", "/healthz")
        assert person.getresponse().read()
        waited = time.monotonic() - began
        silent[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert silent[-1].recv(100).startswith(b"HTTP/1.1 200")
        person.close()
        for each in silent:
            each.close()
    assert waited < 2  # seconds; a thread would be kept for five


def held(server: Running) -> list[int]:
    """How many sockets each worker has open, once both have begun."""
    found: list[list[int]] = []
    while len(found) < STEADY or len({*map(tuple, found[-STEADY:])}) > 1:
        found.append([sockets(pid) for pid in server.workers()])
        time.sleep(0.1)
    return found[-1]


def sockets(pid: int) -> int:
    """How many sockets a process has open."""
    links = []
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed just now
            links.append(str(file.readlink()))
    return sum(link.startswith("socket:") for link in links)
