"""The form with which anybody asks for news: an address, and a field that only programs fill in."""

from collections.abc import Mapping

from wtforms import EmailField, Form, StringField
from wtforms.validators import DataRequired, Length, Regexp

from beteiligung.i18n import gettext
from beteiligung.text import N_
from beteiligung.web.site_forms import ADDRESS, TOO_LONG

LONGEST = 200  # signs
NO_ADDRESS = N_("This is not a complete e-mail address.")


def stripped(typed: str | None) -> str | None:
    """What was typed without the spaces that a phone adds."""
    return typed.strip() if typed else typed


class NewsForm(Form):
    """To which address."""

    address = EmailField(
        N_("Your e-mail address"),
        [
            DataRequired(NO_ADDRESS),
            Length(max=LONGEST, message=TOO_LONG),
            Regexp(ADDRESS, message=NO_ADDRESS),
        ],
        filters=[stripped],
        description=N_("We use it for these letters only and keep it apart from everything else."),
    )
    website = StringField(N_("On which page?"))

    def __init__(self, formdata: Mapping[str, str] | None = None) -> None:
        super().__init__(formdata)
        for field in self:
            field.label.text = gettext(field.label.text)
            field.description = gettext(field.description) if field.description else ""

    @property
    def is_of_a_program(self) -> bool:
        """Whether something was filled in that no person sees."""
        return bool(self.website.data)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended: (id of the field, sentence)."""
        for field in self:
            field.errors = [gettext(str(error)) for error in field.errors]
        return [(field.id, error) for field in self for error in field.errors]
