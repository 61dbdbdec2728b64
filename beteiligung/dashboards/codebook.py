"""The codebook of a survey: which columns its files have, and what stands in them."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from beteiligung.dashboards.column_names import ColumnNames
from beteiligung.locales import chain
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.question import Option, Question
from beteiligung.surveys.variables import Answers, Asked, Variable, asked_questions
from beteiligung.text import N_, Translated

MISSING_WORDS = (N_("Not asked"), N_("No answer"), N_("Declined"))  # in the order of their numbers
MISSING = (-99, -98, -97)
FAR = (-9_999_999_999_999, -9_999_999_999_998, -9_999_999_999_997)  # no question takes such numbers
WRITTEN = 1  # where free text was written that stands elsewhere
IN_WORDS = N_("what was written there")
DIGITS = 6  # of a code that is a number by itself


class Holds(enum.StrEnum):
    """What stands in a column, in words."""

    CHOICE = N_("one answer out of several")
    YES_NO = N_("1 chosen, 0 not chosen")
    NUMBER = N_("a number")
    DAY = N_("a day")
    ENTRY = N_("a short entry")
    TEXT = N_("1 where free text was written; the texts are in a file of their own")


_BY_KIND: Mapping[str, Holds] = {
    "date": Holds.DAY,
    "month": Holds.ENTRY,
    "time": Holds.ENTRY,
    "text": Holds.TEXT,
    "photo": Holds.TEXT,
}


@dataclass(frozen=True, slots=True)
class Speech:
    """The language of a file; ``say`` knows the interface's words in it."""

    locale: str
    say: Callable[[str], str]

    def of(self, text: Translated) -> str:
        """What staff wrote, in this language or its fallback, on one line."""
        return " ".join(blanked(text).pick(chain(self.locale)).text.split())


@dataclass(frozen=True, slots=True)
class Value:
    """One possible answer: the number that stands for it in SPSS, its code, its words."""

    number: int
    code: str
    label: str
    aside: bool = False  # counted, but left out of percentages
    former: bool = False  # the newest version offers it no more


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file; ``number`` tells how an answer stands in it, as in `Variable`."""

    name: str
    key: str  # of the variable, and of a single value in stored answers
    question: str
    kind: str
    label: str
    holds: Holds
    choices: tuple[Value, ...]
    number: Callable[[Answers], int]
    entered: Callable[[Answers], object]  # where it is neither missing nor a choice
    missing: tuple[int, ...]
    former: bool  # what it is about is asked no more


# What a file says of each answer beside the questions; never who, and no time below an hour.
HEADS: Mapping[str, str] = {
    "version": N_("Version of the questionnaire"),
    "district": N_("District"),
    "language": N_("Language"),
    "channel": N_("How answered"),
    "place": N_("Place of the printed code; empty where fewer than 5 answers share the code"),
    "status": N_("Answered to the end, or in part"),
    "day": N_("Day"),
    "hour": N_("Hour of the day, 0 to 23"),
    "set_aside": N_("Why it is not counted"),
    "survey_weight": N_("Weight by age and gender, as people live in the district"),
}
WEIGHT = "survey_weight"


def codebook(versions: Sequence[Questionnaire], speech: Speech) -> tuple[Column, ...]:
    """The columns of a survey's questions; versions come oldest first.

    They follow from what was ever asked, never from what was answered: an option that is no more
    keeps its column at the end of its question, a question that is no more at the end of all.
    """
    names = ColumnNames(HEADS)
    return tuple(
        column
        for asked in asked_questions(versions)
        for column in _columns(asked, _wordings(asked, versions), speech, names)
    )


def _wordings(asked: Asked, versions: Iterable[Questionnaire]) -> list[Question]:
    id_ = asked.question.id
    return [version.by_id[id_] for version in versions if id_ in version.by_id]


def _columns(
    asked: Asked, wordings: Sequence[Question], speech: Speech, names: ColumnNames
) -> Iterator[Column]:
    values = tuple(_values(asked, wordings, speech))
    offered = {*asked.question.codes, *(item.code for item in asked.question.items)}
    for variable in asked.variables():
        part = _part(asked, variable)
        holds = _holds(asked, variable)
        yield Column(
            name=names.free(_name(asked, variable)),
            key=variable.key,
            question=variable.question,
            kind=asked.question.kind,
            label=_label(asked, part, speech, in_words=holds is Holds.TEXT and bool(part)),
            holds=holds,
            choices=values if holds is Holds.CHOICE else (),
            number=variable.number,
            entered=_entered(variable),
            missing=_missing(wordings) if holds is Holds.NUMBER else MISSING,
            former=asked.former or bool(part and part not in offered),
        )


def _holds(asked: Asked, variable: Variable) -> Holds:
    if variable.codes:
        return Holds.CHOICE
    if variable.key == asked.question.point_name:
        return Holds.ENTRY
    if variable.key.startswith(f"{variable.question}:"):
        return Holds.YES_NO if variable.value is None else Holds.NUMBER
    if variable.key.startswith(f"{variable.question}__"):
        return Holds.TEXT  # the line beside an option
    usual = Holds.ENTRY if variable.value is None else Holds.NUMBER
    return _BY_KIND.get(asked.question.kind, usual)


def _entered(variable: Variable) -> Callable[[Answers], object]:
    """What a cell shows: the answer as it is kept, or what it measures of one option."""
    key, value = variable.key, variable.value
    if value is None or not key.startswith(f"{variable.question}:"):
        return lambda answers: answers[key]
    return lambda answers: int(value(answers))


def _part(asked: Asked, variable: Variable) -> str:
    """The code of the row or the option that a column is about, if it is not the whole question."""
    return variable.key[len(asked.question.id) :].lstrip(".:_")


def _name(asked: Asked, variable: Variable) -> str:
    part = _part(asked, variable)
    line = _holds(asked, variable) is Holds.TEXT and bool(part)
    return "__".join(filter(None, (asked.question.id, part, "text" if line else "")))


def _label(asked: Asked, code: str, speech: Speech, *, in_words: bool) -> str:
    text = speech.of(asked.question.text)
    parts = {item.code: item.label for item in asked.items}
    parts |= {option.code: option.label for option in asked.options}
    label = f"{text} – {speech.of(parts[code])}" if code in parts else text
    return f"{label} – {speech.say(IN_WORDS)}" if in_words else label


def _missing(wordings: Iterable[Question]) -> tuple[int, ...]:
    lows = [question.min for question in wordings]
    return MISSING if all(isinstance(low, int | float) and low >= 0 for low in lows) else FAR


def _values(asked: Asked, wordings: Sequence[Question], speech: Speech) -> Iterator[Value]:
    """The options in their order; their numbers stay the same whatever later versions add."""
    numbers = _numbers([option for question in wordings for option in question.options])
    offered = asked.question.by_code
    for option in asked.options:
        yield Value(
            number=numbers[option.code],
            code=option.code,
            label=speech.of(option.label),
            aside=option.missing,
            former=option.code not in offered,
        )


def _numbers(options: Iterable[Option]) -> dict[str, int]:
    """Codes that are numbers stand for themselves; others count up as they were first offered."""
    codes = list(dict.fromkeys(option.code for option in options))
    if all(_is_number(code) for code in codes):
        return {code: int(code) for code in codes}
    return {code: number for number, code in enumerate(codes, start=1)}


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= DIGITS and str(int(code)) == code
