"""The platform as a real server on this machine: switched on, switched off, losing its answers."""

from collections.abc import Callable
from contextlib import closing
from random import Random
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from beteiligung.web.headers import Application
from tests.proofs.served import free_port

Spoil = Callable[[str, list[bytes]], list[bytes]]  # an address and its answer -> another answer


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: tests look at the pages."""


def in_one_piece(app: Flask) -> Application:
    """The platform with each answer read to its end: a page that is left keeps no file open."""

    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start))) as parts:
            return [b"".join(parts)]

    return answer


class Office:
    """The platform on one port, which can be stopped and started again."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lossy = 0.0  # how often an answer of ours is lost on its way back
        self.spoils: Spoil | None = None
        self.chance = Random("lossy")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: Any = None

    def start(self) -> None:
        """Answer."""
        piece = self._on_the_way(in_one_piece(self.app))
        self._server = make_server(
            "127.0.0.1", self.port, piece, threaded=True, request_handler=Quiet
        )
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def _on_the_way(self, application: Application) -> Application:
        def answer(environ: dict[str, Any], start: Any) -> Any:
            path = environ["PATH_INFO"]
            if path.endswith("/annahme") and self.chance.random() < self.lossy:
                list(application(environ, lambda *_: None))
                raise ConnectionAbortedError  # done here, and nobody is told
            body = list(application(environ, start))
            return self.spoils(path, body) if self.spoils else body

        return answer

    def stop(self) -> None:
        """Answer no more: the port is closed."""
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
