"""The form that asks for one-time codes: for which occasion, how many, on which paper."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from beteiligung.abuse.entry import FEWEST, MOST
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.locales import entries
from beteiligung.prints.letters import KINDS, LETTERS, TABLE
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

MOST_SET = 1000  # letters that are drawn while somebody waits
IN_RANGE = N_(
    "Please enter a whole number: from 50 to 1,000 for letters and cards, from 50 to 5,000 for a "
    "table."
)


class LettersForm(StaffForm):
    """A batch of one-time codes."""

    occasion = StringField(
        N_("Occasion"),
        [required(), at_most(80)],
        filters=[stripped],
        description=N_("For example: letters to Zietenstraße. It stands small on each of them."),
    )
    number = IntegerField(
        N_("How many"),
        [required(), NumberRange(FEWEST, MOST, message=IN_RANGE)],
        description=N_(
            "At least 50, so that nobody can tell whose code it was. Codes that are left over do "
            "no harm."
        ),
        default=FEWEST,
    )
    kind = RadioField(N_("What"), default=LETTERS)
    district = SelectField(
        N_("For which district"),
        coerce=int,
        description=N_("Answers with these codes count for it."),
    )
    languages = SelectMultipleField(
        N_("Languages"),
        [required()],
        description=N_(
            "Each letter says everything in each of them. With one language its code leads there, "
            "else to the language of the phone."
        ),
    )

    def validate_number(self, field: IntegerField) -> None:
        """Refuse more letters than can be drawn while somebody waits."""
        if self.kind.data != TABLE and (field.data or 0) > MOST_SET:
            raise ValidationError(IN_RANGE)

    def __init__(self, districts: Sequence[District], locales: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.kind.choices = [SelectChoice(key, _(words)) for key, words in KINDS.items()]
        self.district.choices = [
            SelectChoice(each.id, phrase(each.area.named).text) for each in districts
        ]
        self.languages.choices = [SelectChoice(entry.id, entry.name) for entry in entries(locales)]
        if len(districts) == 1:
            del self.district
