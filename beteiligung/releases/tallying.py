"""Counts the answers of a release: every question, and those that are split, group by group."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from beteiligung.disclosure.categories import Category, merged, single
from beteiligung.disclosure.publication import NONE, NOT_ASKED, RARE, STRICT, USUAL
from beteiligung.releases.subjects import MEASURED, Coded, Subject
from beteiligung.surveys.questions.kind import Figures
from beteiligung.tally import PublicCell, PublicTally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truths = NDArray[np.bool_]

Grouping = tuple[Category, ...]


def grouping(subject: Subject, usual: int = USUAL, *, strict: bool) -> Grouping:
    """How the answers of a question are put together.

    What says who people are (their age, their language) in categories of at least 30 people;
    bands of numbers as well. What people think stays as it was asked, except for answers of so
    few that they would have to be hidden.
    """
    codes = [choice.code for choice in subject.choices]
    missing = [choice.code for choice in subject.choices if choice.missing]
    if subject.figures in {Figures.SEVERAL, Figures.SHARES} or not subject.coded:
        return single(codes, missing)
    counts = [dict(zip(codes, _counted(each, len(codes)), strict=True)) for each in subject.coded]
    who = subject.who or subject.figures in MEASURED
    least = RARE if who else max(STRICT, usual) if strict else usual
    if not who and any(all(n == 0 or n >= least for n in each.values()) for each in counts):
        return single(codes, missing)  # in a matrix one row that needs it does not suffice
    largest = {code: max((each[code] for each in counts), default=0) for code in codes}
    return merged(
        largest,
        ordered=subject.ordered,
        least=least,
        enough=max(STRICT, usual) if strict else usual,
        missing=missing,
        empty=who,
    )


def _counted(coded: Coded, width: int) -> list[int]:
    import numpy as np

    if coded.places is None:
        return []
    places = coded.places
    found: list[int] = np.bincount(places[places >= 0], minlength=width)[:width].tolist()
    return found


def again(subject: Subject, before: Mapping[str, Sequence[str]]) -> Grouping:
    """The answers as an earlier release put them together; what is new since stands alone."""
    missing = {choice.code for choice in subject.choices if choice.missing}
    known = {code for of in before.values() for code in of}
    given = {choice.code for choice in subject.choices}
    kept = [
        Category(code, tuple(of), missing >= set(of))
        for code, of in before.items()
        if not subject.whole or given & set(of)  # a theme that staff took away is gone
    ]
    codes = [choice.code for choice in subject.choices if choice.code not in known]
    return (*kept, *single(codes, missing))


# ---- tables --------------------------------------------------------------------------------------


def tally_of(subject: Subject, categories: Grouping, number: int) -> Iterator[PublicTally]:
    """The tables of a question on its own: one, or one for each row of a matrix."""
    for coded in subject.coded:
        yield _tally(subject, coded, categories, number)


def tallies_by(
    subject: Subject, by: Subject, categories: Mapping[str, Grouping], number: int
) -> Iterator[PublicTally]:
    """The tables of a question for each group of another."""
    groups = _people(by, categories[by.id])
    for coded in subject.coded:
        for group, chosen in groups:
            whose = (by.id, group, chosen)
            yield _tally(subject, coded, categories[subject.id], number, whose)


def _people(by: Subject, categories: Grouping) -> "list[tuple[str, Truths]]":
    """The groups that others are split by: of those who answered, none of them rare."""
    groups = [
        (category.code, _in(by, by.coded[0], category))
        for category in categories
        if not category.missing
    ]
    return [(code, people) for code, people in groups if int(people.sum()) >= RARE]


def _in(subject: Subject, coded: Coded, category: Category) -> "Truths":
    """Who gave one of a category's answers."""
    import numpy as np

    wanted = [at for at, choice in enumerate(subject.choices) if choice.code in category.of]
    if coded.places is not None:
        return np.isin(coded.places, wanted)
    chosen = np.zeros(len(coded.asked), bool)
    for at in wanted:
        chosen |= coded.chosen[at]
    return chosen


def _tally(
    subject: Subject,
    coded: Coded,
    categories: Grouping,
    number: int,
    whose: "tuple[str, str, Truths] | None" = None,
) -> PublicTally:
    import numpy as np

    by, group, people = whose or (None, None, np.ones(len(coded.asked), bool))
    counted = coded.answered & people
    counting = () if coded.points else categories
    inside = {each.code: _in(subject, coded, each) & counted for each in counting}
    missing = frozenset(each.code for each in counting if each.missing)
    base = counted.copy()
    for code in missing:
        base &= ~inside[code]
    if by:  # of a group only what counts is printed
        inside = {code: who for code, who in inside.items() if code not in missing}
        missing = frozenset()
    cells = tuple(PublicCell(code, int(who.sum())) for code, who in inside.items())
    key = subject.id if coded.item is None else f"{subject.id}.{coded.item}"
    return PublicTally(
        key=key if by is None else f"{key}@{by}.{group}",
        question=subject.id,
        base=int(base.sum()),
        cells=_means(coded, categories, base) if coded.points else cells,
        others=() if by else _others(coded),
        missing=missing,
        several=subject.figures is Figures.SEVERAL,
        item=coded.item,
        by=by,
        group=group,
        as_of=number,
    )


def _others(coded: Coded) -> tuple[PublicCell, ...]:
    """Who gave no answer and who was not asked, both or, where one of them are few, neither."""
    none = int((coded.asked & ~coded.answered).sum())
    not_asked = int((~coded.asked).sum())
    if any(0 < n < USUAL for n in (none, not_asked)):
        return ()
    return PublicCell(NONE, none), PublicCell(NOT_ASKED, not_asked)


def _means(coded: Coded, categories: Grouping, base: "Truths") -> tuple[PublicCell, ...]:
    """What each option got in the mean, in whole points."""
    import numpy as np

    pairs = zip(categories, coded.points, strict=True)
    return tuple(PublicCell(c.code, round(float(np.mean(got[base])))) for c, got in pairs)
