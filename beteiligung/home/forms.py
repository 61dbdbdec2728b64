"""Forms around messages about barriers: how far one is, and one that came by telephone."""

from datetime import date
from typing import Any

from wtforms import DateField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from beteiligung.home.actions import Progress
from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

PROGRESS_NAMES = {
    Progress.NEW: N_("New"),
    Progress.BEGUN: N_("In work"),
    Progress.ANSWERED: N_("Answered"),
}
CHANNEL_NAMES = {
    "phone": N_("By telephone"),
    "letter": N_("By letter"),
    "talk": N_("In person"),
}


class HandleForm(StaffForm):
    """How far a message is."""

    progress = RadioField(N_("How far is it?"), [required()])
    note = TextAreaField(
        N_("Note for the team"),
        [Optional(), at_most(2000)],
        filters=[stripped],
        description=N_("Only staff read it. It is deleted three months after the answer."),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.progress.choices = [(key.value, _(name)) for key, name in PROGRESS_NAMES.items()]


class RecordForm(StaffForm):
    """A message that did not come by the form."""

    channel = RadioField(N_("How did it come?"), [required()])
    arrived = DateField(
        N_("When did it come?"),
        [required()],
        description=N_("From this day on we have one month for the answer."),
    )
    message = TextAreaField(
        N_("What does not work?"), [required(), at_most(4000)], filters=[stripped]
    )
    page = StringField(N_("On which page?"), [Optional(), at_most(300)], filters=[stripped])
    reply_to = StringField(
        N_("How to reach the person"),
        [Optional(), at_most(200)],
        filters=[stripped],
        description=N_("Only if the person wants an answer. It is deleted in time."),
    )

    def __init__(self, today: date, **more: Any) -> None:
        super().__init__(**more)
        self._today = today
        self.channel.choices = [(key, _(name)) for key, name in CHANNEL_NAMES.items()]

    def validate_arrived(self, field: DateField) -> None:
        """Refuse a day that is still to come."""
        if field.data and field.data > self._today:
            raise ValidationError(N_("This day is still to come."))

    def written(self) -> dict[str, str]:
        """What was written down."""
        names = ("channel", "message", "page", "reply_to")
        return {name: self[name].data or "" for name in names}
