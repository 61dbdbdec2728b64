"""Answers as lines of JSON, which `beteiligung responses import` takes in again."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from beteiligung.dashboards.codebook import Column, Holds
from beteiligung.dashboards.extracts import Extract, Stored
from beteiligung.db import Store

WRITTEN = json.JSONEncoder(ensure_ascii=False).encode


def answers(
    extract: Extract, columns: Sequence[Column], store: Store, *, texts: bool
) -> Iterator[bytes]:
    """One line for each answer: codes as they are stored, null where somebody declined.

    ``not_asked`` names the questions that were not shown. Free texts stand in it if ``texts``.
    """
    written = {column.key for column in columns if column.holds is Holds.TEXT}
    kept = {column.question for column in columns} | written
    if not texts:
        kept -= written
    for batch in extract.batches(store, columns):
        hidden = {name: frozenset(places) for name, places in batch.hidden.items() if places}
        lines = [
            WRITTEN(
                {
                    **_line(extract, row, kept),
                    "not_asked": [name for name, places in hidden.items() if at in places],
                }
            )
            for at, row in enumerate(batch.rows)
        ]
        yield "".join(f"{line}\n" for line in lines).encode()


def _line(extract: Extract, row: Stored, kept: set[str]) -> dict[str, object]:
    district = extract.districts.get(row.district_id or 0)
    line = {
        "key": key_in_files(extract.survey_id, row.key),
        "version": extract.versions[row.version_id].number,
        "language": row.language,
        "channel": row.channel,
        "code": row.code if row.code in extract.places else None,
        "district": district[0] if district else None,
        "at": row.hour.isoformat(),
        "status": row.status,
        "set_aside": row.set_aside_because,
        "answers": {name: value for name, value in row.answers.items() if name in kept},
    }
    return {name: value for name, value in line.items() if value is not None}


def key_in_files(survey_id: int, key: str) -> str:
    """The key that stands in files for a stored one: always the same, and nobody can tell it."""
    digest = sha256(f"export {survey_id} {key}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))
