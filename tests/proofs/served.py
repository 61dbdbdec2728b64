"""The platform as an operator starts it, `beteiligung run`, for proofs that kill it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

PATIENCE = 180.0  # seconds until a server on a very busy machine must answer
COMMAND = (sys.executable, "-m", "beteiligung.cli", "run", "--no-upgrade")


class Served:
    """A server on a port of its own, with workers that can be killed one by one."""

    def __init__(
        self, url: str, data: Path, *, workers: int, secret: str, log: Path | None = None
    ) -> None:
        self.port = free_port()
        self.workers = workers
        self.before: tuple[str, ...] = ()  # what it is started under, such as strace
        self._environ = {
            **{name: it for name, it in os.environ.items() if not name.startswith("BETEILIGUNG")},
            "BETEILIGUNG_DATABASE_URL": url,
            "BETEILIGUNG_DATA_DIR": str(data),
            "BETEILIGUNG_SECRET_KEY": secret,
            "BETEILIGUNG_ANSWERS_PER_MINUTE": "0",  # all answers of a proof have one address
        }
        self._said = log or data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def master(self) -> int:
        """The process that keeps the workers."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        """Start it, as often as it takes: the workers of a killed master hold the port a while."""
        until = time.monotonic() + PATIENCE
        options = ("--port", str(self.port), "--workers", str(self.workers))
        while time.monotonic() < until:
            with self._said.open("ab") as said:
                self._process = subprocess.Popen(
                    [*self.before, *COMMAND, *options],
                    env=self._environ,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                )
            if self._answers(until):
                return
        message = "the server did not start: " + self._said.read_text(errors="replace")[-500:]
        raise RuntimeError(message)

    def _answers(self, until: float) -> bool:
        """Whether it answers; False once it has given up."""
        assert self._process is not None
        while time.monotonic() < until and self._process.poll() is None:
            if self.children() and _reachable(self.port):
                return True
            time.sleep(0.02)
        return False

    def children(self) -> list[int]:
        """The workers."""
        try:
            found = Path(f"/proc/{self.master}/task/{self.master}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in found.split()]

    def kill_worker(self, rng: Random) -> bool:
        """Kill one of the workers, as a machine without memory does; False if there is none."""
        children = self.children()
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(rng.choice(children), signal.SIGKILL)
        return True

    def kill_master(self) -> None:
        """Kill the process above the workers; they notice, and leave."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Stop it in peace."""
        if self._process is None or self._process.poll() is not None:
            return
        # Whatever it was started under ends when the server below has ended.
        for pid in self.children() if self.before else [self.master]:
            os.kill(pid, signal.SIGTERM)
        self._process.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _reachable(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
