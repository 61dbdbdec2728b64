"""Earlier answers as later texts show them: in words of the page's language, safe and apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.surveys.piping import REFERENCE
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.question import Question
from beteiligung.text import Translated
from beteiligung.web import layout

BLANK = "…"  # where a question says nothing else
# Either a tag, which is left alone, or a name to fill in.
_PARTS = re.compile(rf'<(?:"[^"]*"|[^">])*>|{REFERENCE.pattern}')


@dataclass(frozen=True, slots=True)
class Quoting:
    """The words of one page, with what one person has answered so far (nobody: blanks).

    A page that is kept ready has blanks only; scripts fill them on the phone (`pipes.js`), and the
    server does where it shows a page again with answers in it.
    """

    survey: Questionnaire
    answers: Mapping[str, Any] = field(default_factory=dict)  # checked ones, as they are stored

    def words(self, text: Translated) -> Markup:
        """Staff's words on one line, with answers in them."""
        return self._filled(layout.words(text))

    def paragraphs(self, text: Translated) -> Markup:
        """Staff's words as paragraphs, with answers in them."""
        return self._filled(layout.paragraphs(text))

    def _filled(self, html: Markup) -> Markup:
        if "${" not in html:
            return html
        found, at = Markup(), 0
        for part in _PARTS.finditer(html):
            if part[1]:
                found += html[at : part.start()] + self._place(part[1])
                at = part.end()
        return found + html[at:]

    def _place(self, name: str) -> Markup:
        question = self.survey.by_id.get(name.partition(".")[0])
        blank = i18n.phrase(question.blank).text if question else ""
        said = self._said(question, name) if question and not question.identifying else ""
        if said:
            place = Markup('<bdi data-pipe="{}" data-blank="{}">{}</bdi>')
            return place.format(name, blank or BLANK, said)
        return Markup('<bdi data-pipe="{}">{}</bdi>').format(name, blank or BLANK)

    def _said(self, question: Question, name: str) -> str:
        answer = self.answers.get(question.id)
        row = name.partition(".")[2]
        if row:
            answer = answer.get(row) if isinstance(answer, Mapping) else None
        if isinstance(answer, list):
            return i18n.listed([self._one(question, each) for each in answer])
        return "" if answer is None else self._one(question, answer)

    def _one(self, question: Question, answer: Any) -> str:
        option = question.option(answer) if isinstance(answer, str) else None
        if option is not None:
            return str(self.words(option.label).striptags())
        if isinstance(answer, int | float):
            return i18n.number(answer)
        return i18n.day(date.fromisoformat(answer)) if question.kind == "date" else str(answer)
