"""How answers stand in columns, a batch at a time: quickly, since there are very many of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol, TypeVar

Answers = Mapping[str, Any]
MOST_KNOWN = 10_000  # different answers to one question that are remembered
ABSENT = object()
Found = TypeVar("Found")


class Read(Protocol):
    """A column to read: its key, the question it belongs to, and how an answer stands in it."""

    @property
    def key(self) -> str:
        """Of the variable: the question, or it and a part of it."""

    @property
    def question(self) -> str:
        """The question's id."""

    @property
    def number(self) -> Callable[[Answers], int]:
        """How an answer stands in the column."""


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


class Entries:
    """The answers of a batch, taken apart: what each person gave under each of these names."""

    def __init__(self, answers: Sequence[Answers], names: Iterable[str]) -> None:
        nothing = dict.fromkeys(names, ABSENT)
        # Merged with this, all have the same names first: so their values stand in columns.
        columns = zip(*({**nothing, **each}.values() for each in answers), strict=False)
        empty: Iterable[tuple[object, ...]] = columns if answers else repeat(())
        self._given = dict(zip(nothing, empty, strict=False))
        self._frozen: dict[str, Sequence[object]] = {}

    def given(self, name: str) -> Sequence[object]:
        """What stands under a name, person by person; `ABSENT` where there is nothing."""
        return self._given[name]

    def frozen(self, name: str) -> Sequence[object]:
        """The same with tuples for lists, so that it can be looked up."""
        found = self._frozen.get(name)
        if found is None:
            given = self._given[name]
            found = given
            if list in set(map(type, given)):
                found = [tuple(each) if isinstance(each, list) else each for each in given]
            self._frozen[name] = found
        return found


class Reader:
    """Reads one column. People give few different answers: each is taken apart only once.

    How an answer stands in a column depends on the answer to its question alone, of a row of a
    matrix on that row alone, of a line beside an option on that line alone.
    """

    def __init__(self, column: Read) -> None:
        part = column.key[len(column.question) :]
        self.entry = column.key if part.startswith("__") else column.question
        self._number, self._question, self._row = column.number, column.question, part[1:]
        self._by_row = part.startswith(".")
        self._of_answer = Known(lambda given: self._number(self._answers(_thawed(given))))
        self._of_row = Known(lambda given: self._number(self._answers(self._only(given))))

    def numbers(self, entries: Entries) -> list[int]:
        """How each of these answers stands in the column."""
        try:
            if self._by_row:
                return self._rows(entries.given(self.entry))
            return list(map(self._of_answer.__getitem__, entries.frozen(self.entry)))
        except TypeError:  # something in a place where nothing like it should be
            return [self._number(self._answers(each)) for each in entries.given(self.entry)]

    def _rows(self, given: Sequence[object]) -> list[int]:
        whole, known, row = self._of_answer, self._of_row, self._row
        return [
            known[each.get(row, ABSENT)] if isinstance(each, dict) else whole[each]
            for each in given
        ]

    def _answers(self, given: object) -> Answers:
        return {} if given is ABSENT else {self.entry: given}

    def _only(self, given: object) -> Mapping[str, object]:
        return {} if given is ABSENT else {self._row: given}


def _thawed(given: object) -> object:
    return list(given) if isinstance(given, tuple) else given
