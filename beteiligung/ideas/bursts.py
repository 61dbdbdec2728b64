"""Very many ideas within a minute: they are held back together until somebody has decided."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.ideas.models import Board
from beteiligung.ideas.records import Burst

MANY_A_MINUTE = 20  # on one board; a school class needs longer
LASTS = timedelta(hours=1)


def burst_of(session: Session, board: Board, a_minute: int, *, at: datetime) -> Burst | None:
    """The burst that an idea belongs to which comes as one of so many; none on an ordinary day."""
    if a_minute <= MANY_A_MINUTE:
        return None
    hour = clock.whole_hour(at)
    open_ones = select(Burst).where(
        Burst.board_id == board.id, Burst.decided_at.is_(None), Burst.began_at >= hour - LASTS
    )
    found = session.scalar(open_ones.order_by(Burst.id.desc()).limit(1))
    if found is None:
        found = Burst(board_id=board.id, began_at=hour)
        session.add(found)
        session.flush()
    return found
