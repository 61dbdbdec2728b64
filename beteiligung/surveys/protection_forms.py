"""The form that asks for one-time codes: for which occasion, how many, on paper or as a table."""

from typing import Any

from wtforms import IntegerField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from beteiligung.abuse.entry import FEWEST, MOST
from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

KINDS = {"pdf": N_("Cards to cut out (PDF)"), "csv": N_("A table for letters (CSV)")}
MOST_CARDS = 200
IN_RANGE = N_(
    "Please enter a whole number: from 50 to 200 for cards, from 50 to 5,000 for a table."
)


class CodesForm(StaffForm):
    """A batch of one-time codes."""

    occasion = StringField(
        N_("Occasion"),
        [required(), at_most(80)],
        filters=[stripped],
        description=N_("For example: letters to Zietenstraße. It stands on the cards."),
    )
    number = IntegerField(
        N_("How many"),
        [required(), NumberRange(FEWEST, MOST, message=IN_RANGE)],
        description=N_(
            "50 to 200 cards, or a table of up to 5,000. At least 50, so that nobody can tell "
            "whose code it was. Codes that are left over do no harm."
        ),
        default=FEWEST,
    )
    kind = RadioField(N_("As a file"), default="pdf")

    def validate_number(self, field: IntegerField) -> None:
        """Refuse more cards than can be drawn while somebody waits."""
        if self.kind.data == "pdf" and (field.data or 0) > MOST_CARDS:
            raise ValidationError(IN_RANGE)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kind.choices = [SelectChoice(key, _(words)) for key, words in KINDS.items()]
