"""The form that splits questions: which one, and by what."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from beteiligung.dashboards.answer_groups import AnswerGroup, answer_groups, plain, short
from beteiligung.dashboards.filter_forms import UNKNOWN
from beteiligung.dashboards.groups import CHANNEL, DISTRICT, LANGUAGE
from beteiligung.dashboards.result import may_be_compared
from beteiligung.i18n import gettext as _
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.variables import Asked

FEWEST = 2  # groups that can be compared
MOST_GROUPS = 30  # answers; more of them side by side nobody can compare


class SplitForm(Form):
    """Which question is split, all of them if none is said, and by what; kept in the address.

    ``mit`` holds groups that are put together with the one before them, as ``question:code``.
    What nobody chose is the first question about the person, such as the age, else the district
    where there are several, else the language.
    """

    frage = SelectField()
    nach = SelectField()
    mit = SelectMultipleField()

    def __init__(
        self, sent: MultiDict[str, str], asked: Iterable[Asked], *, several_districts: bool
    ) -> None:
        super().__init__(sent)
        asked = list(asked)
        groups = list(answer_groups(asked))
        questions = [each.question for each in asked if may_be_compared(each)]
        self.frage.label.text, self.nach.label.text = _("Question"), _("Split by")
        self.frage.choices = [
            SelectChoice("", _("all questions")),
            *(SelectChoice(each.id, short(plain(blanked(each.text)))) for each in questions),
        ]
        self.nach.choices = [
            SelectChoice(*pair) for pair in _ways(groups, several_districts=several_districts)
        ]
        self.frage.data = self.frage.data or ""
        self.nach.data = self.nach.data or self.nach.choices[0].value
        self.mit.label.text = _("Join neighbouring groups")
        self.mit.choices = list(_neighbours(groups, self.by))
        # What was ticked of another question stays out of this one.
        self.mit.data = [each for each in self.mit.data or () if each.startswith(f"{self.by}:")]

    @property
    def by(self) -> str:
        """What the questions are split by."""
        return str(self.nach.data)

    @property
    def only(self) -> tuple[str, ...]:
        """The one question that is asked for, if one is."""
        return (self.frage.data,) if self.frage.data else ()

    @property
    def joined(self) -> frozenset[str]:
        """The groups that are put together with the one before them."""
        return frozenset(each.removeprefix(f"{self.by}:") for each in self.mit.data or ())

    def address(self) -> dict[str, str | list[str]]:
        """What the address says of it."""
        return {name: value for name, value in self.data.items() if value}

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether both are offered; what is not gets a sentence beside it."""
        right: bool = super().validate(extra_validators)
        for field in self:
            if field.errors:
                field.errors = [_(UNKNOWN)]
        return right


def _neighbours(groups: Iterable[AnswerGroup], by: str) -> Iterator[SelectChoice]:
    """Each two answers that stand beside each other; of only two there is nothing to compare."""
    for group in groups:
        if group.key == by and len(group.labels) > FEWEST:
            for (_before, first), (code, second) in pairwise(group.labels.items()):
                said = _("%(first)s and %(second)s as one group", first=first, second=second)
                yield SelectChoice(f"{by}:{code}", said)


def _ways(groups: list[AnswerGroup], *, several_districts: bool) -> Iterator[tuple[str, str]]:
    groups = [each for each in groups if len(each.labels) <= MOST_GROUPS]
    yield from ((each.key, each.title) for each in groups if each.always)
    if several_districts:
        yield DISTRICT, _("District")
    yield LANGUAGE, _("Language")
    yield CHANNEL, _("How answered")
    yield from ((each.key, each.title) for each in groups if not each.always)
