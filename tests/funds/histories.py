"""Histories of decisions at the same moment: several people write at once on one fund."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.funds import accounts, actions, deciding
from beteiligung.funds.balance import balance
from beteiligung.funds.models import Fund, FundApplication, FundYear
from tests.builders import a_district
from tests.funds.funds import ZONE, a_fund, a_meeting, an_application, decide, the_rules

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT_ONCE, APPLICATIONS, STEPS = 3, 5, 3


def wrong_in(url: str, seeds: Sequence[int]) -> list[str]:
    """Play histories on a database: what was wrong, in words; nothing if no cent was too much."""
    store = Store(url)
    with store.writing() as session:
        if session.scalars(select(District)).first() is None:
            a_district(session, at=AT)
    found = [line for seed in seeds for line in _history(store, seed)]
    store.dispose()
    return found


def _history(store: Store, seed: int) -> list[str]:
    """One fund with little money, and three people who decide, pay and take back at once."""
    rng = Random(f"fund {seed}")
    with store.writing() as session:
        fund_id, numbers = _ground(session, rng, seed)
    together = threading.Barrier(AT_ONCE)

    def write(worker: int) -> list[str]:
        own, wrong = Random(f"fund {seed} {worker}"), []
        together.wait()
        for _ in range(STEPS):
            _step(store, own, fund_id, numbers)
            wrong += _over(store, fund_id, seed)
        return wrong

    with ThreadPoolExecutor(AT_ONCE) as people:
        return [line for lines in people.map(write, range(AT_ONCE)) for line in lines]


def _ground(session: Session, rng: Random, seed: int) -> tuple[int, list[int]]:
    """A fund that has less than its applications ask for; the ids of both."""
    district = session.scalars(select(District)).one()
    fund = a_fund(session, district, f"fonds-{seed}", at=AT, amount=rng.randint(50_000, 180_000))
    a_meeting(session, fund, AT - timedelta(days=1), at=AT - timedelta(days=30))
    before = AT - timedelta(days=20)
    found = [an_application(session, fund, at=before) for _ in range(APPLICATIONS)]
    return fund.id, [application.id for application in found]


def _step(store: Store, rng: Random, fund_id: int, numbers: Sequence[int]) -> None:
    """Somebody does one thing; a refusal undoes the whole of it."""
    deed = rng.choices(("grant", "pay", "withdraw", "reopen", "year"), (8, 2, 2, 2, 1))[0]
    number, amount = rng.choice(numbers), rng.randint(1, 50_000)
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
            _shrink(session, fund_id, rng)
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


def _over(store: Store, fund_id: int, seed: int) -> list[str]:
    """Whether the fund has promised too much, as somebody else reads it now."""
    with store.reading() as session:
        year = session.scalars(select(FundYear).where(FundYear.fund_id == fund_id)).one()
        now = balance(session, year)
    right = now.free >= 0 and now.spent + now.committed + now.free == now.total
    return [] if right else [f"history {seed}: {now}"]
