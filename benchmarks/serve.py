"""Serves the platform, or the bare route beside it, as `beteiligung run` does: one server's code.

``python -m benchmarks.serve platform|bare PORT REPORT``; each worker that leaves writes into the
folder REPORT which heavy libraries it had loaded.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask

from beteiligung.config import Settings, load_settings
from beteiligung.operation.server import Server, options
from beteiligung.operation.workers import Places, hooks

if TYPE_CHECKING:
    from gunicorn._types import _WSGIAppType

HEAVY = ("numpy", "plotly", "argon2", "alembic")


class Bare(Server):
    """The same server around the smallest Flask application there is: the yardstick."""

    def load(self) -> "_WSGIAppType":
        """An application with one route."""
        app = Flask("bare")

        @app.get("/bare")
        def bare() -> str:
            return "ok"

        return cast("_WSGIAppType", app)


def main(kind: str, port: int, report: Path) -> None:
    """Serve until stopped."""

    def leave(_server: object, worker: object) -> None:
        loaded = [name for name in HEAVY if name in sys.modules]
        (report / f"{kind}-{getattr(worker, 'pid', 0)}").write_text(" ".join(loaded))

    settings = load_settings(os.environ)
    server, places = {"platform": Server, "bare": Bare}[kind], Places(settings.workers)
    server(settings, {**_options(settings, port, places), "worker_exit": leave}, places).run()


def _options(settings: Settings, port: int, places: Places) -> dict[str, object]:
    how = options(settings, "127.0.0.1", port, settings.workers, lambda _line: None)
    return {**how, **hooks(settings, places, settings.workers)}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
