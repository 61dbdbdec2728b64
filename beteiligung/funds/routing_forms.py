"""Forms around pots and passing on: a file, where an idea goes, what came of it."""

from collections.abc import Sequence

from wtforms import DateField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from beteiligung.districts.models import District
from beteiligung.funds.models import Fund
from beteiligung.funds.ways import WAYS
from beteiligung.i18n import gettext, phrase
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped


class PotsForm(StaffForm):
    """A file of pots."""

    file = FileField(N_("File (CSV)"))

    def content(self) -> bytes:
        """What is in the file; nothing where there is none."""
        return self.file.data.read() if self.file.data else b""


class PassOnForm(StaffForm):
    """Where an idea goes."""

    idea = StringField(
        N_("Number of the idea"),
        [required(), at_most(40)],
        filters=[stripped],
        description=N_("For example SO-2026-00017"),
    )
    district = SelectField(N_("District"))
    way = RadioField(N_("Where it goes"))
    office = StringField(
        N_("Office"),
        [at_most(200)],
        filters=[stripped],
        description=N_("Only for another office: an office or an association, never a person."),
    )
    due_on = DateField(
        N_("Answer by"),
        [Optional()],
        description=N_("Only for another office. After this day you are reminded of it."),
    )
    fund = SelectField(N_("Fund"), description=N_("Only for the district fund."))

    def __init__(self, idea: str, districts: Sequence[District], funds: Sequence[Fund]) -> None:
        only = funds[0].slug if len(funds) == 1 else ""
        super().__init__(data={"idea": idea, "fund": only})
        self._funds = {row.slug: row for row in funds}
        self._districts = {row.slug: row for row in districts}
        if len(districts) == 1:
            del self.district
        else:
            self.district.choices = [(row.slug, phrase(row.area.named).text) for row in districts]
        self.way.choices = [
            (way.value, f"{gettext(needs.name)}: {gettext(needs.when)}")
            for way, needs in WAYS.items()
        ]
        none = ("", gettext("none"))
        self.fund.choices = [none, *((row.slug, phrase(row.named).text) for row in funds)]

    def chosen(self) -> District:
        """The district whose work it is."""
        if "district" in self:
            return self._districts[self.district.data]
        return next(iter(self._districts.values()))

    def chosen_fund(self) -> Fund | None:
        """The fund, if one was chosen."""
        return self._funds.get(self.fund.data)


class SettleForm(StaffForm):
    """What came of it."""

    answer = TextAreaField(
        N_("What came of it"),
        [required(), at_most(1000)],
        filters=[stripped],
        description=N_("For the staff. Whoever gave the idea is answered on the idea's own page."),
    )
