"""After a grant: what must be seen of the accounts before money is paid out, and the payment."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.clock import local_date
from beteiligung.errors import Refusal
from beteiligung.funds import carrying
from beteiligung.funds.applying import end, named
from beteiligung.funds.deciding import hold
from beteiligung.funds.kinds import Status
from beteiligung.funds.models import FundApplication
from beteiligung.funds.rules import Cents
from beteiligung.text import N_

CHECKLIST: Mapping[str, str] = {  # what must be seen before money is paid out
    "receipts": N_("Receipts for everything that was bought"),
    "hours": N_("Table of hours of own work, signed"),
    "photo": N_("At least one photo of the project"),
    "logo": N_("The funders' logos on what was printed or built"),
}


class NotGranted(Refusal):
    """Accounts of something that has no grant, or is paid out already."""

    default = N_("Only what is granted and not paid out yet has accounts to look at.")


class NotAllSeen(Refusal):
    """A payment before everything was seen."""

    default = N_("Not everything on the list has been seen yet. Money is paid out after that.")


class MoreThanGranted(Refusal):
    """A payment of more than was granted, or of nothing."""

    default = N_("Please write an amount up to what was granted: %(granted)s.")


def needed(application: FundApplication) -> list[str]:
    """What must be seen of an application; hours only where own work counts."""
    return [name for name in CHECKLIST if name != "hours" or application.own_hours]


def missing(application: FundApplication) -> list[str]:
    """What must still be seen."""
    return [name for name in needed(application) if name not in application.seen]


def see_accounts(
    session: Session,
    application: FundApplication,
    seen: Collection[str],
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Tick what was seen of the accounts, each with the day; what is not ticked any more goes."""
    hold(session, application)
    if application.status != Status.GRANTED:
        raise NotGranted
    day = local_date(at, timezone).isoformat()
    known = application.seen
    application.seen = {name: known.get(name, day) for name in needed(application) if name in seen}
    audit.note(session, asker, "see_accounts", named(application), at=at, seen=sorted(seen))


def pay_application(
    session: Session,
    application: FundApplication,
    amount: int,
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Write down what was paid out; what was granted beyond that is free again."""
    hold(session, application)
    if application.status != Status.GRANTED:
        raise NotGranted
    if missing(application):
        raise NotAllSeen
    granted = application.granted or 0
    if not 0 < amount <= granted:
        raise MoreThanGranted(granted=Cents(granted))
    application.paid, application.status = amount, Status.PAID.value
    end(session, application, at, timezone)
    session.flush()
    carrying.carry_over(session, application, asker=asker, at=at)
    audit.note(session, asker, "pay_application", named(application), at=at, amount=amount)
