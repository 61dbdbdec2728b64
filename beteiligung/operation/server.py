"""The production server: migrates in a process of its own, then serves pages with gunicorn."""

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from gunicorn.app.base import BaseApplication

from beteiligung import collector, journal
from beteiligung.abuse.memory import Machine
from beteiligung.app import Entrance
from beteiligung.config import PREFIX, Settings, secret_key
from beteiligung.errors import OperatorError
from beteiligung.operation.serving import serving
from beteiligung.operation.workers import Places, Quiet, Sharing, hooks
from beteiligung.upkeep.doctor import before_start

if TYPE_CHECKING:
    from gunicorn._types import _WSGIAppType

MEMORY = Path("/dev") / "shm"  # where workers show that they live; nothing else is stored there
TIMEOUT = 60  # seconds; longer than the longest wait for the writers' turn
EVERYWHERE = (str(IPv4Address(0)), str(IPv6Address(0)))
THREADS = 8  # per worker: so many answers can share one durable commit
HEAPS, MOST_HEAPS = -8, 2  # glibc's M_ARENA_MAX, see mallopt(3)


class Server(BaseApplication):
    """gunicorn, told everything by the settings and nothing by files or its own environment."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], places: Places | None = None
    ) -> None:
        self._settings = settings
        self.places = places or Places(settings.workers)
        self._options = options
        self._machine = Machine()  # before there are workers: so all of them share it
        _share_heaps()
        super().__init__()

    def load_config(self) -> None:
        """Take over what `run` decided."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> "_WSGIAppType":
        """The application, made anew in each worker: nothing open is shared between them."""
        with collector.resting():
            entrance = Entrance(self._settings, counts=self.places.counts(), machine=self._machine)
        return cast("_WSGIAppType", entrance)


def run(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    upgrade: bool,
    say: Callable[[str], None],
) -> None:
    """Serve the platform until somebody stops it; ``say`` tells the addresses."""
    _try_address(host, port)
    secret_key(settings)  # made once, before several workers would each make one
    with serving(settings):
        if upgrade:
            _upgrade()
        for line in before_start(settings):
            say(line)
        journal.journal.begin(as_json=settings.production)
        places = Places(workers)
        own = hooks(settings, places, workers)
        how = options(settings, host, port, workers, say)
        Server(settings, {**how, **own}, places).run()


def options(
    settings: Settings, host: str, port: int, workers: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """How gunicorn is to serve; nothing about visitors is logged."""

    def ready(_server: object) -> None:
        for line in addresses(settings, host, port):
            say(line)

    return {
        "bind": f"{_bracketed(host)}:{port}",
        "workers": workers,
        "worker_class": Sharing,
        "threads": THREADS,
        "timeout": TIMEOUT,
        "worker_tmp_dir": str(MEMORY) if os.access(MEMORY, os.W_OK) else None,
        "control_socket_disable": True,
        "accesslog": None,  # who read what is nobody's business
        "loglevel": "warning",
        "logger_class": Quiet,
        # Only Flask's ProxyFix reads forwarded headers, and only with TRUSTED_PROXIES.
        "forwarded_allow_ips": "",
        "proc_name": "beteiligung",
        "when_ready": ready,
    }


def addresses(settings: Settings, host: str, port: int) -> list[str]:
    """What to type into a browser, and how to stop."""
    reachable = "localhost" if host in EVERYWHERE else host
    found = [f"{settings.name} is ready: http://{_bracketed(reachable)}:{port}/"]
    if settings.public_url:
        found.append(f"For everybody: {settings.public_url}/")
    return [*found, "Stop with Ctrl+C."]


def _share_heaps() -> None:
    """Let the threads of a worker share two heaps, on systems that would give one to each.

    Eight threads with a heap of their own took a sixth more memory in each worker, and no thread
    was any faster for it: they take turns anyway.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(HEAPS, MOST_HEAPS)


def _upgrade() -> None:
    # Alembic and what it brings along stays out of the processes that serve pages.
    done = subprocess.run(
        [sys.executable, "-m", "beteiligung.cli", "upgrade", "--quiet"], check=False
    )
    if done.returncode:
        message = "The database could not be upgraded; the reason stands above."
        raise OperatorError(message)


def _try_address(host: str, port: int) -> None:
    """Say at once, and in one line, that an address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with closing(socket.socket(family)) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        message = f"Cannot listen on {host} port {port}: {error.strerror}. Choose another --port."
        raise OperatorError(message) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def workers_of(settings: Settings, wanted: int | None) -> int:
    """How many workers: asked for, else the setting; at least one."""
    count = settings.workers if wanted is None else wanted
    if count < 1:
        message = f"{PREFIX}WORKERS must be at least 1."
        raise OperatorError(message)
    return count
