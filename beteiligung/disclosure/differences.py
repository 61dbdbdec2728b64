"""What two releases of one table would tell of the people who came in between."""

from collections.abc import Iterator, Mapping, Sequence

from beteiligung.disclosure.publication import BASE, Nature, Whole
from beteiligung.tally import PublicTally

FEWEST_NEW = 20  # people between two releases
Place = tuple[str, str]  # group and answer
Codes = tuple[str, ...]
Matched = list[tuple[Codes, Codes]]  # earlier and later codes that stand for the same


def exposed_by_difference(before: Whole, after: Whole) -> Iterator[Place]:
    """Where subtracting an earlier table from a later one would say what newest people answered.

    Of a table on its own: the newest people must not all have given the same answer. Of one that
    is split: besides, every row must have grown by nobody or by as many as the threshold says, and
    a row that has not grown must be the same in every cell.
    """
    answers = _answers(before, after)
    for earlier, later in _rows(before, after):
        grown = _growth(earlier, later, ((BASE,), (BASE,)))
        if grown is None:
            continue
        place = later[0].group or ""
        if after.by and grown != 0 and grown < _threshold(after, later):
            yield place, BASE
            continue
        for codes in answers:
            more = _growth(earlier, later, codes)
            if more is not None and _tells(more, grown, split=bool(after.by)):
                yield place, codes[1][0]


def _tells(more: int, grown: int, *, split: bool) -> bool:
    """Whether a cell that grew like this speaks of all newest people of its row, or of one."""
    if grown == 0:
        return split and more != 0
    return 0 < grown <= more


def _threshold(after: Whole, rows: Sequence[PublicTally]) -> int:
    return max(after.publication.threshold(row) for row in rows)


def _answers(before: Whole, after: Whole) -> Matched:
    if after.publication.nature(after.first.question).means:
        return []
    missing = after.first.missing | before.first.missing
    earlier, later = (
        [cell.code for cell in whole.first.cells if cell.code not in missing]
        for whole in (before, after)
    )
    matched = alike(earlier, _nature(before), later, _nature(after))
    if after.first.several:  # one person may stand in both of two answers
        return [pair for pair in matched if len(pair[0]) == len(pair[1]) == 1]
    return matched


def _nature(whole: Whole) -> Nature:
    return whole.publication.nature(whole.first.question)


def _rows(
    before: Whole, after: Whole
) -> Iterator[tuple[Sequence[PublicTally], Sequence[PublicTally]]]:
    """Rows of both tables that stand for the same people."""
    ours, theirs = ({row.group or "": row for row in whole.rows} for whole in (after, before))
    by_before, by_after = (whole.publication.nature(whole.by) for whole in (before, after))
    for earlier, later in alike([*theirs], by_before, [*ours], by_after):
        yield [theirs[code] for code in earlier], [ours[code] for code in later]


def alike(before: Sequence[str], was: Nature, after: Sequence[str], now: Nature) -> Matched:
    """The codes of two releases matched so that each pair stands for the same answers."""
    same = [
        ((one,), (other,))
        for one in before
        for other in after
        if was.stands_for(one) == now.stands_for(other)
    ]
    done_before, done_after = ({code for pair in same for code in pair[at]} for at in (0, 1))
    left = [code for code in before if code not in done_before]
    right = [code for code in after if code not in done_after]
    return same + _joined(left, was, right, now)


def _joined(before: list[str], was: Nature, after: list[str], now: Nature) -> Matched:
    """Codes that only together stand for the same answers."""
    found: Matched = []
    while before:
        ours, theirs = [before.pop(0)], list[str]()
        atoms, known = set(was.stands_for(ours[0])), 0
        while known != len(atoms):
            known = len(atoms)
            ours += _taken(before, was, atoms)
            theirs += _taken(after, now, atoms)
        if theirs:
            found.append((tuple(ours), tuple(theirs)))
    return found


def _taken(codes: list[str], nature: Nature, atoms: set[str]) -> list[str]:
    """The codes that have answers in common with these; they and theirs are taken along."""
    found = [code for code in codes if atoms & nature.stands_for(code)]
    for code in found:
        codes.remove(code)
        atoms |= nature.stands_for(code)
    return found


def _growth(
    earlier: Sequence[PublicTally], later: Sequence[PublicTally], codes: tuple[Codes, Codes]
) -> int | None:
    """How many more people stand in cells than did before; none where one of them is hidden."""
    before = [_count(row, code) for row in earlier for code in codes[0]]
    after = [_count(row, code) for row in later for code in codes[1]]
    if None in before or None in after:
        return None
    return sum(filter(None, after)) - sum(filter(None, before))


def _count(row: PublicTally, code: str) -> int | None:
    if code == BASE:
        return row.base
    counts: Mapping[str, int | None] = {cell.code: cell.count for cell in row.cells}
    return counts.get(code)
