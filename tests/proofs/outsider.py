"""A second attacker: somebody outside, with all public files of all releases, pencil and patience.

Written apart from the platform's own attack and sharing nothing with it: it reads the files that
everybody can load, sets up its own equations over whole numbers, and asks for each hidden number
what the smallest and the largest possible value are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor
from typing import Any

import highspy

from tests.proofs.outsider_files import PARTS, Read, Table, Where, read
from tests.proofs.outsider_pdf import on_paper

ROOM = 3  # by how much the ends of a hidden number must differ
FEWEST = 5  # people
FEWEST_NEW = 20  # people between two releases
LARGE = 10  # people; where so many answered and so many gave it, "nobody" is printed
MOST = 10**7
SLACK = 1e-6

Unknown = tuple[int, Where, str]  # release, table, code
Row = tuple[dict[Unknown, float], float, float]  # factors, and between which ends their sum lies


@dataclass(slots=True)
class Sums:
    """Linear relations between numbers: parts with factors, between a low and a high end."""

    known: dict[Unknown, int] = field(default_factory=dict)
    hidden: dict[Unknown, str] = field(default_factory=dict)  # with what it is called
    rows: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)  # hold if nobody took an answer back
    somebody: set[Unknown] = field(default_factory=set)  # hidden, and not because there is nobody

    def relate(
        self,
        parts: Mapping[Unknown, float],
        low: float,
        high: float,
        *,
        if_stayed: bool = False,
    ) -> None:
        """Note that the sum of these parts lies between two numbers."""
        fixed = sum(
            factor * self.known[name] for name, factor in parts.items() if name in self.known
        )
        free = {name: factor for name, factor in parts.items() if name not in self.known}
        if free:
            rows = self.later if if_stayed else self.rows
            rows.append((free, low - fixed, high - fixed))


def findings(releases: Sequence[Mapping[str, bytes]]) -> list[str]:
    """What somebody outside finds out from all releases' files, oldest first; none if safe."""
    found = [read(files) for files in releases]
    told = [line for each in found for line in each.betrayed]
    told += [line for pair in zip(found, releases, strict=True) for line in on_paper(*pair)]
    told += [line for each in found for line in _too_small(each)]
    told += [line for each in found for line in (*_left_over(each), *_nested(each))]
    told += [line for before, after in pairwise(found) for line in _newest(before, after)]
    sums = _sums(found)
    return told + list(_narrow(sums))


# ---- what is simply printed ----------------------------------------------------------------------


def _too_small(found: Read) -> Iterator[str]:
    for where, table in found.tables.items():
        if found.questions[where.question]["kind"] == "budget":
            continue
        base = table.numbers.get("_base")
        for code, number in table.numbers.items():
            if number is not None and 0 < number < FEWEST and code not in {"_none", "_not_asked"}:
                yield f"{where} {code} is printed: {number}"
            others = (base or 0) - (number or 0)
            if number and 0 < others < FEWEST and _several(found, where, code):
                yield f"{where} {code}: {others} did not choose it"


def _several(found: Read, where: Where, code: str) -> bool:
    """Whether an answer is one of several that a person may give."""
    several = found.questions[where.question]["kind"] == "multiple"
    return several and code not in PARTS and found.counts(where.question, code)


def _left_over(found: Read) -> Iterator[str]:
    """Few people in no printed group, where all groups are printed and leave them over."""
    for where, table in found.tables.items():
        for rows in _splits(found, where).values():
            if {found.tables[row].moment for row in rows} != {table.moment}:
                continue
            for code in table.answers:
                numbers = [found.tables[row].numbers.get(code) for row in rows]
                whole = table.numbers[code]
                inside = [number for number in numbers if number is not None]
                if whole is not None and len(inside) == len(numbers):
                    rest = whole - sum(inside)
                    if 0 < rest < FEWEST:
                        yield f"{where} {code}: {rest} people stand in no group"


