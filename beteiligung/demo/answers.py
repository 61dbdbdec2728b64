"""What invented people answer to any questionnaire, question by question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from beteiligung.demo import figures
from beteiligung.demo.content import phrases
from beteiligung.demo.crowd import Person, dealt
from beteiligung.demo.figures import Weights
from beteiligung.surveys.questionnaire import Questionnaire, check_answers
from beteiligung.surveys.questions.month import first_day
from beteiligung.surveys.questions.question import Option, Question
from beteiligung.surveys.questions.time import HOUR, minutes

Given = dict[str, Any]
Column = list[Any]
GONE: Any = object()  # not answered at all; None is "prefer not to say"
LIKED = 30  # per cent of people who choose an option about which nothing is known
LARGEST = 100  # of a number without a limit
EARLIEST = date(2000, 1, 1)  # of a day without a limit


@dataclass(slots=True)
class Crowd:
    """People of one district who answer one questionnaire."""

    rng: Random
    people: Sequence[Person]
    weights: Mapping[str, Weights]
    givens: list[Given]  # what each of them has answered so far


def answered(
    rng: Random,
    questionnaire: Questionnaire,
    people: Sequence[Person],
    changed: Mapping[str, Weights] | None = None,
) -> list[Given]:
    """The answers of people of one district, as they would be stored: each set is checked.

    ``changed`` weights go before the usual ones.
    """
    weights = {**figures.ANSWERS, **_of_district(people), **(changed or {})}
    crowd = Crowd(rng, people, weights, [{} for _ in people])
    for question in questionnaire.kept:
        if not question.identifying:
            KINDS[question.kind](crowd, question)
        if question.required:  # whoever has no answer must say so
            for given in crowd.givens:
                given.setdefault(question.id, None)
    return [
        checked(questionnaire, given, person.at.date())
        for given, person in zip(crowd.givens, people, strict=True)
    ]


def checked(
    questionnaire: Questionnaire, given: Given, today: date, *, partial: bool = False
) -> Given:
    """What is stored of these answers; hidden questions are gone."""
    found = check_answers(questionnaire, given, today=today, partial=partial)
    if found.problems:
        message = f"{questionnaire.slug} does not take {given}: {found.problems}"
        raise ValueError(message)
    return found.answers


def _of_district(people: Sequence[Person]) -> Mapping[str, Weights]:
    return figures.BY_DISTRICT.get(people[0].district, {}) if people else {}


# ---- one way of answering for each way of asking -------------------------------------------------


def _single(crowd: Crowd, question: Question) -> None:
    if question.codes == figures.AGES:  # who somebody is was decided before
        column: Column = [person.age for person in crowd.people]
    else:
        column = _column(crowd, question.id, question.options)
    _leave_out(crowd.rng, column, required=question.required)
    for given, person, code in zip(crowd.givens, crowd.people, column, strict=True):
        if code is not GONE:
            given[question.id] = code
            _write_beside(crowd.rng, question, person, [code], given)


def _matrix(crowd: Crowd, question: Question) -> None:
    for item in question.items:
        column = _column(crowd, question.item_name(item), question.options)
        _leave_out(crowd.rng, column, required=False)
        for given, code in zip(crowd.givens, column, strict=True):
            if code is not GONE:
                given.setdefault(question.id, {})[item.code] = code


def _multiple(crowd: Crowd, question: Question) -> None:
    column: Column = _sets(crowd.rng, question, len(crowd.people))
    _leave_out(crowd.rng, column, required=question.required)
    for given, person, codes in zip(crowd.givens, crowd.people, column, strict=True):
        if codes is not GONE and codes != []:
            given[question.id] = codes
            _write_beside(crowd.rng, question, person, codes or [], given)


def _text(crowd: Crowd, question: Question) -> None:
    share = 1.0 if question.required else figures.FREE_TEXT
    writes = dealt(crowd.rng, {"yes": share, "": 1 - share}, len(crowd.people))
    for given, person, yes in zip(crowd.givens, crowd.people, writes, strict=True):
        if yes:
            words = crowd.rng.choice(
                phrases()["wishes"].get(person.language) or phrases()["wishes"]["de"]
            )
            given[question.id] = words[: question.max_chars or None]


def _number(crowd: Crowd, question: Question) -> None:
    least = float(question.min or 0)
    most = float(LARGEST if question.max is None else question.max)
    step = question.step or 1
    steps = int((most - least) / step)
    _give(crowd, question, [least + crowd.rng.randint(0, steps) * step for _ in crowd.people])


def _rank(crowd: Crowd, question: Question) -> None:
    column: Column = [
        crowd.rng.sample(question.codes, crowd.rng.randint(1, question.ranks)) for _ in crowd.people
    ]
    _give(crowd, question, column)


def _budget(crowd: Crowd, question: Question) -> None:
    column: Column = []
    for _ in crowd.people:
        points = dict.fromkeys(question.codes, 0)
        for code in crowd.rng.choices(question.codes, k=10):
            points[code] += question.total // 10
        points[question.codes[0]] += question.total - sum(points.values())
        column.append(points)
    _give(crowd, question, column)


def _month(crowd: Crowd, question: Question) -> None:
    first = first_day(str(question.min)) if question.min else EARLIEST
    last = first_day(str(question.max)) if question.max else first + timedelta(days=7000)
    days = [first + (last - first) * crowd.rng.random() for _ in crowd.people]
    _give(crowd, question, [f"{day:%Y-%m}" for day in days])


def _time(crowd: Crowd, question: Question) -> None:
    least, most = minutes(str(question.min or "06:00")), minutes(str(question.max or "22:00"))
    times = [crowd.rng.randint(least, most) for _ in crowd.people]
    _give(crowd, question, [f"{time // HOUR:02}:{time % HOUR:02}" for time in times])


def _consent(crowd: Crowd, question: Question) -> None:
    for given in crowd.givens:
        given[question.id] = question.version


def _nothing(crowd: Crowd, question: Question) -> None:
    """Photos are not invented; calculations follow from the rest."""


def _give(crowd: Crowd, question: Question, column: Column) -> None:
    _leave_out(crowd.rng, column, required=question.required)
    for given, answer in zip(crowd.givens, column, strict=True):
        if answer is not GONE:
            given[question.id] = answer


def _date(crowd: Crowd, question: Question) -> None:
    first = date.fromisoformat(str(question.min)) if question.min else EARLIEST
    last = date.fromisoformat(str(question.max)) if question.max else first + timedelta(days=7000)
    for given in crowd.givens[: len(crowd.people)]:
        given[question.id] = (first + (last - first) * crowd.rng.random()).isoformat()


KINDS: Mapping[str, Callable[[Crowd, Question], None]] = {
    "single": _single,
    "scale": _single,
    "matrix": _matrix,
    "multiple": _multiple,
    "text": _text,
    "number": _number,
    "date": _date,
    "smiley": _single,
    "place": _single,
    "hidden": _single,
    "rank": _rank,
    "budget": _budget,
    "month": _month,
    "time": _time,
    "consent": _consent,
    "calculate": _nothing,
    "photo": _nothing,
}


# ---- cards ---------------------------------------------------------------------------------------


def _column(crowd: Crowd, name: str, options: Sequence[Option]) -> Column:
    """One answer each, in the given shares; what people are decides who gets the better ones."""
    people = crowd.people
    order = {option.code: at for at, option in enumerate(options)}
    known = {
        code: w for code, w in crowd.weights.get(name, {}).items() if code in order or not code
    }
    cards = dealt(crowd.rng, known or dict.fromkeys(order, 1.0), len(people))
    cards.sort(key=lambda code: order.get(code, -1))
    with_age = figures.WITH_AGE.get(name, 0.0)
    with_language = figures.WITH_LANGUAGE.get(name, {})
    scores = [
        crowd.rng.random()
        + with_age * figures.AGES.index(person.age) / len(figures.AGES)
        - with_language.get(person.language, 0.0)
        for person in people
    ]
    column: Column = [GONE] * len(people)
    for at, code in zip(sorted(range(len(people)), key=scores.__getitem__), cards, strict=True):
        column[at] = code or GONE
    return column


def _sets(rng: Random, question: Question, n: int) -> Column:
    """Several answers each, no more than the question allows."""
    shares = figures.SHARES.get(question.id) or {
        option.code: 5.0 if option.exclusive else LIKED for option in question.options
    }
    most = int(float(question.max)) if question.max else len(question.options)
    column: Column = [[] for _ in range(n)]
    alone: set[int] = set()
    for option in sorted(question.options, key=lambda option: not option.exclusive):
        count = round(n * shares[option.code] / 100)
        free = [
            at
            for at in range(n)
            if at not in alone and len(column[at]) < (1 if option.exclusive else most)
        ]
        for at in rng.sample(free, min(count, len(free))):
            column[at].append(option.code)
            if option.exclusive:
                alone.add(at)
    return column


def _leave_out(rng: Random, column: Column, *, required: bool) -> None:
    """Let a few people decline or leave the question out."""
    for at in rng.sample(range(len(column)), round(len(column) * rng.uniform(*figures.MISSING))):
        column[at] = None if required or rng.random() < 1 / 2 else GONE


def _write_beside(
    rng: Random, question: Question, person: Person, codes: Sequence[str | None], given: Given
) -> None:
    for option in question.options:
        if option.free_text and option.code in codes:
            words = phrases()["other"].get(person.language) or phrases()["other"]["de"]
            given[question.text_name(option)] = rng.choice(words)
