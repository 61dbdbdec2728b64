"""Several answers out of several."""

from collections.abc import Mapping
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import (
    Figures,
    Kind,
    Posted,
    chosen,
    collected_texts,
    free_texts,
)
from beteiligung.surveys.questions.question import DECLINED, Entries, Question, Unacceptable
from beteiligung.text import N_


class Multiple(Kind):
    """Any number of options, up to a maximum; an exclusive option stands alone."""

    name = "multiple"
    figures = Figures.SEVERAL
    needs_options = True
    heard = True
    keys: ClassVar[frozenset[str]] = frozenset({"options", "shuffle", "max", "max_chars"})

    def limit(self, raw: Any) -> int:
        """How many may be chosen: at least one."""
        if not isinstance(raw, int) or raw < 1:
            raise ValueError(raw)
        return raw

    def collect(self, question: Question, posted: Posted) -> Entries:
        """The chosen codes, with the lines beside them."""
        values = [value for value in posted.getlist(question.id) if value != ""]
        if not values:
            return {}
        if values == [DECLINED]:
            return {question.id: None}
        codes = [value for value in values if value != DECLINED]
        return {question.id: codes, **collected_texts(question, posted)}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The codes in the questionnaire's order, and the free texts of exactly these."""
        if given.get(question.id) == []:
            return {}
        entries = super().clean(question, given)
        codes = entries.get(question.id)
        return {**entries, **free_texts(question, codes, given)} if codes else entries

    def checked(self, question: Question, value: Any) -> list[str]:
        """Codes that the question has, each once, not too many."""
        values = value if isinstance(value, list) else [value]
        found = {chosen(question, code) for code in values}
        codes = [code for code in question.codes if code in found]
        for option in question.options:
            if option.exclusive and option.code in found and len(found) > 1:
                raise Unacceptable(
                    question.id,
                    N_("“%(label)s” does not go together with other answers. Please choose again."),
                    label=option.label,
                )
        if question.max and len(codes) > float(question.max):
            raise Unacceptable(
                question.id,
                N_("You have chosen %(chosen)s. Please choose at most %(max)s."),
                chosen=len(codes),
                max=int(question.max),
            )
        return codes