def _nested(found: Read) -> Iterator[str]:
    """Groups that lie inside others: what is between them is a group too."""
    for where, table in found.tables.items():
        if not where.by:
            continue
        for other, larger in found.tables.items():
            if other._replace(group="") != where._replace(group=""):
                continue
            inner, outer = (set(found.of(where.by, each.group)) for each in (where, other))
            if inner < outer:
                yield from _between(where, table, larger)


def _between(where: Where, inner: Table, outer: Table) -> Iterator[str]:
    for code in inner.answers:
        ends = inner.numbers[code], outer.numbers.get(code)
        if None not in ends and 0 < (ends[1] or 0) - (ends[0] or 0) < FEWEST:
            yield f"{where} {code}: few people more in a larger group"


def _newest(before: Read, after: Read) -> Iterator[str]:
    """What the people say who came between two releases."""
    new = (after.least - before.most, after.most - before.least)
    if new[1] < FEWEST_NEW:
        yield f"only {new[1]} people came before release {after.number}"
    for where, table in after.tables.items():
        old = before.tables.get(where)
        if old is None or old.moment == table.moment:
            continue
        yield from _batch(where, old, table, after)


def _batch(where: Where, old: Table, new: Table, after: Read) -> Iterator[str]:
    bases = old.numbers.get("_base"), new.numbers.get("_base")
    if bases[0] is None or bases[1] is None or after.questions[where.question]["kind"] == "budget":
        return
    came = bases[1] - bases[0]
    if where.by and 0 < abs(came) < FEWEST:
        yield f"{where}: {came} new people"
    for code in new.answers:
        ends = old.numbers.get(code), new.numbers.get(code)
        if ends[0] is None or ends[1] is None or came < 1 or not after.counts(where.question, code):
            continue
        if ends[1] - ends[0] == came and _alone(where, came):
            yield f"{where}: all {came} new people chose {code}"


def _alone(where: Where, came: int) -> bool:
    """Whether a whole batch with one answer says something: few people do so by chance."""
    return bool(where.by) or came >= FEWEST


# ---- what can be reckoned ------------------------------------------------------------------------


def _sums(releases: Sequence[Read]) -> Sums:
    sums = Sums()
    for found in releases:
        for where, table in found.tables.items():
            _note(sums, found, where, table)
    for name in set(sums.hidden) & set(sums.known):
        del sums.hidden[name]
    _all_relations(sums, releases)
    return sums


def _all_relations(sums: Sums, releases: Sequence[Read]) -> None:
    for found in releases:
        for where, table in found.tables.items():
            if found.questions[where.question]["kind"] != "budget":
                _of_table(sums, found, where, table)
                _of_groups(sums, found, where, table)
        _of_filters(sums, found)
        _turned(sums, found)
    for before, after in pairwise(releases):
        _over_time(sums, before, after)


def _note(sums: Sums, found: Read, where: Where, table: Table) -> None:
    for code, number in table.numbers.items():
        name = (table.moment, where, code)
        if number is not None:
            sums.known[name] = number
        elif code not in {"_none", "_not_asked"}:
            sums.hidden.setdefault(name, f"{where} {code} (release {table.moment})")
            many = code != "_base" and (table.numbers.get("_base") or 0) >= LARGE
            if many and _often_given(found, where, table, code):
                sums.somebody.add(name)


def _often_given(found: Read, where: Where, table: Table, code: str) -> bool:
    """Whether so many gave it that "nobody" is printed of a group: the rules say so."""
    if not where.by:
        return True
    whole = found.tables.get(Where(*where[:2], "", ""))
    if whole is None or whole.moment != table.moment:
        return False
    return (whole.numbers.get(code) or 0) >= LARGE


