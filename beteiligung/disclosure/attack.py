"""The attack on a release: what anybody with all releases and patience could find out from it."""

import enum
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from beteiligung.disclosure.bounds import (
    NO_END,
    Cell,
    Component,
    Contradiction,
    Interval,
    Relation,
    components,
    following,
    intervals,
)
from beteiligung.disclosure.differences import FEWEST_NEW, exposed_by_difference
from beteiligung.disclosure.publication import (
    ALL,
    BASE,
    ROOM,
    ROW,
    Publication,
    Whole,
    rare_answers,
    variable,
    wholes,
)
from beteiligung.disclosure.report_words import CLOSE
from beteiligung.disclosure.system import System, Unlisted, system
from beteiligung.tally import PublicTally

Solved = dict[Hashable, dict[Cell, Interval]]  # by the mark of a component


class Way(enum.StrEnum):
    """How a number was found out."""

    SMALL = "small"  # it is shown although it is about too few people
    OTHERS = "others"  # those who did not choose an answer are too few
    NEVER = "never"  # a group never gave it, which tells of the few who did who they are not
    BOUNDS = "bounds"  # sums leave it hardly any room
    UNLISTED = "unlisted"  # it is about people of no printed group, and follows from the others
    NEWEST = "newest"  # two releases tell what the newest people answered
    FEW_NEW = CLOSE  # two releases are too close together


@dataclass(frozen=True, slots=True)
class Finding:
    """One number that somebody could find out: between ``low`` and ``high``."""

    way: Way
    cell: Cell
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Attack:
    """What came out: findings, how many hidden numbers were attacked, the room each has left."""

    findings: tuple[Finding, ...]
    hidden: int
    unlisted: int
    rooms: Mapping[Cell, int]
    standing: tuple[Finding, ...] = ()  # what earlier releases tell by themselves already

    @property
    def smallest(self) -> int | None:
        """The smallest room of a hidden number, but for those that stand open since before."""
        open_ = {each.cell for each in self.standing}
        return min((room for cell, room in self.rooms.items() if cell not in open_), default=None)

    @property
    def numbers(self) -> tuple[Finding, ...]:
        """The numbers found out; that releases lie too close together is none."""
        return tuple(each for each in self.findings if each.way is not Way.FEW_NEW)

    @property
    def failed(self) -> bool:
        """Whether nothing was found out, as it should be."""
        return not self.findings


def attacked(publications: Sequence[Publication]) -> Attack:
    """Attack all releases of a survey together, oldest first, by everything that is printed."""
    found = system(publications)
    solved = solve(found, found.known, {})
    rooms = {cell: solved[cell][1] - solved[cell][0] for cell in found.hidden if cell in solved}
    findings = [
        *(each for publication in publications for each in _shown_too_small(publication)),
        *narrow(found, found.known, solved),
        *_newest(publications),
    ]
    return Attack(
        findings=tuple(findings),
        hidden=len(found.hidden),  # of those without room in the list nothing at all is known
        unlisted=sum(cell in solved for cell in found.unlisted),
        rooms=rooms,
    )


def blamed(attack: Attack, earlier: Sequence[Publication], newest: Publication) -> Attack:
    """The attack with what earlier releases tell alone, to the same ends, set apart.

    Nothing that is published or left out now can change that. It is blamed on the newest release
    all the same where that makes it worse: if the ends come closer, or if it tells it once more,
    as with a table that it keeps from an earlier one.
    """
    if not attack.findings or not earlier:
        return attack
    once_more = {(each.way, each.cell) for each in attacked([newest]).findings}
    before = {each for each in attacked(earlier).findings if (each.way, each.cell) not in once_more}
    return replace(
        attack,
        findings=tuple(each for each in attack.findings if each not in before),
        standing=tuple(each for each in attack.findings if each in before),
    )


# ---- bounds --------------------------------------------------------------------------------------


def solve(
    found: System, known: Mapping[Cell, int], solved_before: Solved, enough: int = NO_END
) -> dict[Cell, Interval]:
    """The ends of every number that is not known; what was reckoned before is taken over.

    ``enough`` is as in `bounds.intervals`.
    """
    plain = following(found.relations, known)
    ends = {cell: (n, n) for cell, n in plain.items()}
    all_known = {**known, **plain}
    both = [*found.relations, *found.over_time]
    for component in components(relation.with_known(all_known) for relation in both):
        wanted = [c for c in component.cells if c in found.hidden or c in found.unlisted]
        rows = [found.unlisted[c].row for c in wanted if c in found.unlisted]
        wanted += [row for row in dict.fromkeys(rows) if row in set(component.cells)]
        if wanted:
            ends |= _ends(component, found, wanted, (solved_before, enough))
    return ends


def _ends(
    component: Component, found: System, wanted: Sequence[Cell], work: tuple[Solved, int]
) -> dict[Cell, Interval]:
    solved_before, enough = work
    known_already = solved_before.get(component.mark)
    if known_already is not None:
        return known_already
    try:
        ends = intervals(component, found.lows, wanted, enough)
    except Contradiction:  # somebody took an answer back: nothing is certain between releases
        ends = _at_one_moment(component, found, wanted)
    solved_before[component.mark] = ends
    return ends


