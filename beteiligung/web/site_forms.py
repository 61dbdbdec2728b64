"""The form with which anybody may tell us about a barrier."""

from collections.abc import Mapping, Sequence

from wtforms import EmailField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from beteiligung.i18n import gettext
from beteiligung.text import N_

TOO_LONG = N_("This text is too long.")
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"  # whether mail arrives, only mail can tell


class FeedbackForm(Form):
    """What does not work, where, and an address only for those who want an answer."""

    message = TextAreaField(
        N_("What does not work?"),
        [
            DataRequired(N_("Please describe what does not work.")),
            Length(max=4000, message=TOO_LONG),
        ],
    )
    page = StringField(
        N_("On which page?"),
        [Optional(), Length(max=300, message=TOO_LONG)],
    )
    reply_to = EmailField(
        N_("Your e-mail address"),
        [
            Optional(),
            Length(max=200, message=TOO_LONG),
            Regexp(ADDRESS, message=N_("This is not a complete e-mail address.")),
        ],
        description=N_("Only if you want an answer. We use it for nothing else."),
    )

    def __init__(self, formdata: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(formdata, **more)
        for field in self:
            field.label.text = gettext(field.label.text)
            field.description = gettext(field.description) if field.description else ""

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether it can be sent; every error is a sentence in the page's language."""
        right: bool = super().validate(extra_validators)
        for field in self:
            field.errors = [gettext(str(error)) for error in field.errors]
        return right

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended: (id of the field, sentence)."""
        return [(field.id, error) for field in self for error in field.errors]