def _of_table(sums: Sums, found: Read, where: Where, table: Table) -> None:
    """What holds inside one table: its answers, its base, and how many people there are."""
    names = {code: (table.moment, where, code) for code in (*table.answers, *PARTS)}
    question = found.questions[where.question]
    counting = [code for code in table.answers if found.counts(where.question, code)]
    several = question["kind"] == "multiple"
    parts = {names[code]: 1.0 for code in counting}
    if several:
        sums.relate({**parts, names["_base"]: -1.0}, 0, MOST)
        for code in counting:
            sums.relate({names["_base"]: 1.0, names[code]: -1.0}, 0, MOST)
    elif _everything_printed(question, counting):
        sums.relate({**parts, names["_base"]: -1.0}, 0, 0)
    others = set() if several else set(table.answers) - set(counting)
    everybody = {names[code]: 1.0 for code in names if code in {*PARTS, *others}}
    _of_people(sums, found, (where, table), everybody, loose=several)
    for code, share in table.shares.items():
        if names[code] in sums.known or names["_base"] in sums.known:
            sums.relate({names[code]: 100.0, names["_base"]: 0.5 - share}, -SLACK, MOST)
            sums.relate({names[code]: -100.0, names["_base"]: share + 0.5}, -SLACK, MOST)


def _of_people(
    sums: Sums,
    found: Read,
    printed: tuple[Where, Table],
    everybody: Mapping[Unknown, float],
    *,
    loose: bool,
) -> None:
    """A table is about everybody, or about its group; ``loose`` where some are not printed."""
    where, table = printed
    if where.by:
        size = (table.moment, Where(where.by, "", "", ""), where.group)
        sums.relate({**everybody, size: -1.0}, -MOST if loose else 0, 0)
    elif table.moment == found.number:
        sums.relate(everybody, 0 if loose else found.least, found.most)


def _everything_printed(question: Mapping[str, Any], counting: Sequence[str]) -> bool:
    """Whether the table has all answers: of words, ranks and photos only some are printed."""
    return question["kind"] not in {"text", "photo", "place"} and len(counting) > 1


def _of_groups(sums: Sums, found: Read, where: Where, table: Table) -> None:
    """The groups of a split add up to the whole, but for people who are in no printed group."""
    for by, rows in _splits(found, where).items():
        moments = {found.tables[row].moment for row in rows}
        one_way = found.tables.get(Where(by, "", "", ""))
        if moments != {table.moment} or one_way is None or one_way.moment != table.moment:
            continue
        outside = _outside(by, rows, one_way)
        for code in (*table.answers, "_base"):
            parts = {(table.moment, where, code): 1.0}
            parts |= {(table.moment, row, code): -1.0 for row in rows}
            sums.relate({**parts, **dict.fromkeys(outside, -1.0)}, -MOST, 0)
            sums.relate(parts, 0, MOST)


def _of_filters(sums: Sums, found: Read) -> None:
    """Whoever was asked a question had given the answer that leads to it."""
    for question, (first, codes) in found.asked.items():
        where, before = Where(question, "", "", ""), Where(first, "", "", "")
        table, decides = found.tables.get(where), found.tables.get(before)
        if table is None or decides is None or table.moment != decides.moment:
            continue
        inside = [c for c in decides.answers if set(found.of(first, c)) <= set(codes)]
        parts = {(table.moment, before, code): 1.0 for code in inside}
        answered = [
            c for c in (*table.answers, "_base") if c == "_base" or not found.counts(question, c)
        ]
        parts |= {(table.moment, where, code): -1.0 for code in (*answered, "_none")}
        if inside:
            sums.relate(parts, 0, 0)


def _turned(sums: Sums, found: Read) -> None:
    """Who is of a group and gave an answer stands in the turned table too, if there is one."""
    for where, table in found.tables.items():
        if not where.by or where.item:
            continue
        for code in table.answers:
            other = Where(where.by, "", where.question, code)
            turned = found.tables.get(other)
            if (
                turned is not None
                and turned.moment == table.moment
                and where.group in turned.numbers
            ):
                parts = {(table.moment, where, code): 1.0, (table.moment, other, where.group): -1.0}
                sums.relate(parts, 0, 0)


def _splits(found: Read, where: Where) -> dict[str, list[Where]]:
    """The rows into which a table is split, by the question that makes the groups."""
    if where.by:
        return {}
    rows = [each for each in found.tables if each.by and each[:2] == where[:2]]
    splits: dict[str, list[Where]] = {}
    for row in rows:
        splits.setdefault(row.by, []).append(row)
    return {by: each for by, each in splits.items() if not _overlap(found, by, each)}


