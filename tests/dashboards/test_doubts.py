"""What looks like one hand behind many answers is found; honest crowds are left in peace."""

import math
from dataclasses import replace

import numpy as np
import pytest

from beteiligung.dashboards.bursts import bursts, rhythm, usual_of
from beteiligung.dashboards.chances import (
    chance_of_so_even,
    log_of_so_many,
    log_of_such_a_share,
)
from beteiligung.dashboards.doubts import Sign, flags
from beteiligung.dashboards.evidence import Evidence, Group
from tests.dashboards import crowds
from tests.dashboards.crowds import SERIAL, People


def gathered(*people: People, seed: int = 1) -> Evidence:
    """The evidence of these people together."""
    return crowds.gathered(np.random.default_rng(seed), list(people)).evidence()


def neighbours(n: int = 300) -> People:
    """Honest people over five weeks, by many posters."""
    rng = np.random.default_rng(7)
    printed = rng.integers(6, len(crowds.CODES), n)
    return People(crowds.over_weeks(rng, n, 35), crowds.honest(rng, n), printed=printed)


def by_code(n: int, gap: float, hour: float = 10.0, code: str = "K000", seed: int = 3) -> People:
    """People who come by one code, one after the other by chance, the mean gap in seconds."""
    rng = np.random.default_rng(seed)
    start = (crowds.FIRST_DAY + 9 * 24 + hour) * 3600
    seconds = (start + np.cumsum(rng.exponential(gap, n))).astype("int64")
    return People(seconds, crowds.honest(rng, n), code)


# ---- the promise ---------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["at once", "after the minutes are gone"])
def test_serial_answers_are_flagged_and_honest_crowds_are_not(when: str):
    serial = found = honest = wrongly = 0
    for number in range(len(SERIAL)):
        crowd = crowds.crowd(number)
        evidence = crowd.evidence(minutes=when == "at once")
        if when != "at once":
            evidence = replace(evidence, rhythms=crowd.kept())
        rows = crowds.flagged(evidence, flags(evidence))
        serial, found = serial + crowd.serial.sum(), found + (rows & crowd.serial).sum()
        honest, wrongly = honest + (~crowd.serial).sum(), wrongly + (rows & ~crowd.serial).sum()
    assert found >= 0.95 * serial
    assert wrongly <= 0.01 * honest


def test_of_honest_crowds_the_page_stays_short():
    shown = [flags(crowds.crowd(number, attacked=False).evidence()) for number in range(6)]
    assert sum(flag.strong for each in shown for flag in each) <= 1
    assert any(not flag.strong for each in shown for flag in each)  # bursts are seen all the same


# ---- one sign after the other --------------------------------------------------------------------


def test_a_class_that_answers_together_is_innocent_by_itself():
    (flag,) = flags(gathered(neighbours(), by_code(25, 60)))
    assert set(flag.signs) == {Sign.BURST}
    assert not flag.strong
    assert flag.n == 25


def test_the_same_at_three_in_the_night_is_flagged():
    (flag,) = flags(gathered(neighbours(), by_code(14, 80, hour=1)))  # in London
    assert set(flag.signs) == {Sign.BURST, Sign.NIGHT}
    assert flag.strong
    assert flag.group.code == "K000"


def test_a_steady_beat_is_flagged_at_any_time_of_the_day():
    rng = np.random.default_rng(5)
    seconds = crowds.every(rng, 80, 9, 8, 30, 0.4)
    loop = People(seconds, crowds.honest(rng, 80), "K000")
    (flag,) = flags(gathered(neighbours(), loop))
    assert Sign.REGULAR in flag.signs
    assert flag.signs[Sign.REGULAR]["seconds"] == pytest.approx(30, abs=1)


def test_many_in_one_minute_with_dice_for_answers_are_flagged():
    rng = np.random.default_rng(5)
    seconds = crowds.around(rng, 50, 9, 10, 0.1)
    (flag,) = flags(gathered(neighbours(), People(seconds, crowds.by_dice(rng, 50), "K000")))
    assert {Sign.AT_ONCE, Sign.BY_LOT} <= set(flag.signs)


def test_equal_answers_are_one_group_whatever_codes_they_came_by():
    rng = np.random.default_rng(5)
    same = People(crowds.over_weeks(rng, 9, 35), crowds.copied(rng, 9), printed=np.arange(9))
    (flag,) = flags(gathered(neighbours(), same))
    assert flag.signs == {Sign.EQUAL: {"n": 9}}
    assert flag.group.code is None


