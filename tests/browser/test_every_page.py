"""Every page in a real browser: axe finds nothing, nothing runs over the edge, no errors."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.fill import fill
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.actions import replace_draft
from beteiligung.surveys.queries import survey_at
from tests.browser.conftest import DESK, People, fits
from tests.visitor import Visitor

SMALL = {"viewport": {"width": 320, "height": 640}}
SLUG = "stadtteilbefragung-2026"
PUBLIC = (
    "",
    "sonnenberg/",
    f"umfrage/{SLUG}",
    f"umfrage/{SLUG}/danke",
    f"umfrage/{SLUG}/datenschutz",
    "umfrage/stadtteilbefragung-2024",
    f"ergebnisse/{SLUG}",
    "ergebnisse/stadtteilbefragung-2024",
    "ergebnisse/stadtteilbefragung-2024/fragebogen",
    "daten/",
    "impressum",
    "datenschutz",
    "barrierefreiheit",
    "hilfe",
    "leicht-erklaert",
    "beleg/",
    "beleg/geloescht",
    "probe/",
    "gibt-es-nicht",
)
STAFF = (
    "",
    "umfragen/",
    "umfragen/neu",
    "umfragen/neu/vorlagen",
    "umfragen/neu/vorlagen/stadtteilbefragung",
    f"umfragen/{SLUG}/fragensammlung",
    f"umfragen/{SLUG}/fragensammlung/zufrieden_bereiche",
    f"umfragen/{SLUG}/",
    f"umfragen/{SLUG}/texte/ar",
    f"umfragen/{SLUG}/texte/de-leicht",
    f"umfragen/{SLUG}/sprachen",
    f"umfragen/{SLUG}/sprachen/einlesen",
    "umfragen/neu/leer",
    f"umfragen/{SLUG}/fragebogen/",
    f"umfragen/{SLUG}/fragebogen/einleitung",
    f"umfragen/{SLUG}/fragebogen/stadtteile",
    f"umfragen/{SLUG}/fragebogen/neue-frage",
    f"umfragen/{SLUG}/fragebogen/frage/q08_probleme",
    f"umfragen/{SLUG}/fragebogen/frage/q04_bereiche",
    f"umfragen/{SLUG}/fragebogen/frage/q02_wohndauer/regel",
    f"umfragen/{SLUG}/fragebogen/skalen",
    f"umfragen/{SLUG}/fragebogen/skala/sat5",
    f"umfragen/{SLUG}/fragebogen/verlauf",
    f"umfragen/{SLUG}/ergebnisse",
    f"umfragen/{SLUG}/ergebnisse?gewichtet=ja",
    f"umfragen/{SLUG}/ergebnisse/auffaelliges",
    f"umfragen/{SLUG}/ergebnisse/auffaelliges/gruppe?code=alle",
    f"umfragen/{SLUG}/ergebnisse/texte",
    f"umfragen/{SLUG}/ergebnisse/texte?thema=ohne&suche=sonne",
    f"umfragen/{SLUG}/ergebnisse/wellen",
    f"umfragen/{SLUG}/ergebnisse/texte/themen/1",
    "stadtteile/sonnenberg/kennzahlen",
    f"umfragen/{SLUG}/ergebnisse/wer-fehlt",
    f"umfragen/{SLUG}/ergebnisse/wer-fehlt/karte",
    f"umfragen/{SLUG}/ergebnisse/wer-fehlt/zuordnung/alter",
    "stadtteile/sonnenberg/bevoelkerung",
    f"umfragen/{SLUG}/vorschau/ar",
    f"umfragen/{SLUG}/vorschau/ar/seite?art=alles",
    f"umfragen/{SLUG}/vorschau/ar/notizen",
    f"umfragen/{SLUG}/notizen",
    f"umfragen/{SLUG}/probe/",
    "ausprobieren",
    f"umfragen/{SLUG}/aenderungen/",
    f"umfragen/{SLUG}/zeitraum",
    f"umfragen/{SLUG}/plaetze",
    f"umfragen/{SLUG}/welle",
    "umfragen/?archiv",
    "codes/",
    f"codes/fuer/umfrage/{SLUG}",
    "stadtteile",
    "team",
    "texte",
    "protokoll",
    "konto",
    "rueckmeldungen",
    "rueckmeldungen/neu",
    "hinweise",
    "hinweise/neu",
    "pflichten",
    "pflichten/erklaerung",
    "pflichten/barriere",
    "pflichten/leicht-erklaert",
    "pflichten/film",
)


@pytest.fixture
def filled(app: Flask, store: Store, settings: Settings, now: datetime) -> Store:
    """The demonstration: every page has something to show, a change that touches answers too."""
    del app
    fill(store, settings, at=now)
    with store.writing() as session:
        survey = survey_at(session, SLUG)
        assert survey is not None
        draft = copy.deepcopy(survey.draft)
        draft["questions"][7]["options"].pop(2)
        replace_draft(session, survey, draft, asker=None, at=now)
    return store


@pytest.mark.parametrize("device", [SMALL, DESK], ids=["320", "1280"])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_residents_pages_are_for_everybody(
    people: People,
    filled: Store,
    axe: Callable[[Page], None],
    language: str,
    device: dict[str, Any],
):
    people.expect("404")
    people.expect("410")
    page = people.open(device, language)
    with filled.reading() as session:
        code = session.scalars(select(QRCode.code)).first()
    for path in (*(f"/{language}/{end}" for end in PUBLIC), "/anmelden", "/q/", f"/q/{code}"):
        page.goto(path)
        axe(page)
        assert fits(page), path


@pytest.mark.parametrize("device", [SMALL, DESK], ids=["320", "1280"])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_staff_pages_are_for_everybody(
    people: People,
    app: Flask,
    filled: Store,
    signed_in: Callable[..., Visitor],
    axe: Callable[[Page], None],
    language: str,
    device: dict[str, Any],
):
    visitor = signed_in(Role.ADMIN)
    with filled.writing() as session:
        session.execute(update(Staff).values(locale=language))
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page = people.open(device, language)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": people.address}])
    for end in STAFF:
        page.goto(f"/verwaltung/{end}")
        assert "/verwaltung" in page.url
        axe(page)
        assert fits(page), end
