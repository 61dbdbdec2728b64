"""Shows again what need not be hidden: hiding goes step by step, and takes some steps too many."""

from collections.abc import Mapping
from dataclasses import dataclass

from beteiligung.disclosure.attack import narrow, solve
from beteiligung.disclosure.bounds import Cell
from beteiligung.disclosure.publication import BASE, ROOM, Table
from beteiligung.disclosure.system import System

TRIED = 3  # rows of a table, the smallest ones


@dataclass
class Sparing:
    """Looks for less to hide: ``own`` are the numbers of this release, by cell.

    ``primary`` are too small by themselves, ``settled`` are narrow whatever is hidden. Tables of
    one question are looked at together; the attack on the whole release comes afterwards.
    """

    found: System
    own: Mapping[Cell, int]
    primary: set[Cell]
    settled: set[Cell]
    hidden_before: set[tuple[str, str, str, str]]  # in an earlier release: shown again last

    def spared(self, hidden: set[Cell]) -> set[Cell]:
        """The hidden numbers that are left when every needless one is shown again."""
        left = set(hidden)
        for name in sorted({cell[1] for cell in hidden - self.primary}):
            part = part_about(self.found, name)
            left = self._less(part, left, {cell for cell in left if cell[1] == name})
            for by in sorted({cell[2] for cell in left if cell[1] == name and cell[2]}):
                left = self._by_rows(part, left, (name, by))
        return left

    def _less(self, part: System, hidden: set[Cell], among: set[Cell]) -> set[Cell]:
        """What is left when each of these is shown again, largest first, where that is safe."""
        left = set(hidden)
        for cell in sorted(among - self.primary, key=self._turn):
            if self._safe(part, left - {cell}):
                left.discard(cell)
        return left

    def _turn(self, cell: Cell) -> tuple[bool, int, Cell]:
        return cell[1:] in self.hidden_before, -self.own[cell], cell

    def _by_rows(self, part: System, hidden: set[Cell], table: Table) -> set[Cell]:
        """What is hidden, or, if it is less, what is left when a small row is hidden first."""
        rows: dict[str, set[Cell]] = {}
        for cell, n in self.own.items():
            if cell[1:3] == table and cell[4] != BASE and n:
                rows.setdefault(cell[3], set()).add(cell)
        cells = set().union(*rows.values())
        best = hidden
        for row in sorted(rows, key=lambda each: sum(self.own[cell] for cell in rows[each]))[
            :TRIED
        ]:
            other = (hidden - cells) | (self.primary & cells) | rows[row]
            if self._safe(part, other):
                best = min(best, self._less(part, other, rows[row]), key=len)
        return best

    def _safe(self, part: System, hidden: set[Cell]) -> bool:
        known = {cell: n for cell, n in part.known.items() if cell not in hidden}
        found = narrow(part, known, solve(part, known, {}, ROOM))
        return all(finding.cell in self.settled for finding in found)


def part_about(found: System, name: str) -> System:
    """What all releases say about one variable."""

    def about(cell: Cell) -> bool:
        return cell[1] == name

    relations = [each for each in found.relations if any(map(about, each.parts))]
    over_time = [each for each in found.over_time if any(map(about, each.parts))]
    cells = {cell for relation in (*relations, *over_time) for cell in relation.parts}
    return System(
        known={cell: found.known[cell] for cell in cells if cell in found.known},
        hidden={cell: n for cell, n in found.hidden.items() if about(cell)},
        unlisted={cell: each for cell, each in found.unlisted.items() if about(cell)},
        lows=found.lows,
        relations=relations,
        over_time=over_time,
    )
