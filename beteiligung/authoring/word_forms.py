"""The form in which words of a questionnaire are written in one language."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from wtforms import (
    FileField,
    HiddenField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID
from beteiligung.surveys import wording
from beteiligung.surveys.piping import placeholders
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.shape import LONGEST_TEXT
from beteiligung.text import N_, readable
from beteiligung.web.staff_form import StaffForm, at_most, required


class WordsForm(StaffForm):
    """Texts of a questionnaire in one language; made by `words_form`."""

    seen = HiddenField()  # what stood there when the page was opened
    machine = HiddenField()  # paths of texts that the browser translated by itself, if it can
    right = SelectMultipleField(validate_choice=False)  # paths of texts that were found right
    stood: str
    before: Mapping[str, str]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is right, and nobody else has mended the same texts meanwhile."""
        right = super().validate(extra_validators)
        if self.seen.data != self.stood:
            self.form_errors.append(
                gettext(
                    "Somebody else has changed these texts meanwhile. Yours stand here; "
                    "please compare, then save again."
                )
            )
            self.seen.data = self.stood
            return False
        return right

    def mended(self) -> dict[str, str]:
        """The texts that are different now, by path."""
        return {
            path: self[path].data for path, text in self.before.items() if self[path].data != text
        }

    def by_machine(self) -> set[str]:
        """The paths of texts that a browser wrote and nobody has touched since."""
        return set((self.machine.data or "").split())

    def found_right(self, more: Iterable[str] = ()) -> dict[str, str]:
        """The texts that somebody has read and found right as they stand, by path."""
        mended = self.mended()
        ticked = [path for path in (*(self.right.data or ()), *more) if path not in mended]
        return {path: self.before[path] for path in ticked if self.before.get(path)}


class TableForm(StaffForm):
    """A table of texts as a file, or (second step) as the text of one that was looked at."""

    file = FileField(
        N_("Table with translations"),
        description=N_("A CSV file that you downloaded here, with what translators filled in."),
        render_kw={"accept": ".csv,text/csv"},
    )
    table = HiddenField()
    seen = HiddenField()  # the draft that was compared

    def __init__(self) -> None:
        super().__init__()
        self.file.flags.required = True  # unless the second step brings the table along

    def content(self) -> bytes:
        """What the table holds."""
        if self.table.data:
            return str(self.table.data).encode()
        if not self.file.data:
            return b""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


def words_form(
    document: Mapping[str, Any], locale: str, paths: Collection[str] | None = None
) -> WordsForm:
    """The form in which texts of a questionnaire (all, or those at ``paths``) are written."""
    source, entry = str(document.get("source") or "de"), BY_ID[locale]
    everything = list(wording.texts(document))
    known = [(path, text) for path, text in everything if paths is None or path in paths]
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
    stood = mark(
        tidy(words_in(text, each, source)) for _, text in everything for each in (locale, source)
    )
    kind = type("Words", (WordsForm,), {**fields, "stood": stood, "before": before})
    made: WordsForm = kind(data={**before, "seen": stood})
    return made


def words_in(text: object, locale: str, source: str) -> str:
    """The words of a document's text in a language; empty where there are none."""
    if isinstance(text, Mapping):
        return str(text.get(locale) or "")
    return str(text) if locale == source else ""


def mark(words: Iterable[str]) -> str:
    """A short mark by which two states of many texts can be told apart."""
    return sha256("\0".join(words).encode()).hexdigest()[:16]


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
