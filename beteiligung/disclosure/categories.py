"""Putting rare categories together, so that less must be hidden."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

OTHERS = "_other"  # the code of what is put together out of answers without an order
BETWEEN = "~"  # stands between the first and the last of ordered answers that are put together


@dataclass(frozen=True, slots=True)
class Category:
    """One answer of a release; ``of`` are the codes of answers that it stands for."""

    code: str
    of: tuple[str, ...]
    missing: bool = False

    @property
    def merged(self) -> bool:
        """Whether it stands for several answers."""
        return len(self.of) > 1


def single(codes: Sequence[str], missing: Collection[str] = ()) -> tuple[Category, ...]:
    """Every answer on its own."""
    return tuple(Category(code, (code,), code in missing) for code in codes)


def merged(
    counts: Mapping[str, int],
    *,
    ordered: bool,
    least: int,
    enough: int = 0,
    missing: Collection[str] = (),
    empty: bool = True,
) -> tuple[Category, ...]:
    """The answers, those given by fewer than ``least`` people put together.

    Ordered ones (ages, points of a scale) go with the smaller of their neighbours, others into one
    bundle, which takes the next rarest along until it holds ``enough`` people; a single rare one
    that has enough stays alone. Answers in ``missing`` stay alone too: they are not counted with
    the others. Without ``empty`` an answer that nobody gave stays as it is.
    """
    inside = {code: n for code, n in counts.items() if code not in missing}
    if ordered:
        groups = _neighbours(inside, least, empty=empty)
    else:
        groups = _bundle(inside, least, enough, empty=empty)
    found = [Category(_code(group, ordered=ordered), tuple(group)) for group in groups]
    outside = [Category(code, (code,), missing=True) for code in counts if code in missing]
    places = {code: place for place, code in enumerate(counts)}
    bundle_last = {OTHERS: len(places)}
    return tuple(sorted([*found, *outside], key=lambda c: bundle_last.get(c.code, places[c.of[0]])))


def _code(group: Sequence[str], *, ordered: bool) -> str:
    if len(group) == 1:
        return group[0]
    return f"{group[0]}{BETWEEN}{group[-1]}" if ordered else OTHERS


def _neighbours(counts: Mapping[str, int], least: int, *, empty: bool) -> list[list[str]]:
    groups = [[code] for code in counts]
    while len(groups) > 1:
        sizes = [sum(counts[code] for code in group) for group in groups]
        rare = [at for at, n in enumerate(sizes) if n < least and (n or empty)]
        if not rare:
            break
        at = min(rare, key=lambda place: sizes[place])
        beside = [other for other in (at - 1, at + 1) if 0 <= other < len(groups)]
        first = min(at, min(beside, key=lambda place: sizes[place]))
        groups[first : first + 2] = [groups[first] + groups[first + 1]]
    return groups


def _bundle(counts: Mapping[str, int], least: int, enough: int, *, empty: bool) -> list[list[str]]:
    rare = [code for code, n in counts.items() if n < least and (n or empty)]
    rest = sorted((code for code in counts if code not in rare), key=lambda code: counts[code])
    given = [code for code in rare if counts[code]]
    if not given or (len(given) == 1 and counts[given[0]] >= enough):
        return [[code] for code in counts]
    while rest and sum(counts[code] for code in rare) < enough:
        rare.append(rest.pop(0))
    kept = [[code] for code in counts if code in rest]
    return [*kept, [code for code in counts if code in rare]]
