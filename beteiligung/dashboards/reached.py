"""Whom a survey has reached: answers by language, by way and by place, those with none included."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from beteiligung.dashboards.small_groups import Cell, Veil, veiled
from beteiligung.qrcodes.queries import code_rows
from beteiligung.surveys.columns import EPOCH, Columns, Labelled
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

Key = TypeVar("Key", bound=Hashable)
ELSEWHERE = ""  # the name of no place, and of no code
NOWHERE = (0, ELSEWHERE)


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
) -> Reached:
    """Whom the survey has reached in these districts; small groups are hidden."""
    import numpy as np

    chosen = np.isin(found.district.places, found.district.places_of(districts))
    version = newest_version(session, survey)
    languages = _counts(found.language, chosen, version.locales if version else ())
    return Reached(
        total=int(chosen.sum()),
        languages=_hidden(_by_size(languages)),
        channels=_hidden(_by_size(_counts(found.channel, chosen))),
        places=_places(session, survey, _counts(found.code, chosen), int(chosen.sum()), districts),
    )


def _places(
    session: Session,
    survey: Survey,
    codes: Mapping[str, int],
    total: int,
    districts: frozenset[int],
) -> tuple[tuple[str, Cell], ...]:
    """Answers by the place of their code; what is hidden code by code elsewhere is hidden here."""
    bare = total - sum(codes.values())
    by_code = _hidden({**_by_size(codes), ELSEWHERE: bare})
    found: dict[tuple[int, str], list[str]] = {}
    path = f"umfrage/{survey.slug}"
    day = EPOCH.date()  # only matters for scans, which nobody asks for here
    for row in code_rows(session, today=day, districts=districts, path=path):
        if row.place is not None:
            found.setdefault((row.district_id, row.place), []).append(row.code)
    placed = {code for some in found.values() for code in some}
    found[NOWHERE] = [code for code in by_code if code not in placed]
    counts = {
        here: sum(codes.get(code, bare if code == ELSEWHERE else 0) for code in some)
        for here, some in found.items()
    }
    nowhere = counts.pop(NOWHERE)
    cells = _hidden({**_by_size(counts), NOWHERE: nowhere})
    unclear = {
        here
        for here, some in found.items()
        if any(code in by_code and by_code[code].count is None for code in some)
    }
    seen = {
        here: Cell(None, veil=Veil.COVER) if here in unclear and cell.count else cell
        for here, cell in cells.items()
    }
    return tuple((here[1], cell) for here, cell in _hidden_last(seen).items())


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
    cells = {
        name: Cell(n) if veil is Veil.NONE else Cell(None, veil=veil)
        for (name, n), veil in zip(counts.items(), veils, strict=True)
    }
    return _hidden_last(cells)


def _hidden_last(cells: Mapping[Key, Cell]) -> dict[Key, Cell]:
    """What is hidden last and by name: its place among the others would tell its size."""
    hidden = sorted((name for name, cell in cells.items() if cell.count is None), key=str)
    shown = [name for name, cell in cells.items() if cell.count is not None]
    return {name: cells[name] for name in (*shown, *hidden)}
