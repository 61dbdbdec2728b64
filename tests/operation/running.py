"""A platform that really runs: processes, a port, a log; for what only shows there."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from beteiligung.config import Settings

SECONDS = 60.0  # until a server on a busy machine must have answered
OWN_PAGE = {
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: status and page; 0 if the connection broke."""

    status: int
    page: str = ""

    @property
    def is_thanks(self) -> bool:
        """Whether somebody was thanked."""
        return self.status == 303


@dataclass
class Running:
    """A server with its workers, as somebody started it by hand."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    settings: Settings

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(number) for number in found.split()]

    def ask(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Answered:
        """Open a page, or send a form as our own pages do."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            if data is None:
                connection.request("GET", path, headers=sent)
            else:
                connection.request("POST", path, urlencode(data), {**OWN_PAGE, **sent})
            answer = connection.getresponse()
            return Answered(answer.status, answer.read().decode())
        except (OSError, HTTPException):
            return Answered(0)
        finally:
            connection.close()

    def until(self, path: str, status: int, seconds: float = SECONDS) -> float:
        """Ask until the answer has this status; how long that took."""
        began = time.monotonic()
        while self.ask(path).status != status:
            if time.monotonic() - began > seconds:
                message = f"{path} never answered {status}: {self.said()}"
                raise AssertionError(message)
            time.sleep(0.05)
        return time.monotonic() - began

    def said(self) -> str:
        """Everything in the log so far."""
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> int:
        """Ask it to stop, and wait for that; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)


@contextmanager
def running(
    settings: Settings, log: Path, *before: str, workers: int = 1, **more: str
) -> Iterator[Running]:
    """`beteiligung run` in production, with what it says in a file; ``before`` starts it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BETEIL")},
        "BETEILIGUNG_DATA_DIR": str(settings.data_dir),
        "BETEILIGUNG_DATABASE_URL": settings.database_url,
        "BETEILIGUNG_ENV": "production",
        "BETEILIGUNG_ANSWERS_PER_MINUTE": "0",
        "BETEILIGUNG_WORKERS": str(workers),
        **{f"BETEILIGUNG_{name}": value for name, value in more.items()},
    }
    command = [*before, sys.executable, "-m", "beteiligung.cli", "run", "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, text=True)
    server = Running(process, port, log, settings)
    try:
        server.until("/healthz", 200)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


@contextmanager
def no_turn(settings: Settings) -> Iterator[None]:
    """Somebody else is writing into the SQLite file for as long as the block lasts."""
    path = settings.data_dir / "beteiligung.turn"
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
