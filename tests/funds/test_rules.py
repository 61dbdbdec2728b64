"""What the rules of a fund allow: to the cent, and never guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.errors import Refusal
from beteiligung.funds import rules
from beteiligung.funds.models import FundYear
from tests.funds.funds import a_project

MOST = 10**9


def a_year(**changes: Any) -> FundYear:
    """1,000 euros for a project, 2,000 with a reason, half of it their own."""
    usual = {"cap": 100_000, "cap_exception": 200_000, "own_share": 5000, "hour_rate": 1500}
    return FundYear(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"requested": 50_000, "own_money": 20_000}, None),  # 50.00 %
        ({"requested": 50_010, "own_money": 19_990}, rules.OwnShareTooSmall),  # 49.99 %
        ({"requested": 50_001, "own_money": 19_999}, rules.OwnShareTooSmall),  # 49.999 %
        ({"own_money": 0, "others": 20_000}, None),  # gifts count as well
        ({"own_money": 50_000, "own_hours": 0}, None),
        ({"own_money": 20_001}, rules.SumsDiffer),
        ({"requested": 0, "own_money": 70_000}, rules.NothingRequested),
        ({"total": 300_000, "requested": 100_000, "own_money": 170_000}, None),
        ({"total": 300_000, "requested": 100_001, "own_money": 169_999}, rules.ReasonForMore),
        (
            {"total": 500_000, "requested": 200_000, "own_money": 270_000, "exception": "Bühne"},
            None,
        ),
        (
            {"total": 500_000, "requested": 200_001, "own_money": 269_999, "exception": "Bühne"},
            rules.MoreThanEver,
        ),
    ],
)
def test_a_project_is_checked_by_its_parts(
    changes: dict[str, Any], refused: type[Refusal] | None
) -> None:
    if refused is None:
        rules.check(a_project(**changes), a_year(), 1500)
        return
    with pytest.raises(refused):
        rules.check(a_project(**changes), a_year(), 1500)


def test_who_brings_too_little_reads_how_much_is_missing() -> None:
    project = a_project(requested=50_010, own_money=19_990)
    with pytest.raises(rules.OwnShareTooSmall) as refusal:
        rules.check(project, a_year(), 1500)
    assert str(refusal.value) == (
        "The own share is 49.99 %, but must be at least 50.00 %: "
        "0.10 € are missing. Own money, own work and gifts count."
    )


def test_without_an_exception_in_the_rules_no_reason_helps() -> None:
    project = a_project(total=300_000, requested=100_001, own_money=169_999, exception="Bühne")
    with pytest.raises(rules.MoreThanEver):
        rules.check(project, a_year(cap_exception=None), 1500)


def test_parts_of_a_cent_of_own_work_do_not_count() -> None:
    assert rules.own_of(a_project(own_money=0, own_hours=33), 1001).work == 330


@given(own=st.integers(0, MOST), requested=st.integers(1, MOST), least=st.integers(0, rules.WHOLE))
def test_the_missing_amount_is_exactly_what_would_have_been_enough(
    own: int, requested: int, least: int
) -> None:
    year = a_year(cap=MOST, own_share=least)

    def enough(more: int) -> bool:
        project = a_project(
            total=own + requested,
            requested=requested - more,
            own_money=own + more,
            own_hours=0,
        )
        try:
            rules.check(project, year, 0)
        except rules.OwnShareTooSmall as refusal:
            missing.append(int(str(refusal.values["missing"]).removesuffix(" €").replace(".", "")))
            return False
        return True

    missing: list[int] = []
    if enough(0):
        assert own * rules.WHOLE >= (own + requested) * least
    elif missing[0] < requested:
        short = missing[0]
        assert enough(short)
        assert not enough(short - 1)
