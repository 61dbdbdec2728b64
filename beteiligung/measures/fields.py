"""Fields for amounts and numbers: typed as Germans or the English write them, kept as typed."""

from wtforms import Form, StringField
from wtforms.validators import ValidationError

from beteiligung.errors import Refusal
from beteiligung.i18n import gettext
from beteiligung.measures.money import cents
from beteiligung.text import N_

NO_NUMBER = N_("Please write a number such as 3,1 or 3.1.")
LARGEST = 1e12


class AmountField(StringField):
    """An amount of euros; ``cents`` is what it says, none where nothing was typed."""

    cents: int | None = None

    def process_data(self, value: int | None) -> None:
        """Show an amount as Germans write it."""
        self.cents = value
        self.data = (
            ""
            if value is None
            else f"{value // 100}" + (f",{value % 100:02}" if value % 100 else "")
        )

    def pre_validate(self, form: Form) -> None:
        """Read what was typed."""
        del form
        typed = (self.data or "").strip()
        try:
            self.cents = cents(typed) if typed else None
        except Refusal as refusal:
            raise ValidationError(gettext(refusal.message)) from refusal


class NumberField(StringField):
    """A number with a comma or a point; ``number`` is what it says, none where it is empty."""

    number: float | None = None

    def process_data(self, value: float | None) -> None:
        """Show a number as Germans write it."""
        self.number = value
        self.data = "" if value is None else f"{value:.10g}".replace(".", ",")

    def pre_validate(self, form: Form) -> None:
        """Read what was typed."""
        del form
        typed = (self.data or "").strip().replace(",", ".").replace("−", "-")
        try:
            self.number = float(typed) if typed else None
        except ValueError:
            raise ValidationError(NO_NUMBER) from None
        if self.number is not None and not abs(self.number) < LARGEST:
            raise ValidationError(NO_NUMBER)
