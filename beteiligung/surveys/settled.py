"""Which answers came in since one last looked, so that none is missed and none counted twice."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, select, text, update
from sqlalchemy.orm import Session

from beteiligung.surveys.models import CountedPart, Response, Survey

AT_ONCE = 5000  # answers read in one go
MARGIN = 1000  # ids on PostgreSQL that are looked at once more, see Known


class Known:
    """Which answers of a survey are in the columns already, and up to which id nothing can come.

    Ids come from a sequence. SQLite has one writer at a time, so a reader sees them in order. On
    PostgreSQL a transaction can take a low id and commit late (a tablet's batch takes many), so
    neither the order of rows nor a row's own transaction number proves anything. Therefore an id
    is settled only once every transaction has ended that was running when it was first seen: the
    highest id is kept together with the next transaction number at that time (xmax), and settled
    when the oldest running transaction (xmin) has reached it. Ids above are compared with those
    known. An insert takes its id a moment before its transaction gets a number; the margin of ids
    that are looked at once more covers that moment.
    """

    def __init__(self, settled: int = 0) -> None:
        self.settled = settled
        self._awaited: tuple[int, int] | None = None  # highest id, transactions to wait for
        self._recent: set[int] = set()  # known ids above the settled one

    def fresh(self, session: Session, survey_id: int, *what: Any) -> Iterator[Sequence[Row[Any]]]:
        """Batches of answers that are counted from now on: their ids, and ``what`` is asked for."""
        if session.connection().dialect.name == "sqlite":
            yield from self._next(session, counted(survey_id, Response.id, *what))
            return
        fresh = self._unknown(session, survey_id)
        for start in range(0, len(fresh), AT_ONCE):
            some = frozenset(fresh[start : start + AT_ONCE])
            between = Response.id.between(min(some), max(some))
            rows = session.connection().execute(
                counted(survey_id, Response.id, *what).where(between)
            )
            yield [row for row in rows if row[0] in some]

    def _next(self, session: Session, answers: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
        """One writer at a time: whatever comes later has a higher id."""
        while True:
            after = answers.where(Response.id > self.settled).limit(AT_ONCE)
            rows = session.connection().execute(after).all()
            if not rows:
                return
            self.settled = rows[-1][0]
            yield rows

    def _unknown(self, session: Session, survey_id: int) -> list[int]:
        self._settle(_transactions(session)[0])
        ids = counted(survey_id, Response.id).where(Response.id > self.settled)
        fresh = [id_ for id_ in session.scalars(ids) if id_ not in self._recent]
        highest = max([self.settled, *self._recent, *fresh])
        self._recent.update(fresh)
        if self._awaited is None and highest > self.settled:
            self._awaited = (highest, _transactions(session)[1])
        return fresh

    def _settle(self, oldest_running: int) -> None:
        if self._awaited is None or oldest_running < self._awaited[1]:
            return
        self.settled = max(self.settled, self._awaited[0] - MARGIN)
        self._recent = {id_ for id_ in self._recent if id_ > self.settled}
        self._awaited = None


def _transactions(session: Session) -> tuple[int, int]:
    """PostgreSQL's oldest running transaction, and the number the next one will get."""
    row = session.execute(
        text(
            "select pg_snapshot_xmin(now_)::text::bigint, pg_snapshot_xmax(now_)::text::bigint"
            " from pg_current_snapshot() as now_"
        )
    ).one()
    return row[0], row[1]


def counted(survey_id: int, *what: Any) -> Select[Any]:
    """A selection of a survey's answers that count: real ones that nobody has set aside."""
    return (
        select(*what)
        .where(
            Response.survey_id == survey_id,
            Response.kind == "real",
            Response.set_aside_because.is_(None),
        )
        .order_by(Response.id)
    )


def count_anew(session: Session, survey_id: int) -> None:
    """Say that stored answers of a survey have changed: whoever has counted them must do so anew.

    Added up in the database, so that of two changes at once both are noticed. Nothing that was
    counted of them stays: the rise comes first, so that whoever keeps a part meanwhile is done
    before the deletion.
    """
    raised = update(Survey).where(Survey.id == survey_id)
    session.execute(raised.values(generation=Survey.generation + 1))
    session.execute(delete(CountedPart).where(CountedPart.survey_id == survey_id))
