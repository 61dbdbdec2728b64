"""Histories of decisions at the same moment: several people write at once on one fund."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.funds import accounts, actions, deciding
from beteiligung.funds.models import Fund, FundApplication, FundDecision, FundYear
from tests.builders import a_district
from tests.funds.funds import ZONE, a_fund, a_meeting, an_application, decide, the_rules

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT_ONCE, APPLICATIONS, STEPS = 3, 5, 2


_PROMISED = func.coalesce(FundApplication.paid, FundApplication.granted, 0)
_STANDS = FundApplication.status.in_(("granted", "paid"))
_GIVEN = (
    select(func.coalesce(func.sum(_PROMISED), 0), FundYear.amount)
    .select_from(FundYear)
    .outerjoin(FundApplication, and_(FundApplication.year_id == FundYear.id, _STANDS))
    .where(FundYear.id == bindparam("year"))
    .group_by(FundYear.amount)
)


class Ground(NamedTuple):
    """A fund with its year, and the applications that ask it for more than it has."""

    fund: int
    year: int
    applications: Sequence[int]


def wrong_in(url: str, seeds: Sequence[int]) -> list[str]:
    """Play histories on a database: what was wrong, in words; nothing if no cent was too much."""
    store = Store(url)
    with store.writing() as session:
        ground = _ground(session, f"fonds-{seeds[0]}")
    with ThreadPoolExecutor(AT_ONCE) as people:
        found = [line for seed in seeds for line in _history(store, people, ground, seed)]
    store.dispose()
    return found


def _ground(session: Session, slug: str) -> Ground:
    district = session.scalars(select(District)).first() or a_district(session, at=AT)
    fund = a_fund(session, district, slug, at=AT)
    a_meeting(session, fund, AT - timedelta(days=1), at=AT - timedelta(days=30))
    before = AT - timedelta(days=20)
    found = [an_application(session, fund, at=before) for _ in range(APPLICATIONS)]
    return Ground(fund.id, fund.years[0].id, [application.id for application in found])


def _history(store: Store, people: ThreadPoolExecutor, ground: Ground, seed: int) -> list[str]:
    """A fund with little money, and three people who decide, pay and take back at once."""
    _begin_anew(store, ground, Random(f"fund {seed}").randint(50_000, 180_000))
    together = threading.Barrier(AT_ONCE)

    def write(worker: int) -> list[str]:
        own, wrong = Random(f"fund {seed} {worker}"), []
        together.wait()
        for _ in range(STEPS):
            _step(store, own, ground)
            wrong += _over(store, ground, seed)
        return wrong

    return [line for lines in people.map(write, range(AT_ONCE)) for line in lines]


def _begin_anew(store: Store, ground: Ground, amount: int) -> None:
    """So much money, and nothing decided yet."""
    with store.writing() as session:
        fresh = {"status": "handed_in", "granted": None, "paid": None, "year_id": None}
        mine = FundApplication.id.in_(ground.applications)
        session.execute(update(FundApplication).where(mine).values(**fresh, seen={}))
        theirs = FundDecision.application_id.in_(ground.applications)
        session.execute(delete(FundDecision).where(theirs))
        year = update(FundYear).where(FundYear.id == ground.year)
        session.execute(year.values(amount=amount))


def _step(store: Store, rng: Random, ground: Ground) -> None:
    """Somebody does one thing; a refusal undoes the whole of it."""
    deed = rng.choices(("grant", "pay", "withdraw", "reopen", "year"), (8, 2, 2, 2, 1))[0]
    number, amount = rng.choice(ground.applications), rng.randint(1, 50_000)
    session = store.open(writing=True)
    try:
        application = session.get_one(FundApplication, number)
        if deed == "grant":
            decide(session, application, amount=amount, at=AT)
        elif deed == "pay":
            _pay(session, application, amount)
        elif deed == "withdraw":
            deciding.withdraw_application(session, application, timezone=ZONE, asker=None, at=AT)
        elif deed == "reopen":
            deciding.reopen_application(session, application, timezone=ZONE, asker=None, at=AT)
        else:
            _shrink(session, ground.fund, rng)
        session.commit()
    except Refusal:
        session.rollback()
    finally:
        store.close(session)


def _pay(session: Session, application: FundApplication, amount: int) -> None:
    seen = ("receipts", "hours", "photo", "logo")
    accounts.see_accounts(session, application, seen, timezone=ZONE, asker=None, at=AT)
    accounts.pay_application(session, application, amount, timezone=ZONE, asker=None, at=AT)


def _shrink(session: Session, fund_id: int, rng: Random) -> None:
    fund = session.get_one(Fund, fund_id)
    rules = the_rules(amount=rng.randint(1, 180_000))
    actions.set_fund_year(session, fund, AT.year, rules, asker=None, at=AT)


def _over(store: Store, ground: Ground, seed: int) -> list[str]:
    """Whether the fund promised too much, as somebody else adds it up now, without `balance`."""
    with store.reading() as session:
        given, amount = session.execute(_GIVEN, {"year": ground.year}).one()
    return [] if given <= amount else [f"history {seed}: {given} of {amount} cents"]
