"""Forms around reports: about which period one wants to read."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form
from wtforms.validators import InputRequired

from beteiligung.dashboards.filter_forms import NO_DAY, TURNED
from beteiligung.i18n import gettext as _
from beteiligung.reports.blocks import Period


class PeriodForm(Form):
    """From which day to which day; kept in the address, so that it can be handed on."""

    von = DateField(validators=[InputRequired()])
    bis = DateField(validators=[InputRequired()])

    def __init__(self, sent: MultiDict[str, str], today: date) -> None:
        usual = {"von": today.replace(month=1, day=1).isoformat(), "bis": today.isoformat()}
        super().__init__(MultiDict({**usual, **{k: v for k, v in sent.items() if v}}))
        self.von.label.text, self.bis.label.text = _("From"), _("Until")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether there is such a period; what is wrong gets a sentence beside it."""
        super().validate(extra_validators)
        for field in (self.von, self.bis):
            if field.data is None:
                field.errors = [_(NO_DAY)]
        if self.von.data and self.bis.data and self.bis.data < self.von.data:
            self.bis.errors = [_(TURNED)]
        return not self.errors

    @property
    def period(self) -> Period:
        """The period that was chosen."""
        return Period(self.von.data, self.bis.data)
