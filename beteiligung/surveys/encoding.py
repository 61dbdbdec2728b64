"""Answers turned into columns of numbers as they come: a survey's table, growing at its end."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from beteiligung.surveys.driver import RAW_ANSWERS, RAW_HOUR, documents, moments
from beteiligung.surveys.growing import Growing, Planes
from beteiligung.surveys.models import Response
from beteiligung.surveys.parts import PART, Part
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.reading import Entries, Reader
from beteiligung.surveys.shown import Shown
from beteiligung.surveys.variables import NOT_ASKED, UNANSWERED, Variable, asked_questions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8 | np.uint16]
    Places = NDArray[np.uint8 | np.uint16]

FEW = 256  # different values that a byte can tell apart
AN_HOUR = 3600  # seconds
LABELS = (
    Response.district_id,
    Response.language,
    Response.channel,
    Response.code,
    Response.status,
    Response.marks,
)
STORED = (Response.version_id, *LABELS, RAW_HOUR, RAW_ANSWERS)


class Labels:
    """A growing column of few different values."""

    def __init__(self) -> None:
        self._places: dict[str | int | None, int] = {}
        self._rows, self.planes = Growing("uint8"), Planes()

    def add(self, values: Iterable[str | int | None]) -> None:
        """Put these behind the others."""
        self._put(self._places_of(values))

    def take(self, values: Sequence[str | int | None], places: "Places") -> None:
        """Rows whose places stand for these values."""
        import numpy as np

        self._put(np.array(self._places_of(values), np.uint16)[places])

    def _places_of(self, values: Iterable[str | int | None]) -> list[int]:
        places = self._places
        return [places.setdefault(value, len(places)) for value in values]

    def _put(self, places: "Sequence[int] | Places") -> None:
        if len(self._places) > FEW and self._rows.seen().dtype == "uint8":
            self._rows.widen("uint16")
        self._rows.add(places)

    @property
    def values(self) -> tuple[str | int | None, ...]:
        """What the places stand for."""
        return tuple(self._places)

    @property
    def places(self) -> "Places":
        """For each row the place of its value."""
        return self._rows.seen()


class Table:
    """The growing columns of one survey as its present versions ask it."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._shown = Shown(versions)
        self.asked = asked_questions(list(versions.values()))
        self.variables = [each for asked in self.asked for each in asked.variables()]
        self.options = {each.key: each.codes for each in self.variables if each.codes}
        self.codes = {each.key: Growing(each.width) for each in self.variables}
        self.planes = {each.key: Planes() for each in self.variables}
        self.values = {each.key: Growing("float64") for each in self.variables if each.value}
        self.ids, self.hours = Growing("uint32"), Growing("int32")
        self.labels = {label.key: Labels() for label in LABELS}

    def add(self, rows: Sequence["Row[Any]"]) -> None:
        """Encode these answers, column by column."""
        ids, versions, *labels, raw_hours, raw_answers = zip(*rows, strict=True)
        hours, answers = moments(raw_hours), documents(raw_answers)
        self.ids.add(ids)
        self.hours.add([int(hour.timestamp()) // AN_HOUR for hour in hours])
        for column, values in zip(self.labels.values(), labels, strict=True):
            column.add(values)
        readers = [Reader(variable) for variable in self.variables]  # anew: they remember texts
        entries = Entries(answers, {reader.entry for reader in readers})
        hidden = self._shown.hidden(
            zip(versions, hours, answers, strict=True),
            (asked.question.id for asked in self.asked),
        )
        for variable, reader in zip(self.variables, readers, strict=True):
            numbers = reader.numbers(entries)
            self.codes[variable.key].add(_encoded(variable, numbers, hidden[variable.question]))
            if variable.value is not None:
                self.values[variable.key].add([variable.value(each) for each in answers])

    def take(self, part: Part) -> None:
        """Answers that were encoded before."""
        for name, column in self._growing().items():
            column.add(part.arrays[name])
        for name, labels in self.labels.items():
            labels.take(part.labels[name], part.arrays[f"label {name}"])

    def part(self, after: int, upto: int) -> tuple[int, Part] | None:
        """The next answers to keep, if there are enough, with the highest id among them."""
        import numpy as np

        ids = self.ids.seen()
        rows = np.flatnonzero((ids > after) & (ids <= upto))
        if len(rows) < PART:
            return None
        rows = np.sort(rows[np.argsort(ids[rows], kind="stable")[:PART]])
        arrays = {name: column.seen()[rows] for name, column in self._growing().items()}
        arrays |= {f"label {name}": each.places[rows] for name, each in self.labels.items()}
        labels = {name: each.values for name, each in self.labels.items()}
        return int(ids[rows].max()), Part(labels, arrays)

    def _growing(self) -> dict[str, Growing]:
        """The plain columns by name."""
        return {
            "ids": self.ids,
            "hours": self.hours,
            **{f"code {key}": column for key, column in self.codes.items()},
            **{f"value {key}": column for key, column in self.values.items()},
        }


def _encoded(variable: Variable, numbers: Sequence[int], hidden: Sequence[int]) -> "Codes":
    import numpy as np

    codes = np.fromiter(numbers, variable.width, len(numbers))
    if hidden:
        absent = np.zeros(len(numbers), bool)
        absent[hidden] = True
        codes[absent & (codes == UNANSWERED)] = NOT_ASKED
    return codes
