"""What a fund has in a year, to the cent: spent, promised, and still free."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.funds.kinds import Status
from beteiligung.funds.models import FundApplication, FundYear


class Balance(NamedTuple):
    """The money of a year in cents; the three parts always come to the whole."""

    total: int
    spent: int  # paid out
    committed: int  # granted, and not paid out yet
    free: int


def balance(session: Session, year: FundYear) -> Balance:
    """What became of the money of a year, from its applications as they are now."""
    found = FundApplication
    wanted = select(found.status, func.sum(found.granted), func.sum(found.paid))
    wanted = wanted.where(found.year_id == year.id).group_by(found.status)
    sums = {status: (granted, paid) for status, granted, paid in session.execute(wanted)}
    committed = int(sums.get(Status.GRANTED, (0, 0))[0] or 0)
    spent = int(sums.get(Status.PAID, (0, 0))[1] or 0)
    return Balance(year.amount, spent, committed, year.amount - spent - committed)


def held(session: Session, year_id: int) -> FundYear:
    """The year with nobody else at its money until this transaction ends, as it is now."""
    wanted = select(FundYear).where(FundYear.id == year_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()
