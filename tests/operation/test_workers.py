"""Workers share the people who come."""

from http.client import HTTPConnection
from pathlib import Path

from beteiligung.config import Settings
from tests.operation.running import Running, running

MANY = 12


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
    """How many sockets each worker has open."""
    return [
        sum(
            str(link.readlink()).startswith("socket:") for link in Path(f"/proc/{pid}/fd").iterdir()
        )
        for pid in server.workers()
    ]
