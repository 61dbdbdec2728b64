"""Forms of codes: at which places, on what, in which language; and what becomes of one."""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from wtforms import (
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice

from beteiligung.districts.models import Place
from beteiligung.i18n import gettext as _
from beteiligung.locales import entries
from beteiligung.qrcodes.actions import LONGEST, MEDIA
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

MEDIUM_NAMES = {
    "poster": N_("Poster"),
    "flyer": N_("Flyer"),
    "sticker": N_("Sticker"),
    "card": N_("Card"),
    "door": N_("Door hanger"),
    "screen": N_("Screen"),
    "handed": N_("Handed out by the team"),
    "letter": N_("Letter"),
    "shared": N_("Passed-on link"),
}


class HandedForm(StaffForm):
    """Which team hands something out, and when: what is followed, in place of people."""

    occasion = StringField(
        N_("Occasion"),
        [at_most(LONGEST)],
        filters=[stripped],
        description=N_("For what the team hands out: when and where. Never a person's name."),
    )
    team = StringField(
        N_("Team"),
        [at_most(LONGEST)],
        filters=[stripped],
        description=N_("Who hands it out, as a group. Never a person's name."),
    )


class CodesForm(HandedForm):
    """Codes for several places at once."""

    places = SelectMultipleField(N_("Places"), [required()], coerce=int)
    medium = RadioField(N_("Printed on"), default=MEDIA[0])
    locale = SelectField(
        N_("Language"),
        description=N_("A code that hangs beside words in one language only may lead there."),
    )

    def __init__(self, places: Sequence[Place], locales: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.places.choices = [SelectChoice(place.id, place.name) for place in places]
        self.medium.choices = [SelectChoice(key, _(MEDIUM_NAMES[key])) for key in MEDIA]
        self.locale.choices = [
            SelectChoice("", _("As the phone is set")),
            *(SelectChoice(entry.id, entry.name) for entry in entries(locales)),
        ]


class ListForm(StaffForm):
    """A list of places as a file, and on what codes are wanted there."""

    file = FileField(
        N_("List of places"),
        [required()],
        description=N_("A CSV file, at most 4 MB, as a spreadsheet saves it."),
        render_kw={"accept": ".csv,text/csv"},
    )
    media = SelectMultipleField(
        N_("Printed on"),
        [required()],
        default=[MEDIA[0]],
        description=N_("For lines that name no medium."),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.media.choices = [SelectChoice(key, _(MEDIUM_NAMES[key])) for key in MEDIA]

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


class SeenListForm(StaffForm):
    """A list of places that somebody has looked over: the same file once more."""

    seen = HiddenField(validators=[required()])
    media = HiddenField()

    def content(self) -> bytes:
        """What the file held; nothing where that is no longer to be read."""
        try:
            return b64decode(self.seen.data or "", validate=True)
        except ValueError:
            return b""


class CodeForm(HandedForm):
    """What tells one code from others, and where it leads."""

    label = StringField(
        N_("Label"),
        [at_most(LONGEST)],
        filters=[stripped],
        description=N_("What tells it from others at this place, such as: left door."),
    )
    path = SelectField(
        N_("It leads to"),
        description=N_("What was scanned so far stays with what it led to until today."),
    )

    def __init__(self, targets: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.path.choices = [SelectChoice(path, title) for path, title in targets]
