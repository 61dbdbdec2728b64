"""A statement to agree to, without which nothing is sent."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import Figures, Kind
from beteiligung.surveys.questions.question import Entries, Problem, Question, Unacceptable
from beteiligung.text import N_

AGREE = N_("Please read this and agree. Without it we may not keep your answers.")


class Consent(Kind):
    """Agreement to a text; stored is the version of the text that was agreed to."""

    name = "consent"
    figures = Figures.CONSENT
    may_be_declined = False
    binding = True
    keys: ClassVar[frozenset[str]] = frozenset({"statement", "version"})

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The version agreed to; anything else is no agreement."""
        value = given.get(question.id)
        if value is None or value == "":
            raise Unacceptable(question.id, AGREE)
        return super().clean(question, given)

    def checked(self, question: Question, value: Any) -> str:
        """The version of the statement that this questionnaire shows."""
        if value != question.version:
            raise Unacceptable(question.id, AGREE)
        return question.version

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """There must be a statement, and a version to know it by later."""
        del points
        for name in ("statement", "version"):
            if not raw.get(name):
                yield Problem(name, faults.MISSING, {"name": name})
