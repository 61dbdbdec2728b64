"""Who answered against who lives there: shares of groups, as far as they may be seen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards.counting import counted
from beteiligung.dashboards.matching import Group, Match, by_hand, fitting, matches
from beteiligung.dashboards.numbers import whole
from beteiligung.dashboards.small_groups import FEWEST, Cell, Veil, shown
from beteiligung.districts.models import Area
from beteiligung.districts.population import People, newest, people_of, variables_in
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.models import Survey
from beteiligung.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

ROUGHLY = 100  # answers from which on a hidden share is told in steps
STEPS = 20  # in which a whole is told then: five per cent each
NOBODY = Tally("", total=0, asked=0, answered=0, declined=0, unanswered=0, base=0)
FEWER, LESS_THAN = 3, 0.8  # points as they are shown, and ratio: both say that a group is missing


@dataclass(frozen=True, slots=True)
class Share:
    """A group among the answers and among the residents.

    ``answers`` is hidden where it would give a small group away; then ``answered`` is only told
    roughly, or not at all.
    """

    group: Group
    answers: Cell
    answered: float | None
    most: float  # what the share may be at most, as far as it is told
    people: int
    lives: float

    @property
    def roughly(self) -> bool:
        """Whether the share of the answers is told in steps only."""
        return self.answers.count is None and self.answered is not None

    @property
    def missing(self) -> bool:
        """Whether clearly fewer of them answered than live there."""
        return whole(self.lives) - whole(self.most) >= FEWER and self.most < LESS_THAN * self.lives


@dataclass(frozen=True, slots=True)
class Compared:
    """One variable of a district: its groups, how many answered, and whence the residents come."""

    variable: str
    match: Match
    day: date
    source: str
    shares: tuple[Share, ...] = ()
    answers: int | None = None  # with a group; none where that would give a small one away
    left_out: int = 0  # residents to whom no answer belongs
    few: bool = False  # fewer than five answers in all
    tally: Tally = NOBODY
    newer: date | None = None  # of newer figures whose groups belong to no answer

    def together(self, shares: Sequence[Share]) -> Share:
        """Several groups as one."""
        group = Group(
            tuple(name for share in shares for name in share.group.categories),
            tuple(code for share in shares for code in share.group.answers),
        )
        base = _answers(self.tally, self.match.groups)
        people, lives = sum(share.people for share in shares), sum(share.lives for share in shares)
        return _share(self.tally, base, group, people, lives)


def compared(
    session: Session, survey: Survey, found: Columns, area: Area, chosen: "Chosen"
) -> tuple[Compared, ...]:
    """Everything that is known of an area's residents beside the answers from there."""
    tables = people_of(session, [area.id])[area.id]
    kept = by_hand(session, survey)
    fit = fitting(kept, found.asked, tables)
    latest = {name: newest(tables, name) for name in variables_in(tables)}
    known = {name: newest(fit, name) for name in latest}
    people = {name: table for name, table in known.items() if table is not None}
    categories = {name: [code for (code,) in table.counts] for name, table in people.items()}
    found_matches = matches(kept, found.asked, categories)
    return tuple(
        replace(
            compare(people[name], match, found, chosen), newer=_newer(people[name], latest[name])
        )
        for name, match in found_matches.items()
    )


def _newer(used: People, latest: People | None) -> date | None:
    return latest.day if latest and latest.day > used.day else None


def compare(people: People, match: Match, found: Columns, chosen: "Chosen") -> Compared:
    """One table of residents beside these people's answers."""
    lives = {code: count for (code,), count in people.counts.items()}
    left_out = sum(lives[code] for code in match.categories)
    bare = Compared(match.variable, match, people.day, people.source, left_out=left_out)
    if match.asked is None or not match.groups:
        return bare
    tally = counted(found, match.asked, chosen).tallies[0]
    residents = people.total - left_out
    base = _answers(tally, match.groups)
    if base < FEWEST:
        return replace(bare, few=True)
    shares = []
    for group in match.groups:
        here = sum(lives[code] for code in group.categories)
        shares.append(_share(tally, base, group, here, here / residents))
    hidden = any(share.answers.count is None for share in shares)
    return Compared(
        match.variable,
        match,
        people.day,
        people.source,
        tuple(shares),
        answers=None if hidden else base,
        left_out=left_out,
        tally=tally,
    )


def _answers(tally: Tally, groups: Iterable[Group]) -> int:
    return sum(tally.counts[code] for group in groups for code in group.answers)


def _share(tally: Tally, base: int, group: Group, people: int, lives: float) -> Share:
    """A group as it may be seen: what the results page hides cannot be reckoned from here."""
    count = sum(tally.counts[code] for code in group.answers)
    cell = _cell(tally, count, group.answers)
    if cell.count is not None:
        exact = count / base
        return Share(group, cell, exact, exact, people, lives)
    if cell.veil is Veil.FEW:
        return Share(group, cell, None, (FEWEST - 1) / base, people, lives)
    rough = round(count / base * STEPS) / STEPS if base >= ROUGHLY else 0.0
    return Share(group, cell, rough or None, rough or 1.0, people, lives)


def _cell(tally: Tally, count: int, codes: Collection[str]) -> Cell:
    cells = shown(tally, open_=False).cells
    hidden = {
        code
        for code, cell in cells.items()
        if cell.veil is not Veil.NONE and code not in tally.missing
    }
    if 0 < count < FEWEST:
        return Cell(None, veil=Veil.FEW)
    here = hidden & set(codes)
    if not here or here == hidden:
        return Cell(count)
    small = all(cells[code].veil is Veil.FEW for code in codes)
    return Cell(None, veil=Veil.FEW if small and count < FEWEST else Veil.COVER)
