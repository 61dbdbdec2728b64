"""Guessing one-time codes from very many networks: noticed by survey, and made to lead nowhere."""

from beteiligung.abuse.gate import HOUR, Gate
from beteiligung.abuse.networks import site

WINDOW = 600  # seconds
FINE, COARSE = 5, 4  # steps in which ten minutes and an hour pass: whoever answers waits for them
# Wrong codes of a survey within a window, from everybody, that make a rush. Slips of the pen are
# not among them, for the check sign tells those; what honest people type twice is a used code.
RUSH = 30
# Of these an hour from one site; after that, while the rush lasts, its codes are not looked up.
FEW = 3


def count_guess(gate: Gate, survey: int, address: str) -> None:
    """Count a code that might have been one and lets nobody in."""
    gate.often(_to(survey), seconds=WINDOW, steps=FINE, add=True)
    gate.often(_from(survey, address), seconds=HOUR, steps=COARSE, add=True)


def guesses(gate: Gate, survey: int) -> int:
    """How many wrong codes were typed for a survey in the last ten minutes."""
    return gate.often(_to(survey), seconds=WINDOW, steps=FINE)


def is_rush(gate: Gate, survey: int) -> bool:
    """Whether somebody is trying codes for this survey just now, from wherever."""
    return guesses(gate, survey) >= RUSH


def must_wait(gate: Gate, survey: int, address: str) -> bool:
    """Whether a code from here is not looked up now, right or wrong: so it tells nothing."""
    if not is_rush(gate, survey):
        return False
    return gate.often(_from(survey, address), seconds=HOUR, steps=COARSE) >= FEW


def _to(survey: int) -> str:
    return f"wrong codes of {survey}"


def _from(survey: int, address: str) -> str:
    return f"wrong codes of {survey} from {site(address)}"
