"""Forms of the staff's pages about surveys: a file, the days on which one runs, its words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateTimeLocalField,
    FileField,
    HiddenField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from beteiligung.districts.models import District
from beteiligung.i18n import gettext, phrase
from beteiligung.locales import BY_ID
from beteiligung.surveys import wording
from beteiligung.surveys.document import placeholders
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.shape import LONGEST_TEXT
from beteiligung.text import N_, readable
from beteiligung.web.staff_form import StaffForm, at_most, required

MINUTES = "%Y-%m-%dT%H:%M"


class ReplaceForm(StaffForm):
    """A questionnaire as a file."""

    file = FileField(
        N_("Questionnaire"),
        [required()],
        description=N_("A file in our JSON format, at most 2 MB."),
        render_kw={"accept": ".json,application/json"},
    )

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


class UploadForm(ReplaceForm):
    """A new questionnaire, and where it is asked."""

    districts = SelectMultipleField(
        N_("Asked in"), description=N_("Without a choice: where the file says.")
    )

    def __init__(self, districts: Sequence[District]) -> None:
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        super().__init__(data={"districts": [number for number, _ in names[:1] if not names[1:]]})
        self.districts.choices = names
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]


class PublishForm(StaffForm):
    """From when until when people may answer, by the district's clocks."""

    opens_at = DateTimeLocalField(N_("Opens"), [required()], format=[MINUTES, MINUTES + ":%S"])
    closes_at = DateTimeLocalField(N_("Closes"), [required()], format=[MINUTES, MINUTES + ":%S"])

    def __init__(self, opens_at: datetime, closes_at: datetime, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        data = {"opens_at": self._local(opens_at), "closes_at": self._local(closes_at)}
        super().__init__(data=data)

    def validate_opens_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks leave out in spring."""
        self._must_exist(field.data)

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks leave out in spring."""
        self._must_exist(field.data)

    def period(self) -> tuple[datetime, datetime]:
        """Both moments, aware. Of an hour that comes twice in autumn, people get all of it."""
        opens, closes = self.opens_at.data, self.closes_at.data
        zone = self._zone
        return opens.replace(tzinfo=zone, fold=0), closes.replace(tzinfo=zone, fold=1)

    def _must_exist(self, local: datetime) -> None:
        aware = local.replace(tzinfo=self._zone)
        if self._local(aware.astimezone(UTC)) != local:
            raise ValidationError(
                gettext("The clocks are put forward then: this time does not exist on that day.")
            )

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone).replace(tzinfo=None)


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
