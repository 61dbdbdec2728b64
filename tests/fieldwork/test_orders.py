"""Whatever happens in whatever order: each answer arrives once, and none is lost on the way."""

from datetime import datetime, timedelta

from flask import Flask

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.fieldwork import keys
from beteiligung.fieldwork.answers import Desk
from beteiligung.fieldwork.models import Tablet as Row
from tests.fieldwork.orders import SLUG, Orders, World
from tests.fieldwork.parcels import Tablet, interview

STEPS = 2  # the proof P9 goes further
AFTER = timedelta(days=15)  # the survey is open for two weeks
WORLDS = 30
KEYS = ("11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555")


def explored(
    app: Flask, store: Store, settings: Settings, tablet: Tablet, now: datetime, steps: int
) -> Orders:
    """All orders of so many steps."""

    def desk(at: datetime) -> Desk:
        secret = str(app.config["SECRET_KEY"]).encode()
        ours = keys.by_name(settings)
        return Desk(ours, app.extensions["shelf"], settings.timezone, at, secret)

    sealed = {key: tablet.seal(key, interview(SLUG, now, weg="fuss")) for key in KEYS}
    with app.test_request_context("/", method="POST"), store.writing() as session:
        row = session.get_one(Row, 1)
        orders = Orders(session, row, desk, now, AFTER, sealed)
        orders.explore(World(frozenset(sealed)), steps)
        session.rollback()
    return orders


def test_all_orders_of_two_steps_lose_nothing_and_count_nothing_twice(
    app: Flask, store: Store, settings: Settings, tablet: Tablet, now: datetime
):
    orders = explored(app, store, settings, tablet, now, STEPS)
    assert len(orders.seen) > WORLDS