def _at_one_moment(
    component: Component, found: System, wanted: Sequence[Cell]
) -> dict[Cell, Interval]:
    alone = [relation for relation in component.relations if not relation.over_time]
    ends: dict[Cell, Interval] = {}
    for part in components(alone):
        inside = [cell for cell in wanted if cell in set(part.cells)]
        if inside:
            try:
                ends |= intervals(part, found.lows, inside)
            except Contradiction:  # figures that cannot be: whoever made them must look again
                ends |= dict.fromkeys(inside, (0, 0))
    return ends


def narrow(
    found: System, known: Mapping[Cell, int], solved: Mapping[Cell, Interval]
) -> Iterator[Finding]:
    """The hidden numbers that have too little room."""
    for cell in found.hidden:
        low, high = solved.get(cell, (0, ROOM))
        if cell not in known and high - low < ROOM:
            yield Finding(Way.BOUNDS, cell, low, high)
    for cell, unlisted in found.unlisted.items():
        if cell not in solved:
            continue
        low, high = solved[cell]
        people = _interval(unlisted.row, known, solved)
        if high - low < min(ROOM, people[1]) and few(low, high, people[1], unlisted):
            yield Finding(Way.UNLISTED, cell, low, high)


def few(low: int, high: int, people: int, unlisted: Unlisted) -> bool:
    """Whether so few are meant that it must not be known; nobody in a large row is none.

    Nobody is too few, too, where hardly anybody gave the answer at all.
    """
    if high == 0:
        return people < ROW or unlisted.rare
    return low < unlisted.threshold


def _interval(cell: Cell, known: Mapping[Cell, int], solved: Mapping[Cell, Interval]) -> Interval:
    if cell in known:
        return known[cell], known[cell]
    return solved.get(cell, (0, ROOM))


# ---- what is shown -------------------------------------------------------------------------------


def _shown_too_small(publication: Publication) -> Iterator[Finding]:
    rare = rare_answers(publication)
    counted = {
        (tally.as_of, variable(tally), cell.code)
        for tally in publication.tallies
        if not tally.by
        for cell in tally.cells
        if cell.count is not None
    }
    for tally in publication.tallies:
        if not publication.nature(tally.question).means:
            yield from _of_row(publication, tally)
            yield from _never(tally, rare & counted)


def _never(tally: PublicTally, rare: Collection[tuple[int, str, str]]) -> Iterator[Finding]:
    """Shown to be given by nobody of a group, though only a few gave it at all."""
    for cell in tally.cells if tally.by else ():
        if cell.count == 0 and (tally.as_of, variable(tally), cell.code) in rare:
            yield _shown(Way.NEVER, tally, cell.code, 0)


def _of_row(publication: Publication, tally: PublicTally) -> Iterator[Finding]:
    base = tally.base
    if base is not None and 0 < base < publication.threshold(tally):
        yield _shown(Way.SMALL, tally, BASE, base)
    for cell in tally.cells:
        threshold = publication.threshold(tally, cell.code)
        if cell.count is None:
            continue
        if too_small(cell.count, base, threshold):
            yield _shown(Way.SMALL, tally, cell.code, cell.count)
        elif 0 < others_than(tally, cell.count, cell.code) < threshold:
            yield _shown(Way.OTHERS, tally, cell.code, others_than(tally, cell.count, cell.code))


def too_small(count: int, base: int | None, threshold: int) -> bool:
    """Whether a number is about too few people; nobody is too few where the row is small."""
    if count == 0:
        return base is None or 0 < base < ROW
    return count < threshold


def others_than(tally: PublicTally, count: int, code: str) -> int:
    """Where several answers may be chosen, how many of those who count did not choose this one."""
    if not tally.several or code in tally.missing or tally.base is None:
        return 0
    return tally.base - count


def _shown(way: Way, tally: PublicTally, code: str, count: int) -> Finding:
    name = tally.question if tally.item is None else f"{tally.question}.{tally.item}"
    return Finding(way, (tally.as_of, name, tally.by or "", tally.group or "", code), count, count)


# ---- between releases ----------------------------------------------------------------------------


def _newest(publications: Sequence[Publication]) -> Iterator[Finding]:
    tables: dict[tuple[str, str], dict[int, Whole]] = {}
    moments = {publication.number: publication for publication in publications}
    for publication in publications:
        for whole in wholes(publication):
            tables.setdefault((whole.variable, whole.by), {}).setdefault(whole.as_of, whole)
    for versions in tables.values():
        ordered = [versions[as_of] for as_of in sorted(versions)]
        for at, after in enumerate(ordered[1:], start=1):
            for before in ordered[:at]:
                for group, code in exposed_by_difference(before, after):
                    cell = (after.as_of, after.variable, after.by, group, code)
                    yield Finding(Way.NEWEST, cell, 0, 0)
    yield from _too_close(sorted(moments.values(), key=lambda each: each.number))


def _too_close(publications: Sequence[Publication]) -> Iterator[Finding]:
    for before, after in pairwise(publications):
        new = after.most - before.least
        if new < FEWEST_NEW:
            yield Finding(Way.FEW_NEW, (after.number, "", "", "", ALL), new, new)


def relations_of(found: System) -> Mapping[Cell, list[Relation]]:
    """The relations in which each cell stands."""
    standing: dict[Cell, list[Relation]] = {}
    for relation in (*found.relations, *found.over_time):
        for cell in relation.parts:
            standing.setdefault(cell, []).append(relation)
    return standing
