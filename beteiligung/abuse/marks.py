"""What was odd about how an answer came in: coarse marks that refuse nothing and name nobody."""

import enum

SECONDS_A_QUESTION = 1.0  # nobody reads and answers faster than that
LEAST_SECONDS = 3.0


class Mark(enum.IntFlag):
    """What was odd; kept with an answer as one number, shown to staff as groups only."""

    QUICK = 1  # sent sooner than anybody can read the questions
    TRAP = 2  # a field that people cannot see was filled in
    CROWDED = 4  # very many came from one network
    UNOPENED = 8  # no page of ours was opened for it
    CLOSED = 16  # by a poster that is closed
    WORKLESS = 32  # without the calculation that was asked for
    GUESSING = 64  # with a one-time code, while somebody was trying codes
    CLOCK = 128  # by a tablet whose clock was wrong: its hour is ours


def of_reading(age: float | None, answered: int) -> Mark:
    """What the age of the page says, for so many answered questions."""
    if age is None:
        return Mark.UNOPENED
    enough = max(LEAST_SECONDS, SECONDS_A_QUESTION * answered)
    return Mark.QUICK if age < enough else Mark(0)
