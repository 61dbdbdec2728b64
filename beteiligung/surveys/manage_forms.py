"""Forms of the staff's pages about surveys: a file, and the days on which one runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FileField,
    SelectMultipleField,
    ValidationError,
)

from beteiligung.districts.models import District
from beteiligung.i18n import gettext, phrase
from beteiligung.text import N_
from beteiligung.web.seams import Offer
from beteiligung.web.staff_form import StaffForm, required

MINUTES = "%Y-%m-%dT%H:%M"


class ReplaceForm(StaffForm):
    """A questionnaire as a file."""

    file = FileField(
        N_("Questionnaire"),
        [required()],
        description=N_("A file in our JSON format, at most 2 MB."),
        render_kw={"accept": ".json,application/json"},
    )

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


class UploadForm(ReplaceForm):
    """A new questionnaire, and where it is asked."""

    districts = SelectMultipleField(
        N_("Asked in"), description=N_("Without a choice: where the file says.")
    )

    def __init__(self, districts: Sequence[District]) -> None:
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        super().__init__(data={"districts": [number for number, _ in names[:1] if not names[1:]]})
        self.districts.choices = names
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]


class LanguagesForm(StaffForm):
    """In which languages a survey is published, and which of them without a review."""

    offered = SelectMultipleField(N_("In these languages"))
    signed = SelectMultipleField(N_("Published without a review"))

    def __init__(self, offers: Sequence[Offer] = (), **more: Any) -> None:
        self.offers = offers
        chosen = [offer.entry.id for offer in offers if offer.chosen]
        super().__init__(data={"offered": chosen, **more})
        names = [(offer.entry.id, offer.entry.name) for offer in offers]
        self.offered.choices = self.signed.choices = names


class ChangesForm(LanguagesForm):
    """Publish the draft in the place of what is published."""

    sure = BooleanField(N_("I have seen what changes for people, and it is meant."))


class PublishForm(LanguagesForm):
    """From when until when people may answer, by the district's clocks."""

    opens_at = DateTimeLocalField(N_("Opens"), [required()], format=[MINUTES, MINUTES + ":%S"])
    closes_at = DateTimeLocalField(N_("Closes"), [required()], format=[MINUTES, MINUTES + ":%S"])

    def __init__(
        self, opens_at: datetime, closes_at: datetime, timezone: str, offers: Sequence[Offer] = ()
    ) -> None:
        self._zone = ZoneInfo(timezone)
        days = {"opens_at": self._local(opens_at), "closes_at": self._local(closes_at)}
        super().__init__(offers, **days)

    def validate_opens_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks leave out in spring."""
        self._must_exist(field.data)

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks leave out in spring."""
        self._must_exist(field.data)

    def period(self) -> tuple[datetime, datetime]:
        """Both moments, aware. Of an hour that comes twice in autumn, people get all of it."""
        opens, closes = self.opens_at.data, self.closes_at.data
        # In UTC, since two moments of one zone are compared by what its clocks show.
        begin, end = (
            local.replace(tzinfo=self._zone, fold=fold).astimezone(UTC)
            for local, fold in ((opens, 0), (closes, 1))
        )
        return begin, end

    def _must_exist(self, local: datetime) -> None:
        aware = local.replace(tzinfo=self._zone)
        if self._local(aware.astimezone(UTC)) != local:
            raise ValidationError(
                gettext("The clocks are put forward then: this time does not exist on that day.")
            )

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone).replace(tzinfo=None)