def _overlap(found: Read, by: str, rows: Sequence[Where]) -> bool:
    atoms = [atom for row in rows for atom in found.of(by, row.group)]
    return len(atoms) != len(set(atoms))


def _outside(by: str, rows: Sequence[Where], one_way: Table) -> list[Unknown]:
    printed = {row.group for row in rows}
    codes = [code for code in one_way.answers if code not in printed]
    codes += ["_none", "_not_asked"]  # where they are not printed, nobody knows how many
    return [(one_way.moment, Where(by, "", "", ""), code) for code in codes]


def _over_time(sums: Sums, before: Read, after: Read) -> None:
    """Answers only come; where both numbers are printed and fall, somebody took one back."""
    for where, table in after.tables.items():
        old = before.tables.get(where)
        if old is None or old.moment == table.moment or _fell(old, table):
            continue
        for code in table.answers:
            same = before.of(where.question, code) == after.of(where.question, code)
            if code in old.numbers and same:
                parts = {(table.moment, where, code): 1.0, (old.moment, where, code): -1.0}
                sums.relate(parts, 0, MOST, if_stayed=True)


def _fell(old: Table, new: Table) -> bool:
    both = [(old.numbers.get(code), new.numbers.get(code)) for code in new.numbers]
    return any(a is not None and b is not None and b < a for a, b in both)


# ---- the smallest and the largest possible value -------------------------------------------------


def _narrow(sums: Sums) -> Iterator[str]:
    for names, rows in _together([*sums.rows, *sums.later]):
        if not any(name in sums.hidden for name in names):
            continue
        ends = _ends(names, rows, sums)
        if ends is None:  # somebody took an answer back: each release has to speak for itself
            alone = _together([row for row in sums.rows if row[0].keys() <= set(names)])
            ends = {}
            for fewer, own in alone:
                ends |= _ends(fewer, own, sums) or {}
        for name, (low, high) in ends.items():
            if high - low < ROOM:
                yield f"{sums.hidden[name]} lies between {low} and {high}"


def _together(rows: Sequence[Row]) -> Iterator[tuple[list[Unknown], list[Row]]]:
    """Unknown numbers that hang together, with the relations between them."""
    group: dict[Unknown, list[Unknown]] = {}
    for parts, _, _ in rows:
        joined = list({id(group.get(name)): group.get(name, [name]) for name in parts}.values())
        alone = [name for name in parts if name not in group]
        together = [*dict.fromkeys((*alone, *(name for each in joined for name in each)))]
        group.update(dict.fromkeys(together, together))
    standing: dict[int, list[Row]] = {}
    for row in rows:
        standing.setdefault(id(group[next(iter(row[0]))]), []).append(row)
    for names in {id(each): each for each in group.values()}.values():
        yield names, standing[id(names)]


def _ends(
    names: Sequence[Unknown], rows: Sequence[Row], sums: Sums
) -> dict[Unknown, tuple[int, int]] | None:
    """The ends of each hidden number; none if the relations cannot all hold."""
    solver, place = _program(names, rows, sums)
    found: dict[Unknown, tuple[int, int]] = {}
    for name in (each for each in names if each in sums.hidden):
        ends = []
        solver.changeColCost(place[name], 1)
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            ends.append(solver.getInfo().objective_function_value)
        solver.changeColCost(place[name], 0)
        found[name] = ceil(ends[0] - 1e-4), floor(ends[1] + 1e-4)
    return found


def _program(
    names: Sequence[Unknown], rows: Sequence[Row], sums: Sums
) -> tuple[Any, dict[Unknown, int]]:
    greeting: Any = highspy.Highs
    solver = greeting.__base__()  # what is around it greets on the terminal
    solver.setOptionValue("output_flag", False)
    place = {name: at for at, name in enumerate(names)}
    for name in names:
        solver.addVar(float(name in sums.somebody), MOST)
    for parts, low, high in rows:
        at = [place[name] for name in parts]
        solver.addRow(low, high, len(at), at, list(parts.values()))
    return solver, place
