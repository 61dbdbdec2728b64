"""Which numbers are hidden beside others, so that those have room: the cheapest that will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beteiligung.disclosure.attack import few
from beteiligung.disclosure.board import Board, listed
from beteiligung.disclosure.bounds import Cell, Relation
from beteiligung.disclosure.publication import ALL, BASE, NONE, NOT_ASKED, REST, ROOM

OF_ITS_OWN, MORE_TO_HIDE = 300, 40  # what hiding costs beside people: a table unsplit; a new line


@dataclass(frozen=True, slots=True)
class Covering:
    """Chooses what is hidden beside small numbers."""

    board: Board

    def cover_lines(self) -> None:
        """Where a sum leaves hidden numbers too little room by itself, hide another in it."""
        waiting = [r for r in self.board.found.relations if r.exact]
        changed = True
        while changed:
            changed = False
            for relation in waiting:
                if self._lacks(relation):
                    partner = self._partner((relation,))
                    if partner is not None:
                        self.board.hidden.add(partner)
                        changed = True

    def hidden_with(self, cell: Cell) -> set[Cell]:
        """What gives a number more room; a base that follows from others gets none."""
        if cell[4] == BASE:
            return set()
        return self._rectangle(cell) or self._partner_beside(cell)

    def _partner_beside(self, cell: Cell) -> set[Cell]:
        partner = self._partner(self.board.standing.get(cell, ()))
        return set() if partner is None else {partner}

    def _rectangle(self, cell: Cell) -> set[Cell]:
        """The cheapest hidden rectangle in which people could change places unnoticed.

        In a table split by groups, people of two rows might have given two answers the other way
        round: all sums stay. None if there is no such rectangle beyond what is hidden already.
        """
        as_of, name, by, row, code = cell
        if not by or as_of != self.board.raw.number:
            return set()
        start = (as_of, name, by)
        cells = [each for each in self.board.own if each[:3] == start and listed(each)]
        rows = {each[3] for each in cells} - {row}
        codes = {each[4] for each in cells} - {code, BASE}
        found = [
            self._worth(cell, [(*start, row, other), (*start, r, code)], (*start, r, other))
            for r in sorted(rows)
            for other in sorted(codes)
        ]
        worth = min((each for each in found if each is not None), default=None)
        return set() if worth is None else set(worth[1])

    def _worth(
        self, cell: Cell, beside: Sequence[Cell], across: Cell
    ) -> tuple[int, list[Cell]] | None:
        """What a rectangle costs and hides, if it leaves room and hides anything more."""
        corners = [cell, *beside, across]
        if any(corner not in self.board.values for corner in corners):
            return None
        spare = {c: self.board.values[c] - self.board.floor(c) for c in corners}
        room = min(spare[c] for c in beside) + min(spare[cell], spare[across])
        more = [c for c in (*beside, across) if c in self.board.own and c not in self.board.hidden]
        if room < ROOM or not more:
            return None
        return sum(self._cost(c) for c in more), more

    def _lacks(self, relation: Relation) -> bool:
        unknown = [cell for cell in relation.parts if self.board.unknown(cell)]
        if any(c not in self.board.values or _free(c) for c in unknown):
            return False
        if len({relation.parts[cell] for cell in unknown}) > 1:
            return False  # a hidden sum of hidden numbers: the attack will tell
        if len(unknown) == 1:
            return bool(self._room_needed(unknown[0]))
        room = sum(self.board.values[c] - self.board.floor(c) for c in unknown)
        return any(room < self._room_needed(cell) for cell in unknown)

    def _room_needed(self, cell: Cell) -> int:
        """How far the ends of an unknown number must lie apart."""
        if cell in self.board.hidden:
            return ROOM
        unlisted = self.board.found.unlisted.get(cell)
        people = self.board.values.get(unlisted.row, 0) if unlisted else 0
        if unlisted is None or not few(
            self.board.values[cell], self.board.values[cell], people, unlisted
        ):
            return 0
        return min(ROOM, people)

    def _partner(self, relations: Iterable[Relation]) -> Cell | None:
        """The number whose hiding costs least, among those that stand beside another."""
        candidates = {
            cell
            for relation in relations
            for cell in relation.parts
            if cell in self.board.own
            and cell not in self.board.hidden
            and _hideable(cell, relation)
            if self.board.own[cell] > self.board.floor(cell)
        }
        return min(candidates, key=lambda cell: (self._cost(cell), cell), default=None)

    def _cost(self, cell: Cell) -> int:
        """People who are not shown any more, and how many lines would need another cover.

        What an earlier release hid costs nothing: hidden alike, both say least about each other.
        """
        lines = sum(
            relation.exact and not any(map(self.board.unknown, relation.parts))
            for relation in self.board.standing[cell]
        )
        alone = 0 if cell[2] or cell[4] in {NONE, NOT_ASKED} else OF_ITS_OWN
        people = 0 if cell[1:] in self.board.hidden_before else self.board.own[cell]
        return people + MORE_TO_HIDE * lines + alone


def _free(cell: Cell) -> bool:
    """Whether a number is nobody's secret, so that it gives others room."""
    return cell[4] in {NONE, NOT_ASKED} or (cell[3] == REST and cell[4] == BASE)


def _hideable(cell: Cell, relation: Relation) -> bool:
    """Whether a number may be given up for others: one of a table unsplit only for its own."""
    split = any(by for _, _, by, _, _ in relation.parts)
    return cell[4] not in {BASE, ALL} and (bool(cell[2]) or not split)
