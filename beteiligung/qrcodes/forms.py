"""Forms of codes: at which places, on what, in which language; and what becomes of one."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
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


class CodesForm(StaffForm):
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


class CodeForm(StaffForm):
    """What tells one code from others, and where it leads."""

    label = StringField(
        N_("Label"),
        [at_most(LONGEST)],
        filters=[stripped],
        description=N_("What tells it from others at this place, such as: left door."),
    )
    occasion = StringField(
        N_("Occasion"),
        [at_most(LONGEST)],
        filters=[stripped],
        description=N_("For what the team hands out: when and where. Never a person's name."),
    )
    path = SelectField(
        N_("It leads to"),
        description=N_("What was scanned so far stays with what it led to until today."),
    )

    def __init__(self, targets: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.path.choices = [SelectChoice(path, title) for path, title in targets]
