"""The application: the list of what the product consists of, read from top to bottom."""

import re
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from beteiligung import collector

with collector.resting():
    from beteiligung import clock, db, i18n, journal
    from beteiligung.abuse.gate import Gate
    from beteiligung.abuse.memory import Machine
    from beteiligung.config import Settings, secret_key
    from beteiligung.duties import counting as visits
    from beteiligung.duties import standing
    from beteiligung.duties import views as duties
    from beteiligung.funds import cards as fund_cards
    from beteiligung.funds import views as funds
    from beteiligung.home import views as home
    from beteiligung.home.leading import destination
    from beteiligung.ideas import cards as board_cards
    from beteiligung.ideas import views as ideas
    from beteiligung.ideas import views_files as idea_files
    from beteiligung.ideas import views_giving, views_map, views_reporting, views_slip
    from beteiligung.ideas.offering import shown_ideas
    from beteiligung.measures import cards as measure_cards
    from beteiligung.measures import views as measures
    from beteiligung.media import views as media
    from beteiligung.prints import views as measure_sheets
    from beteiligung.qrcodes import counting, views_real
    from beteiligung.qrcodes import views as qrcodes
    from beteiligung.qrcodes.doorstep import Doorstep
    from beteiligung.qrcodes.queries import place_behind
    from beteiligung.releases import cards as released_cards
    from beteiligung.releases import views as releases
    from beteiligung.releases import views_files as released_files
    from beteiligung.reports import views as told_back
    from beteiligung.subscriptions import views as subscriptions
    from beteiligung.surveys import cards, views_receipts, views_sending
    from beteiligung.surveys import views as surveys
    from beteiligung.surveys.arrivals import count_arrivals
    from beteiligung.surveys.handout import Handout
    from beteiligung.surveys.keeping import Keeping
    from beteiligung.surveys.mixing import mix_noted
    from beteiligung.surveys.queries import asked_together, languages_at
    from beteiligung.surveys.ready import Shelf
    from beteiligung.upkeep import views as figures
    from beteiligung.web import frame, health, hosts, layout, reports, site
    from beteiligung.web.counts import Counts
    from beteiligung.web.files import served
    from beteiligung.web.headers import Application, Start, protected
    from beteiligung.web.ledger import Ledger
    from beteiligung.web.platform import Platform
    from beteiligung.web.seams import Missing, Seams
    from beteiligung.web.watch import watched

LARGEST_FORM = 256 * 1024  # bytes; views that take files say so themselves
# Where the administration begins; tests compare it with the addresses that there are.
STAFFS = re.compile(
    r"/(?:verwaltung|anmelden|abmelden|einladung|passwort|tablet|[a-z-]+/probe|de/bericht)(?:/|$)"
)

RESIDENTS = (
    health.blueprint,
    reports.blueprint,
    figures.blueprint,
    site.blueprint,
    duties.blueprint,
    media.blueprint,
    qrcodes.blueprint,
    views_real.blueprint,
    surveys.blueprint,
    views_sending.blueprint,
    views_receipts.blueprint,
    releases.blueprint,
    released_files.blueprint,
    ideas.blueprint,
    views_giving.blueprint,
    views_reporting.blueprint,
    views_map.blueprint,
    idea_files.blueprint,
    measures.blueprint,
    funds.blueprint,
    measure_sheets.blueprint,
    told_back.blueprint,
    subscriptions.blueprint,
    home.blueprint,
)


