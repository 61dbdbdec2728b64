"""Who applies to a fund, where an application stands, and what a meeting can decide, in words."""

import enum
from collections.abc import Mapping

from beteiligung.text import N_


class Applicant(enum.StrEnum):
    """Who asks for money."""

    PERSON = "person"
    GROUP = "group"
    ASSOCIATION = "association"
    BUSINESS = "business"
    PUBLIC = "public"


class Status(enum.StrEnum):
    """Where an application stands."""

    HANDED_IN = "handed_in"
    DEFERRED = "deferred"
    GRANTED = "granted"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Outcome(enum.StrEnum):
    """What a meeting decides."""

    GRANTED = "granted"
    REFUSED = "refused"
    DEFERRED = "deferred"


APPLICANTS: Mapping[str, str] = {
    Applicant.PERSON: N_("a resident"),
    Applicant.GROUP: N_("a group of residents"),
    Applicant.ASSOCIATION: N_("an association"),
    Applicant.BUSINESS: N_("a business"),
    Applicant.PUBLIC: N_("a school or another public body"),
}
STATUSES: Mapping[str, str] = {
    Status.HANDED_IN: N_("Waits for the meeting"),
    Status.DEFERRED: N_("Put off to a later meeting"),
    Status.GRANTED: N_("Was granted"),
    Status.PAID: N_("Paid out"),
    Status.REFUSED: N_("Refused"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.LAPSED: N_("Granted, but not needed any more"),
}
OUTCOMES: Mapping[str, str] = {
    Outcome.GRANTED: N_("Granted"),
    Outcome.REFUSED: N_("Refused"),
    Outcome.DEFERRED: N_("Put off to a later meeting"),
}
TAGS: Mapping[str, str] = {  # kind of its tag
    Status.HANDED_IN: "act",
    Status.DEFERRED: "warn",
    Status.GRANTED: "act",
    Status.PAID: "ok",
}
WAITING = frozenset({Status.HANDED_IN, Status.DEFERRED})  # for a decision
