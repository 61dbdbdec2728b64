"""Small groups in staff tables: hidden, and not to be reckoned from what stands beside them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.dashboards.small_groups import FEWEST, Cell, Shown, Veil, few, shown, veiled
from beteiligung.tally import Tally

sizes = st.integers(0, 12)
MOST = 40


def tally(counts: list[int], *, left_out: int = 0, rest: tuple[int, int, int] = (0, 0, 0)) -> Tally:
    declined, unanswered, _not_asked = rest
    base = sum(counts)
    answered = base + left_out
    return Tally(
        variable="q",
        total=answered + sum(rest),
        asked=answered + declined + unanswered,
        answered=answered,
        declined=declined,
        unanswered=unanswered,
        base=base,
        counts={**{str(place): n for place, n in enumerate(counts)}, "left out": left_out},
        missing=frozenset({"left out"}),
    )


def cells_of(table: Shown) -> list[Cell]:
    return [*table.cells.values(), table.base, table.declined, table.unanswered, table.not_asked]


@given(st.lists(sizes, min_size=1, max_size=5), sizes, st.tuples(sizes, sizes, sizes))
def test_no_small_number_of_people_is_ever_shown(
    counts: list[int], left_out: int, rest: tuple[int, int, int]
):
    table = shown(tally(counts, left_out=left_out, rest=rest), open_=False)
    for cell in cells_of(table):
        assert cell.count is None or cell.count == 0 or cell.count >= FEWEST
        assert cell.count is not None or cell.share is None


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_no_hidden_group_can_be_reckoned_from_the_sum(counts: list[int]):
    veils = veiled(counts)
    hidden = [place for place, veil in enumerate(veils) if veil is not Veil.NONE]
    together = sum(counts[place] for place in hidden)
    possible = [
        sizes
        for sizes in product(
            *(
                range(FEWEST) if veils[place] is Veil.FEW else range(FEWEST, MOST)
                for place in hidden
            )
        )
        if sum(sizes) == together
    ]
    for at, place in enumerate(hidden):
        only_this = all(veil is not Veil.NONE for veil in veils)
        if veils[place] is Veil.FEW and counts[place] > 0 and not only_this:
            assert len({sizes[at] for sizes in possible}) > 1


@given(st.lists(sizes, min_size=1, max_size=5), st.tuples(sizes, sizes, sizes))
def test_a_written_purpose_shows_everything(counts: list[int], rest: tuple[int, int, int]):
    whole = tally(counts, rest=rest)
    table = shown(whole, open_=True)
    assert [cell.count for cell in table.cells.values()] == [*counts, 0]
    assert (table.base.count, table.declined.count, table.unanswered.count) == (
        sum(counts),
        *rest[:2],
    )
    assert table.whole


def test_a_single_small_group_hides_the_next_smallest_too():
    table = shown(tally([208, 401, 3]), open_=False)
    assert [table.cells[code].veil for code in "012"] == [Veil.COVER, Veil.NONE, Veil.FEW]
    assert table.cells["1"].share == pytest.approx(401 / 612)


def test_two_small_groups_cover_each_other():
    table = shown(tally([400, 208, 3, 1]), open_=False)
    assert [table.cells[code].veil for code in "0123"] == [
        Veil.NONE,
        Veil.NONE,
        Veil.FEW,
        Veil.FEW,
    ]


def test_an_option_that_nobody_chose_is_shown_where_the_sum_says_so_anyway():
    table = shown(tally([30, 20, 0]), open_=False)
    assert table.cells["2"] == Cell(0, 0.0)
    assert table.whole


def test_an_empty_option_beside_a_small_one_is_hidden_with_it():
    table = shown(tally([30, 20, 0, 2]), open_=False)
    assert [table.cells[code].veil for code in "23"] == [Veil.FEW, Veil.FEW]


def test_missing_answers_of_few_people_are_covered_and_none_is_shown_as_none():
    table = shown(tally([30, 20], rest=(2, 90, 0)), open_=False)
    assert table.declined.veil is Veil.FEW
    assert table.unanswered.veil is Veil.COVER
    assert table.not_asked == Cell(0)
    assert table.base.count == 50


def test_a_base_of_few_people_is_hidden_with_one_beside_it():
    table = shown(tally([2, 1], rest=(0, 9, 30)), open_=False)
    assert table.base.veil is Veil.FEW
    assert (table.unanswered.veil, table.not_asked) == (Veil.COVER, Cell(30))


def test_of_several_answers_those_who_did_not_choose_are_a_group_too():
    several = Tally(
        variable="q",
        total=12,
        asked=12,
        answered=12,
        declined=0,
        unanswered=0,
        base=12,
        counts={"all but one": 11, "half": 6, "few": 2, "all": 12},
        several=True,
    )
    veils = {code: cell.veil for code, cell in shown(several, open_=False).cells.items()}
    assert veils == {
        "all but one": Veil.COVER,
        "half": Veil.NONE,
        "few": Veil.FEW,
        "all": Veil.NONE,
    }


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_count_that_stands_alone(count: int, seen: int | None):
    assert few(count).count == seen