def create_app(settings: Settings, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """The whole platform with these settings; ``now`` tells the time."""
    app = _platform(settings, shared(settings, now))
    _administration(app)
    app.wsgi_app = in_front(app, app.wsgi_app)  # type: ignore[method-assign,assignment]  # WSGI's own way to wrap
    return app


class Entrance:
    """The platform as it is served: residents' pages at once, the administration when entered.

    A worker that serves residents only never loads what only staff need; whoever comes first to
    the administration waits a moment longer. Both halves share the database, the shelf of surveys
    and everything else that a process has once.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = clock.now,
        counts: Counts | None = None,
        machine: Machine | None = None,
    ) -> None:
        self._settings = settings
        self._shared = shared(settings, now, counts, machine)
        self._shared["gate"].watch()
        self.residents = _platform(settings, self._shared)
        self._staffs: Flask | None = None
        self._waking = threading.Lock()
        self._answer = in_front(self.residents, self._choose)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request, as WSGI says it."""
        return self._answer(environ, start)

    @property
    def is_awake(self) -> bool:
        """Whether somebody has entered the administration in this worker."""
        return self._staffs is not None

    def close(self) -> None:
        """Write down what was noted meanwhile, and leave the database."""
        self._shared["ledger"].close()
        self._shared["store"].dispose()

    def _choose(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        app = self._administration() if STAFFS.match(environ["PATH_INFO"]) else self.residents
        answer: Iterable[bytes] = app.wsgi_app(environ, start)
        return answer

    def _administration(self) -> Flask:
        with self._waking:
            if self._staffs is None:
                with collector.resting():
                    app = _platform(self._settings, self._shared)
                    _administration(app)
                self._staffs = app
        return self._staffs


def in_front(app: Flask, application: Application) -> Application:
    """What a request passes before the framework sees it; the last one here is the first to."""
    settings: Settings = app.extensions["settings"]
    handout: Handout = app.extensions["handout"]
    doorstep: Doorstep = app.extensions["doorstep"]
    ready = doorstep.before(handout.before(application))
    named = hosts.known(served(ready), settings)
    guarded = protected(named, https=_https(settings))
    wrapped = watched(guarded, app.extensions["counts"])
    if hops := settings.trusted_proxies:
        # Not the name: a proxy that says none itself would let through what anybody sends.
        return ProxyFix(wrapped, x_for=hops, x_proto=hops, x_host=0)
    return wrapped


def shared(
    settings: Settings,
    now: Callable[[], datetime],
    counted: Counts | None = None,
    machine: Machine | None = None,
) -> dict[str, Any]:
    """What a process has once, however many applications it serves."""
    journal.journal.begin(as_json=settings.production)
    store, counts = db.Store(settings.database), counted or Counts()
    without = frozenset() if settings.photos else frozenset({"photo"})
    ledger, shelf = Ledger(store, told=counts.is_now), Shelf(store, without=without)
    texts = layout.SiteTexts(store)
    notices = standing.Notices(store, texts, now)
    _keep_counts(ledger)
    return {
        "settings": settings,
        "now": now,
        "store": store,
        "ledger": ledger,
        "gate": Gate(now, machine, settings.redis_url),
        "shelf": shelf,
        "keeping": Keeping(store, told=counts.measure),
        "counts": counts,
        "site_texts": texts,
        "notices": notices,
        "doorstep": Doorstep(ledger, timezone=settings.timezone, now=now),
        "handout": Handout(
            shelf,
            notices.stamp,
            ledger,
            secret=secret_key(settings).encode(),
            timezone=settings.timezone,
            now=now,
        ),
    }


def _platform(settings: Settings, shared: dict[str, Any]) -> Platform:
    """The residents' pages, on what the process has."""
    app = Platform("beteiligung.web", static_url_path="/static")
    _configure(app, settings)
    app.extensions.update(shared)
    db.attach(app)
    i18n.attach(app, settings.timezone)
    layout.attach(app, settings)
    standing.attach(app)
    visits.attach(app, settings)
    frame.attach(app)
    app.extensions["seams"] = Seams(
        destination=destination,
        languages=languages_at,
        panels=(
            released_cards.panels,
            cards.panels,
            board_cards.panels,
            measure_cards.panels,
            fund_cards.panels,
        ),
        receipts=(views_slip.receipt, views_reporting.receipt),
        shown_ideas=shown_ideas,
        results_page=released_cards.results_page,
        asked_together=asked_together,
        place_behind=place_behind,
        who_is_missing=_who_is_missing,
    )
    for blueprint in RESIDENTS:
        app.register_blueprint(blueprint)
    return app


def _administration(app: Flask) -> None:
    # By its name: it brings along half of the program, which residents never need.
    import_module("beteiligung.administration").attach(app)


def _who_is_missing(session: Session, survey: str, number: int) -> Missing | None:
    # By its name: counting residents is needed only where a figure stands behind a measure.
    found: Missing | None = import_module("beteiligung.reports.absent").absent(
        session, survey, number
    )
    return found


def _keep_counts(ledger: Ledger) -> None:
    ledger.keep("scan", counting.count_scans)
    ledger.keep("open", counting.count_opens)
    ledger.keep("arrival", count_arrivals)
    ledger.keep("policy", reports.count_reports)
    ledger.keep("contact", mix_noted)


def _configure(app: Flask, settings: Settings) -> None:
    https = _https(settings)
    app.config.update(
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-sitzung" if https else "sitzung",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def _https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
