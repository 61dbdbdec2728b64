"""Figures for monitoring: how busy and how well the installation is; nothing about any survey."""

import hmac
import ipaddress
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from beteiligung import chores, db
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.errors import NotFound
from beteiligung.web.counts import EVENTS, NOW, Memory, counts, histogram, requests
from beteiligung.web.moment import moment

if TYPE_CHECKING:
    from prometheus_client import Metric

blueprint = Blueprint("figures", __name__)

SAYS = {
    "slow": "Requests that took more than a second.",
    "faults": "Requests that failed on our side.",
    "csp_reports": "Times a browser refused to run something on our pages.",
    "in_flight": "Requests that are being answered now.",
    "notes_waiting": "Scans, opens and arrivals that the database could not take yet.",
}
PROXIED = ("X-Forwarded-For", "Forwarded")


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """All figures, as Prometheus reads them: to this machine itself, or to whoever has the token.

    For everybody else there is no such page. Numbers of answers stand here for the installation as
    a whole only, since a survey's own would be figures before their release.
    """
    if not _may_read(cast("Settings", current_app.extensions["settings"])):
        raise NotFound
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(counts().memory))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(settings: Settings) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token:
        expected = settings.metrics_token.encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), expected)
    # Not the address that somebody in front has told: the connection itself. What came through a
    # web server of this machine did not come from this machine.
    told = request.environ.get("werkzeug.proxy_fix.orig", {})
    address = told.get("REMOTE_ADDR") or request.environ.get("REMOTE_ADDR") or ""
    if any(name in request.headers for name in PROXIED):
        return False
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class _Collected:
    """What prometheus_client asks for figures: those of all workers, and those of the database."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def collect(self) -> "Iterator[Metric]":
        """Every figure."""
        yield from self._of_requests()
        yield from self._of_answers()
        yield from _of_chores()

    def _of_requests(self) -> "Iterator[Metric]":
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

        asked = CounterMetricFamily(
            "beteiligung_requests",
            "Requests by kind of page and status.",
            labels=("group", "status"),
        )
        for group, status, n in requests(self._memory):
            asked.add_metric((group, status), n)
        yield asked
        for name in EVENTS:
            n = self._memory.sum(name)
            yield CounterMetricFamily(f"beteiligung_{name}", SAYS[name], value=n)
        for name in NOW:
            n = self._memory.sum(name)
            yield GaugeMetricFamily(f"beteiligung_{name}", SAYS[name], value=n)

    def _of_answers(self) -> "Iterator[Metric]":
        from prometheus_client.metrics_core import HistogramMetricFamily

        for name, says in (
            ("answer_seconds", "How long people waited until their answers were kept or refused."),
            ("kept_together", "How many answers shared one durable commit."),
        ):
            buckets, total = histogram(self._memory, name)
            yield HistogramMetricFamily(
                f"beteiligung_{name}", says, buckets=buckets, sum_value=total
            )


def _of_chores() -> "Iterator[Metric]":
    """How long ago the copy and the deletion were done; nothing where nobody can say."""
    from prometheus_client.metrics_core import GaugeMetricFamily

    age = GaugeMetricFamily(
        "beteiligung_chore_age_seconds", "Since it last went well.", labels=("chore",)
    )
    failed = GaugeMetricFamily(
        "beteiligung_chore_failed", "1 if the last try failed.", labels=("chore",)
    )
    try:
        for name in (chores.BACKUP, chores.FORGET):
            found = chores.chore(db.session(), name)
            if found is not None and found.done_at is not None:
                age.add_metric((name,), (moment() - found.done_at).total_seconds())
            failed.add_metric((name,), float(bool(found and found.failed)))
    except SQLAlchemyError:
        return
    yield age
    yield failed
