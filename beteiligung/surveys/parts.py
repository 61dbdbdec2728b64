"""Counted answers kept as columns, so that a worker that starts need not read a million anew.

A part holds what `columns` made of 50,000 answers: numbers only, no word that anybody wrote. It
lies in the database beside the answers, and goes in the same transaction as one of them.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from beteiligung.surveys.models import CountedPart, Survey
from beteiligung.surveys.variables import Variable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

PART = 50_000  # answers
FORM = 2  # rises when the same answers would stand in columns otherwise
QUICK = 1  # of zlib's levels


@dataclass(frozen=True, slots=True)
class Part:
    """Some answers as columns, by name; ``labels`` are the values that places stand for."""

    labels: Mapping[str, Sequence[Any]]
    arrays: "Arrays"


def mark(generation: int, versions: Sequence[int], variables: Sequence[Variable]) -> str:
    """What columns were made from: those of anything else are never taken for them."""
    asked = [(each.key, each.question, each.codes) for each in variables]
    made_from = json.dumps([FORM, generation, list(versions), asked])
    return sha256(made_from.encode()).hexdigest()


def stored(session: Session, survey_id: int, made_for: str) -> Iterator[tuple[int, Part]]:
    """The parts that are kept, each with the highest id in it, in order."""
    of = CountedPart.survey_id == survey_id, CountedPart.made_for == made_for
    last_ids = session.scalars(select(CountedPart.last_id).where(*of).order_by(CountedPart.last_id))
    for last_id in last_ids.all():  # one by one: all together would take their room twice
        content = select(CountedPart.content).where(*of, CountedPart.last_id == last_id)
        yield last_id, _read(session.execute(content).scalar_one())


def last_stored(session: Session, survey_id: int, made_for: str) -> int:
    """The highest id of an answer that is kept in a part."""
    kept = select(func.max(CountedPart.last_id)).where(
        CountedPart.survey_id == survey_id, CountedPart.made_for == made_for
    )
    return session.scalar(kept) or 0


def keep_part(session: Session, survey: Survey, made_for: str, last_id: int, part: Part) -> None:
    """Keep one part more, and none that was made from anything else."""
    outdated = CountedPart.survey_id == survey.id, CountedPart.made_for != made_for
    session.execute(delete(CountedPart).where(*outdated))
    content = _written(part)
    session.add(
        CountedPart(survey_id=survey.id, last_id=last_id, made_for=made_for, content=content)
    )
    session.flush()


def _written(part: Part) -> bytes:
    head = {
        "labels": part.labels,
        "arrays": [[name, array.dtype.str, len(array)] for name, array in part.arrays.items()],
    }
    content = b"".join(array.tobytes() for array in part.arrays.values())
    return zlib.compress(json.dumps(head).encode() + b"\n" + content, QUICK)


def _read(content: bytes) -> Part:
    import numpy as np

    head, _, octets = zlib.decompress(content).partition(b"\n")
    said = json.loads(head)
    arrays: dict[str, NDArray[Any]] = {}
    begin = 0
    for name, kind, size in said["arrays"]:
        arrays[name] = np.frombuffer(octets, kind, size, begin)
        begin += arrays[name].nbytes
    return Part(said["labels"], arrays)
