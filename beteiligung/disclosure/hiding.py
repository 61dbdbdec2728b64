"""Which numbers a release must hide: too small ones, and others that would give those away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from beteiligung.disclosure.attack import (
    Finding,
    Solved,
    few,
    narrow,
    others_than,
    relations_of,
    solve,
    too_small,
)
from beteiligung.disclosure.bounds import Cell, Relation, following
from beteiligung.disclosure.keeping import (
    Kept,
    kept_tables,
    stands_alike,
    versions_of,
    with_kept,
)
from beteiligung.disclosure.publication import (
    ALL,
    BASE,
    NONE,
    NOT_ASKED,
    REST,
    ROOM,
    ROW,
    Publication,
    Table,
    variable,
)
from beteiligung.disclosure.sparing import Sparing
from beteiligung.disclosure.system import System, system
from beteiligung.tally import PublicCell, PublicTally, Why

ROUNDS = 60  # of hiding and attacking, before a table is given up
OF_ITS_OWN, MORE_TO_HIDE = 300, 40  # what hiding costs beside people: a table unsplit; a new line


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
        board = _Board(raw, earlier, solved, hidden)
        lost = board.hide_more()
        if lost is None:
            break
        hidden = board.hidden
        last = next(reversed(versions.get(lost, [])), None)
        if last is not None and lost not in kept and stands_alike(last, full):
            kept[lost] = last
        else:
            dropped.append(lost)
    board.spare()
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
class _Board:
    """The numbers of one release while it is decided which of them are hidden."""

    raw: Publication
    earlier: Sequence[Publication]
    solved: Solved
    hidden: set[Cell]  # already, while other tables were looked at
    primary: set[Cell] = field(default_factory=set)
    settled: set[Cell] = field(default_factory=set)  # narrow whatever this release hides

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
        for tally in self.raw.tallies:
            if tally.as_of == now and not self.raw.nature(tally.question).means:
                self.primary.update(_too_small(self.raw, tally))
        self.hidden = (self.hidden & set(self.own)) | self.primary
        self.found.hidden.update({cell: 0 for cell in self.own if _listed(cell)})
        self._set_lows()
        self.floors = {
            cell: before[relation_before]
            for relation in self.found.over_time
            for cell, *others in [tuple(relation.parts)]
            for relation_before in others
            if len(others) == 1 and relation_before in before
        }

    def _set_lows(self) -> None:
        small = _small_rows(self.raw)
        for cell in self.own:
            if _listed(cell):
                self.found.lows[cell] = 0 if cell[:4] in small else 1

    @property
    def known(self) -> dict[Cell, int]:
        """What is shown."""
        return {cell: n for cell, n in self.found.known.items() if cell not in self.hidden}

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
        sparing = Sparing(self.found, self.own, self.primary, self.settled, self.hidden_before)
        self.hidden = sparing.spared(self.hidden)

    def _narrow(self) -> list[Finding]:
        self._cover_lines()
        known = self.known
        solved = solve(self.found, known, self.solved, ROOM)
        return [each for each in narrow(self.found, known, solved) if self._ours(each)]

    def _ours(self, finding: Finding) -> bool:
        """Whether this release is to blame, and can do something about it."""
        return finding.cell not in self.settled

    def _widen(self, findings: Sequence[Finding]) -> Table | None:
        """Hide one more number beside each that has too little room, once in a table."""
        done: set[Table] = set()
        for finding in findings:
            table = _table(finding.cell)
            if table in done:
                continue
            done.add(table)
            more = self._hidden_with(finding.cell)
            if more:
                self.hidden |= more
                continue
            lost = self._given_up(table)
            if lost is not None:
                return lost
            self.settled.add(finding.cell)
        return None

    def _hidden_with(self, cell: Cell) -> set[Cell]:
        """What gives a number more room; a base that follows from others gets none."""
        if cell[4] == BASE:
            return set()
        return self._rectangle(cell) or self._partner_beside(cell)

    def _partner_beside(self, cell: Cell) -> set[Cell]:
        partner = self._partner(self.standing.get(cell, ()))
        return set() if partner is None else {partner}

    def _rectangle(self, cell: Cell) -> set[Cell]:
        """The cheapest hidden rectangle in which people could change places unnoticed.

        In a table split by groups, people of two rows might have given two answers the other way
        round: all sums stay. None if there is no such rectangle beyond what is hidden already.
        """
        as_of, name, by, row, code = cell
        if not by or as_of != self.raw.number:
            return set()
        rows = {c[3] for c in self.own if c[:3] == (as_of, name, by)} - {row}
        codes = {c[4] for c in self.own if c[:3] == (as_of, name, by) and _listed(c)} - {code, BASE}
        start = (as_of, name, by)
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
        if any(corner not in self.values for corner in corners):
            return None
        spare = {c: self.values[c] - self._floor(c) for c in corners}
        room = min(spare[c] for c in beside) + min(spare[cell], spare[across])
        more = [c for c in (*beside, across) if c in self.own and c not in self.hidden]
        if room < ROOM or not more:
            return None
        return sum(self._cost(c) for c in more), more

    def _floor(self, cell: Cell) -> int:
        """The least that a number can be for all that is known beside its table."""
        return max(self.found.lows.get(cell, 0), self.floors.get(cell, 0))

    def _given_up(self, table: Table) -> Table | None:
        """Which table goes: this one, else one that splits its question, else the question's."""
        tables = {(variable(tally), tally.by or "") for tally in self.raw.tallies}
        if table in tables and table[1]:
            return table
        return max((each for each in tables if each[0] == table[0]), default=None)

    # ---- lines: what adds up to something known --------------------------------------------------

    def _cover_lines(self) -> None:
        """Where a sum leaves hidden numbers too little room by itself, hide another in it."""
        waiting = [r for r in self.found.relations if r.exact]
        changed = True
        while changed:
            changed = False
            for relation in waiting:
                if self._lacks(relation):
                    partner = self._partner((relation,))
                    if partner is not None:
                        self.hidden.add(partner)
                        changed = True

    def _lacks(self, relation: Relation) -> bool:
        unknown = [c for c in relation.parts if c in self.hidden or c not in self.found.known]
        if any(c not in self.values or _free(c) for c in unknown):
            return False
        if len({relation.parts[cell] for cell in unknown}) > 1:
            return False  # a hidden sum of hidden numbers: the attack will tell
        room = sum(self.values[c] - self._floor(c) for c in unknown)
        return any(room < self._room_needed(cell) for cell in unknown)

    def _room_needed(self, cell: Cell) -> int:
        """How far the ends of an unknown number must lie apart."""
        if cell in self.hidden:
            return ROOM
        unlisted = self.found.unlisted.get(cell)
        people = self.values.get(unlisted.row, 0) if unlisted else 0
        if unlisted is None or not few(
            self.values[cell], self.values[cell], people, unlisted.threshold
        ):
            return 0
        return min(ROOM, people)

    def _partner(self, relations: Iterable[Relation]) -> Cell | None:
        """The number whose hiding costs least, among those that stand beside another."""
        candidates = {
            cell
            for relation in relations
            for cell in relation.parts
            if cell in self.own and cell not in self.hidden and _hideable(cell, relation)
            if self.own[cell] > self._floor(cell)
        }
        return min(candidates, key=lambda cell: (self._cost(cell), cell), default=None)

    def _cost(self, cell: Cell) -> int:
        """People who are not shown any more, and how many lines would need another cover.

        What an earlier release hid costs nothing: hidden alike, both say least about each other.
        """
        lines = sum(
            relation.exact
            and not any(c in self.hidden or c not in self.found.known for c in relation.parts)
            for relation in self.standing[cell]
        )
        alone = 0 if cell[2] or cell[4] in {NONE, NOT_ASKED} else OF_ITS_OWN
        people = 0 if cell[1:] in self.hidden_before else self.own[cell]
        return people + MORE_TO_HIDE * lines + alone

    # ---- what comes out --------------------------------------------------------------------------

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


