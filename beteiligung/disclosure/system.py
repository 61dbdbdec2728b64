"""All numbers of all releases: which are known, which are hidden, and how they hang together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from beteiligung.disclosure.bounds import Cell, Relation
from beteiligung.disclosure.linked import linked
from beteiligung.disclosure.over_time import grown
from beteiligung.disclosure.publication import (
    ALL,
    BASE,
    NONE,
    NOT_ASKED,
    REST,
    ROW,
    Publication,
    Whole,
    cell_of,
    rare_in,
    regions,
    wholes,
)
from beteiligung.disclosure.relations import of_sizes, of_table
from beteiligung.tally import PublicCell, PublicTally, Why

Rare = frozenset[tuple[int, str, str]]  # see `rare_in`


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A number that nobody printed, but that might be reckoned; ``row`` holds all its people.

    ``rare`` is whether so few gave this answer that nobody may know which groups did not.
    """

    threshold: int
    row: Cell
    rare: bool = False


@dataclass
class System:
    """What is known, what is hidden, and the relations between them.

    ``hidden`` are cells of printed tables without a number, with their threshold; ``unlisted`` are
    those of people in no printed group, and of parts of overlapping groups.
    """

    known: dict[Cell, int] = field(default_factory=dict)
    hidden: dict[Cell, int] = field(default_factory=dict)
    unlisted: dict[Cell, Unlisted] = field(default_factory=dict)
    lows: dict[Cell, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    over_time: list[Relation] = field(default_factory=list)


def system(publications: Sequence[Publication]) -> System:
    """The relations of all releases together; a table kept from an earlier one counts once."""
    found = System()
    moments = {publication.number: publication for publication in publications}
    rare = rare_in(publications)
    tables: dict[tuple[str, str, int], Whole] = {}
    for publication in publications:
        _people(found, publication)
    for whole in (each for publication in publications for each in wholes(publication)):
        tables.setdefault((whole.variable, whole.by, whole.as_of), whole)
        _printed(found, whole, rare)
    for whole in tables.values():
        found.relations.extend(of_table(whole, moments.get(whole.as_of, whole.publication)))
        if whole.by:
            found.unlisted.update(_unlisted(whole, rare))
    splits = {(whole.by, whole.as_of): whole for whole in tables.values() if whole.by}
    found.relations.extend(relation for whole in splits.values() for relation in of_sizes(whole))
    found.relations.extend(linked(tables.values()))
    found.over_time.extend(grown(list(tables.values()), found.known))
    return found


def _people(found: System, publication: Publication) -> None:
    cell = (publication.number, "", "", "", ALL)
    if publication.least == publication.most:
        found.known[cell] = publication.least
    else:
        found.relations.append(Relation({cell: 1}, publication.least, publication.most))


def _printed(found: System, whole: Whole, rare: Rare) -> None:
    """Note what a table shows, and what it hides."""
    for tally in whole.rows:
        _row(found, whole, tally, rare if whole.by else frozenset())
    for cell in found.hidden.keys() & found.known.keys():
        del found.hidden[cell]


def _row(found: System, whole: Whole, tally: PublicTally, rare: Rare) -> None:
    group, publication = tally.group or "", whole.publication
    # Where ten or more people answered, an answer that nobody gave is shown, if ten or more gave
    # it elsewhere: hidden means somebody.
    low = 1 if tally.base is not None and tally.base >= ROW else 0
    means = publication.nature(tally.question).means
    base = PublicCell(BASE, tally.base)
    for cell in (*(() if means else tally.cells), base, *tally.others):
        name = cell_of(whole, group, cell.code)
        if cell.count is not None:
            found.known[name] = cell.count
        elif cell.code not in {NONE, NOT_ASKED}:
            threshold = publication.threshold(tally, cell.code)
            found.hidden.setdefault(name, threshold)
            free = cell is base or (whole.as_of, whole.variable, cell.code) in rare
            found.lows[name] = 0 if free else low
            if cell.why is Why.FEW and cell is not base:
                found.relations.append(Relation({name: 1}, 0, threshold - 1))


def _unlisted(whole: Whole, rare: Rare) -> Iterator[tuple[Cell, Unlisted]]:
    """The numbers of people in no printed group, and of parts of overlapping groups."""
    publication, first = whole.publication, whole.first
    if publication.nature(first.question).means:
        return
    groups = [tally.group or "" for tally in whole.rows]
    parts = [name for name, _ in regions(groups, publication.nature(whole.by))]
    missing = first.missing
    for row in (*(part for part in parts if part not in groups), REST):
        size = (whole.as_of, whole.by, "", "", row)
        for cell in first.cells:
            holds = size if cell.code in missing else cell_of(whole, row, BASE)
            threshold = publication.threshold(first, cell.code)
            few_gave = (whole.as_of, whole.variable, cell.code) in rare
            yield cell_of(whole, row, cell.code), Unlisted(threshold, holds, few_gave)
