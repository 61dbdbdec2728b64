"""The form of an idea: one sentence or one tile is enough, everything else may stay empty."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from beteiligung.i18n import gettext, number, phrase
from beteiligung.ideas.models import Board
from beteiligung.ideas.wording import LONGEST, clean, has_letters
from beteiligung.locales import TABLE
from beteiligung.media.voices import Voice
from beteiligung.text import N_

TRAP = "home-page"  # a field that nobody sees
LONGEST_LINE = 200
NOTHING_SAID = N_("Please write your idea, or choose a topic. One of the two is enough.")
NOTHING_SPOKEN = N_("Please write or speak your idea, or choose a topic. One of these is enough.")
NO_SUCH_TOPIC = N_("This topic is not on the board any more. Please choose again.")
OVERFULL = N_(
    "This text is too long: %(most)s letters fit, and these are %(length)s. Nothing was cut off."
    " Please make it shorter."
)
PICTURED = N_("Please tick that the people in the photo agree, or remove the photo.")
UNAGREED = N_("Please tick that the team may listen to your recording, or remove it.")
WHOLE = ""
NORTHERNMOST, EASTERNMOST = 90, 180  # degrees


class IdeaForm(Form):
    """An idea as a person gives it, in whatever language."""

    text = TextAreaField(
        N_("Your idea"),
        description=N_("In your own language, in your own words. A few are enough."),
    )
    language = SelectField(N_("In which language did you write?"))
    category = RadioField(N_("What is it about?"), validate_choice=False)
    place = SelectField(N_("Where?"))
    street = StringField(N_("Street"))
    hint = StringField(
        N_("How does one find the spot?"), description=N_("For example: opposite the bakery")
    )
    point = HiddenField()
    photo_text = StringField(N_("What can be seen in the photo?"))
    heard = BooleanField(N_("I agree that the team listens to my recording and writes it down."))
    pictured = BooleanField(N_("Everybody who can be recognised in the photo agrees."))

    def __init__(
        self,
        board: Board,
        places: Sequence[tuple[str, str]],
        *,
        formdata: Any = None,
        language: str = "de",
    ) -> None:
        super().__init__(formdata, data={"language": language, "place": WHOLE})
        self.language.choices = [(entry.id, entry.name) for entry in TABLE]
        self.category.choices = [(each.code, phrase(each.named).text) for each in board.categories]
        self.place.choices = [(WHOLE, gettext("the whole district")), *places]
        self.text.flags.sometimes = True  # not needed where a topic is chosen
        for field in self:
            field.label.text = gettext(field.label.text) if field.label.text else ""
            field.description = gettext(field.description) if field.description else ""

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether it says anything; every error is a sentence in the page's language."""
        super().validate(extra_validators)
        for field, most in ((self.text, LONGEST), (self.street, LONGEST_LINE)):
            self._at_most(field, most)
        self._at_most(self.hint, LONGEST_LINE)
        self._at_most(self.photo_text, LONGEST_LINE)
        chosen = any(self.category.data == code for code, _ in self.category.choices)
        if self.category.data and not chosen:
            self._refuse(self.category, NO_SUCH_TOPIC)
        if not (has_letters(self.said("text")) or chosen or self.voice or self.voice_errors):
            self._refuse(self.text, NOTHING_SPOKEN if self.may_speak else NOTHING_SAID)
        for field in self:
            field.errors = [gettext(str(error)) for error in field.errors]
        return not self.faults

    def said(self, name: str) -> str:
        """What was typed into a field, as it is kept."""
        return clean(self[name].data or "")

    def refuse_photo(self, sentence: str) -> None:
        """Say beside the photo what is wrong with it."""
        self.photo_errors = [sentence]

    def refuse_voice(self, sentence: str) -> None:
        """Say beside the recording what is wrong with it."""
        self.voice_errors = [sentence]

    photo_errors: Sequence[str] = ()
    has_lost_photo = False  # a page cannot hand a photo on: it is to be chosen again
    voice_errors: Sequence[str] = ()
    may_speak = False
    voice: Voice | None = None  # the recording that came along

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended: (id of the field, sentence)."""
        found = [(field.id, error) for field in self for error in field.errors]
        files = (("voice", self.voice_errors), ("photo", self.photo_errors))
        return found + [(name, error) for name, errors in files for error in errors]

    @property
    def where(self) -> tuple[float, float] | None:
        """The point that a phone found, if it is one."""
        north, _, east = (self.point.data or "").partition(",")
        try:
            found = float(north), float(east)
        except ValueError:
            return None
        return found if abs(found[0]) <= NORTHERNMOST and abs(found[1]) <= EASTERNMOST else None

    @staticmethod
    def _refuse(field: Any, sentence: str) -> None:
        field.errors = [*field.errors, sentence]

    def _at_most(self, field: Any, most: int) -> None:
        length = len(clean(field.data or ""))  # as it is kept: a new line is one sign
        if length > most:
            self._refuse(field, gettext(OVERFULL, most=number(most), length=number(length)))
