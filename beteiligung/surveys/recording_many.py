"""Keeping many answers at once, that were given elsewhere or made up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, String, insert, literal, select
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from beteiligung.surveys.places import OVER, limited_among, take_places
from beteiligung.surveys.recording import COLUMNS, TABLE, Submission, as_row, keep_contact

TWELVE_DIGITS = 10**11  # with the id added: the end of a key that is its own


def record_many(session: Session, submissions: Iterable[tuple[Submission, datetime]]) -> int:
    """Keep many checked answers at once, from files and for load tests; their number.

    They were given elsewhere, so one for which there is no place left is kept without counting.
    """
    pairs = list(submissions)
    rows = [as_row(submission, at) for submission, at in pairs]
    limited = limited_among(session, {submission.survey_id for submission, _ in pairs})
    for (submission, at), row in zip(pairs, rows, strict=True):
        keep_contact(session, submission, at)
        if submission.survey_id in limited and submission.kind != "test":
            there = take_places(session, submission.survey_id, submission.answers, at=at)
            row["set_aside_because"] = None if there else OVER
    if rows:
        session.execute(insert(TABLE), rows)
    return len(rows)


def repeat_many(session: Session, ids: Sequence[int], beginning: str) -> None:
    """Keep stored answers once more, under keys that begin so: invented ones, for load tests."""
    key = literal(beginning) + cast_to(TABLE.c.id + literal(TWELVE_DIGITS, BigInteger), String)
    again = select(*(key if column.name == "key" else column for column in COLUMNS))
    chosen = again.where(TABLE.c.id.in_(ids)).order_by(TABLE.c.id)
    session.connection().execute(insert(TABLE).from_select(COLUMNS, chosen))
