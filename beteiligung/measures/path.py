"""The path of a measure: where it can stand, what may follow, and what needs a public reason."""

import enum
from collections.abc import Mapping

from beteiligung.text import N_


class Status(enum.StrEnum):
    """Where a measure stands."""

    PROPOSED = "proposed"
    EXAMINED = "examined"
    PLANNED = "planned"
    DECIDED = "decided"
    RUNNING = "running"
    DONE = "done"
    DEFERRED = "deferred"
    REFUSED = "refused"


# In the order of the path; a measure may also go back to where it was examined or planned.
FORWARD = (
    Status.PROPOSED,
    Status.EXAMINED,
    Status.PLANNED,
    Status.DECIDED,
    Status.RUNNING,
    Status.DONE,
)
NO = frozenset({Status.DEFERRED, Status.REFUSED})
FOLLOWS: Mapping[Status, frozenset[Status]] = {
    Status.PROPOSED: NO | {Status.EXAMINED, Status.PLANNED},
    Status.EXAMINED: NO | {Status.PLANNED, Status.DECIDED},
    Status.PLANNED: NO | {Status.EXAMINED, Status.DECIDED},
    Status.DECIDED: NO | {Status.PLANNED, Status.RUNNING},
    Status.RUNNING: NO | {Status.DECIDED, Status.DONE},
    Status.DONE: frozenset({Status.RUNNING}),
    Status.DEFERRED: frozenset({Status.EXAMINED, Status.PLANNED, Status.DECIDED, Status.REFUSED}),
    Status.REFUSED: frozenset({Status.EXAMINED}),
}
ENDS = frozenset({Status.DONE, Status.REFUSED})  # nothing is due any more
WORDS: Mapping[Status, str] = {
    Status.PROPOSED: N_("Proposal"),
    Status.EXAMINED: N_("Being examined"),
    Status.PLANNED: N_("Planned"),
    Status.DECIDED: N_("Decided"),
    Status.RUNNING: N_("Under way"),
    Status.DONE: N_("Carried out"),
    Status.DEFERRED: N_("Put off"),
    Status.REFUSED: N_("Refused"),
}
TAGS: Mapping[Status, str] = {  # kind of its tag
    Status.DECIDED: "act",
    Status.RUNNING: "act",
    Status.DONE: "ok",
    Status.DEFERRED: "warn",
}


def needs_reason(before: Status, after: Status) -> bool:
    """Whether people are owed a reason: for a no, a later, and every step back."""
    if after in NO:
        return True
    if before in NO:
        return False
    return FORWARD.index(after) < FORWARD.index(before)
