"""Everything a person may be told "no" for: a sentence in the catalogues, its values, a status."""

from collections.abc import Mapping
from typing import ClassVar

from beteiligung.text import N_


class Refusal(Exception):
    """A wish that cannot be granted; shown as one translated sentence, never as a traceback.

    ``message`` is an English message id, ``values`` fill its placeholders, ``status`` is the HTTP
    status a page answers with. ``keeps`` says that what was written before stays written.
    """

    status: ClassVar[int] = 422
    keeps: ClassVar[bool] = False
    default: ClassVar[str] = N_("This is not possible.")

    def __init__(self, message: str | None = None, /, **values: object) -> None:
        self.message = message or self.default
        self.values: Mapping[str, object] = values
        super().__init__(self.message % values if values else self.message)


class NotFound(Refusal):
    """There is no such page, or not for this person."""

    status = 404
    default = N_("We cannot find this page.")


class Forbidden(Refusal):
    """The person is known, but this is not for her role."""

    status = 403
    default = N_("You may not do this.")


class SignInNeeded(Refusal):
    """A page for staff, asked for by nobody known."""

    status = 401
    default = N_("Please sign in.")


class CrossSite(Refusal):
    """A form that was sent from somebody else's page."""

    status = 403
    default = N_("This form was sent from another website. Please open our page and try again.")


class Malformed(Refusal):
    """Bytes that are no text."""

    status = 400
    default = N_("Your browser sent something that we cannot read.")


class TooMany(Refusal):
    """More requests than one person makes."""

    status = 429
    default = N_("There were too many attempts. Please wait a little and try again.")


class OperatorError(Exception):
    """A mistake of whoever runs the program: one line that says what to do."""
