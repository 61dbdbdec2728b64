"""Forms of applications to a fund: what is asked for, what was decided, accounts and payment."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional

from beteiligung.funds.accounts import CHECKLIST, needed
from beteiligung.funds.applying import Contact, Project
from beteiligung.funds.deciding import Ruling, Vote
from beteiligung.funds.forms import HundredthsField
from beteiligung.funds.kinds import APPLICANTS, OUTCOMES, Outcome
from beteiligung.funds.models import FundApplication
from beteiligung.funds.records import FundContact
from beteiligung.i18n import gettext, phrase
from beteiligung.measures.fields import AmountField
from beteiligung.measures.models import Measure
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

MOST_PEOPLE = 1000
PEOPLE = N_("Please write a number of people.")
_PLAIN = ("applicant_kind", "applicant", "investive", "exception", "idea")
_AMOUNTS = ("total", "requested", "own_money", "own_hours", "others")
_CONTACT = ("name", "address", "mail", "phone")


class ApplicationForm(StaffForm):
    """What somebody applies for, how it is paid, and how she is reached."""

    title = TextsField(
        N_("Title"), required=True, description=N_("Everybody reads this after the decision.")
    )
    about = TextsField(
        N_("What is to be done"), lines=True, longest=2000, description=N_("No names, please.")
    )
    handed_in = DateField(N_("Handed in on"), [required()])
    applicant_kind = RadioField(N_("Who applies"), [required()])
    applicant = StringField(
        N_("Name of the association, business or body"),
        [at_most(200)],
        filters=[stripped],
        description=N_("Everybody reads it. Names of residents stay below and are never shown."),
    )
    investive = BooleanField(N_("Something is bought or built that stays"))
    total = AmountField(
        N_("All costs in euros"),
        [required()],
        description=N_("With own work and gifts. For example 1.234,56 or 1,234.56"),
    )
    requested = AmountField(N_("Asked of the fund, in euros"), [required()])
    own_money = AmountField(N_("Own money in euros"))
    own_hours = HundredthsField(N_("Own work in hours"), description=N_("For example 12 or 12,5"))
    others = AmountField(N_("Gifts and other money in euros"))
    exception = TextAreaField(
        N_("Why more than usual is needed"),
        [at_most(1000)],
        filters=[stripped],
        description=N_("Only where more is asked for than a project usually gets."),
    )
    idea = StringField(
        N_("Number of the idea it came from"),
        [at_most(40)],
        filters=[stripped],
        description=N_("For example SO-2026-00017"),
    )
    name = StringField(N_("Name of a person to talk to"), [required(), at_most(200)])
    address = StringField(N_("Postal address"), [at_most(300)], filters=[stripped])
    mail = EmailField(N_("E-mail"), [at_most(200)], filters=[stripped])
    phone = TelField(N_("Telephone"), [at_most(60)], filters=[stripped])

    def __init__(
        self,
        today: date,
        application: FundApplication | None = None,
        contact: FundContact | None = None,
        *,
        idea: str = "",
    ) -> None:
        first: dict[str, Any] = {"handed_in": today, "idea": idea}
        if application is not None:
            names = ("title", "about", *_PLAIN, *_AMOUNTS)
            first |= {name: getattr(application, name) for name in names}
            first |= {name: first[name] or None for name in ("own_money", "own_hours", "others")}
        if contact is not None:
            first |= {name: getattr(contact, name) for name in _CONTACT}
        super().__init__(data=first)
        self.applicant_kind.choices = [(kind, gettext(said)) for kind, said in APPLICANTS.items()]
        if application is not None:
            del self.handed_in

    def project(self) -> Project:
        """What is applied for."""
        said: dict[str, Any] = {name: self[name].cents or 0 for name in _AMOUNTS}
        said |= {name: self[name].data or "" for name in _PLAIN}
        said["investive"] = bool(self.investive.data)
        return Project(title=self.title.data, about=self.about.data, **said)

    def contact(self) -> Contact:
        """Whom to talk to."""
        return Contact(**{name: self[name].data or "" for name in _CONTACT})


class DecisionForm(StaffForm):
    """What the meeting decided, with how many votes."""

    outcome = RadioField(N_("Decision"))
    amount = AmountField(N_("Granted, in euros"), description=N_("For example 500 or 500,00"))
    present = IntegerField(
        N_("People with a vote who were there"),
        [required(), NumberRange(1, MOST_PEOPLE, message=PEOPLE)],
    )
    votes_for = IntegerField(N_("For it"), [Optional(), NumberRange(0, MOST_PEOPLE)])
    votes_against = IntegerField(N_("Against it"), [Optional(), NumberRange(0, MOST_PEOPLE)])
    abstained = IntegerField(N_("Abstained"), [Optional(), NumberRange(0, MOST_PEOPLE)])
    excluded = IntegerField(
        N_("Did not vote, having an interest of their own"),
        [Optional(), NumberRange(0, MOST_PEOPLE)],
        description=N_("For example because they belong to the association that applies."),
    )
    conditions = TextsField(N_("Conditions"), lines=True, longest=1000)
    reason = TextsField(
        N_("Reason"),
        lines=True,
        longest=1000,
        description=N_(
            "Everybody reads it. It must be there where an application is refused or put off."
        ),
    )

    def __init__(self, application: FundApplication) -> None:
        super().__init__(data={"amount": application.requested})
        self.outcome.choices = [(outcome, gettext(said)) for outcome, said in OUTCOMES.items()]

    def ruling(self) -> Ruling:
        """What was decided."""
        votes = ("present", "votes_for", "votes_against", "abstained", "excluded")
        return Ruling(
            outcome=Outcome(self.outcome.data),
            vote=Vote(**{name: self[name].data or 0 for name in votes}),
            amount=self.amount.cents,
            conditions=self.conditions.data,
            reason=self.reason.data,
        )


class AccountsForm(StaffForm):
    """What was seen of the accounts."""

    seen = SelectMultipleField(N_("Seen"))

    def __init__(self, application: FundApplication) -> None:
        super().__init__(data={"seen": list(application.seen)})
        self.seen.choices = [(name, gettext(CHECKLIST[name])) for name in needed(application)]


class PaymentForm(StaffForm):
    """What was paid out."""

    paid = AmountField(
        N_("Paid out, in euros"),
        [required()],
        description=N_("What was granted beyond that is free again."),
    )

    def __init__(self, application: FundApplication) -> None:
        super().__init__(data={"paid": application.granted})


class LinkForm(StaffForm):
    """Which measure an application pays for."""

    measure = SelectField(N_("Measure"))

    def __init__(self, measures: Sequence[Measure]) -> None:
        super().__init__()
        self._by = {row.reference: row for row in measures}
        self.measure.choices = [
            (key, f"{key} {phrase(row.named).text}") for key, row in self._by.items()
        ]

    def chosen(self) -> Measure:
        """The measure that was chosen."""
        return self._by[self.measure.data]
