"""Small groups in staff tables: what is shown until somebody writes down why he needs more."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from beteiligung.tally import Tally

FEWEST = 5  # people; a smaller cell reads "under 5"
IMPRESSION = 30  # people; fewer of them are no more than an impression


class Veil(enum.Enum):
    """Why a number is not shown."""

    NONE = "shown"
    FEW = "under 5"
    COVER = "hidden so that a smaller one cannot be reckoned"
    SMALL = "fewer than a release may show"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table, or why it is not there; ``share`` of the base, from 0 to 1."""

    count: int | None
    share: float | None = None
    veil: Veil = Veil.NONE


class Shown(NamedTuple):
    """A tally as somebody may see it: of the staff, or, from a release, everybody.

    ``others`` is what a release says of those who do not count, in place of the three reasons.
    """

    variable: str
    cells: Mapping[str, Cell]
    missing: frozenset[str]
    base: Cell
    declined: Cell
    unanswered: Cell
    not_asked: Cell
    several: bool = False
    others: Mapping[str, Cell] | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden among the answers that count."""
        return all(
            cell.veil is Veil.NONE for code, cell in self.cells.items() if code not in self.missing
        )


def few(count: int) -> Cell:
    """A count that stands alone."""
    return Cell(None, veil=Veil.FEW) if 0 < count < FEWEST else Cell(count)


def shown(tally: Tally, *, open_: bool) -> Shown:
    """The tally with small cells hidden, or whole where a purpose was written (``open_``).

    Two sums are printed with every table: the options that count add up to the base, and what
    does not count (options left out, missing answers) adds up to everybody else. So in each of
    these rows a hidden cell needs a second one beside it that leaves its size open. A base of few
    people is hidden too, and stands in the second row then.
    """
    counting = [code for code in tally.counts if code not in tally.missing]
    left_out = [code for code in tally.counts if code in tally.missing]
    inside = [tally.counts[code] for code in counting]
    outside = [
        *(tally.counts[code] for code in left_out),
        tally.declined,
        tally.unanswered,
        tally.not_asked,
    ]
    veils, others = [Veil.NONE] * len(inside), [Veil.NONE] * (1 + len(outside))
    if not open_:
        veils = _of_several(inside, tally.base) if tally.several else veiled(inside)
        others = _beside(tally.base, outside)
    cells = {
        code: _cell(tally.counts[code], veil, tally.share(code))
        for code, veil in zip([*counting, *left_out], [*veils, *others[1:-3]], strict=True)
    }
    return Shown(
        variable=tally.variable,
        cells={code: cells[code] for code in tally.counts},
        missing=tally.missing,
        base=_cell(tally.base, others[0]),
        declined=_cell(tally.declined, others[-3]),
        unanswered=_cell(tally.unanswered, others[-2]),
        not_asked=_cell(tally.not_asked, others[-1]),
        several=tally.several,
    )


def _beside(base: int, outside: Sequence[int]) -> list[Veil]:
    """The veils of the base and of what does not count."""
    if 0 < base < FEWEST:
        return veiled([base, *outside], zero_is_nobody=True)
    return [Veil.NONE, *veiled(outside, zero_is_nobody=True)]


def veiled(counts: Sequence[int], *, zero_is_nobody: bool = False) -> list[Veil]:
    """Which cells of a row are hidden if its sum is known.

    All under 5, and where their sizes would follow from the sum, the smallest other one too. Where
    the small cells are all empty, the sum says so anyway: zeros are shown then. Of missing answers
    a zero is always shown: it says that nobody is there, and hides nobody.
    """
    small = [
        place for place, n in enumerate(counts) if n < FEWEST and not (zero_is_nobody and n == 0)
    ]
    veils = [Veil.FEW if place in small else Veil.NONE for place in range(len(counts))]
    together = sum(counts[place] for place in small)
    if together == 0:
        return [Veil.NONE] * len(counts)
    if open_sizes(together, len(small), least=1 if zero_is_nobody else 0):
        return veils
    others = [place for place, veil in enumerate(veils) if veil is Veil.NONE]
    if others:
        veils[min(others, key=lambda place: (counts[place] == 0, counts[place]))] = Veil.COVER
    return veils


def open_sizes(together: int, cells: int, *, least: int) -> bool:
    """Whether so many people in so many hidden cells leave open how many are in each."""
    low = max(least, together - (FEWEST - 1) * (cells - 1))
    high = min(FEWEST - 1, together - least * (cells - 1))
    return high > low


def _of_several(counts: Sequence[int], base: int) -> list[Veil]:
    """Options of which people chose several add up to nothing; but who did not choose is known."""
    return [
        Veil.FEW if n < FEWEST else Veil.COVER if 0 < base - n < FEWEST else Veil.NONE
        for n in counts
    ]


def _cell(count: int, veil: Veil, share: float | None = None) -> Cell:
    return Cell(count, share) if veil is Veil.NONE else Cell(None, veil=veil)
