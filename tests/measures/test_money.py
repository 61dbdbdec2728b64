"""Money is read to the cent, as Germans and as the English write it, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.errors import Refusal
from beteiligung.measures.money import cents

AMBIGUOUS = ("1,2345", "1.2.3", "12,34,5", "0.123", "1.23.45", "1,234,56", "12.34.567")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("38000", 3_800_000),
        ("38.000", 3_800_000),
        ("38,000", 3_800_000),
        ("1.234,56 €", 123_456),
        ("1,234.56", 123_456),
        ("€ 1 234,5", 123_450),
        ("1\u202f234\u202f567,89", 123_456_789),
        ("0,05", 5),
        ("0.50 EUR", 50),
        ("1.234.567", 123_456_700),
        ("1’234.50", 123_450),
    ],
)
def test_an_amount_is_read_in_both_notations(typed: str, amount: int) -> None:
    assert cents(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [*AMBIGUOUS, "viel", "-5", "5 000 00", "1e5", "²", "١٢", ""],
)
def test_what_could_mean_two_amounts_or_none_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        cents(typed)


@given(st.integers(min_value=0, max_value=10**13))
def test_every_amount_is_read_back_as_it_was_written(amount: int) -> None:
    euros, rest = divmod(amount, 100)
    german = f"{euros:,}".replace(",", ".") + f",{rest:02}"
    assert cents(german) == cents(f"{euros:,}.{rest:02}") == cents(f"{euros},{rest:02}") == amount


def test_an_amount_that_can_only_be_a_slip_is_refused() -> None:
    with pytest.raises(Refusal):
        cents("9" * 15)
