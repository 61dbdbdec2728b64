"""Leads on from printed codes before the framework wakes up, for a second after each look."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from beteiligung import clock
from beteiligung.web.headers import Application, Start
from beteiligung.web.ledger import Ledger
from beteiligung.web.watch import RULE

FRESH_FOR = 1.0  # seconds a worker trusts where a code led
MOST_KEPT, LONGEST = 4000, 200  # ways; characters of what a browser says of its languages
RULE_OF_SCANS = "qrcodes.scan"
STAFF = "/verwaltung"


class Way(NamedTuple):
    """Where a code led somebody with these languages, and when that was looked up."""

    code: str
    location: str
    looked: float
    at: datetime


class Doorstep:
    """In front of the application: the same code and the same languages lead to the same page.

    Whatever staff change in this worker is seen at once; what others change, a second later.
    """

    def __init__(self, ledger: Ledger, *, timezone: str, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._timezone = timezone
        self._now = now
        self._ways: dict[tuple[str, str], Way] = {}

    def before(self, application: Application) -> Application:
        """The application with the codes that were just looked up in front of it."""

        def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            if method == "GET" and path[:3] in {"/q/", "/Q/"}:
                way = self._known(environ)
                return self._led(way, environ, start) if way else application(environ, start)
            if method == "POST" and path.startswith(STAFF):
                try:
                    return application(environ, start)
                finally:
                    self._ways.clear()
            return application(environ, start)

        return answer

    def keep(self, environ: dict[str, Any], code: str, location: str) -> None:
        """Remember for a second where this code leads whoever asks in these languages."""
        key = _key(environ)
        if len(key[0]) + len(key[1]) > LONGEST:
            return
        if len(self._ways) >= MOST_KEPT:
            self._ways.clear()
        self._ways[key] = Way(code, location, time.monotonic(), self._now())

    def _known(self, environ: dict[str, Any]) -> Way | None:
        way = self._ways.get(_key(environ))
        if way is None or "prefetch" in environ.get("HTTP_SEC_PURPOSE", ""):
            return None
        old = time.monotonic() - way.looked >= FRESH_FOR
        passed = self._now() - way.at >= timedelta(seconds=FRESH_FOR)
        return None if old or passed else way

    def _led(self, way: Way, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        environ[RULE] = RULE_OF_SCANS
        self._ledger.note("scan", (way.code, clock.local_date(self._now(), self._timezone)))
        headers = [
            ("Location", way.location),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", "0"),
        ]
        start("303 See Other", headers)
        return [b""]


def _key(environ: dict[str, Any]) -> tuple[str, str]:
    return environ["PATH_INFO"], environ.get("HTTP_ACCEPT_LANGUAGE", "")
