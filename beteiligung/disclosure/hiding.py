"""Which numbers a release must hide: too small ones, and others that would give those away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from beteiligung.disclosure.attack import Finding, Solved, narrow, solve
from beteiligung.disclosure.board import Board
from beteiligung.disclosure.bounds import Cell
from beteiligung.disclosure.covering import Covering
from beteiligung.disclosure.keeping import (
    Kept,
    kept_tables,
    stands_alike,
    versions_of,
    with_kept,
)
from beteiligung.disclosure.publication import ROOM, Publication, Table, variable
from beteiligung.disclosure.sparing import Sparing

ROUNDS = 60  # of hiding and attacking, before a table is given up


@dataclass(frozen=True, slots=True)
class Protected:
    """A publication with hidden numbers, and what was done: cells by kind, tables given up."""

    publication: Publication
    primary: frozenset[Cell]
    secondary: frozenset[Cell]
    dropped: tuple[Table, ...]
    kept: Kept


def protect(raw: Publication, earlier: Sequence[Publication]) -> Protected:
    """Hide what must be hidden in a publication that shows everything, attacking it meanwhile.

    ``earlier`` are the releases before, oldest first. A table that cannot be protected keeps the
    figures of an earlier release; if there are none, it is dropped.
    """
    kept = kept_tables(raw, earlier)
    versions = versions_of(earlier)
    full = raw
    dropped: list[Table] = []
    solved: Solved = {}
    hidden: set[Cell] = set()
    while True:
        raw = without(with_kept(full, kept), dropped)
        board = Board(raw, earlier, solved, hidden)
        hiding = _Hiding(board, Covering(board))
        lost = hiding.hide_more()
        if lost is None:
            break
        hidden = board.hidden
        last = next(reversed(versions.get(lost, [])), None)
        if last is not None and lost not in kept and stands_alike(last, full):
            kept[lost] = last
        else:
            dropped.append(lost)
    hiding.spare()
    return Protected(
        publication=board.shown(),
        primary=frozenset(board.primary),
        secondary=frozenset(board.hidden - board.primary),
        dropped=tuple(dropped),
        kept=kept,
    )


def without(publication: Publication, tables: Iterable[Table]) -> Publication:
    """The publication without some tables; whatever splits a question goes with it."""
    gone = set(tables)
    kept = tuple(
        tally
        for tally in publication.tallies
        if (variable(tally), tally.by or "") not in gone and (variable(tally), "") not in gone
    )
    return replace(publication, tallies=kept)


@dataclass
@dataclass(frozen=True, slots=True)
class _Hiding:
    """Hides and attacks in turn."""

    board: Board
    covering: Covering

    def hide_more(self) -> Table | None:
        """Hide until the attack fails; a table that cannot be protected ends it."""
        found = self._narrow()
        for _ in range(ROUNDS):
            if not found:
                return None
            lost = self._widen(found)
            if lost is not None:
                return lost
            found = self._narrow()
        return self._given_up(_table(found[0].cell)) if found else None

    def spare(self) -> None:
        """Show again what need not be hidden."""
        sparing = Sparing(
            self.board.found,
            self.board.own,
            self.board.primary,
            self.board.settled,
            self.board.hidden_before,
        )
        self.board.hidden = sparing.spared(self.board.hidden)

    def _narrow(self) -> list[Finding]:
        self.covering.cover_lines()
        known = self.board.known
        solved = solve(self.board.found, known, self.board.solved, ROOM)
        return [each for each in narrow(self.board.found, known, solved) if self._ours(each)]

    def _ours(self, finding: Finding) -> bool:
        """Whether this release is to blame, and can do something about it."""
        return finding.cell not in self.board.settled

    def _widen(self, findings: Sequence[Finding]) -> Table | None:
        """Hide one more number beside each that has too little room, once in a table."""
        done: set[Table] = set()
        for finding in findings:
            table = _table(finding.cell)
            if table in done:
                continue
            done.add(table)
            more = self.covering.hidden_with(finding.cell)
            if more:
                self.board.hidden |= more
                continue
            lost = self._given_up(table)
            if lost is not None:
                return lost
            self.board.settled.add(finding.cell)
        return None

    def _given_up(self, table: Table) -> Table | None:
        """Which table goes: this one, else one that splits its question, else the question's."""
        tables = {(variable(tally), tally.by or "") for tally in self.board.raw.tallies}
        if table in tables and table[1]:
            return table
        return max((each for each in tables if each[0] == table[0]), default=None)


def _table(cell: Cell) -> Table:
    return cell[1], cell[2]
