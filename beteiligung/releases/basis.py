"""Which answers figures stand on: whether any of them has stopped counting, or counts again."""

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from beteiligung.surveys.models import Response, Survey

PRIME = 1_000_003  # two answers that change places leave number and sum, but not this


def basis(session: Session, survey: Survey, up_to: int | None = None) -> list[int]:
    """A mark of the answers that count now: the newest one's number, how many, and two sums.

    With ``up_to`` only of those that were there when an earlier mark had this number: it is the
    same mark again unless one of them was set aside, taken back, withdrawn or deleted since.
    """
    wide = cast(Response.id, BigInteger)
    wanted = [
        Response.survey_id == survey.id,
        Response.kind == "real",
        Response.set_aside_because.is_(None),
    ]
    if up_to is not None:
        wanted.append(Response.id <= up_to)
    newest, number, total, turned = session.execute(
        select(
            func.max(Response.id), func.count(), func.sum(wide), func.sum(wide * wide % PRIME)
        ).where(*wanted)
    ).one()
    last = up_to if up_to is not None else newest
    return [int(each or 0) for each in (last, number, total, turned)]


def moved(session: Session, survey: Survey, mark: list[int] | None) -> bool:
    """Whether an answer behind this mark has stopped counting since, or another counts again."""
    return mark is None or basis(session, survey, mark[0]) != mark
