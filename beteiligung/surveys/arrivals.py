"""How many answers a code brought in a minute: bursts can be seen, people cannot."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.surveys.models import Arrival


def count_arrivals(session: Session, found: Mapping[Hashable, int]) -> None:
    """Add what a worker noted: ``(survey id, code, minute) -> n``."""
    for what, n in found.items():
        survey_id, code, minute = cast("tuple[int, str, datetime]", what)
        statement = insert_into(session, Arrival).values(
            survey_id=survey_id, code=code, minute=minute, n=n
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["survey_id", "code", "minute"],
                set_={"n": Arrival.n + statement.excluded.n},
            )
        )


def arrivals_of(session: Session, survey_id: int) -> dict[str, list[tuple[datetime, int]]]:
    """The minutes in which answers came, oldest first, with how many; by code."""
    rows = session.execute(
        select(Arrival.code, Arrival.minute, Arrival.n)
        .where(Arrival.survey_id == survey_id)
        .order_by(Arrival.minute)
    )
    found: dict[str, list[tuple[datetime, int]]] = {}
    for code, minute, n in rows:
        found.setdefault(code, []).append((minute, n))
    return found
