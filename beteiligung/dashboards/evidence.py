"""How answers came about: alike, straight down, at night; never who gave them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from beteiligung.abuse.marks import Mark
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import FIRST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]
    Whole = NDArray[np.int64]
    Marks = NDArray[np.uint64]

NIGHT = frozenset({22, 23, 0, 1, 2, 3, 4})  # hours that begin between 22 and 5 o'clock
STRAIGHT_ROWS = 5  # rows of a matrix from which the same answer in all of them says something
BY_OURSELVES = (
    "tablet",
    "typed",
    "paper",
    "import",
)  # come in batches, by the hands of our own people
SHORTEST = 12  # variables: what has fewer is answered alike by honest people
# Marks of the intake by the name of the group that bears them.
INTAKE = {
    "quick": Mark.QUICK,
    "trap": Mark.TRAP,
    "crowd": Mark.CROWDED,
    "unopened": Mark.UNOPENED,
    "closed": Mark.CLOSED,
    "workless": Mark.WORKLESS,
    "guessing": Mark.GUESSING,
}
RARE = 30.0  # bits: by chance one in a thousand million, if the questions were independent


@dataclass(frozen=True, slots=True)
class Ways:
    """By which code or channel each answer came: rows hold a value's place."""

    values: tuple[str | int | None, ...]
    places: "NDArray[np.uint8 | np.uint16]"

    def among(self, wanted: Iterable[str | int | None]) -> "Rows":
        """Which rows have one of these values."""
        import numpy as np

        found = frozenset(wanted)
        places = [place for place, value in enumerate(self.values) if value in found]
        return np.isin(self.places, places)


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are looked at together; what is none is any.

    ``since`` and ``until`` are hours since 1970 (UTC), both included. ``pattern`` is the mark of
    equal answers, or "night", or "straight", or one of `INTAKE`.
    """

    code: str | None = None  # "" for answers without any
    channel: str | None = None
    since: int | None = None
    until: int | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One question (or row of a matrix) of which one answer is chosen."""

    codes: "NDArray[np.uint8 | np.uint16]"
    options: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers somebody may see, row by row, and what came in minute by minute.

    ``marks`` are equal where all answers are. ``long`` tells whose answers are so many and so
    rare that nobody else gives the same by chance. ``intake`` tells by its name who bears a mark
    of the intake, if anybody does. ``arrivals`` holds minutes since 1970 by code,
    ``rhythms`` what was odd about earlier ones.
    """

    hours: "Whole"
    code: Ways
    channel: Ways
    night: "Rows"
    straight: "Rows"
    rows_asked: bool  # whether there is any matrix in which one could answer straight down
    marks: "Marks"
    long: "Rows"
    many: bool  # whether the questionnaire is so long that nobody else answers the same
    choices: tuple[Choice, ...] = ()
    intake: Mapping[str, "Rows"] = field(default_factory=dict)
    arrivals: Mapping[str, "Whole"] = field(default_factory=dict)
    rhythms: Sequence["Kept"] = ()

    @property
    def size(self) -> int:
        """How many answers there are."""
        return len(self.hours)

    @property
    def online(self) -> "Rows":
        """Which answers people sent themselves, so that their hour says when."""
        return ~self.channel.among(BY_OURSELVES)

    def members(self, group: Group) -> "Rows":
        """Which answers belong to a group."""
        import numpy as np

        found = np.ones(self.size, bool)
        if group.code is not None:
            found &= self.code.among((group.code or None,))
        if group.channel is not None:
            found &= self.channel.among((group.channel,))
        if group.since is not None:
            found &= self.hours >= group.since
        if group.until is not None:
            found &= self.hours <= group.until
        return found & self._patterned(group.pattern) if group.pattern else found

    def _patterned(self, pattern: str) -> "Rows":
        import numpy as np

        if pattern == "night":
            return self.night
        if pattern == "straight":
            return self.straight
        if pattern in INTAKE:
            return self.intake.get(pattern, np.zeros(self.size, bool))
        mark = int(pattern, 16) if set(pattern) <= set("0123456789abcdef") else 0
        return np.asarray(self.marks == np.uint64(mark % 2**64))


@dataclass(frozen=True, slots=True)
class Kept:
    """An odd rhythm that was seen while arrivals were still known by the minute."""

    code: str
    since: int
    until: int
    n: int
    seconds: int
    most: int


def evidence(found: Columns, chosen: "Rows", zone: tzinfo) -> Evidence:
    """What the chosen answers show; arrivals are put beside it by whoever knows them."""
    marks, bits, answered = _compared(found, chosen)
    straight, rows_asked = _straight(found, chosen)
    complete = _cut(found.status, chosen).among(("complete",))
    hours = found.hours[chosen].astype("int64")
    return Evidence(
        hours=hours,
        code=_cut(found.code, chosen),
        channel=_cut(found.channel, chosen),
        night=_at_night(hours, zone),
        straight=straight,
        rows_asked=rows_asked,
        marks=marks,
        long=complete & (answered >= SHORTEST) & (bits >= RARE),
        many=sum(1 for _ in _single(found)) + _several(found) >= SHORTEST,
        choices=tuple(Choice(found.codes[key][chosen], options) for key, options in _single(found)),
        intake=_marked(found.marks, chosen),
    )


def local_hours(hours: "Whole", zone: tzinfo) -> "Whole":
    """The hour of the day by the clocks of the district, for each hour since 1970."""
    import numpy as np

    different, places = np.unique(hours, return_inverse=True)
    local = [(EPOCH + int(hour) * HOUR).astimezone(zone).hour for hour in different.tolist()]
    return np.asarray(local, "int64")[places] if local else np.zeros(0, "int64")


def _at_night(hours: "Whole", zone: tzinfo) -> "Rows":
    import numpy as np

    return np.isin(local_hours(hours, zone), list(NIGHT))


def _marked(column: Labelled, chosen: "Rows") -> "dict[str, Rows]":
    """Who bears which mark of the intake; marks that nobody bears are left out."""
    import numpy as np

    if not any(column.values):
        return {}
    bits = np.array([int(value or 0) for value in column.values], "int64")[column.places[chosen]]
    found = {name: (bits & mark.value) > 0 for name, mark in INTAKE.items()}
    return {name: rows for name, rows in found.items() if rows.any()}


def _cut(column: Labelled, chosen: "Rows") -> Ways:
    return Ways(column.values, column.places[chosen])


def _single(found: Columns) -> Iterable[tuple[str, int]]:
    """The columns in which one of several options stands, with how many options there are."""
    for asked in found.asked:
        if asked.figures is Figures.CHOICE:
            yield asked.question.id, len(asked.options)
        elif asked.figures is Figures.ROWS:
            for item in asked.items:
                yield f"{asked.question.id}.{item.code}", len(asked.options)


def _several(found: Columns) -> int:
    return sum(len(asked.options) for asked in found.asked if asked.figures is Figures.SEVERAL)


def _compared(found: Columns, chosen: "Rows") -> "tuple[Marks, NDArray[np.float64], Whole]":
    """A mark of all answers of each person, how rare they are together (in bits), and how many.

    Rare as if questions were independent: people's answers are not, so the limit is set high.
    Only answers count, not what was left out or declined.
    """
    import numpy as np

    size = int(chosen.sum())
    marks = np.full(size, 1469598103934665603, np.uint64)
    bits, answered = np.zeros(size), np.zeros(size, "int64")
    for key, column in found.codes.items():
        codes = column[chosen].astype("int64")
        marks = (marks ^ codes.astype(np.uint64)) * np.uint64(1099511628211)
        given = codes >= FIRST
        counts = np.bincount(codes, minlength=FIRST + 1)
        bits += np.where(given, -np.log2(np.maximum(counts[codes], 1) / max(size, 1)), 0)
        answered += given
        if key in found.numbers:
            numbers = np.nan_to_num(found.numbers[key][chosen]).view(np.uint64)
            marks = (marks ^ (numbers >> np.uint64(16))) * np.uint64(1099511628211)
    return marks, bits, answered


def _straight(found: Columns, chosen: "Rows") -> "tuple[Rows, bool]":
    """Who gave the same answer in every row of every matrix, and whether there is one to do so."""
    import numpy as np

    size = int(chosen.sum())
    same, seen, asked_any = np.ones(size, bool), np.zeros(size, bool), False
    for asked in found.asked:
        if asked.figures is not Figures.ROWS or len(asked.items) < STRAIGHT_ROWS:
            continue
        asked_any = True
        rows = np.stack([found.codes[f"{asked.question.id}.{i.code}"][chosen] for i in asked.items])
        given = (rows >= FIRST).all(axis=0)
        same &= ~given | (rows == rows[0]).all(axis=0)
        seen |= given
    return same & seen, asked_any
