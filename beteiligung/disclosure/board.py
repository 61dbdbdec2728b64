"""The numbers of one release while it is decided which of them are hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from beteiligung.disclosure.attack import (
    Solved,
    narrow,
    others_than,
    relations_of,
    solve,
    too_small,
)
from beteiligung.disclosure.bounds import Cell, following
from beteiligung.disclosure.publication import (
    ALL,
    BASE,
    NONE,
    NOT_ASKED,
    ROW,
    Publication,
    rare_answers,
    variable,
)
from beteiligung.disclosure.system import System, system
from beteiligung.tally import PublicCell, PublicTally, Why


@dataclass
class Board:
    """What is known of a release and of all earlier ones, and what is hidden so far.

    ``own`` are the numbers that this release prints, ``values`` all that follow from them;
    ``primary`` are too small by themselves, ``settled`` are narrow whatever this release hides.
    """

    raw: Publication
    earlier: Sequence[Publication]
    solved: Solved
    hidden: set[Cell]  # already, while other tables were looked at
    primary: set[Cell] = field(default_factory=set)
    settled: set[Cell] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.found: System = system([*self.earlier, self.raw])
        self.standing = relations_of(self.found)
        self.values = {**self.found.known, **following(self.found.relations, self.found.known)}
        own = system([self.raw]).known
        past = system(self.earlier)
        before = past.known
        self.hidden_before = {cell[1:] for cell in past.hidden}
        self.settled.update(
            each.cell for each in narrow(past, before, solve(past, before, self.solved))
        )
        now = self.raw.number
        self.own = {c: n for c, n in own.items() if c[0] == now and c not in before}
        rare = rare_answers(self.raw)
        for tally in self.raw.tallies:
            if tally.as_of == now and not self.raw.nature(tally.question).means:
                self.primary.update(_too_small(self.raw, tally, rare))
        self.hidden = (self.hidden & set(self.own)) | self.primary
        self.found.hidden.update({cell: 0 for cell in self.own if listed(cell)})
        self._set_lows()
        self.floors = {
            cell: before[relation_before]
            for relation in self.found.over_time
            for cell, *others in [tuple(relation.parts)]
            for relation_before in others
            if len(others) == 1 and relation_before in before
        }

    def _set_lows(self) -> None:
        small, rare = _small_rows(self.raw), rare_answers(self.raw)
        for cell in self.own:
            if listed(cell):
                free = cell[2] and (cell[0], cell[1], cell[4]) in rare
                self.found.lows[cell] = 0 if free or cell[:4] in small else 1

    @property
    def known(self) -> dict[Cell, int]:
        """What is shown."""
        return {cell: n for cell, n in self.found.known.items() if cell not in self.hidden}

    def unknown(self, cell: Cell) -> bool:
        """Whether a number is hidden, or printed nowhere."""
        return cell in self.hidden or cell not in self.found.known

    def floor(self, cell: Cell) -> int:
        """The least that a number can be for all that is known beside its table."""
        return max(self.found.lows.get(cell, 0), self.floors.get(cell, 0))

    def shown(self) -> Publication:
        """The publication with its hidden numbers."""
        tallies = tuple(
            self._row(tally) if tally.as_of == self.raw.number else tally
            for tally in self.raw.tallies
        )
        return replace(self.raw, tallies=tallies)

    def _row(self, tally: PublicTally) -> PublicTally:
        def name(code: str) -> Cell:
            return (tally.as_of, variable(tally), tally.by or "", tally.group or "", code)

        def veiled(cell: PublicCell) -> PublicCell:
            hidden = name(cell.code) in self.hidden
            return replace(cell, count=None, why=Why.COVER) if hidden else cell

        return replace(
            tally,
            base=None if name(BASE) in self.hidden else tally.base,
            cells=tuple(map(veiled, tally.cells)),
            others=tuple(cell for cell in tally.others if name(cell.code) not in self.hidden),
        )


def _too_small(
    publication: Publication, tally: PublicTally, rare: frozenset[tuple[int, str, str]]
) -> Iterator[Cell]:
    """The numbers of a row that are about too few people by themselves.

    Besides, that a group never gave one of the ``rare`` answers.
    """
    start = (tally.as_of, variable(tally), tally.by or "", tally.group or "")
    base = tally.base or 0
    if 0 < base < publication.threshold(tally):
        yield (*start, BASE)
    for cell in tally.cells:
        threshold, count = publication.threshold(tally, cell.code), cell.count or 0
        others = others_than(tally, count, cell.code)
        never = tally.by and not count and (tally.as_of, variable(tally), cell.code) in rare
        if never or too_small(count, base, threshold) or 0 < others < threshold:
            yield (*start, cell.code)


def _small_rows(publication: Publication) -> set[tuple[int, str, str, str]]:
    return {
        (tally.as_of, variable(tally), tally.by or "", tally.group or "")
        for tally in publication.tallies
        if tally.base is None or tally.base < ROW
    }


def listed(cell: Cell) -> bool:
    """Whether a number stands in a table for what people answered."""
    return cell[4] not in {NONE, NOT_ASKED, ALL}
