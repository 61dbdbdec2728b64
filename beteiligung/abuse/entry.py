"""One-time codes: made in batches, spent once, and gone with the answer they let in."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from beteiligung.abuse.models import CodeBatch, EntryCode

# So many at least, so that it tells nothing about a household that a code of this batch was used.
FEWEST, MOST = 50, 5000


class Batch(NamedTuple):
    """A batch as staff see it: how many of its codes were used."""

    batch: CodeBatch
    left: int

    @property
    def used(self) -> int:
        """How many were used; unknown once it was closed and the rest deleted."""
        return self.batch.made - self.left


def mark_of(secret: bytes, survey_id: int, code: str) -> str:
    """What is kept of a code: nobody finds the code again from it without the key."""
    return hmac.new(secret, f"entry {survey_id} {code}".encode(), hashlib.sha256).hexdigest()


def make_batch(
    session: Session, marks: Iterable[str], *, survey_id: int, name: str, at: datetime
) -> CodeBatch:
    """Keep the marks of new codes, in an order that says nothing about the codes."""
    shuffled = sorted(marks)
    batch = CodeBatch(survey_id=survey_id, name=name, made=len(shuffled), made_at=at)
    session.add(batch)
    session.flush()
    session.execute(
        insert(EntryCode), [{"code_hash": mark, "batch_id": batch.id} for mark in shuffled]
    )
    return batch


def close_batch(session: Session, batch: CodeBatch, *, at: datetime) -> int:
    """Let nobody in any more by the codes of a batch that are left; how many they were."""
    batch.closed_at = batch.closed_at or at
    left = delete(EntryCode).where(EntryCode.batch_id == batch.id)
    return session.connection().execute(left).rowcount


def spend(session: Session, mark: str) -> int | None:
    """Use a code, together with whatever this transaction keeps: its batch; none if it is used.

    Of many who use it at once the database lets one delete it; the others find nothing.
    """
    used = delete(EntryCode).where(EntryCode.code_hash == mark).returning(EntryCode.batch_id)
    row = session.connection().execute(used).first()
    return None if row is None else int(row[0])


def give_back(session: Session, mark: str, batch: int) -> None:
    """Leave a code as it was, since the answer it came with was not kept."""
    session.connection().execute(insert(EntryCode).values(code_hash=mark, batch_id=batch))


def holds(session: Session, mark: str) -> bool:
    """Whether a code has not been used yet."""
    return session.get(EntryCode, mark) is not None


def batches_of(session: Session, survey_id: int) -> list[Batch]:
    """The batches of a survey, newest first."""
    left = (
        select(func.count())
        .where(EntryCode.batch_id == CodeBatch.id)
        .correlate(CodeBatch)
        .scalar_subquery()
    )
    rows = session.execute(
        select(CodeBatch, left)
        .where(CodeBatch.survey_id == survey_id)
        .order_by(CodeBatch.id.desc())
    )
    return [Batch(row[0], int(row[1])) for row in rows]
