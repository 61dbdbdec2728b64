"""Workers share the people who come."""

import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from beteiligung.config import Settings
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
