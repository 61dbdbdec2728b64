"""What is published, as an attacker sees it: tables, and what everybody knows about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from beteiligung.disclosure.bounds import Cell
from beteiligung.tally import PublicTally

ALL, BASE, REST = "_all", "_base", "_rest"  # everybody; those who count; those in no group
NONE, NOT_ASKED, LEFT_OUT = "_none", "_not_asked", "_left_out"
USUAL, STRICT = 5, 10  # people below which a number is not shown; STRICT where more is at stake
ROOM = 3  # how far the ends of a hidden number must lie apart
ROW = 10  # people; in a smaller row it is hidden too that nobody gave an answer
GAVE = 10  # people; of an answer that fewer gave it is hidden too which groups never gave it
RARE = 30  # people; rarer categories are put together

Table = tuple[str, str]  # what it counts (a question, a row of a matrix), and what splits it
Named = tuple[str, str]  # a question and a code of it; "" for all of it


@dataclass(frozen=True, slots=True)
class Nature:
    """What everybody can know about a question from the questionnaire itself.

    ``of`` tells which answers a published code stands for; ``limit`` how many a person may choose;
    ``exclusive`` are answers that nobody gives beside another; ``filtered`` names the variable and
    its codes that somebody must have answered to be asked this.
    """

    of: Mapping[str, frozenset[str]]
    limit: int = 0
    exclusive: frozenset[str] = frozenset()
    filtered: tuple[str, frozenset[str]] | None = None
    means: bool = False  # whether the cells hold means, which are no people

    def stands_for(self, code: str) -> frozenset[str]:
        """The answers behind a published code."""
        return self.of.get(code, frozenset((code,)))


PLAIN = Nature({})


@dataclass(frozen=True, slots=True)
class Publication:
    """All tables of one release; ``least`` and ``most`` say how many people it is about.

    ``gave`` is the rule for rare answers that it was made by: `GAVE`, or 0 before there was one.
    """

    number: int
    least: int
    most: int
    tallies: tuple[PublicTally, ...]
    natures: Mapping[str, Nature] = field(default_factory=dict)
    strict: frozenset[Named] = frozenset()
    usual: int = USUAL
    gave: int = GAVE

    def nature(self, question: str | None) -> Nature:
        """What everybody knows of a question."""
        return self.natures.get(question or "", PLAIN)

    def threshold(self, tally: PublicTally, code: str = "") -> int:
        """Below how many people a number of this table is hidden."""
        marks = {
            (tally.question, ""),
            (tally.question, code),
            (tally.by or "", ""),
            (tally.by or "", tally.group or ""),
        }
        return max(STRICT, self.usual) if marks & self.strict else self.usual


def variable(tally: PublicTally) -> str:
    """What a table counts: a question, or one row of a matrix."""
    return tally.question if tally.item is None else f"{tally.question}.{tally.item}"


@dataclass(frozen=True, slots=True)
class Whole:
    """One table as people see it: a question on its own, or one split by all groups of another."""

    variable: str
    by: str
    as_of: int
    rows: tuple[PublicTally, ...]
    publication: Publication

    @property
    def first(self) -> PublicTally:
        """Any of its rows: what they have in common can be asked of it."""
        return self.rows[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers in order."""
        return tuple(cell.code for cell in self.first.cells)


def cell_of(whole: Whole, group: str, code: str) -> Cell:
    """The name of one number of a table."""
    return (whole.as_of, whole.variable, whole.by, group, code)


def wholes(publication: Publication) -> list[Whole]:
    """The tables of a publication, each with all its rows."""
    found: dict[tuple[str, str, int], list[PublicTally]] = {}
    for tally in publication.tallies:
        found.setdefault((variable(tally), tally.by or "", tally.as_of), []).append(tally)
    return [Whole(*name, tuple(rows), publication) for name, rows in found.items()]


def rare_answers(publication: Publication) -> frozenset[tuple[int, str, str]]:
    """The answers (figures of which release, of what, code) that so few gave, or nobody knows.

    Where a group never gave one of them, that would tell of all who did which group they are not.
    """
    return frozenset(
        (tally.as_of, variable(tally), cell.code)
        for tally in publication.tallies
        if not tally.by and publication.gave
        for cell in tally.cells
        if cell.count is None or 0 < cell.count < publication.gave
    )


def rare_in(publications: Sequence[Publication]) -> frozenset[tuple[int, str, str]]:
    """The answers of split tables of which "nobody" may be hidden: not known to be given by enough.

    Named as in `rare_answers`. A table that is kept from an earlier release goes by the figures and
    the rule of its own moment, whichever release prints it again.
    """
    rules = {publication.number: publication.gave for publication in publications}
    often = {
        (tally.as_of, variable(tally), cell.code)
        for publication in publications
        for tally in publication.tallies
        if not tally.by
        for cell in tally.cells
        if (cell.count or 0) >= max(1, rules.get(tally.as_of, publication.gave))
    }
    return frozenset(
        (tally.as_of, variable(tally), cell.code)
        for publication in publications
        for tally in publication.tallies
        if tally.by and rules.get(tally.as_of, publication.gave)
        for cell in tally.cells
        if (tally.as_of, variable(tally), cell.code) not in often
    )


def regions(groups: Sequence[str], nature: Nature) -> list[tuple[str, frozenset[str]]]:
    """The parts into which overlapping groups cut people: each with the groups it belongs to.

    Where groups do not overlap, each is a part of its own under its own code.
    """
    parts: dict[frozenset[str], None] = {}
    for atom in dict.fromkeys(a for group in groups for a in sorted(nature.stands_for(group))):
        parts[frozenset(group for group in groups if atom in nature.stands_for(group))] = None
    alone = {group: [part for part in parts if group in part] for group in groups}
    return [
        (_named(part, alone), part)
        for part in sorted(
            parts, key=lambda part: [group in part for group in groups], reverse=True
        )
    ]


def _named(part: frozenset[str], alone: Mapping[str, list[frozenset[str]]]) -> str:
    if len(part) == 1:
        (group,) = part
        if len(alone[group]) == 1:
            return group
    return "&" + "&".join(sorted(part))
