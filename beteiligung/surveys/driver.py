"""Hours and answers as the database's driver hands them over: quicker where there are many."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import type_coerce
from sqlalchemy.types import NullType

from beteiligung.surveys.models import Response

# SQLite hands over text, PostgreSQL what the text stands for.
RAW_HOUR = type_coerce(Response.hour, NullType())
RAW_ANSWERS = type_coerce(Response.answers, NullType())


@contextmanager
def many_at_once() -> Iterator[None]:
    """While very many answers are read, Python does not look through them for rubbish.

    None of them refers to itself, so all go as soon as they are done with; looking through them
    again and again took a quarter of the time.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def moments(raw: Sequence[str | datetime]) -> list[datetime]:
    """The hours, in UTC."""
    known = {each: _moment(each) for each in set(raw)}
    return [known[each] for each in raw]


def documents(raw: Sequence[Any]) -> list[dict[str, Any]]:
    """The answers; texts are read all at once."""
    if not raw or not isinstance(raw[0], str):
        return list(raw)
    found: list[dict[str, Any]] = json.loads(f"[{','.join(raw)}]")
    return found


def _moment(raw: str | datetime) -> datetime:
    moment = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
