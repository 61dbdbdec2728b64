"""Servers under measurement: started, read for processor time and memory, stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PATIENCE = 30.0  # seconds until a server must answer


@dataclass(frozen=True, slots=True)
class Running:
    """A server with its workers."""

    pid: int
    port: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def cpu(self) -> float:
        """Seconds of processor time that the server and its workers have taken so far."""
        return sum(_cpu(pid) for pid in (self.pid, *self.workers()))

    def memory(self) -> int:
        """Bytes in memory (RSS, shared pages included) of the largest worker."""
        return max(_rss(pid) for pid in self.workers())


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[Running]:
    """Start a server of a kind (see `serve`) on a free port; stop it at the end."""
    port = _free_port()
    folder.mkdir(parents=True, exist_ok=True)
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BETEILIGUNG")},
        "BETEILIGUNG_DATA_DIR": str(folder),
        "BETEILIGUNG_ANSWERS_PER_MINUTE": "0",  # all clients of a measurement have one address
    }
    command = [sys.executable, "-m", "benchmarks.serve", kind, str(port), str(folder)]
    process = subprocess.Popen(command, env=environ)
    try:
        _wait(process, port)
        yield Running(process.pid, port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def loaded(folder: Path) -> set[str]:
    """Which heavy libraries workers had loaded when they left."""
    return {name for path in folder.glob("platform-*") for name in path.read_text().split()}


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "a server under measurement did not start"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _cpu(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * TICK  # user and system


def _rss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == "Rss":
            return int(rest.split()[0]) * 1024
    message = "no Rss in smaps_rollup"
    raise RuntimeError(message)
