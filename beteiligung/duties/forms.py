"""Forms around what a public website owes: statement, gaps, notices, explanations, the film."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    URLField,
    ValidationError,
)
from wtforms.validators import Optional, Regexp

from beteiligung.duties.models import Reason, Severity
from beteiligung.duties.statement import KNOWN
from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

LONG = 5000  # characters
LONGEST_EXPLANATION = 20_000
MINUTES = "%Y-%m-%dT%H:%M"
HTTPS = Regexp(r"^https://[^\s]+$", message=N_("This is not an address that begins with https."))
LINK = Regexp(
    r"^(?:https://[^\s]+|/(?!/)[^\s\\]*)$",
    message=N_("Please enter a page of this website, such as /de/hilfe, or an https address."),
)
ADDRESS = Regexp(r"^[^@\s]{1,64}@[^@\s]{1,190}$", message=N_("This is not an e-mail address."))
STATUS_NAMES = {
    "fully": N_("Fully"),
    "partly": N_("In part"),
    "not": N_("Not yet"),
}
METHOD_NAMES = {
    "self": N_("We ourselves"),
    "body": N_("An independent body"),
}
REASON_NAMES = {
    Reason.UNFINISHED: N_("We are not finished with it yet"),
    Reason.BURDEN: N_("It would be too great an effort (disproportionate burden)"),
    Reason.OUTSIDE: N_("The law does not ask for it there"),
}
SEVERITY_NAMES = {
    Severity.INFO: N_("Worth knowing"),
    Severity.IMPORTANT: N_("Important"),
    Severity.URGENT: N_("Urgent"),
}
SIGN_LANGUAGE = "Deutsche Gebärdensprache"


class StatementForm(StaffForm):
    """How accessible this website is."""

    how_far = RadioField(N_("How far does this website keep the rules?"), [required()])
    known = SelectMultipleField(
        N_("What is not accessible in the program itself"),
        description=N_("Take away what is not true here, such as after a test with people."),
    )
    body = TextsField(
        N_("Who is responsible for this website"),
        lines=True,
        longest=LONG,
        description=N_("Left empty, the page names who runs this website."),
    )
    scope = TextsField(
        N_("What the statement is about"),
        lines=True,
        longest=LONG,
        description=N_("Left empty: the whole website, the pages for staff included."),
    )
    method = RadioField(N_("Who has assessed it?"), [required()])
    method_words = TextsField(N_("More about how it was assessed"), lines=True, longest=LONG)
    made_on = DateField(N_("Day of the assessment"), [required()])
    reviewed_on = DateField(
        N_("Day of the last review"),
        [required()],
        description=N_("A year later you are reminded on the page Today."),
    )
    contact = TextsField(
        N_("Other ways to tell you about a barrier"),
        lines=True,
        longest=LONG,
        description=N_("Such as a telephone number and when somebody answers."),
    )
    enforcement = StringField(
        N_("Enforcement body"), [required(), at_most(200)], filters=[stripped]
    )
    enforcement_link = URLField(
        N_("Address of its website"), [required(), at_most(300), HTTPS], filters=[stripped]
    )
    enforcement_email = EmailField(
        N_("E-mail address of the enforcement body"),
        [Optional(), at_most(254), ADDRESS],
        filters=[stripped],
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.how_far.choices = [(key, _(name)) for key, name in STATUS_NAMES.items()]
        self.method.choices = [(key, _(name)) for key, name in METHOD_NAMES.items()]
        self.known.choices = [(key, _(known.what)) for key, known in KNOWN.items()]

    def validate_reviewed_on(self, field: DateField) -> None:
        """Refuse a review before the assessment."""
        if self.made_on.data and field.data and field.data < self.made_on.data:
            raise ValidationError(N_("The review cannot be before the assessment."))

    def written(self) -> dict[str, Any]:
        """The statement's columns."""
        own = {"csrf_token", "how_far"}
        told = {field.name: field.data for field in self if field.name not in own}
        return {**told, "status": self.how_far.data}


