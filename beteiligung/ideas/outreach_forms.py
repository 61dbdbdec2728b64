"""Forms of staff who work with people: an idea for somebody, supports counted at a stall."""

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from beteiligung.i18n import gettext as _
from beteiligung.ideas.counting import MOST
from beteiligung.ideas.helping import NoConsent
from beteiligung.ideas.models import Channel
from beteiligung.locales import TABLE
from beteiligung.text import N_
from beteiligung.web.staff_form import REQUIRED, StaffForm, at_most, required, stripped

OTHER = "other"  # a language that this website does not speak
WRITTEN_DOWN, OWN_HAND = "team", "person"


class HelpForm(StaffForm):
    """How somebody was helped with an idea: what is kept about it, and nothing about the person."""

    spoken = SelectField(N_("Which language did you speak together?"))
    writer = RadioField(N_("Who wrote it?"), default=WRITTEN_DOWN)
    consent = BooleanField(
        N_("The person has agreed aloud that we keep this idea and show it to everybody"),
        [DataRequired(NoConsent.default)],
        description=N_("Read the idea out first. No signature and no name are needed."),
    )
    practice = BooleanField(
        N_("Only to practise"),
        description=N_("Such an idea is shown nowhere and counted nowhere."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.spoken.choices = [
            SelectChoice("", _("Please choose")),
            *(SelectChoice(entry.id, entry.name) for entry in TABLE if entry.id != "de-leicht"),
            SelectChoice(OTHER, _("another language")),
        ]
        self.spoken.validators = [required()]
        self.writer.choices = [
            (WRITTEN_DOWN, _("I wrote down what the person said")),
            (OWN_HAND, _("The person wrote it on this device")),
        ]

    @property
    def is_assisted(self) -> bool:
        """Whether somebody of the team wrote."""
        return bool(self.writer.data == WRITTEN_DOWN)

    @property
    def channel(self) -> str:
        """How the idea reached us."""
        return (Channel.ASSISTED if self.is_assisted else Channel.STALL).value


class CountForm(StaffForm):
    """How many people support an idea, as somebody counted them."""

    key = HiddenField()
    idea = StringField(
        N_("Number of the idea"),
        [required(), at_most(40)],
        description=N_("The whole number, or only its end: 17 for SO-2026-00017"),
        filters=[stripped],
    )
    n = IntegerField(N_("How many people support it?"), [InputRequired(REQUIRED)])
    way = RadioField(N_("Where did you count?"), default=Channel.STALL.value)

    def __init__(self, key: str, idea: str = "", way: str = "") -> None:
        start = {"key": key, "idea": idea} | ({"way": way} if way else {})
        super().__init__(data=start)
        self.way.choices = [
            (Channel.STALL.value, _("At a stall")),
            (Channel.ASSISTED.value, _("In talks of the team, for example on a walk")),
        ]


class CorrectForm(StaffForm):
    """What the number of an entry should have been."""

    key = HiddenField()
    n = IntegerField(N_("People"), render_kw={"min": 0, "max": MOST})
