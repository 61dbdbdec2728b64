"""Ages that were put together are called as one group."""

import numpy as np
import pytest

from beteiligung.releases.ages import together
from beteiligung.releases.subjects import Choice, Coded, Subject
from beteiligung.surveys.questions.kind import Figures

AGES = ("u16", "16_24", "25_39", "40_59", "60_74", "75p")


def subject(codes: tuple[str, ...] = AGES) -> Subject:
    choices = tuple(Choice(code, {"de": code}) for code in codes)
    nobody = np.zeros(0, bool)
    coded = (Coded(None, nobody, nobody),)
    return Subject("q_alter", "single", Figures.CHOICE, {"de": "Alter"}, choices, coded=coded)


@pytest.mark.parametrize(
    ("codes", "german", "easy"),
    [
        (["u16", "16_24"], "Unter 25", "Jünger als 25 Jahre"),
        (["25_39", "40_59"], "25 bis 59", "25 bis 59 Jahre"),
        (["60_74", "75p"], "60 oder älter", "60 Jahre oder älter"),
    ],
)
def test_neighbouring_ages_are_one_age(codes: list[str], german: str, easy: str):
    said = together(subject(), codes)
    assert (said["de"], said["de-leicht"]) == (german, easy)


def test_ages_with_a_hole_and_other_answers_keep_their_names():
    assert together(subject(), ["u16", "25_39"]) == {}
    assert together(subject(("a", "b")), ["a", "b"]) == {}