class GapForm(StaffForm):
    """Something that is not accessible on this website."""

    what = TextsField(N_("What is not accessible?"), lines=True, required=True, longest=LONG)
    reason = RadioField(N_("Why?"), [required()])
    instead = TextsField(
        N_("What can people do instead?"),
        lines=True,
        longest=LONG,
        description=N_("Such as: Call us, we read it to you."),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.reason.choices = [(key.value, _(name)) for key, name in REASON_NAMES.items()]

    def written(self) -> dict[str, Any]:
        """The gap's columns."""
        return {name: self[name].data for name in ("what", "reason", "instead")}


class NoticeForm(StaffForm):
    """Something that everybody should read for a while."""

    severity = RadioField(N_("How much does it matter?"), [required()])
    title = TextsField(N_("Heading"), required=True, longest=120)
    text = TextsField(N_("What people should know"), lines=True, required=True, longest=1000)
    link = StringField(
        N_("Link"),
        [Optional(), at_most(300), LINK],
        filters=[stripped],
        description=N_("A page of this website, such as /de/hilfe, or an https address."),
    )
    area = SelectField(N_("Where does it show?"))
    begins_at = DateTimeLocalField(N_("From"), [required()], format=[MINUTES, MINUTES + ":%S"])
    ends_at = DateTimeLocalField(N_("Until"), [required()], format=[MINUTES, MINUTES + ":%S"])

    def __init__(
        self, places: Mapping[str, str], values: Mapping[str, Any], *, timezone: str
    ) -> None:
        self._zone = ZoneInfo(timezone)
        local = {
            name: values[name].astimezone(self._zone).replace(tzinfo=None)
            for name in ("begins_at", "ends_at")
        }
        super().__init__(data={**values, **local})
        self.severity.choices = [(key.value, _(name)) for key, name in SEVERITY_NAMES.items()]
        self.area.choices = list(places.items())

    def validate_ends_at(self, field: DateTimeLocalField) -> None:
        """Refuse a notice that ends before it begins."""
        if self.begins_at.data and field.data and field.data <= self.begins_at.data:
            raise ValidationError(N_("The end must be after the beginning."))

    def written(self) -> dict[str, Any]:
        """The notice's columns; times by the district's clocks become moments."""
        return {
            **{name: self[name].data for name in ("severity", "title", "text")},
            "link": self.link.data or "",
            "district_id": int(self.area.data) if self.area.data else None,
            "begins_at": self._moment(self.begins_at.data),
            "ends_at": self._moment(self.ends_at.data),
        }

    def _moment(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._zone).astimezone(UTC)


class ExplanationForm(StaffForm):
    """This website in easy words."""

    easy = TextsField(
        N_("This website in easy words"),
        lines=True,
        longest=LONGEST_EXPLANATION,
        description=N_(
            "A line that begins with ## is a heading. In German, what we wrote shows until you "
            "write your own. Other languages have this page once you write it."
        ),
    )


class FilmForm(StaffForm):
    """A film in sign language, and what belongs to it."""

    film = FileField(
        N_("Film"),
        description=N_("MP4 or WebM, at most 60 MB. It is shown as it is: nothing is cut out."),
        render_kw={"accept": "video/mp4,video/webm"},
    )
    language = StringField(N_("Sign language"), [required(), at_most(80)], filters=[stripped])
    text = TextsField(
        N_("What the film says"),
        lines=True,
        required=True,
        longest=LONGEST_EXPLANATION,
        description=N_("For everybody who cannot see the film."),
    )
    captions = FileField(
        N_("Captions in German"),
        description=N_("A file in the format WebVTT (.vtt)."),
        render_kw={"accept": ".vtt,text/vtt"},
    )
    poster = FileField(
        N_("Picture before the film begins"),
        description=N_("JPEG, PNG or WebP; at most 12 MB. Place and time of a photo are removed."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
