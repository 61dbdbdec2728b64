"""Funds that tests need to be there, and what is done with them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.funds import actions, agenda, applying, deciding
from beteiligung.funds.kinds import Outcome
from beteiligung.funds.models import Fund, FundApplication, FundDecision, FundMeeting

ZONE = "Europe/Berlin"
WORDS: dict[str, Any] = {
    "name": {"de": "Verfügungsfonds Sonnenberg", "ar": "صندوق حي Sonnenberg"},
    "about": {"de": "Geld für kleine Projekte im Stadtteil."},
    "body": {"de": "Stadtteilrat Sonnenberg"},
    "apply": {"de": "Kommen Sie in das Stadtteilbüro. Wir helfen."},
}
CONTACT = applying.Contact(name="Erika Beispiel", mail="erika@beispiel.example", phone="0371 1")
YES = deciding.Vote(present=9, votes_for=7, votes_against=1, abstained=1)


def the_rules(**changes: Any) -> actions.Rules:
    """10,000 euros a year, 1,000 for a project and 2,000 with a reason, half of it their own."""
    usual: dict[str, Any] = {
        "amount": 1_000_000,
        "cap": 100_000,
        "cap_exception": 200_000,
        "own_share": 5000,
        "hour_rate": 1500,
        "deadline_days": 7,
    }
    return actions.Rules(**(usual | changes))


def a_fund(
    session: Session,
    district: District,
    slug: str = "fonds",
    *,
    public: bool = True,
    at: datetime,
    **rules: Any,
) -> Fund:
    """A fund with its money and rules of this year."""
    draft = actions.Draft(**WORDS)
    fund = actions.create_fund(session, district, slug, draft, asker=None, at=at)
    actions.set_fund_year(session, fund, at.year, the_rules(**rules), asker=None, at=at)
    if public:
        actions.show_fund(session, fund, asker=None, at=at)
    return fund


def a_meeting(
    session: Session, fund: Fund, begins: datetime, *, at: datetime, **more: Any
) -> FundMeeting:
    """A meeting to which everybody may come."""
    said: dict[str, Any] = {"place": "Stadtteilbüro", "is_public": True} | more
    return agenda.set_fund_meeting(
        session, fund, None, begins, timezone=ZONE, asker=None, at=at, **said
    )


def a_project(**changes: Any) -> applying.Project:
    """A project of 1,000 euros, half of it from the fund."""
    written: dict[str, Any] = {
        "title": {"de": "Nachbarschaftsfest"},
        "about": {"de": "Ein Fest für alle im Hof."},
        "applicant_kind": "association",
        "applicant": "Beispielverein e. V.",
        "total": 100_000,
        "requested": 50_000,
        "own_money": 20_000,
        "own_hours": 2000,
    }
    return applying.Project(**(written | changes))


def an_application(
    session: Session, fund: Fund, *, at: datetime, handed_in: datetime | None = None, **changes: Any
) -> FundApplication:
    """An application as it was handed in."""
    return applying.hand_in_application(
        session, fund, a_project(**changes), CONTACT,
        handed_in=handed_in or at, timezone=ZONE, asker=None, at=at,
    )  # fmt: skip


def decide(
    session: Session,
    application: FundApplication,
    outcome: Outcome = Outcome.GRANTED,
    *,
    amount: int | None = None,
    vote: deciding.Vote = YES,
    at: datetime,
) -> FundDecision:
    """Write down what the meeting decided."""
    reason = {} if outcome is Outcome.GRANTED else {"de": "Das Projekt liegt nicht im Gebiet."}
    if outcome is Outcome.GRANTED and amount is None:
        amount = application.requested
    ruling = deciding.Ruling(
        outcome=outcome, vote=vote, amount=amount, conditions={}, reason=reason
    )
    return deciding.decide_application(
        session, application, ruling, timezone=ZONE, asker=None, at=at
    )


def granted(session: Session, fund: Fund, *, at: datetime, **changes: Any) -> FundApplication:
    """An application that a meeting of yesterday granted."""
    if not fund.meetings:
        a_meeting(session, fund, at - timedelta(days=1), at=at - timedelta(days=30))
    application = an_application(session, fund, at=at - timedelta(days=20), **changes)
    decide(session, application, at=at)
    return application
