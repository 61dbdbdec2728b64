"""How many answers a code brought in a minute: bursts can be seen, people cannot."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import cast

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
