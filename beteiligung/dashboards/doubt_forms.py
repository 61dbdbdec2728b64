"""Forms about doubtful answers: which group is meant, why it is set aside, why it counts again."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms import DateTimeLocalField, Form, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange
from wtforms.widgets import HiddenInput

from beteiligung.dashboards.doubt_words import NO_CODE, hour_of
from beteiligung.dashboards.evidence import INTAKE, Group
from beteiligung.i18n import gettext as _
from beteiligung.surveys.columns import EPOCH, HOUR
from beteiligung.surveys.models import Channel
from beteiligung.text import N_
from beteiligung.web.staff_form import REQUIRED, StaffForm, at_most, required, stripped

FEW_WORDS = N_("This is too short. Please say it in a sentence.")
MINUTES = "%Y-%m-%dT%H:%M"
NO_TIME = N_("Not a valid date value.")
WRONG_ORDER = N_("The last hour is before the first.")
UNKNOWN = N_("This is not in the answers. Please choose again.")
ANY = "alle"
HOURS = ("von", "bis")
PATTERN = re.compile("[0-9a-f]{1,16}|night|straight|" + "|".join(INTAKE))
NOBODYS = "0"  # the mark of no answers
MOST = 10_000_000


class ReasonForm(StaffForm):
    """Set a group of answers aside; ``seen`` is how many they were on the page."""

    reason = TextAreaField(
        N_("Why do these answers not count?"),
        [required(), Length(min=10, message=FEW_WORDS), at_most(500)],
        description=N_(
            "This stands beside the answers in downloaded files, and in the log with your name."
        ),
        filters=[stripped],
        render_kw={"rows": 2},
    )
    seen = IntegerField(validators=[NumberRange(0, MOST)], widget=HiddenInput())


class HonestForm(StaffForm):
    """Say that a group was looked at and is honest."""

    honest = TextAreaField(
        N_("How do you know that they are honest?"),
        [required(), Length(min=10, message=FEW_WORDS), at_most(500)],
        description=N_("For example: a school class answered together on that morning."),
        filters=[stripped],
        render_kw={"rows": 2},
    )
    seen = IntegerField(validators=[NumberRange(0, MOST)], widget=HiddenInput())


class WaitingForm(StaffForm):
    """Let answers count that wait for a look; ``seen`` is how many they were on the page."""

    seen = IntegerField(validators=[NumberRange(0, MOST)], widget=HiddenInput())


class BackForm(StaffForm):
    """Let answers that were set aside count again."""

    back = TextAreaField(
        N_("Why do these answers count again?"),
        [required(), Length(min=10, message=FEW_WORDS), at_most(500)],
        description=N_("This is kept together with your name and the time."),
        filters=[stripped],
        render_kw={"rows": 2},
    )


class GroupForm(Form):
    """Which answers are meant, by code and hours; sent with GET, so that the address keeps it."""

    code = SelectField(default=ANY)
    von = DateTimeLocalField(format=[MINUTES, MINUTES + ":%S"], render_kw={"step": 3600})
    bis = DateTimeLocalField(format=[MINUTES, MINUTES + ":%S"], render_kw={"step": 3600})

    def __init__(
        self, sent: MultiDict[str, str], codes: Iterable[tuple[str, str]], timezone: str
    ) -> None:
        self._sent, self._zone = sent, ZoneInfo(timezone)
        local = {name: self._local(sent[name]) for name in HOURS if sent.get(name)}
        filled = MultiDict({"code": sent.get("code", ANY), **local})
        super().__init__(filled if sent else None)
        self.code.label.text = _("Code")
        self.von.label.text = _("First hour")
        self.bis.label.text = _("Last hour, included")
        self.code.choices = [
            SelectChoice(ANY, _("all")),
            *(SelectChoice(code or NO_CODE, words) for code, words in codes),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """Whether the address names a group; what is wrong gets a sentence beside it."""
        super().validate(extra_validators)
        if self.code.errors:
            self.code.errors = [_(UNKNOWN)]
        asked_for = any(name in self._sent for name in HOURS) and "muster" not in self._sent
        for field in (self.von, self.bis):
            if field.errors:
                field.errors = [_(NO_TIME)]
            elif asked_for and field.data is None:
                field.errors = [_(REQUIRED)]
        if not any(field.errors for field in self):
            group = self.group()
            if (group.since or 0) > (group.until or group.since or 0):
                self.bis.errors = [_(WRONG_ORDER)]
        return not any(field.errors for field in self)

    def group(self) -> Group:
        """The answers that are meant; to be asked for once everything is right."""
        code, way = self.code.data, self._sent.get("weg")
        return Group(
            code=None if code == ANY else "" if code == NO_CODE else code,
            channel=way if way in set(Channel) else None,
            since=self._hour("von", fold=0),
            until=self._hour("bis", fold=1),
            pattern=self._pattern(self._sent.get("muster", "")),
        )

    @staticmethod
    def _pattern(given: str) -> str:
        return given if not given or PATTERN.fullmatch(given) else NOBODYS

    def _local(self, given: str) -> str:
        """A time as people see it, where a link names it by the clocks of Greenwich."""
        if not given.endswith("Z"):
            return given
        try:
            hour = EPOCH + hour_of(given) * HOUR
        except ValueError:
            return given
        return hour.astimezone(self._zone).strftime(MINUTES)

    def _hour(self, name: str, *, fold: int) -> int | None:
        given = self._sent.get(name, "")
        local = self[name].data
        if given.endswith("Z") or local is None:
            return hour_of(given) if given else None
        moment: datetime = local.replace(tzinfo=self._zone, fold=fold)
        return (moment.astimezone(UTC) - EPOCH) // HOUR
