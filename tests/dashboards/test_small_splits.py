"""Small groups of a split question: nothing in the table's rows or columns gives them away."""

from hypothesis import given
from hypothesis import strategies as st

from beteiligung.dashboards.small_groups import FEWEST, Cell, Shown, Veil, shown
from beteiligung.dashboards.small_splits import shown_split
from beteiligung.tally import Tally

CODES = ("a", "b", "c", "keine")
BESIDE = ("base", "declined", "unanswered", "not_asked")
group = st.tuples(*[st.integers(0, 12)] * 7)


def tally(numbers: tuple[int, ...]) -> Tally:
    *counts, declined, unanswered, not_asked = numbers
    answered = sum(counts)
    return Tally(
        variable="q",
        total=sum(numbers),
        asked=sum(numbers) - not_asked,
        answered=answered,
        declined=declined,
        unanswered=unanswered,
        base=answered - counts[-1],
        counts=dict(zip(CODES, counts, strict=True)),
        missing=frozenset({"keine"}),
    )


def together(parts: list[Tally]) -> Tally:
    numbers = [[*part.counts.values(), *(getattr(part, n) for n in BESIDE[1:])] for part in parts]
    return tally(tuple(map(sum, zip(*numbers, strict=True))))


def rows(table: Shown) -> dict[str, Cell]:
    return {**table.cells, **{name: getattr(table, name) for name in BESIDE}}


@given(st.lists(group, min_size=2, max_size=5))
def test_no_small_number_is_shown_in_any_group(numbers: list[tuple[int, ...]]):
    parts = list(map(tally, numbers))
    for table in shown_split(together(parts), parts, open_=False):
        for cell in rows(table).values():
            assert cell.count is None or cell.count == 0 or cell.count >= FEWEST


@given(st.lists(group, min_size=2, max_size=5))
def test_no_hidden_cell_stands_alone_in_its_row_or_column(numbers: list[tuple[int, ...]]):
    parts = list(map(tally, numbers))
    whole = shown(together(parts), open_=False)
    tables = [rows(table) for table in shown_split(together(parts), parts, open_=False)]
    across = [[table[row] for table in tables] for row, cell in rows(whole).items() if cell.count]
    down = [[table[code] for code in CODES[:-1]] for table in tables]
    for line in [*across, *down]:
        assert sum(cell.veil is not Veil.NONE for cell in line) != 1


def test_a_group_of_four_shows_nothing_at_all():
    parts = [tally((20, 20, 20, 0, 0, 0, 0)), tally((4, 0, 0, 0, 0, 0, 0))]
    _, few = shown_split(together(parts), parts, open_=False)
    assert all(cell.count is None for cell in rows(few).values())


def test_after_a_purpose_every_group_is_shown_whole():
    parts = [tally((20, 20, 20, 0, 0, 0, 0)), tally((4, 0, 0, 0, 0, 0, 0))]
    assert shown_split(together(parts), parts, open_=True)[1].cells["a"].count == 4


def test_a_table_of_large_groups_is_shown_whole():
    parts = [tally((20, 10, 30, 6, 7, 8, 9))] * 3
    for table in shown_split(together(parts), parts, open_=False):
        assert all(cell.veil is Veil.NONE for cell in rows(table).values())
