"""Forms of the staff's pages: tokens bound to the session, labels and errors in words."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import current_app, request, session
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, Form, FormField, RadioField, StringField, TextAreaField
from wtforms.csrf.session import SessionCSRF
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, Length, Optional

from beteiligung.db import SAFE_METHODS
from beteiligung.errors import CrossSite, Refusal
from beteiligung.i18n import gettext, offered
from beteiligung.locales import LocaleEntry, entries
from beteiligung.text import N_

HIDDEN = "csrf_token"
AGAIN = N_("This page was open for a long time. Nothing is lost: please send it once more.")
REQUIRED = N_("Please fill in this field.")
ENDS = (".", "?", "!", "\u061f", "\u2026")
TOO_LONG = N_("This text is too long.")
OWN_WORDS = (  # what WTForms says by itself
    N_("Not a valid choice."),
    N_("Not a valid integer value."),
    N_("Not a valid decimal value."),
    N_("Not a valid float value."),
    N_("Not a valid date value."),
)


class _Words:
    """WTForms' own messages, said by our catalogues."""

    @staticmethod
    def gettext(message: str) -> str:
        return gettext(message)

    @staticmethod
    def ngettext(one: str, many: str, n: int) -> str:
        # Only lists of choices count what is wrong in them; every other message is ours.
        del one, many, n
        return gettext(OWN_WORDS[0])


class StaffForm(Form):
    """A form on a staff page.

    Labels, descriptions and errors are English message ids and are shown in the page's language.
    What was sent is read by itself; ``data`` and ``obj`` fill a form that was not sent yet.
    """

    class Meta(DefaultMeta):
        csrf = True
        csrf_class = SessionCSRF
        csrf_field_name = HIDDEN
        csrf_time_limit: ClassVar[Any] = None  # as long as the session

        @property
        def csrf_secret(self) -> bytes:
            """What tokens are signed with."""
            return str(current_app.config["SECRET_KEY"]).encode()

        @property
        def csrf_context(self) -> Any:
            """Where the session's half of the token is kept."""
            return session

        def get_translations(self, form: Form) -> _Words:
            """Who says WTForms' own messages."""
            del form
            return _Words()

    def __init__(self, **more: Any) -> None:
        super().__init__(formdata=_sent(), **more)
        for field in self:
            field.label.text = _say(field.label.text)
            field.description = _say(field.description)
            if isinstance(field, FileField) and isinstance(field.data, str):
                field.data, field.raw_data = None, []  # words in the place of a file are no file

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right; a stale token is a fault that sending again mends."""
        right: bool = super().validate(extra_validators)
        token = self._fields[HIDDEN]
        if token.errors:
            token.errors = ()
            self.form_errors.append(gettext(AGAIN))
        for _, field in _fields(self):
            field.errors = [_say(_missing(field) or str(error)) for error in field.errors]
        return right

    def refuse(self, name: str, refusal: Refusal) -> None:
        """Say a refusal beside the field that it is about."""
        sentence = gettext(refusal.message, **refusal.values)
        self._fields[name].errors = [*self._fields[name].errors, sentence]

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return Refusal.status if self.errors else 200

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended, in the order of the page: (id of the field, sentence)."""
        found = [("main", sentence) for sentence in self.form_errors]
        for label, field in _fields(self):
            # A label that is a sentence or a question ends with a sign of its own.
            named = label if label.endswith(ENDS) else f"{label}:"
            found += [(field.id, f"{named} {sentence}") for sentence in field.errors]
        return found


class TextsField(FormField):
    """One text in several languages: its data is a map of locale id to text, empty ones left out.

    They are those that this website offers on every page. At least German must be written where
    ``required``.
    """

    def __init__(
        self,
        label: str = "",
        *,
        lines: bool = False,
        required: bool = False,
        longest: int = 200,
        **more: Any,
    ) -> None:
        self.entries = entries(offered())
        fields = {
            entry.id: _one_language(
                entry, lines=lines, longest=longest, required=required and entry.id == "de"
            )
            for entry in self.entries
        }
        super().__init__(type("Texts", (Form,), fields), label, **more)

    @property
    def data(self) -> dict[str, str]:
        """What was written, by locale id."""
        found = {name: (text or "").strip() for name, text in self.form.data.items()}
        return {name: text for name, text in found.items() if text}

    def rows(self) -> Iterator[tuple[LocaleEntry, Any]]:
        """Each language with its field."""
        for entry in self.entries:
            yield entry, self.form[entry.id]


def checked(form: StaffForm) -> bool:
    """Whether this form was just sent, from our own page, and everything in it is right."""
    return request.method not in SAFE_METHODS and form.validate()


def check_token() -> None:
    """Refuse a form that is only a button, unless our own page sent it."""
    if not StaffForm().validate():
        raise CrossSite


def csrf_field() -> Markup:
    """The hidden token that every form of the staff carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(HIDDEN, csrf_token())


def csrf_token() -> str:
    """The token by itself, for a script that sends what a form would."""
    return str(StaffForm()[HIDDEN].current_token)


def required() -> DataRequired:
    """This field must be filled in."""
    return DataRequired(REQUIRED)


def at_most(characters: int) -> Length:
    """This field takes so many characters and no more."""
    return Length(max=characters, message=TOO_LONG)


def stripped(text: str | None) -> str | None:
    """A filter: what was typed without spaces around it."""
    return text.strip() if isinstance(text, str) else text


def _sent() -> MultiDict[str, Any] | None:
    if request.method in SAFE_METHODS:
        return None
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.update(request.files)
    return sent


def _one_language(entry: LocaleEntry, *, lines: bool, longest: int, required: bool) -> Any:
    kind = TextAreaField if lines else StringField
    must = DataRequired(REQUIRED) if required else Optional()
    attributes = {"lang": entry.html_lang, "dir": entry.direction, "class_": "input"}
    return kind(entry.name, [must, at_most(longest)], render_kw=attributes)


def _fields(form: Form) -> Iterator[tuple[str, Any]]:
    """Every field that is shown, with its name in a list of faults."""
    for field in form:
        if isinstance(field, TextsField):
            for entry, one in field.rows():
                yield f"{field.label.text} ({entry.name})", one
        elif field.name != HIDDEN:
            yield field.label.text, field


def _missing(field: Field) -> str:
    """What to say where nothing was chosen: that it is missing, not that it is not on offer."""
    bare = isinstance(field, RadioField) and field.validate_choice and not field.validators
    return REQUIRED if bare and not field.raw_data else ""


def _say(message: str) -> str:
    return gettext(message) if message else message
