"""The log of a process: what happened, one line each, and never to whom."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from structlog import BoundLogger

# What a line may tell besides its event. Addresses, names, codes, texts and whatever else people
# send have no name here, so they cannot get in.
FACTS = frozenset(
    {
        "counts",  # rows by table
        "database",  # which kind
        "error",  # the number that stands on the error page
        "fault",  # the kind of an exception, never its words
        "file",  # of a copy, by its date
        "logger",  # which library speaks
        "method",
        "milliseconds",
        "numbers",  # of a library's line: processes, codes of exit
        "revision",
        "rows",
        "rule",  # the page by its name, never by its address
        "said",  # a library's line before anything was filled in
        "size",
        "status",
        "trace",  # where in the program
        "version",
        "workers",
    }
)
LONGEST, DEEPEST = 200, 12  # characters of a fact, places of a trace
HERE = Path(__file__).parent
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_FILLED_IN = re.compile(r"[:'\"=(]")  # what comes after these was put into a sentence

Fact = str | int | float | bool | None | Sequence[str | int] | Mapping[str, int]


class Journal:
    """Where lines go: one JSON object each in production, words and values while trying out."""

    def __init__(self) -> None:
        self._log: BoundLogger | None = None
        self._as_json = False

    def begin(self, *, as_json: bool) -> None:
        """Choose the form of lines, and let libraries speak through this journal only."""
        self._as_json, self._log = as_json, None
        root = logging.getLogger()
        if not any(isinstance(handler, Listener) for handler in root.handlers):
            root.addHandler(Listener(logging.WARNING))

    def note(self, event: str, level: str = "info", /, **facts: Fact) -> None:
        """Write one line; a fact that has no name in `FACTS` is a fault of the program."""
        if unknown := facts.keys() - FACTS:
            message = f"the journal has no place for {', '.join(sorted(unknown))}"
            raise KeyError(message)
        if self._log is None:
            self._log = self._made()
        self._log.msg(event, level=level, **{name: _clean(fact) for name, fact in facts.items()})

    def fault(self, event: str, arose: BaseException, /, **facts: Fact) -> None:
        """Write down a fault: its kind and where it arose; its words may be somebody's answer."""
        self.note(event, "error", fault=kind_of(arose), trace=trace_of(arose), **facts)

    def _made(self) -> "BoundLogger":
        # Loaded with the first line: most workers for residents never write one.
        import structlog

        form = (
            structlog.processors.JSONRenderer(sort_keys=True)
            if self._as_json
            else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
        )
        stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)
        made = structlog.wrap_logger(
            structlog.WriteLogger(sys.stderr),
            processors=[stamped, form],
            wrapper_class=structlog.BoundLogger,
        )
        return cast("BoundLogger", made)


class Listener(logging.Handler):
    """What libraries say, without what they filled in: that may be an address or an answer."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a library's line down."""
        said, given = str(record.msg), record.args
        values = given if isinstance(given, tuple) else ()
        if not given:
            said = _FILLED_IN.split(said)[0]
        numbers = [value for value in values if isinstance(value, int)]
        facts: dict[str, Fact] = {"logger": record.name, "said": said, "numbers": numbers}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            journal.fault("library", error, **facts)
        else:
            journal.note("library", record.levelname.lower(), **facts)


def kind_of(error: BaseException) -> str:
    """The kind of an exception, with what a database's driver calls it."""
    driver = getattr(error, "orig", None)
    names = [type(error).__name__]
    if driver is not None:
        code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None)
        names += [type(driver).__name__, *([str(code)] if code else [])]
    return " ".join(names)


def trace_of(error: BaseException) -> list[str]:
    """Where an exception arose, the innermost place last: files and lines, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(HERE)]
    told = [*ours[-DEEPEST:], *frames[-1:]]  # where libraries pass it on tells nothing
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in told]


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else path.name


def _clean(fact: Fact) -> Fact:
    if isinstance(fact, str):
        return _word(fact)
    if isinstance(fact, Mapping):
        return {_word(name): int(count) for name, count in fact.items()}
    if isinstance(fact, Sequence):
        return [each if isinstance(each, int) else _word(each) for each in fact]
    return fact


def _word(text: str) -> str:
    return _UNPRINTABLE.sub("?", text)[:LONGEST]


journal = Journal()
note = journal.note
fault = journal.fault
