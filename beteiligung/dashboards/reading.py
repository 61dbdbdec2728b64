"""How answers stand in columns, a batch at a time: quickly, since files hold very many of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from beteiligung.dashboards.codebook import Column
from beteiligung.surveys.variables import Answers

MOST_KNOWN = 10_000  # different answers to one question that are remembered
ABSENT = object()
Found = TypeVar("Found")


class Known(dict[object, Found]):
    """What was found out once, by what it was found out from."""

    def __init__(self, find: Callable[[object], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, given: object) -> Found:
        """Find it out, and remember it while there is room."""
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[given] = self._find(given)
        return found


class Reader:
    """Reads one column. People give few different answers: each is taken apart only once.

    How an answer stands in a column depends on the answer to its question alone, of a row of a
    matrix on that row alone; a line beside an option is asked as it is.
    """

    def __init__(self, column: Column) -> None:
        question, part = column.question, column.key[len(column.question) :]
        self._number, self._question, self._row = column.number, question, part[1:]
        self._alone = part.startswith("__")
        self._by_row = part.startswith(".")
        self._of_answer = Known(lambda given: self._number(_answers(question, _thawed(given))))
        self._of_row = Known(lambda given: self._number(_answers(question, self._only(given))))

    def numbers(self, answers: Sequence[Answers]) -> list[int]:
        """How each of these answers stands in the column."""
        if self._alone:
            return list(map(self._number, answers))
        question = self._question
        given = [each.get(question, ABSENT) for each in answers]
        try:
            return self._rows(given) if self._by_row else self._wholes(given)
        except TypeError:  # something in a place where nothing like it should be
            return list(map(self._number, answers))

    def _wholes(self, given: Sequence[object]) -> list[int]:
        known = self._of_answer
        return [known[tuple(each) if isinstance(each, list) else each] for each in given]

    def _rows(self, given: Sequence[object]) -> list[int]:
        whole, known, row = self._of_answer, self._of_row, self._row
        return [
            known[each.get(row, ABSENT)] if isinstance(each, dict) else whole[each]
            for each in given
        ]

    def _only(self, given: object) -> Mapping[str, object]:
        return {} if given is ABSENT else {self._row: given}


def _answers(question: str, given: object) -> Answers:
    return {} if given is ABSENT else {question: given}


def _thawed(given: object) -> object:
    return list(given) if isinstance(given, tuple) else given
