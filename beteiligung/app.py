"""The application: the list of what the product consists of, read from top to bottom."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from beteiligung import clock, db, i18n
from beteiligung.accounts import installation, signed_in
from beteiligung.accounts import manage as team
from beteiligung.accounts import views as accounts
from beteiligung.authoring import manage_notes, manage_preview, manage_tests
from beteiligung.authoring import views as trials
from beteiligung.config import Settings, secret_key
from beteiligung.dashboards import manage as live
from beteiligung.dashboards import views as dashboards
from beteiligung.districts import manage as districts
from beteiligung.home import manage as desk
from beteiligung.home import views as home
from beteiligung.home.queries import survey_targets
from beteiligung.qrcodes import actions as counting
from beteiligung.qrcodes import manage as posters
from beteiligung.qrcodes import views as qrcodes
from beteiligung.surveys import cards, manage_words, views_receipts
from beteiligung.surveys import manage as survey_desk
from beteiligung.surveys import views as surveys
from beteiligung.surveys.arrivals import count_arrivals
from beteiligung.surveys.handout import Handout
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.queries import destination
from beteiligung.surveys.ready import Shelf
from beteiligung.text import N_
from beteiligung.web import frame, health, layout, site, staff_page
from beteiligung.web.files import served
from beteiligung.web.headers import protected
from beteiligung.web.ledger import Ledger
from beteiligung.web.limits import Limits
from beteiligung.web.platform import Platform
from beteiligung.web.seams import Seams

LARGEST_FORM = 256 * 1024  # bytes; views that take files say so themselves


def create_app(settings: Settings, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """The platform with these settings; ``now`` tells the time."""
    app = Platform("beteiligung.web", static_url_path="/static")
    _configure(app, settings)
    store = db.Store(settings.database)
    app.extensions.update(
        settings=settings,
        now=now,
        ledger=Ledger(store),
        limits=Limits(),
        shelf=Shelf(store),
        keeping=Keeping(store),
    )
    db.attach(app, store)
    i18n.attach(app, settings.timezone)
    layout.attach(app, settings, store)
    staff_page.attach(app)
    signed_in.attach(app)
    frame.attach(app)
    app.extensions["seams"] = _seams()
    _keep_counts(app.extensions["ledger"])
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    _in_front(app, settings)
    return app


def _blueprints() -> tuple[Blueprint, ...]:
    return (
        health.blueprint,
        site.blueprint,
        qrcodes.blueprint,
        posters.blueprint,
        surveys.blueprint,
        survey_desk.blueprint,
        manage_words.blueprint,
        views_receipts.blueprint,
        manage_preview.blueprint,
        manage_notes.blueprint,
        manage_tests.blueprint,
        trials.blueprint,
        dashboards.blueprint,
        live.blueprint,
        home.blueprint,
        desk.blueprint,
        accounts.blueprint,
        team.blueprint,
        installation.blueprint,
        districts.blueprint,
    )


def _seams() -> Seams:
    return Seams(
        asker=signed_in.asker,
        destination=destination,
        panels=(cards.panels,),
        due=(desk.feedback_due, posters.silent_due),
        targets=(survey_targets,),
        beside=(manage_notes.beside, manage_tests.beside),
        navigation=(
            (N_("Today"), "desk.start"),
            (N_("Surveys"), "survey_desk.overview"),
            (N_("Look at surveys"), "preview.overview"),
            (N_("Posters and codes"), "posters.overview"),
            (N_("Districts"), "districts.overview"),
            (N_("Team"), "team.overview"),
            (N_("Texts"), "installation.texts"),
            (N_("Messages"), "desk.inbox"),
            (N_("Log"), "installation.log"),
        ),
    )


def _keep_counts(ledger: Ledger) -> None:
    ledger.keep("scan", counting.count_scans)
    ledger.keep("open", counting.count_opens)
    ledger.keep("arrival", count_arrivals)


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


def _in_front(app: Flask, settings: Settings) -> None:
    """What a request passes before the framework sees it; the last one here is the first to."""
    extensions = app.extensions
    handout = Handout(
        extensions["shelf"],
        extensions["site_texts"],
        extensions["ledger"],
        timezone=settings.timezone,
        now=extensions["now"],
    )
    extensions["handout"] = handout
    wrapped = protected(served(handout.before(app.wsgi_app)), https=_https(settings))
    if hops := settings.trusted_proxies:
        wrapped = ProxyFix(wrapped, x_for=hops, x_proto=hops, x_host=hops)
    app.wsgi_app = wrapped  # type: ignore[method-assign,assignment]  # WSGI's own way to wrap


def _https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
