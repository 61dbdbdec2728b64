"""Watches every request from outside: counts it, and writes down which page was slow."""

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from beteiligung import journal
from beteiligung.web.counts import Counts
from beteiligung.web.headers import Application, Start

RULE = "beteiligung.rule"  # what was asked, by its name: said by whoever answers
NOWHERE = "nowhere"  # there is no such page
FILES = "files"  # what is answered before anybody says so
SLOW = 1.0  # seconds
ANSWER = "sending.send"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_GROUPS = {
    "sending": "answering",
    "surveys": "answering",
    "receipts": "answering",
    "qrcodes": "codes",
    "releases": "results",
    "released_files": "results",
    "media": "media",
    "home": "pages",
    "site": "pages",
    "duties": "pages",
    "files": "files",
    "static": "files",
    NOWHERE: "pages",
    "health": "machine",
    "figures": "machine",
    "reports": "machine",
}


def watched(
    application: Application, counts: Counts, *, clock: Callable[[], float] = perf_counter
) -> Application:
    """The application, counted; ``clock`` tells seconds."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        began = clock()
        status = "500"

        def begin(line: str, *more: object) -> object:
            nonlocal status
            status = line
            return start(line, *more)

        counts.add("in_flight")
        try:
            return application(environ, begin)
        finally:
            counts.add("in_flight", -1.0)
            _done(counts, environ, int(status[:3]), clock() - began)

    return answer


def _done(counts: Counts, environ: dict[str, Any], status: int, seconds: float) -> None:
    rule = environ.get(RULE, FILES)
    counts.answered(_GROUPS.get(rule.partition(".")[0], "administration"), status)
    if rule == ANSWER:
        counts.measure("answer_seconds", seconds)
    if seconds > SLOW:
        counts.add("slow")
        milliseconds = round(seconds * 1000)
        journal.note(
            "slow",
            "warning",
            rule=rule,
            method=method if (method := environ["REQUEST_METHOD"]) in METHODS else "other",
            status=status,
            milliseconds=milliseconds,
        )
