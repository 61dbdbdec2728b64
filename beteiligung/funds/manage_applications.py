"""Staff pages about applications: a new one, one, its decision, its accounts, its measure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound, Refusal
from beteiligung.funds import accounts, agenda, applying, carrying, deciding, queries, rules
from beteiligung.funds.actions import NotNow
from beteiligung.funds.application_forms import (
    AccountsForm,
    ApplicationForm,
    DecisionForm,
    LinkForm,
    PaymentForm,
)
from beteiligung.funds.balance import balance
from beteiligung.funds.desk import (
    READERS,
    Part,
    back,
    day_of,
    form_page,
    fund_here,
    here,
    may_write,
    said,
    timezone,
    today,
    tried,
)
from beteiligung.funds.kinds import APPLICANTS, OUTCOMES, STATUSES, TAGS, WAITING
from beteiligung.funds.models import FundApplication
from beteiligung.i18n import gettext as _
from beteiligung.measures.queries import measures_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("fund_applications", __name__, url_prefix="/verwaltung/fonds/<slug>/antrag")

OF_PROJECT: dict[type[Refusal], str] = {
    rules.SumsDiffer: "total",
    rules.NothingRequested: "requested",
    rules.OwnShareTooSmall: "own_money",
    rules.ReasonForMore: "exception",
    rules.MoreThanEver: "requested",
    applying.NameNeeded: "applicant",
    applying.Future: "handed_in",
    agenda.NoRules: "total",
}
OF_DECISION: dict[type[Refusal], str] = {
    deciding.DecidedAlready: "outcome",
    deciding.NoMeeting: "outcome",
    agenda.NoRules: "outcome",
    deciding.VotesDiffer: "present",
    deciding.NoMajority: "votes_for",
    deciding.WhyMissing: "reason",
    deciding.AmountNeeded: "amount",
    deciding.FundEmpty: "amount",
    rules.ReasonForMore: "amount",
    rules.MoreThanEver: "amount",
}
OF_PAYMENT: dict[type[Refusal], str] = {
    accounts.NotGranted: "paid",
    accounts.NotAllSeen: "paid",
    accounts.MoreThanGranted: "paid",
}


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new(slug: str) -> ResponseReturnValue:
    """Take an application in; who comes too late for a meeting reads for which one it is."""
    fund = fund_here(slug)
    form = ApplicationForm(today(), idea=request.args.get("idee", "")[:40])

    def take_in() -> FundApplication:
        return applying.hand_in_application(
            db.session(), fund, form.project(), form.contact(),
            handed_in=_came(form.handed_in.data), timezone=timezone(),
            asker=signed_in(), at=moment(),
        )  # fmt: skip

    made = tried(form, OF_PROJECT, take_in)
    if made is not None:
        return back(_here(made), _agenda_words(made))
    return form_page(form, _("New application"), _parts(form), here(fund), said(fund))


@blueprint.get("/<reference>")
@staff(*READERS)
def application(slug: str, reference: str) -> str:
    """One application: what it says, what was decided, what is due."""
    found = _application(slug, reference, *READERS)
    writes = may_write(found.fund)
    return render_template(
        "funds/manage/application.html",
        application=found,
        own=rules.own_of(found, found.hour_rate),
        contact=applying.contact_of(db.session(), found) if writes else None,
        applicants=APPLICANTS,
        statuses=STATUSES,
        outcomes=OUTCOMES,
        tags=TAGS,
        day_of=day_of,
        holds=queries.holding(found),
        reopened=queries.reopened(db.session(), found),
        waits=found.status in WAITING,
        can_decide=found.meeting is not None and found.meeting.at <= moment(),
        checklist=[(name, accounts.CHECKLIST[name]) for name in accounts.needed(found)],
        missing=accounts.missing(found),
        accounts=AccountsForm(found),
        payment=PaymentForm(found),
        link=LinkForm(measures_of(db.session(), signed_in(), Role.MANAGER)),
        date=date.fromisoformat,
        may_write=writes,
    )


@blueprint.route("/<reference>/aendern", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(slug: str, reference: str) -> ResponseReturnValue:
    """What an application says, as long as nothing is decided."""
    found = _application(slug, reference)
    if found.status not in WAITING:
        raise NotNow
    form = ApplicationForm(today(), found, applying.contact_of(db.session(), found))

    def change() -> FundApplication:
        applying.change_application(
            db.session(), found, form.project(), form.contact(),
            timezone=timezone(), asker=signed_in(), at=moment(),
        )  # fmt: skip
        return found

    if tried(form, OF_PROJECT, change) is not None:
        return back(_here(found))
    return form_page(form, _("Change the application"), _parts(form), _here(found), _name(found))


@blueprint.route("/<reference>/entscheiden", methods=["GET", "POST"])
@staff(Role.MANAGER)
def decide(slug: str, reference: str) -> ResponseReturnValue:
    """Write down what the meeting decided."""
    found = _application(slug, reference)
    form = DecisionForm(found)

    def put() -> object:
        return deciding.decide_application(
            db.session(), found, form.ruling(), timezone=timezone(), asker=signed_in(), at=moment()
        )

    if tried(form, OF_DECISION, put) is not None:
        return back(_here(found))
    votes: list[Part] = [
        form.present, form.votes_for, form.votes_against, form.abstained, form.excluded
    ]  # fmt: skip
    parts = [[form.outcome, form.amount], votes, form.reason, form.conditions]
    return form_page(
        form, _("Decision of the meeting"), parts, _here(found), _name(found),
        note=_left(found),
    )  # fmt: skip


@blueprint.post("/<reference>/abrechnung")
@staff(Role.MANAGER)
def see(slug: str, reference: str) -> Response:
    """Tick what was seen of the accounts."""
    found = _application(slug, reference)
    form = AccountsForm(found)
    check_token()
    accounts.see_accounts(
        db.session(), found, form.seen.data or (),
        timezone=timezone(), asker=signed_in(), at=moment(),
    )  # fmt: skip
    return back(_here(found))


@blueprint.route("/<reference>/auszahlung", methods=["GET", "POST"])
@staff(Role.MANAGER)
def pay(slug: str, reference: str) -> ResponseReturnValue:
    """Write down what was paid out."""
    found = _application(slug, reference)
    form = PaymentForm(found)

    def put() -> FundApplication:
        accounts.pay_application(
            db.session(), found, form.paid.cents or 0,
            timezone=timezone(), asker=signed_in(), at=moment(),
        )  # fmt: skip
        return found

    if tried(form, OF_PAYMENT, put) is not None:
        return back(_here(found))
    return form_page(form, _("Payment"), [form.paid], _here(found), _name(found))


@blueprint.post("/<reference>/zurueckziehen")
@staff(Role.MANAGER)
def withdraw(slug: str, reference: str) -> Response:
    """Whoever applied does not want it any more."""
    return _step(slug, reference, deciding.withdraw_application)


@blueprint.post("/<reference>/wieder")
@staff(Role.MANAGER)
def reopen(slug: str, reference: str) -> Response:
    """Put an application on the agenda again."""
    return _step(slug, reference, deciding.reopen_application)


@blueprint.post("/<reference>/massnahme")
@staff(Role.MANAGER)
def link(slug: str, reference: str) -> Response:
    """Say which measure an application pays for: its money stands there from now on."""
    found = _application(slug, reference)
    form = LinkForm(measures_of(db.session(), signed_in(), Role.MANAGER))
    check_token()
    if not form.validate():
        raise NotFound
    carrying.link_measure(db.session(), found, form.chosen(), asker=signed_in(), at=moment())
    return back(_here(found))


def _application(slug: str, reference: str, *roles: Role) -> FundApplication:
    return queries.application_of(db.session(), fund_here(slug, *roles), reference)


def _here(application: FundApplication) -> str:
    slug, reference = application.fund.slug, application.reference
    return url_for("fund_applications.application", slug=slug, reference=reference)


def _name(application: FundApplication) -> str:
    return i18n.phrase(application.named).text


def _came(day: date) -> datetime:
    """When something was handed in: now, or at noon of an earlier day."""
    noon = datetime.combine(day, time(12), ZoneInfo(timezone())).astimezone(UTC)
    return moment() if day == today() else noon


def _agenda_words(application: FundApplication) -> str:
    """For which meeting an application came in time, and for which one too late."""
    meeting = application.meeting
    handed_in = application.handed_in_at.astimezone(ZoneInfo(timezone())).date()
    late = agenda.missed(application.fund, handed_in, moment())
    if meeting is None:
        return _("The application is here. It waits for the next meeting that is set.")
    values = {"day": i18n.day(day_of(meeting))}
    if late is None or late.at > meeting.at:
        return _("The application is on the agenda of the meeting on %(day)s.", **values)
    return _(
        "The last day for the meeting on %(missed)s was %(deadline)s: "
        "the application is on the agenda of the meeting on %(day)s.",
        missed=i18n.day(day_of(late)), deadline=i18n.day(late.deadline), **values,
    )  # fmt: skip


def _left(application: FundApplication) -> str:
    """What the fund still has in the year of the meeting."""
    year = application.meeting and queries.year_of(
        application.fund, day_of(application.meeting).year
    )
    if not year:
        return ""
    free = i18n.money(balance(db.session(), year).free)
    return _("Still free in %(year)s: %(amount)s", year=year.year, amount=free)


def _parts(form: ApplicationForm) -> list[Part]:
    who: list[Part] = [form.applicant_kind, form.applicant, form.idea]
    if "handed_in" in form:
        who = [form.handed_in, *who]
    money: list[Part] = [
        form.total, form.requested, form.own_money, form.own_hours, form.others, form.exception,
        form.investive,
    ]  # fmt: skip
    contact: list[Part] = [form.name, form.address, form.mail, form.phone]
    return [form.title, form.about, who, money, contact]


def _step(slug: str, reference: str, step: Callable[..., Any]) -> Response:
    check_token()
    found = _application(slug, reference)
    step(db.session(), found, timezone=timezone(), asker=signed_in(), at=moment())
    return back(_here(found))
