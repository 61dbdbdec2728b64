"""Where something goes that is no idea for us: a table of ways, and what each needs."""

import enum
from collections.abc import Mapping
from typing import NamedTuple

from beteiligung.text import N_


class Way(enum.StrEnum):
    """Where an idea or a concern is passed on to."""

    DEFECT = "defect"
    FORMAL = "formal"
    OFFICE = "office"
    FUND = "fund"


class Needs(NamedTuple):
    """What a way is called, when it is the right one, and what must be known to go it."""

    name: str  # message id
    when: str  # message id
    setting: str = ""  # of the installation: the address it leads to
    office: bool = False
    due: bool = False
    meeting: bool = False


WAYS: Mapping[Way, Needs] = {
    Way.DEFECT: Needs(
        N_("The city's reports of broken things"),
        N_("Something is broken, dirty or dangerous, and somebody only has to mend it."),
        setting="defect_reporter",
    ),
    Way.FORMAL: Needs(
        N_("The state's participation portal"),
        N_("It is about a plan that is on display, with a time limit by law."),
        setting="state_portal",
    ),
    Way.OFFICE: Needs(
        N_("Another office"),
        N_("Somebody else has to decide or answer. It needs a day by which that happens."),
        office=True,
        due=True,
    ),
    Way.FUND: Needs(
        N_("The district fund"),
        N_("It is a small project that people want to carry out themselves."),
        meeting=True,
    ),
}
