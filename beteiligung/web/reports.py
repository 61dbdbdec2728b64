"""Counts what browsers refuse by our content policy: how often, never what, where or by whom."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from typing import cast

from flask import Blueprint, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import insert_into
from beteiligung.web.counts import counts
from beteiligung.web.headers import REPORTS
from beteiligung.web.ledger import ledger
from beteiligung.web.models import PolicyReport
from beteiligung.web.moment import moment

blueprint = Blueprint("reports", __name__)

LOOKED_BACK = timedelta(days=7)
MOST_A_MINUTE = 30  # of one network: a page with a fault sends a few


@blueprint.post(REPORTS)
@public
def refused() -> Response:
    """A browser refused something on one of our pages: counted, and not even read."""
    gate().take("policy", request.remote_addr or "", MOST_A_MINUTE)
    ledger().note("policy", moment().date())
    counts().add("csp_reports")
    return Response(status=204)


def count_reports(session: Session, found: Mapping[Hashable, int]) -> None:
    """Add what a worker noted, by day."""
    for day, n in found.items():
        statement = insert_into(session, PolicyReport).values(day=cast("date", day), n=n)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["day"], set_={"n": PolicyReport.n + statement.excluded.n}
            )
        )


def reports_lately(session: Session, at: datetime) -> int:
    """How often browsers refused something in the last seven days; it should be never."""
    since = (at - LOOKED_BACK).date()
    wanted = select(func.sum(PolicyReport.n)).where(PolicyReport.day >= since)
    return session.scalar(wanted) or 0
