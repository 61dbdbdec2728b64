"""The form with which anybody says what is wrong with an idea."""

from collections.abc import Mapping

from wtforms import Form, RadioField, TextAreaField

from beteiligung.i18n import gettext, number
from beteiligung.ideas.forms import OVERFULL
from beteiligung.ideas.reasons import WHY
from beteiligung.ideas.wording import clean
from beteiligung.text import N_

LONGEST = 1000
NO_REASON = N_("Please choose what is wrong.")


class ReportForm(Form):
    """What is wrong with an idea."""

    reason = RadioField(N_("What is wrong with this idea?"), validate_choice=False)
    words = TextAreaField(
        N_("Do you want to say more?"),
        description=N_("Please do not write your name or your address."),
    )

    def __init__(self, formdata: Mapping[str, str] | None = None) -> None:
        super().__init__(formdata)
        self.reason.choices = [(name, gettext(words)) for name, words in WHY.items()]
        for field in self:
            field.label.text = gettext(field.label.text)
            field.description = gettext(field.description) if field.description else ""

    def validate(self, extra_validators: object = None) -> bool:
        """Whether a reason is chosen; every error is a sentence in the page's language."""
        del extra_validators
        self.reason.errors = [] if self.reason.data in WHY else [gettext(NO_REASON)]
        length = len(clean(self.words.data or ""))
        overfull = gettext(OVERFULL, most=number(LONGEST), length=number(length))
        self.words.errors = [overfull] if length > LONGEST else []
        return not self.faults

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended: (id of the field, sentence)."""
        return [(field.id, error) for field in self for error in field.errors]
