"""Questions whose answers people can be chosen by, or compared by: with the words of both."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from beteiligung import i18n
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.text import Translated

WITH_ANSWERS = frozenset({Figures.CHOICE, Figures.SEVERAL, Figures.ROWS, Figures.RANKS})
LONGEST = 70  # signs of a question in a list to choose from


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A question, or a row of a matrix, with its answers; ``key`` as in a `Tally`."""

    key: str
    title: str
    labels: Mapping[str, str]  # by code, in order
    always: bool  # about the person, such as the age: offered without being asked for


def answer_groups(asked: Iterable[Asked]) -> Iterator[AnswerGroup]:
    """Every question with answers to choose from; those about the person first."""
    found = [each for each in asked if each.figures in WITH_ANSWERS and each.options]
    for each in sorted(found, key=lambda each: not each.question.demographic):
        question = each.question
        labels = {option.code: plain(option.label) for option in each.options}
        title = short(plain(blanked(question.text)))
        if each.figures is not Figures.ROWS:
            yield AnswerGroup(question.id, title, labels, question.demographic)
        for item in each.items:
            of_row = short(f"{plain(item.label)} – {title}")
            yield AnswerGroup(question.item_name(item), of_row, labels, always=False)


def plain(text: Translated) -> str:
    """Words of staff in the page's language, on one line."""
    return " ".join(i18n.phrase(text).text.replace("**", "").split())


def short(text: str) -> str:
    """A text that fits into a list."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(maxsplit=1)[0]} …"