# ---- cells ---------------------------------------------------------------------------------------


def _too_small(publication: Publication, tally: PublicTally) -> Iterator[Cell]:
    """The numbers of a row that are about too few people by themselves."""
    start = (tally.as_of, variable(tally), tally.by or "", tally.group or "")
    base = tally.base or 0
    if 0 < base < publication.threshold(tally):
        yield (*start, BASE)
    for cell in tally.cells:
        threshold, count = publication.threshold(tally, cell.code), cell.count or 0
        others = others_than(tally, count, cell.code)
        if too_small(count, base, threshold) or 0 < others < threshold:
            yield (*start, cell.code)


def _small_rows(publication: Publication) -> set[tuple[int, str, str, str]]:
    return {
        (tally.as_of, variable(tally), tally.by or "", tally.group or "")
        for tally in publication.tallies
        if tally.base is None or tally.base < ROW
    }


def _free(cell: Cell) -> bool:
    """Whether a number is nobody's secret, so that it gives others room."""
    return cell[4] in {NONE, NOT_ASKED} or (cell[3] == REST and cell[4] == BASE)


def _listed(cell: Cell) -> bool:
    return cell[4] not in {NONE, NOT_ASKED, ALL}


def _hideable(cell: Cell, relation: Relation) -> bool:
    """Whether a number may be given up for others: one of a table unsplit only for its own."""
    split = any(by for _, _, by, _, _ in relation.parts)
    return cell[4] not in {BASE, ALL} and (bool(cell[2]) or not split)


def _table(cell: Cell) -> Table:
    return cell[1], cell[2]
