"""The money of an application as lines of the measure it belongs to: the fund's, and their own."""

from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.funds.kinds import Status
from beteiligung.funds.models import FundApplication
from beteiligung.funds.rules import own_of
from beteiligung.measures.models import Measure, MoneyLine
from beteiligung.measures.parts import set_money

EARLIER = ", Eigenanteil"  # how own lines ended before the table said it itself


def link_measure(
    session: Session,
    application: FundApplication,
    measure: Measure,
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Say that an application pays for a measure: its money stands there from now on."""
    application.measure = measure
    session.flush()
    carry_over(session, application, asker=asker, at=at)


def carry_over(
    session: Session, application: FundApplication, *, asker: Asker | None, at: datetime
) -> None:
    """Write the money of an application into its measure, if it has one."""
    measure = application.measure
    if measure is None:
        return
    has_grant = application.status in {Status.GRANTED, Status.PAID}
    amounts = {
        "planned": application.requested,
        "applied": application.requested,
        "granted": application.granted if has_grant else None,
        "spent": application.paid,
    }
    name = line_name(application)
    line = {"programme": name, "is_own": False, **amounts}
    set_money(session, measure, _line(measure, name), line, asker=asker, at=at)
    own = own_of(application, application.hour_rate).all
    if own:
        line = {"programme": name, "is_own": True, "planned": own}
        set_money(session, measure, _line(measure, name, own=True), line, asker=asker, at=at)


def line_name(application: FundApplication) -> str:
    """What the money line of a measure is called: the fund and the application."""
    fund = application.fund.named.pick(["de"]).text
    return f"{fund} ({application.reference})"


def _line(measure: Measure, name: str, *, own: bool = False) -> MoneyLine | None:
    mine = (line for line in measure.money if line.is_own == own)
    return next((line for line in mine if line.programme in {name, f"{name}{EARLIER}"}), None)
