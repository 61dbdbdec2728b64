"""Whom a survey has reached: answers by language, by way and by place, those with none included."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from beteiligung.dashboards.small_groups import Cell, Veil, veiled
from beteiligung.qrcodes.queries import code_rows
from beteiligung.surveys.columns import Columns, Labelled
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

Key = TypeVar("Key", bound=Hashable)
ELSEWHERE = ""  # the name of no place


@dataclass(frozen=True, slots=True)
class Reached:
    """Answers by what they came from; `total` is their sum."""

    total: int
    languages: Mapping[str, Cell]
    channels: Mapping[str, Cell]
    places: tuple[tuple[str, Cell], ...]  # with names; `ELSEWHERE` for answers without a place

    @property
    def silent(self) -> tuple[str, ...]:
        """Places with a printed code from which no answer has come."""
        return tuple(name for name, cell in self.places if name and cell.count == 0)

    @property
    def unheard(self) -> tuple[str, ...]:
        """Languages in which the survey is offered and nobody has answered."""
        return tuple(name for name, cell in self.languages.items() if cell.count == 0)


def reached(
    session: Session,
    survey: Survey,
    found: Columns,
    districts: frozenset[int],
    *,
    today: date,
) -> Reached:
    """Whom the survey has reached in these districts; small groups are hidden."""
    import numpy as np

    chosen = np.isin(found.district.places, found.district.places_of(districts))
    version = newest_version(session, survey)
    languages = _counts(found.language, chosen, version.locales if version else ())
    codes = _counts(found.code, chosen)
    places: dict[tuple[int, str], int] = {}
    path = f"umfrage/{survey.slug}"
    for row in code_rows(session, today=today, districts=districts, path=path):
        if row.place is not None:
            here = (row.district_id, row.place)
            places[here] = places.get(here, 0) + codes.get(row.code, 0)
    total = int(chosen.sum())
    by_place = {**_by_size(places), (0, ELSEWHERE): total - sum(places.values())}
    return Reached(
        total=total,
        languages=_hidden(_by_size(languages)),
        channels=_hidden(_by_size(_counts(found.channel, chosen))),
        places=tuple((name, cell) for (_, name), cell in _hidden(by_place).items()),
    )


def _counts(column: Labelled, chosen: "Chosen", known: Iterable[str] = ()) -> dict[str, int]:
    import numpy as np

    numbers = np.bincount(column.places[chosen], minlength=len(column.values)).tolist()
    counts = dict.fromkeys(known, 0)
    for value, n in zip(column.values, numbers, strict=True):
        if value is not None and n:
            counts[str(value)] = n
    return counts


def _by_size(counts: Mapping[Key, int]) -> dict[Key, int]:
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _hidden(counts: Mapping[Key, int]) -> dict[Key, Cell]:
    """Counts as they may be seen: their sum is known, and a zero hides nobody."""
    numbers: Sequence[int] = tuple(counts.values())
    veils = veiled(numbers, zero_is_nobody=True)
    return {
        name: Cell(n) if veil is Veil.NONE else Cell(None, veil=veil)
        for (name, n), veil in zip(counts.items(), veils, strict=True)
    }