def test_two_people_who_leave_everything_out_are_no_copies():
    rng = np.random.default_rng(5)
    silent = People(crowds.over_weeks(rng, 12, 35), crowds.blank(rng, 12), printed=np.arange(12))
    assert flags(gathered(neighbours(), silent)) == []


def test_tablets_and_paper_come_in_batches():
    for channel in ("tablet", "paper"):
        pile = replace(by_code(60, 20, hour=1), code=None, channel=channel)
        assert flags(gathered(neighbours(), pile)) == []


def test_a_code_by_which_people_answer_straight_down_at_night_is_flagged():
    rng = np.random.default_rng(5)
    night = crowds.over_weeks(rng, 30, 30) // 86400 * 86400 + 3600 * rng.integers(0, 2, 30)
    answers = crowds.honest(rng, 30)
    for key in answers:
        if key.startswith("q04_bereiche."):
            answers[key][:] = answers["q04_bereiche.sauber"]
    (flag,) = flags(gathered(neighbours(), People(night, answers, "K000")))
    assert set(flag.signs) == {Sign.NIGHT, Sign.STRAIGHT}
    assert flag.group == Group("K000", "qr", pattern="night")


def test_one_poster_that_brings_most_is_a_hint_and_no_more():
    rng = np.random.default_rng(5)
    market = People(crowds.over_weeks(rng, 400, 35), crowds.honest(rng, 400), "K000")
    shown = flags(gathered(neighbours(), market))
    assert [set(flag.signs) for flag in shown] == [{Sign.MOST}]
    assert not shown[0].strong


def test_no_answers_and_one_answer_stand_out_nowhere():
    one = neighbours(1)
    assert flags(gathered(one)) == []
    assert (
        flags(
            gathered(
                replace(
                    one,
                    seconds=one.seconds[:0],
                    codes={key: column[:0] for key, column in one.codes.items()},
                    printed=np.zeros(0, "int64"),
                )
            )
        )
        == []
    )


# ---- rhythm and chance ---------------------------------------------------------------------------


def test_people_who_come_by_chance_have_no_rhythm():
    rng = np.random.default_rng(11)
    for _ in range(40):
        minutes = (np.cumsum(rng.exponential(45, 200)) // 60).astype("int64")
        assert rhythm(minutes) is None


def test_a_slow_loop_has_one_too():
    minutes = np.arange(0, 150) * 10
    seen = rhythm(minutes)
    assert seen is not None
    assert seen.seconds == pytest.approx(600, abs=10)


def test_a_burst_names_its_hours_and_leaves_the_others_alone():
    hours = np.concatenate([np.arange(0, 900, 31), np.full(20, 401), np.full(15, 402)])
    found = list(bursts(hours, usual_of(hours)))
    assert [(each.since, each.until, each.n) for each in found] == [(401, 402, 35)]


@pytest.mark.parametrize(("found", "usual"), [(10, 1.0), (14, 0.5), (40, 12.0)])
def test_the_bound_of_arrivals_is_never_below_the_truth(found: int, usual: float):
    exact = 1 - sum(math.exp(-usual) * usual**k / math.factorial(k) for k in range(found))
    bound = float(log_of_so_many(np.array([float(found)]), np.array([usual]))[0])
    assert math.log(exact) <= bound < math.log(exact) + 4


def test_the_bound_of_a_share_is_never_below_the_truth():
    exact = sum(math.comb(20, k) * 0.05**k * 0.95 ** (20 - k) for k in range(8, 21))
    assert math.log(exact) <= log_of_such_a_share(8, 20, 0.05) < math.log(exact) + 3
    assert log_of_such_a_share(20, 20, 0.05) == pytest.approx(20 * math.log(0.05))
    assert log_of_such_a_share(1, 20, 0.05) == 0


@pytest.mark.parametrize("spread", [0.1, 1.0, 4.0, 30.0])
def test_the_tail_of_chi_square_is_right(spread: float):
    assert chance_of_so_even(spread, 2) == pytest.approx(1 - math.exp(-spread / 2))
    four = 1 - math.exp(-spread / 2) * (1 + spread / 2)
    assert chance_of_so_even(spread, 4) == pytest.approx(four)
