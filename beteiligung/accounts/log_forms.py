"""The form of the log: whose deeds, which, when, done to what."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import current_app
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from beteiligung.accounts.installation import DEEDS
from beteiligung.accounts.log import COMMAND_LINE, NOBODY, Wanted
from beteiligung.config import Settings
from beteiligung.i18n import gettext as _
from beteiligung.web.staff_form import stripped


class LogFilter(Form):
    """Which entries are looked at; sent with GET, so that the address keeps it."""

    wer = SelectField(validate_choice=False)
    was = SelectField(validate_choice=False)
    von = DateField(validators=[Optional()])
    bis = DateField(validators=[Optional()])
    woran = StringField(filters=[stripped])

    def __init__(self, sent: MultiDict[str, str], people: list[tuple[int, str]]) -> None:
        super().__init__(sent)
        labels = (_("Who"), _("What"), _("From this day on"), _("Until this day"), _("To what"))
        for field, label in zip(self, labels, strict=True):
            field.label.text = label
        deeds = sorted(((_(words), name) for name, words in DEEDS.items()), key=str)
        self.wer.choices = [
            SelectChoice("", _("all")),
            *(SelectChoice(str(number), name) for number, name in people),
            SelectChoice(COMMAND_LINE, _("Command line")),
            SelectChoice(NOBODY, _("Nobody of the team")),
        ]
        self.was.choices = [
            SelectChoice("", _("all")),
            *(SelectChoice(name, words) for words, name in deeds),
        ]

    def address(self) -> dict[str, Any]:
        """The filter as it stands in an address; what is empty is left out."""
        return {name: str(value) for name, value in self.data.items() if value}

    def wanted(self) -> Wanted:
        """The same for the log; days are those of the district."""
        self.validate()
        zone = ZoneInfo(cast("Settings", current_app.extensions["settings"]).timezone)
        return Wanted(
            who=self.wer.data or "",
            action=self.was.data or "",
            subject=self.woran.data or "",
            begin=_midnight(self.von.data, zone),
            end=_midnight(self.bis.data, zone, after=timedelta(days=1)),
        )


def _midnight(day: date | None, zone: ZoneInfo, after: timedelta = timedelta()) -> datetime | None:
    return datetime.combine(day + after, time(), zone) if day is not None else None
