"""Questions counted group by group, beside everybody together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards import groups
from beteiligung.dashboards.counting import counted
from beteiligung.dashboards.queries import Selection, chosen_rows, group_rows
from beteiligung.dashboards.result import Result, may_be_compared
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.variables import Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """One question: everybody together, and each group somebody belongs to, in order."""

    whole: Result
    parts: tuple[tuple[Option, Result], ...]


def compared(
    session: Session,
    survey: Survey,
    selection: Selection,
    by: str,
    *,
    timezone: str,
    only: Collection[str] = (),
    joined: Collection[str] = (),
    weights: "Weights | None" = None,
) -> tuple[Compared, ...]:
    """Every question (or ``only`` these) for each group of these people, as `queries.split`.

    Groups whose codes are ``joined`` count together with the one before them.
    ``weights`` has a weight for each row of `columns`, for weighted counts beside the others.
    """
    found = columns(session, survey)
    chosen = chosen_rows(session, found, selection, timezone)
    parts = [
        (option, rows)
        for option, rows in groups.joined(group_rows(session, found, chosen, selection, by), joined)
        if rows.any()
    ]
    return tuple(
        Compared(
            counted(found, asked, chosen, weights),
            tuple((option, counted(found, asked, rows, weights)) for option, rows in parts),
        )
        for asked in found.asked
        if _is_wanted(asked, by, only)
    )


def _is_wanted(asked: Asked, by: str, only: Collection[str]) -> bool:
    if only:
        return asked.question.id in only and may_be_compared(asked)
    return may_be_compared(asked) and by.partition(".")[0] != asked.question.id
