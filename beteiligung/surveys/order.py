"""In which order a questionnaire is decided: a calculation as soon as all it looks at is known."""

from collections.abc import Iterator, Sequence

from beteiligung.surveys.questions.question import Question
from beteiligung.surveys.rules import references


def in_order(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Everything in its place, but each calculation right behind the last thing it looks at.

    So a calculation may look forward, and every rule behind it sees what it gave. Calculations
    that look at each other in a circle, which `document.check` refuses, come last.
    """
    return tuple(_in_order(questions))


def _in_order(questions: Sequence[Question]) -> Iterator[Question]:
    known = {question.id for question in questions}
    waiting = [question for question in questions if question.formula is not None]
    decided: set[str] = set()
    for question in (None, *questions):
        if question is not None and question.formula is None:
            decided.add(question.id)
            yield question
        while ready := [each for each in waiting if needs(each) & known <= decided]:
            waiting = [each for each in waiting if each not in ready]
            decided.update(each.id for each in ready)
            yield from ready
    yield from waiting


def needs(question: Question) -> frozenset[str]:
    """The questions that a calculation, or its rule, looks at."""
    names: set[str] = set()
    for rule in (question.formula, question.rule):
        names |= references(rule) if rule is not None else set()
    return frozenset(name.partition(".")[0] for name in names)
