"""What this platform promises, in words: what each means for people, and what is not built."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, what it means, and, if nobody can keep it yet, why."""

    number: str
    words: str
    meaning: str
    later: str = ""

    @property
    def command(self) -> str:
        """What proves it."""
        return f"make proofs ONLY={self.number}"


_ALL = (
    Promise(
        "P1",
        "Thanks come after the disk",
        "Whoever read “thank you” is in the database, whole, whatever process is killed when.",
    ),
    Promise(
        "P2",
        "A full disk corrupts nothing and tells no lie",
        "People read that nothing was saved; with room again, answers go on by themselves.",
    ),
    Promise(
        "P3",
        "Sending again never counts twice",
        "A lost answer from the server, a double click, two tabs, two workers: one row per person.",
    ),
    Promise(
        "P4",
        "A whole answer or nothing",
        "Whichever statement of the database fails, no part of an answer stays behind.",
    ),
    Promise(
        "P5",
        "Copies can be restored",
        "Each copy is looked at when it is made, and the way back is walked.",
    ),
    Promise(
        "P6",
        "A database that dies is a pause, not a loss",
        "A second database takes over.",
        later="a standby is PostgreSQL's own affair; nothing of ours switches over yet",
    ),
    Promise(
        "P7",
        "Upgrades keep data",
        "From every released state of the tables, with data, up and down, on both databases.",
    ),
    Promise(
        "P8",
        "Unsafe storage is noticed",
        "`doctor` names each condition under which answers could be lost.",
    ),
    Promise(
        "P9",
        "A tablet offline for thirty days loses nothing",
        "Interviews arrive once each, whatever happens to the tablet's browser.",
    ),
    Promise(
        "P10",
        "An update never blocks an offline start",
        "The queue of a tablet outlives every new version.",
    ),
    Promise(
        "P11",
        "A stolen tablet tells no answers",
        "What was finished is sealed for the server.",
    ),
    Promise(
        "P11b",
        "What waits on a tablet can be seen and taken out",
        "Nothing is dropped silently.",
    ),
    Promise(
        "P11c",
        "A wrong clock loses no answer",
        "Late answers go into the version they were given to.",
    ),
    Promise(
        "P12",
        "Nobody sees or changes what is not theirs",
        "Every address with every role, on one's own district and on another.",
    ),
    Promise(
        "P13",
        "No script and no SQL through any field",
        "Naughty texts through every field come back as text.",
    ),
    Promise(
        "P14",
        "One place decides about an answer",
        "Form, file and draft get the same verdict.",
    ),
    Promise(
        "P15",
        "Sessions end",
        "Whoever is deactivated, signed out or away too long is out with the next request.",
    ),
    Promise(
        "P16",
        "Files are harmless",
        "No cell of a file is a formula; files need a session.",
    ),
    Promise(
        "P17",
        "Known parts, and no way out",
        "Everything is pinned by hash, listed, and runs without a network.",
    ),
    Promise(
        "P18",
        "Published results cannot be turned back into people",
        "An attacker with all files of all releases determines nobody.",
    ),
    Promise(
        "P19",
        "Time gives nothing away",
        "Between two releases nothing public moves: no figure, no size, no header.",
    ),
    Promise(
        "P20",
        "Anonymous means anonymous",
        "No address, no browser, no exact time, and contacts that no order joins to answers.",
    ),
    Promise(
        "P21",
        "Deleted is deleted",
        "Nothing of it is left in file, log of the database or cache.",
    ),
    Promise(
        "P22",
        "Residents are not followed",
        "No cookie, no storage, no other server before somebody begins to answer.",
    ),
    Promise(
        "P23",
        "Serial answers stand out",
        "And honest crowds do not.",
    ),
    Promise(
        "P24",
        "Proof of work locks nobody out",
        "Old phones and phones without scripts get in.",
    ),
    Promise(
        "P25",
        "Every control works today",
        "Each control has a test of its effect.",
    ),
    Promise(
        "P26",
        "A flooded poster can be closed",
        "The survey stays open.",
    ),
    Promise(
        "P27",
        "Everybody can use it",
        "WCAG 2.2 AA on every page, in both directions, by keyboard.",
    ),
    Promise(
        "P28",
        "Charts can be read without sight",
        "Picture, table and sentence say the same numbers.",
    ),
    Promise(
        "P29",
        "Consent in one's own language",
        "What lacks notice, purpose, retention or words cannot be published.",
    ),
    Promise(
        "P30",
        "A campaign does not knock it over",
        "A rush of answers on a small machine is thanked quickly.",
    ),
    Promise(
        "P31",
        "Failure is polite",
        "Each fault is a page in one's own language, without a trace of the program.",
    ),
    Promise(
        "P32",
        "Never a cent over the fund",
        "However many decide, pay and take back at once, no fund gives more than it has.",
    ),
)

PROMISES: Mapping[str, Promise] = {promise.number: promise for promise in _ALL}
