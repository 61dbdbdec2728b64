"""The form of a survey: a WTForms class made once per published version."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from wtforms import Field, Form

from beteiligung.i18n import day, gettext, phrase
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.month import WholeMonth
from beteiligung.surveys.questions.question import Entries, Problem, Question
from beteiligung.surveys.questions.rank import ranks_set
from beteiligung.text import Translated

PREFIX = "asked_"  # so that a question called "data" or "errors" is nothing but a question


class QuestionField(Field):
    """One question with all its inputs; its kind reads and checks them."""

    def __init__(self, question: Question, **more: Any) -> None:
        super().__init__(**more)
        self.question = question
        self.error_at = question.id

    def process(
        self, formdata: Posted | None, data: object = None, extra_filters: object = None
    ) -> None:
        """Take what a browser sent, or answers that are there already."""
        del extra_filters
        self.process_errors: list[str] = []
        if formdata is not None:
            self.data: Entries = KINDS[self.question.kind].collect(self.question, formdata)
        else:
            self.data = dict(cast("Mapping[str, Any]", data)) if isinstance(data, Mapping) else {}

    def is_chosen(self, code: str | None, item: str | None = None) -> bool:
        """Whether an option (or, for None, "prefer not to say") stands chosen."""
        value = self.data.get(self.question.id, ())
        if item is not None:
            return isinstance(value, Mapping) and item in value and value[item] == code
        if self.question.id not in self.data:
            return False
        return code in value if isinstance(value, list) else value == code

    def typed(self, name: str | None = None) -> str:
        """What stands in a line to write in."""
        value = self.data.get(name or self.question.id)
        return "" if value is None else str(value)

    def part(self, code: str) -> str:
        """What stands beside an option: its rank, or its points."""
        return ranks_set(self.data.get(self.question.id)).get(code, "")


class AnswerForm(Form):
    """One version of a questionnaire as it is shown, with whatever somebody filled in already."""

    def __getitem__(self, question_id: str) -> QuestionField:
        """The field of a question."""
        return cast("QuestionField", super().__getitem__(PREFIX + question_id))

    def asked(self) -> list[QuestionField]:
        """The fields in the questionnaire's order."""
        return [cast("QuestionField", field) for field in self]

    def given(self) -> Entries:
        """Everything that stands in the fields, unchecked."""
        return {name: value for field in self.asked() for name, value in field.data.items()}

    def tell(self, problems: Mapping[str, Problem]) -> None:
        """Let each field say in words what is wrong with it."""
        for name, problem in problems.items():
            field = self[name]
            field.errors = [sentence(problem)]
            field.error_at = KINDS[field.question.kind].spot(field.question, problem.where)

    def mistakes(self) -> list[tuple[str, str]]:
        """For the summary: where, and which question with which sentence."""
        return [
            (field.error_at, f"{gettext('Question %(number)s', number=number)}: {error}")
            for number, field in enumerate(self.asked(), 1)
            for error in field.errors
        ]


def answer_form(questionnaire: Questionnaire) -> type[AnswerForm]:
    """The form class of one published questionnaire; languages differ only in its template."""
    fields = {PREFIX + question.id: QuestionField(question) for question in questionnaire.asking}
    return type("AnswerForm", (AnswerForm,), fields)


def sentence(problem: Problem) -> str:
    """A problem in the page's language; labels of options are said in it too."""
    return gettext(problem.message, **{name: _said(it) for name, it in problem.values.items()})


def _said(value: object) -> object:
    if isinstance(value, Translated):
        return phrase(value).text
    if isinstance(value, date):
        return day(value, "LLLL y" if isinstance(value, WholeMonth) else "long")
    return value


def proper_key(text: str) -> str | None:
    """The key of an answer as a device made it (a UUID in lower case), or none."""
    try:
        return str(UUID(text))
    except ValueError:
        return None
