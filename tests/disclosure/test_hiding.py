"""What is hidden cannot be reckoned: by hand, and by trying out everything that is possible."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from beteiligung.disclosure import report_words
from beteiligung.disclosure.attack import Finding, Way, attacked, blamed
from beteiligung.disclosure.hiding import protect
from beteiligung.disclosure.publication import Publication
from beteiligung.disclosure.system import system
from beteiligung.tally import PublicCell, PublicTally

ANSWERS = ("ja", "nein", "egal")
AGES = ("jung", "mitte", "alt")
Table = Sequence[Sequence[int]]  # ages × answers


def row(counts: Sequence[int], group: str | None = None, number: int = 1) -> PublicTally:
    return PublicTally(
        key=f"weg@{group}",
        question="weg",
        base=sum(counts),
        cells=tuple(PublicCell(code, n) for code, n in zip(ANSWERS, counts, strict=True)),
        by=group and "alter",
        group=group,
        as_of=number,
    )


def raw(table: Table, number: int = 1) -> Publication:
    """A question by age, everything shown, with its sums."""
    sizes = [sum(each) for each in table]
    ages = PublicTally(
        key="alter",
        question="alter",
        base=sum(sizes),
        cells=tuple(PublicCell(age, n) for age, n in zip(AGES, sizes, strict=True)),
        as_of=number,
    )
    total = row([sum(column) for column in zip(*table, strict=True)], number=number)
    rows = [row(each, age, number) for each, age in zip(table, AGES, strict=True)]
    return Publication(number, sum(sizes), sum(sizes), (ages, total, *rows))


def shown(publication: Publication) -> list[list[int | None]]:
    return [[cell.count for cell in tally.cells] for tally in publication.tallies if tally.by]


def test_the_hand_calculation_of_the_handbook():
    """docs/disclosure.md reckons this one step by step."""
    made = protect(raw([[20, 15, 3], [25, 12, 13], [30, 11, 9]]), [])
    [jung, mitte, alt] = shown(made.publication)
    assert jung[2] is None  # three people
    assert sum(n is None for n in jung) == 2  # one more in the row, or 38 - 20 - 15 = 3
    assert sum(n is None for n in (jung + mitte + alt)) == 4  # two rows, two columns: a rectangle
    assert attacked([made.publication]).smallest == 10


def test_nothing_is_hidden_without_need():
    made = protect(raw([[20, 15, 8], [25, 12, 13], [30, 11, 9]]), [])
    assert not made.primary
    assert not made.secondary


def test_a_table_that_cannot_be_protected_is_dropped_or_wholly_hidden():
    made = protect(raw([[1, 0, 1], [1, 1, 0], [0, 1, 1]]), [])
    assert all(n is None for row_ in shown(made.publication) for n in row_)
    assert attacked([made.publication]).failed


def test_a_table_keeps_earlier_figures_where_a_row_grew_by_two():
    first = protect(raw([[20, 15, 8], [25, 12, 13], [30, 11, 9]]), []).publication
    second = protect(raw([[21, 16, 8], [35, 22, 23], [30, 11, 9]], number=2), [first])
    by_age = [tally for tally in second.publication.tallies if tally.by]
    assert {tally.as_of for tally in by_age} == {1}
    assert ("weg", "alter") in second.kept
    assert attacked([first, second.publication]).failed


def test_a_table_is_renewed_where_every_row_grew_enough_or_not_at_all():
    first = protect(raw([[20, 15, 8], [25, 12, 13], [30, 11, 9]]), []).publication
    second = protect(raw([[30, 25, 18], [35, 22, 23], [30, 11, 9]], number=2), [first])
    assert {tally.as_of for tally in second.publication.tallies} == {2}


cells = st.integers(0, 12)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=3, max_size=3)


@given(tables)
@settings(max_examples=30)
def test_whatever_is_hidden_could_be_at_least_four_different_numbers(table: Table):
    assume(min(map(sum, table)) >= 10)
    made = protect(raw(table), [])
    result = attacked([made.publication])
    assert result.failed
    kept = shown(made.publication)
    total = next(tally for tally in made.publication.tallies if tally.question == "weg")
    assume(kept and total.whole)
    possible = list(_possible(table, kept))
    for i, j in product(range(3), range(3)):
        if kept[i][j] is None:
            assert len({tried[i][j] for tried in possible}) > 3
        else:
            assert kept[i][j] == table[i][j]
            assert table[i][j] == 0 or table[i][j] >= 5


def _possible(table: Table, kept: list[list[int | None]]) -> Iterator[list[list[int]]]:
    """Every table that shows the same, tried out one by one, with all sums known."""
    columns = [sum(column) for column in zip(*table, strict=True)]
    rows = [
        list(_rows(sum(row_), shown_, columns)) for row_, shown_ in zip(table, kept, strict=True)
    ]
    for first, second in product(rows[0], rows[1]):
        third = [n - a - b for n, a, b in zip(columns, first, second, strict=True)]
        if third in rows[2]:
            yield [first, second, third]


def _rows(total: int, kept: list[int | None], columns: list[int]) -> Iterator[list[int]]:
    """Rows that show the same; hidden means somebody where ten are in the row and the column."""
    least = [1 if min(total, column) >= 10 else 0 for column in columns]
    ranges = [
        range(low, total + 1) if n is None else [n] for low, n in zip(least, kept, strict=True)
    ]
    for tried in product(*ranges):
        if sum(tried) == total:
            yield list(tried)


def test_what_earlier_releases_tell_alone_is_not_blamed_on_the_next_one():
    leaky = raw([[1, 20, 20], [20, 20, 20], [20, 20, 20]])  # shown although it is one person
    later = Publication(2, 300, 300, ())
    found = blamed(attacked([leaky, later]), [leaky], later)
    assert (found.findings, len(found.standing)) == ((), len(attacked([leaky]).findings))


def test_a_release_that_makes_it_worse_is_blamed():
    leaky = raw([[1, 20, 20], [20, 20, 20], [20, 20, 20]])
    worse = raw([[2, 60, 60], [60, 60, 60], [60, 60, 60]], 2)
    assert blamed(attacked([leaky, worse]), [leaky], worse).numbers
    # The same table once more: nobody learns anything new, and yet it must not be printed again.
    again = Publication(2, 300, 300, leaky.tallies, leaky.natures)
    found = blamed(attacked([leaky, again]), [leaky], again)
    assert {each.cell for each in found.numbers} == {
        each.cell for each in attacked([leaky]).numbers
    }


def test_the_report_does_not_say_that_nothing_was_found_where_earlier_results_tell_something():
    made = protect(raw([[20, 15, 3], [25, 12, 13], [30, 11, 9]]), []).publication
    cell = next(iter(attacked([made]).rooms))
    told = Finding(Way.BOUNDS, cell, 3, 3)
    attack = replace(attacked([made]), standing=(told,))
    assert attack.smallest == min(room for other, room in attack.rooms.items() if other != cell)
    report = {"findings": [], "standing": 1, "smallest": attack.smallest}
    said = [each.message % each.values for each in report_words.on_numbers(report)]
    assert "give away by themselves" in said[0]
    assert not [sentence for sentence in said if sentence.startswith("Nothing")]


def test_of_an_answer_that_few_gave_nobody_learns_which_groups_never_gave_it():
    """Five people of one gender, none of them young or old: all of them would be of middle age."""
    table = [[50, 49, 0], [100, 91, 5], [45, 47, 0]]
    found = attacked([raw(table)])
    assert {each.way for each in found.findings} >= {Way.NEVER}
    made = protect(raw(table), [])
    assert attacked([made.publication]).failed
    [young, middle, old] = shown(made.publication)
    assert (young[2], middle[2], old[2]) == (None, None, None)
    # Before there was this rule, hidden meant somebody: releases of that time are read by theirs.
    before = replace(raw(table), gave=0)
    assert Way.NEVER not in {each.way for each in attacked([before]).findings}
    again = replace(before, number=2, gave=raw(table).gave)
    assert Way.NEVER in {e.way for e in blamed(attacked([before, again]), [before], again).findings}


def test_that_nobody_gave_an_answer_is_shown_where_many_others_gave_it():
    table = [[50, 49, 0], [100, 91, 60], [45, 47, 0]]
    assert shown(protect(raw(table), []).publication) == table


def test_a_later_result_does_not_tell_that_a_group_never_gave_an_answer_of_an_earlier_one():
    """Few gave it at first, and nobody of the young; later many did, and still nobody of them."""
    first = protect(raw([[6, 12, 0], [30, 26, 3], [20, 25, 3]]), []).publication
    kept = [replace(each) for each in first.tallies if each.by]
    again = raw([[8, 15, 0], [37, 33, 3], [25, 33, 3]], number=2)
    second = replace(again, tallies=(*(each for each in again.tallies if not each.by), *kept))
    leaky = raw([[14, 20, 0], [45, 41, 9], [35, 42, 9]], number=3)
    assert attacked([first, second]).failed
    assert attacked([first, second, leaky]).numbers
    made = protect(leaky, [first, second]).publication
    assert attacked([first, second, made]).failed


def test_what_few_gave_once_stays_open_where_a_later_release_keeps_the_table():
    """A hidden number of a kept table may be nobody, though by now many gave that answer."""
    first = protect(raw([[50, 49, 0], [100, 91, 5], [45, 47, 0]]), []).publication
    ages, total, *_rows = raw([[60, 55, 0], [110, 95, 15], [50, 50, 12]], number=2).tallies
    kept = [tally for tally in first.tallies if tally.by]
    second = Publication(2, 447, 447, (ages, total, *kept))
    assert system([first, second]).lows[1, "weg", "alter", "jung", "egal"] == 0
