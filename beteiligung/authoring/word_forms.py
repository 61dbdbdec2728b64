"""The form in which all words of a questionnaire are written in one language."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from wtforms import HiddenField, TextAreaField, ValidationError
from wtforms.validators import Optional

from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID
from beteiligung.surveys import wording
from beteiligung.surveys.piping import placeholders
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.shape import LONGEST_TEXT
from beteiligung.text import readable
from beteiligung.web.staff_form import StaffForm, at_most, required


class WordsForm(StaffForm):
    """All texts of a questionnaire in one language; made by `words_form`."""

    seen = HiddenField()  # what stood there when the page was opened
    document: Mapping[str, Any]
    before: Mapping[str, str]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is right, and nobody else has mended the same language meanwhile."""
        right = super().validate(extra_validators)
        if self.seen.data != mark(self.before):
            self.form_errors.append(
                gettext(
                    "Somebody else has changed these texts meanwhile. Yours stand here; "
                    "please compare, then save again."
                )
            )
            self.seen.data = mark(self.before)
            return False
        return right

    def mended(self) -> dict[str, str]:
        """The texts that are different now, by path."""
        return {
            path: self[path].data for path, text in self.before.items() if self[path].data != text
        }

    def rows(self, source: str) -> list[tuple[str, str, Any]]:
        """In reading order: the text's path, its words in the source language, its field."""
        return [
            (path, words_in(text, source, source), self[path])
            for path, text in wording.texts(self.document)
        ]


def words_form(document: Mapping[str, Any], locale: str) -> WordsForm:
    """The form in which all texts of a questionnaire are written in one language."""
    source, entry = str(document.get("source") or "de"), BY_ID[locale]
    known = list(wording.texts(document))
    before = {path: tidy(words_in(text, locale, source)) for path, text in known}
    fields = {
        path: TextAreaField(
            place_in_words(document, path),
            [
                required() if locale == source else Optional(),
                at_most(LONGEST_TEXT),
                _same_placeholders(words_in(text, source, source)),
            ],
            filters=[tidy],
            render_kw={"lang": entry.html_lang, "dir": entry.direction, "rows": _rows(text)},
        )
        for path, text in known
    }
    kind = type("Words", (WordsForm,), {**fields, "document": document, "before": before})
    made: WordsForm = kind(data={**before, "seen": mark(before)})
    return made


def words_in(text: object, locale: str, source: str) -> str:
    """The words of a document's text in a language; empty where there are none."""
    if isinstance(text, Mapping):
        return str(text.get(locale) or "")
    return str(text) if locale == source else ""


def mark(words: Mapping[str, str]) -> str:
    """A short mark by which two states of many texts can be told apart."""
    return sha256("\0".join(words.values()).encode()).hexdigest()[:16]


def tidy(text: str | None) -> str:
    """What was typed, without spaces around it and without characters that are none."""
    return readable(text or "").strip()


def _rows(text: object) -> int:
    longest = max((len(words) for words in _versions(text)), default=0)
    return 1 + min(longest // 60, 9)


def _versions(text: object) -> list[str]:
    return [str(words) for words in text.values()] if isinstance(text, Mapping) else [str(text)]


def _same_placeholders(source: str) -> Any:
    wanted = placeholders(source)

    def check(_form: object, field: Any) -> None:
        if field.data and placeholders(field.data) != wanted:
            said = ", ".join(f"{{{name}}}" for name in sorted(wanted))
            if not said:
                raise ValidationError(gettext("Please leave out words in curly brackets."))
            message = gettext("Please keep this, and nothing else in curly brackets: %(said)s")
            raise ValidationError(message % {"said": said})

    return check
