"""Forms of the staff's pages about a fund: what it is, its years, its meetings."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Form,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import NumberRange, Regexp, ValidationError

from beteiligung.districts.models import Area, District
from beteiligung.districts.slugs import PATTERN
from beteiligung.errors import Refusal
from beteiligung.funds.actions import Draft, Rules
from beteiligung.funds.models import Fund, FundMeeting, FundYear
from beteiligung.funds.rules import WHOLE, Cents, Hundredths
from beteiligung.i18n import gettext, money, number, phrase
from beteiligung.measures.fields import NO_NUMBER, AmountField
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

MINUTES = "%Y-%m-%dT%H:%M"
YEAR = N_("Please write a year such as 2027.")
SLUG_FAULT = N_("Only small letters, digits and hyphens, please.")
SHARE = N_("Please write a share between 0 and 100.")
DAYS = N_("Please write a number of days.")
MONTHS = N_("Please write a number of months from 1 to 60.")
FIRST_YEAR, LAST_YEAR, MOST_DAYS, MOST_MONTHS = 2000, 2100, 120, 60


class HundredthsField(AmountField):
    """A number with at most two digits behind the comma; ``cents`` are its hundredths."""

    def pre_validate(self, form: Form) -> None:
        """Read what was typed."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(NO_NUMBER) from None


class FundForm(StaffForm):
    """What a fund is, for everybody."""

    name = TextsField(N_("Name"), required=True)
    about = TextsField(
        N_("What it is for"),
        lines=True,
        longest=2000,
        description=N_("What the money can be used for, and what not. Everybody reads this."),
    )
    body = TextsField(
        N_("Who decides"),
        description=N_("The body, such as “Stadtteilrat Sonnenberg”; no names of persons."),
    )
    apply = TextsField(
        N_("How to apply"),
        lines=True,
        longest=2000,
        description=N_("Where one gets help and hands the application in."),
    )
    area = SelectField(N_("Projects must lie in"))
    programme = StringField(
        N_("Where the money comes from"),
        [at_most(200)],
        filters=[stripped],
        description=N_("For example Städtebauförderung"),
    )
    keep_months = IntegerField(
        N_("Months for which contact details are kept after the end of an application"),
        [required(), NumberRange(1, MOST_MONTHS, message=MONTHS)],
    )

    def __init__(self, areas: Sequence[Area], fund: Fund | None = None) -> None:
        first: dict[str, Any] = {"keep_months": 12}
        if fund is not None:
            names = ("name", "about", "body", "apply", "programme", "keep_months")
            first = {name: getattr(fund, name) for name in names}
            first["area"] = str(fund.area_id or "")
        super().__init__(data=first)
        whole = ("", gettext("the whole district"))
        self.area.choices = [whole, *((str(row.id), phrase(row.named).text) for row in areas)]

    def draft(self) -> Draft:
        """What was written."""
        return Draft(
            name=self.name.data,
            about=self.about.data,
            body=self.body.data,
            apply=self.apply.data,
            area_id=int(self.area.data) if self.area.data else None,
            programme=self.programme.data or "",
            keep_months=self.keep_months.data or 1,
        )


class NewFundForm(FundForm):
    """A new fund, and the district whose it is."""

    district = SelectField(N_("District"))
    slug = StringField(
        N_("Short name in the address"),
        [required(), at_most(48), Regexp(PATTERN, message=SLUG_FAULT)],
        filters=[stripped],
        description=N_("For example verfuegungsfonds-sonnenberg"),
    )

    def __init__(self, areas: Sequence[Area], districts: Sequence[District]) -> None:
        super().__init__(areas)
        self._districts = {row.slug: row for row in districts}
        self.district.choices = [(row.slug, phrase(row.area.named).text) for row in districts]

    def chosen(self) -> District:
        """The district that was chosen."""
        return self._districts[self.district.data]


class YearForm(StaffForm):
    """What a fund has in a year, and the rules that hold then."""

    year = IntegerField(N_("Year"), [required(), NumberRange(FIRST_YEAR, LAST_YEAR, message=YEAR)])
    amount = AmountField(
        N_("Money of the year in euros"),
        [required()],
        description=N_("For example 10.000 or 10,000.00"),
    )
    cap = AmountField(N_("The most for a project, in euros"), [required()])
    cap_exception = AmountField(
        N_("The most with a reason, in euros"),
        description=N_("Where the body may grant more than usual, if there is a reason."),
    )
    own_share = HundredthsField(
        N_("Own share of all costs, at least, in per cent"),
        [required()],
        description=N_("Own money, own work and gifts count."),
    )
    hour_rate = AmountField(
        N_("An hour of own work counts, in euros"),
        [required()],
        description=N_("0 where own work does not count."),
    )
    deadline_days = IntegerField(
        N_("Days before the meeting on which one can apply for the last time"),
        [NumberRange(0, MOST_DAYS, message=DAYS)],
    )

    def __init__(self, rules: FundYear | None, year: int) -> None:
        usual = {"year": year, "own_share": 5000, "hour_rate": 1500, "deadline_days": 7}
        super().__init__(data=usual if rules is None else _known(rules, year))

    def validate_own_share(self, field: HundredthsField) -> None:
        """A share is no more than the whole."""
        if field.cents is not None and field.cents > WHOLE:
            raise ValidationError(SHARE)

    def rules(self) -> Rules:
        """What was written."""
        return Rules(
            amount=self.amount.cents or 0,
            cap=self.cap.cents or 0,
            cap_exception=self.cap_exception.cents,
            own_share=self.own_share.cents or 0,
            hour_rate=self.hour_rate.cents or 0,
            deadline_days=self.deadline_days.data or 0,
        )


class MeetingForm(StaffForm):
    """When and where the body meets."""

    begins = DateTimeLocalField(
        N_("Begins"),
        [required()],
        format=[MINUTES, MINUTES + ":%S"],
        description=N_("The last day to apply follows from the rules of the year."),
    )
    place = StringField(N_("Place"), [at_most(200)], filters=[stripped])
    is_public = BooleanField(
        N_("Everybody may come"),
        description=N_("Only such meetings stand in public calendars."),
    )

    def __init__(self, meeting: FundMeeting | None, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        first: dict[str, Any] = {"is_public": True}
        if meeting is not None:
            begins = meeting.at.astimezone(self._zone).replace(tzinfo=None)
            first = {"begins": begins, "place": meeting.place, "is_public": meeting.is_public}
        super().__init__(data=first)

    def at(self) -> datetime:
        """When it begins."""
        begins: datetime = self.begins.data
        return begins.replace(tzinfo=self._zone).astimezone(UTC)


def worded(refusal: Refusal) -> Refusal:
    """The refusal with its amounts as the page's language writes them."""
    return type(refusal)(
        refusal.message, **{name: _said(value) for name, value in refusal.values.items()}
    )


def _said(value: object) -> object:
    if isinstance(value, Cents):
        return money(value)
    return number(value / 100) if isinstance(value, Hundredths) else value


def _known(rules: FundYear, year: int) -> dict[str, Any]:
    names = ("amount", "cap", "cap_exception", "own_share", "hour_rate", "deadline_days")
    return {"year": year} | {name: getattr(rules, name) for name in names}
