"""What can be counted: the questions of all versions of a survey together, taken apart."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.calculate import gives_number
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.month import first_day
from beteiligung.surveys.questions.question import Item, Option, Question
from beteiligung.surveys.questions.time import minutes

NOT_ASKED, UNANSWERED, DECLINED, FIRST = range(4)  # numbers in a column; options from FIRST on
CHOSEN = FIRST + 1  # in the column of one option of several; FIRST: others were chosen
NARROW = 256 - FIRST  # options that a byte has room for

Answers = Mapping[str, Any]
Thing = TypeVar("Thing", Option, Item)
_ABSENT = object()


class Variable(NamedTuple):
    """One column: a question, a row of a matrix, an option of several, or a line beside an option.

    ``number`` tells how an answer stands in the column, ``value`` what it measures, if anything.
    """

    key: str
    question: str
    codes: tuple[str, ...]
    number: Callable[[Answers], int]
    value: Callable[[Answers], float] | None = None

    @property
    def width(self) -> str:
        """The array type that has room for every option."""
        return "uint8" if len(self.codes) <= NARROW else "uint16"


class Asked(NamedTuple):
    """A question as the survey's versions asked it, with every option it ever had."""

    question: Question  # as the newest version that has it puts it
    options: tuple[Option, ...]  # the newest version's order, then those that are no more
    items: tuple[Item, ...]
    former: bool  # whether the newest version asks it no more

    @property
    def figures(self) -> Figures:
        """What can be said about the answers."""
        question = self.question
        if question.formula is not None and gives_number(question.formula):
            return Figures.NUMBER
        return KINDS[question.kind].figures

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the options, in order."""
        return tuple(option.code for option in self.options)

    @property
    def lines(self) -> tuple[Option, ...]:
        """The options that bring a line to write in."""
        return tuple(option for option in self.options if option.free_text)

    def variables(self) -> tuple[Variable, ...]:
        """The columns of this question, those for figures first."""
        lines = [_line(self, self.question.text_name(option)) for option in self.lines]
        points = [_line(self, self.question.point_name)] if self.question.point else []
        return (*_WAYS[self.figures](self), *lines, *points)


def asked_questions(versions: Sequence[Questionnaire]) -> tuple[Asked, ...]:
    """What was asked, in the newest version's order; versions come oldest first.

    A question keeps its id and an option its code for ever, so the same id is the same question.
    Identifying questions are left out: their answers are never stored with the others.
    """
    if not versions:
        return ()
    newest = versions[-1]
    found = [question for version in reversed(versions) for question in version.kept]
    ids = dict.fromkeys(question.id for question in found if not question.identifying)
    return tuple(
        _together([question for question in found if question.id == id_], newest) for id_ in ids
    )


def _together(wordings: Sequence[Question], newest: Questionnaire) -> Asked:
    first = wordings[0]
    ever = [option for question in wordings for option in question.options]
    lines = {option.code for option in ever if option.free_text}
    return Asked(
        question=first,
        options=tuple(_with_line(option, lines) for option in _each_once(ever)),
        items=_each_once(item for question in wordings for item in question.items),
        former=first.id not in newest.by_id,
    )


def _with_line(option: Option, lines: set[str]) -> Option:
    """The option with its line, if it ever had one: what was written there stays readable."""
    return option._replace(free_text=True) if option.code in lines else option


def _each_once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    kept: dict[str, Thing] = {}
    for thing in things:
        kept.setdefault(thing.code, thing)
    return tuple(kept.values())


# ---- one way for each kind -----------------------------------------------------------------------


def _choice(asked: Asked) -> list[Variable]:
    name, table = asked.question.id, _table(asked.codes)
    return [
        Variable(
            name, name, asked.codes, lambda answers: _number(table, answers.get(name, _ABSENT))
        )
    ]


def _matrix(asked: Asked) -> list[Variable]:
    table = _table(asked.codes)
    return [_row(asked, item.code, table) for item in asked.items]


def _row(asked: Asked, item: str, table: Mapping[Hashable, int]) -> Variable:
    name = asked.question.id

    def number(answers: Answers) -> int:
        rows = answers.get(name, _ABSENT)
        return _number(table, rows.get(item, _ABSENT) if isinstance(rows, Mapping) else rows)

    return Variable(f"{name}.{item}", name, asked.codes, number)


def _several(asked: Asked) -> list[Variable]:
    return [_one_of_several(asked.question.id, option.code) for option in asked.options]


def _one_of_several(name: str, code: str) -> Variable:
    def number(answers: Answers) -> int:
        chosen = answers.get(name, _ABSENT)
        if chosen is None:
            return DECLINED
        if not isinstance(chosen, list) or not chosen:
            return UNANSWERED
        return CHOSEN if code in chosen else FIRST

    return Variable(f"{name}:{code}", name, (), number)


def _measured(asked: Asked) -> list[Variable]:
    name = asked.question.id

    def value(answers: Answers) -> float:
        found = answers.get(name)
        return float(found) if isinstance(found, int | float) else float("nan")

    def number(answers: Answers) -> int:
        found = answers.get(name)
        known = found is None or isinstance(found, int | float)
        return _filled(answers, name) if known else UNANSWERED

    return [Variable(name, name, (), number, value)]


def _read_as(read: Callable[[str], int]) -> Callable[[Asked], list[Variable]]:
    """A text that stands for a number: days and months as ordinal days, times as minutes."""

    def variables(asked: Asked) -> list[Variable]:
        name = asked.question.id

        def value(answers: Answers) -> float:
            found = answers.get(name)
            return float(read(found)) if found else float("nan")

        return [Variable(name, name, (), lambda answers: _filled(answers, name), value)]

    return variables


def _ranked(asked: Asked) -> list[Variable]:
    """What came first, and the rank of each option."""
    name, table = asked.question.id, _table(asked.codes)

    def first(answers: Answers) -> int:
        codes = answers.get(name, _ABSENT)
        return _number(table, codes[0] if isinstance(codes, list) and codes else codes)

    ranks = [_rank(name, option.code) for option in asked.options]
    return [Variable(name, name, asked.codes, first), *ranks]


def _rank(name: str, code: str) -> Variable:
    def value(answers: Answers) -> float:
        codes = answers.get(name) or []
        return float(codes.index(code) + 1) if code in codes else float("nan")

    def number(answers: Answers) -> int:
        filled = _filled(answers, name)
        return filled if filled < FIRST or code in answers[name] else UNANSWERED

    return Variable(f"{name}:{code}", name, (), number, value)


def _shared_out(asked: Asked) -> list[Variable]:
    """The points of each option."""
    name = asked.question.id
    return [_share(name, option.code) for option in asked.options]


def _share(name: str, code: str) -> Variable:
    def value(answers: Answers) -> float:
        points = answers.get(name)
        return float(points.get(code, 0)) if points else float("nan")

    return Variable(f"{name}:{code}", name, (), lambda answers: _filled(answers, name), value)


def _written(asked: Asked) -> list[Variable]:
    name = asked.question.id
    return [Variable(name, name, (), lambda answers: _filled(answers, name))]


def _line(asked: Asked, name: str) -> Variable:
    return Variable(name, asked.question.id, (), lambda answers: _filled(answers, name))


_WAYS: Mapping[Figures, Callable[[Asked], list[Variable]]] = {
    Figures.CHOICE: _choice,
    Figures.ROWS: _matrix,
    Figures.SEVERAL: _several,
    Figures.RANKS: _ranked,
    Figures.SHARES: _shared_out,
    Figures.NUMBER: _measured,
    Figures.RECKONED: _written,
    Figures.DAY: _read_as(lambda day: date.fromisoformat(day).toordinal()),
    Figures.MONTH: _read_as(lambda month: first_day(month).toordinal()),
    Figures.TIME: _read_as(minutes),
    Figures.WORDS: _written,
    Figures.PHOTOS: _written,
    Figures.CONSENT: _written,
}


def _filled(answers: Answers, name: str) -> int:
    value = answers.get(name, _ABSENT)
    if value is None:
        return DECLINED
    return UNANSWERED if value is _ABSENT or value == "" else FIRST


def _table(codes: Sequence[str]) -> Mapping[Hashable, int]:
    table: dict[Hashable, int] = {code: FIRST + place for place, code in enumerate(codes)}
    return table | {_ABSENT: UNANSWERED, None: DECLINED}


def _number(table: Mapping[Hashable, int], value: Any) -> int:
    try:
        return table.get(value, UNANSWERED)
    except TypeError:  # a list where a code should be
        return UNANSWERED
