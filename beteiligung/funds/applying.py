"""Applications as staff take them in: checked by the rules, on the agenda of the next meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.clock import local_date
from beteiligung.errors import Refusal
from beteiligung.funds.actions import NotNow
from beteiligung.funds.agenda import NoRules, first_for
from beteiligung.funds.kinds import WAITING, Status
from beteiligung.funds.models import Fund, FundApplication, FundYear
from beteiligung.funds.queries import rules_on
from beteiligung.funds.records import FundContact
from beteiligung.funds.rules import check
from beteiligung.text import N_


class NameNeeded(Refusal):
    """An association without its name: everybody reads who was given public money."""

    default = N_("Please write the name of the association, the business or the body.")


class Future(Refusal):
    """An application that came tomorrow."""

    default = N_("This day lies in the future.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What an application says; amounts in cents, hours in hundredths."""

    title: Mapping[str, str]
    about: Mapping[str, str]
    applicant_kind: str
    applicant: str = ""
    investive: bool = False
    total: int
    requested: int
    own_money: int = 0
    own_hours: int = 0
    others: int = 0
    exception: str = ""
    idea: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How somebody who applied is reached."""

    name: str
    address: str = ""
    mail: str = ""
    phone: str = ""


_PARTS = tuple(field.name for field in fields(Project))
_CONTACT = tuple(field.name for field in fields(Contact))
NAMELESS = frozenset({"person", "group"})


def hand_in_application(
    session: Session,
    fund: Fund,
    project: Project,
    contact: Contact,
    *,
    handed_in: datetime,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> FundApplication:
    """Take an application in: the first meeting whose deadline it met has it on its agenda."""
    if handed_in > at:
        raise Future
    day = local_date(handed_in, timezone)
    rules = _rules(fund, day)
    _check(project, rules, rules.hour_rate)
    application = FundApplication(
        fund=fund,
        reference=f"new {uuid4()}",
        status=Status.HANDED_IN.value,
        hour_rate=rules.hour_rate,
        handed_in_at=handed_in,
        seen={},
        meeting=first_for(fund, day),
    )
    _settle(application, project)
    session.add(application)
    session.flush()
    application.reference = f"VF-{application.id:02}"
    session.add(FundContact(application_id=application.id, **_values(contact)))
    session.flush()
    audit.note(session, asker, "hand_in_application", named(application), at=at)
    return application


def change_application(
    session: Session,
    application: FundApplication,
    project: Project,
    contact: Contact,
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Write an application anew, as long as nothing is decided."""
    if application.status not in WAITING:
        raise NotNow
    rules = _rules(application.fund, local_date(application.handed_in_at, timezone))
    _check(project, rules, application.hour_rate)
    _settle(application, project)
    found = session.get(FundContact, application.id)
    if found is None:
        found = FundContact(application_id=application.id)
        session.add(found)
    for name, value in _values(contact).items():
        setattr(found, name, value)
    audit.note(session, asker, "change_application", named(application), at=at)


def contact_of(session: Session, application: FundApplication) -> FundContact | None:
    """How whoever applied is reached; nothing once the day of deletion has come."""
    return session.get(FundContact, application.id)


def end(session: Session, application: FundApplication, at: datetime, timezone: str) -> None:
    """The application is at its end: from now on the months of its contact details run."""
    application.ended_at = at
    contact = contact_of(session, application)
    if contact is not None:
        day = local_date(at, timezone)
        contact.delete_on = months_after(day, application.fund.keep_months)


def go_on(session: Session, application: FundApplication) -> None:
    """The application is not at its end after all."""
    application.ended_at = None
    contact = contact_of(session, application)
    if contact is not None:
        contact.delete_on = None


def months_after(day: date, months: int) -> date:
    """The same day some months later; the first of the next month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def named(application: FundApplication) -> str:
    """What the log calls it."""
    return f"application:{application.reference}"


def _rules(fund: Fund, day: date) -> FundYear:
    rules = rules_on(fund, day)
    if rules is None:
        raise NoRules(year=day.year)
    return rules


def _check(project: Project, rules: FundYear, hour_rate: int) -> None:
    if project.applicant_kind not in NAMELESS and not project.applicant.strip():
        raise NameNeeded
    check(project, rules, hour_rate)


def _settle(application: FundApplication, project: Project) -> None:
    for name in _PARTS:
        value = getattr(project, name)
        setattr(application, name, dict(value) if isinstance(value, Mapping) else value)
    if project.applicant_kind in NAMELESS:
        application.applicant = ""  # nobody's name stands where everybody reads


def _values(contact: Contact) -> dict[str, str]:
    return {name: getattr(contact, name) for name in _CONTACT}
