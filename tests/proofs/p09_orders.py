"""P9: two answers of a tablet, and all that can happen to them, in every order of some steps."""

from collections.abc import Iterator
from datetime import UTC, datetime

from beteiligung.db import Store
from tests.fieldwork.parcels import Tablet
from tests.fieldwork.test_orders import explored
from tests.proofs import rig
from tests.proofs.p09_thrice import district
from tests.proofs.proof import Proof
from tests.visitor import Visitor

STEPS = 5


def orders() -> Iterator[Proof]:
    """Tablet, phone, file, lost receipts, lock, end of the survey and office: on both databases."""
    for kind in rig.DATABASES:
        with (
            rig.folder() as data,
            rig.database(kind, data) as url,
            rig.platform(url, data) as app,
        ):
            store: Store = app.extensions["store"]
            tablet = Tablet(Visitor(app), district(store))
            settings, now = app.extensions["settings"], datetime.now(UTC)
            fault, worlds, steps = "", 0, 0
            try:
                found = explored(app, store, settings, tablet, now, STEPS)
                worlds, steps = len(found.seen), found.steps
            except AssertionError as error:
                fault = f"broken: {error}"
        name = f"P9 all orders of {STEPS} steps of tablet, phone, file, lost receipts and office"
        figure = f"{worlds} different worlds by {steps} steps, nothing lost or counted twice"
        yield Proof(f"{name}, {kind}", fault or figure, not fault)
