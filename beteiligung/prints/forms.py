"""The form that orders prints: which thing, in which languages, for which places, how many."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from beteiligung.districts.models import Place
from beteiligung.i18n import gettext as _
from beteiligung.locales import entries
from beteiligung.prints.formats import FORMATS
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, required

FIRST = "poster-a4"
MOST_COPIES = 100


class PrintForm(StaffForm):
    """One order of prints."""

    form = RadioField(N_("What"), [required()], default=FIRST)
    languages = SelectMultipleField(
        N_("Languages"),
        [required()],
        description=N_("Each gets a line. German comes first, easy German right after it."),
    )
    places = SelectMultipleField(
        N_("Places"), coerce=int, description=N_("Without a choice: all places that have a code.")
    )
    copies = IntegerField(
        N_("Sheets of each code"),
        [required(), NumberRange(1, MOST_COPIES, N_("From 1 to 100."))],
        default=1,
    )
    crop = BooleanField(N_("Marks to cut along, for a print shop"))

    def __init__(self, places: Sequence[Place], locales: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.form.choices = [SelectChoice(key, _(form.name)) for key, form in FORMATS.items()]
        self.languages.choices = [SelectChoice(entry.id, entry.name) for entry in entries(locales)]
        self.places.choices = [SelectChoice(place.id, place.name) for place in places]
