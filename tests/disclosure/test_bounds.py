"""Exact bounds, beside reckoning by hand and beside trying everything out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beteiligung.disclosure.bounds import (
    NO_END,
    Contradiction,
    Relation,
    components,
    following,
    intervals,
)


def cell(name: str):
    return (1, "weg", "", "", name)


A, B, C, D = map(cell, "abcd")


def test_two_numbers_with_a_known_sum():
    [component] = components([Relation({A: 1, B: 1}, 7, 7)])
    assert intervals(component, {}, [A, B]) == {A: (0, 7), B: (0, 7)}
    assert intervals(component, {A: 1, B: 1}, [A]) == {A: (1, 6)}


def test_what_has_no_end_has_none():
    [component] = components([Relation({A: 1, B: -1}, 0, NO_END)])
    assert intervals(component, {B: 2}, [A])[A] == (2, NO_END)


def test_what_cannot_be_is_no_figure():
    [component] = components([Relation({A: 1}, 3, 3), Relation({A: 1}, 4, 4)])
    with pytest.raises(Contradiction):
        intervals(component, {}, [A])


def test_numbers_that_have_nothing_in_common_are_reckoned_apart():
    found = list(components([Relation({A: 1, B: 1}, 5, 5), Relation({C: 1, D: 1}, 5, 5)]))
    assert [set(each.cells) for each in found] == [{A, B}, {C, D}]


def test_one_subtraction_follows_another():
    relations = [Relation({A: 1, B: 1, C: -1}), Relation({B: 1, D: 1, C: -1})]
    assert following(relations, {A: 3, C: 10}) == {B: 7, D: 3}


@given(st.lists(st.integers(0, 4), min_size=4, max_size=4))
@settings(max_examples=30)
def test_bounds_are_those_of_trying_everything_out(values: list[int]):
    a, b, c, d = values
    rows = [Relation({A: 1, B: 1}, a + b, a + b), Relation({C: 1, D: 1}, c + d, c + d)]
    sums = [*rows, Relation({A: 1, C: 1}, a + c, a + c), Relation({B: 1, D: 1}, b + d, b + d)]
    possible = [
        tried
        for tried in product(range(9), repeat=4)
        if all(
            sum(tried["abcd".index(name[4])] for name in each.parts) == each.least for each in sums
        )
    ]
    [component] = components(sums)
    found = intervals(component, {}, [A, B, C, D])
    for at, name in enumerate((A, B, C, D)):
        column = [tried[at] for tried in possible]
        assert found[name] == (min(column), max(column))
