"""Every page in a real browser: axe finds nothing, nothing runs over the edge, no errors."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.actions import replace_draft
from beteiligung.surveys.queries import survey_at
from tests.browser.conftest import DESK, People, fits
from tests.browser.every_page import BEFORE, SLUG, pages
from tests.conftest import NOW
from tests.demonstration import Fillings
from tests.visitor import Visitor

SMALL = {"viewport": {"width": 320, "height": 640}}
WINDOWS = ((320, 640), (1280, 900))
LOOKED_AT = {(320, "de"), (1280, "ar")}  # by axe: each width and language; every pair by P27
# Beside every address of its own: pages that differ by what is added, by what is asked, or missing.
PUBLIC = (
    f"umfrage/{BEFORE}",
    f"ergebnisse/{SLUG}",
    "gibt-es-nicht",
)
STAFF = (
    f"umfragen/{SLUG}/texte/de-leicht",
    f"umfragen/{SLUG}/fragebogen/frage/q04_bereiche",
    f"umfragen/{SLUG}/fragebogen/frage/q02_wohndauer/regel",
    f"umfragen/{SLUG}/ergebnisse?gewichtet=ja",
    f"umfragen/{SLUG}/ergebnisse/auffaelliges/gruppe?code=alle",
    f"umfragen/{SLUG}/ergebnisse/texte?thema=ohne&suche=sonne",
    f"umfragen/{SLUG}/vorschau/ar/seite?art=alles",
    "umfragen/?archiv",
)


@pytest.fixture(scope="module")
def demonstration(fillings: Fillings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page has something to show, a change that touches answers too."""
    url = fillings.copied("sqlite", tmp_path_factory.mktemp("demonstration"))
    store = Store(url)
    with store.writing() as session:
        survey = survey_at(session, SLUG)
        assert survey is not None
        draft = copy.deepcopy(survey.draft)
        draft["questions"][7]["options"].pop(2)
        replace_draft(session, survey, draft, asker=None, at=NOW)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.dispose()
    return Path(str(store.url.database))


@pytest.fixture
def database_url(demonstration: Path, tmp_path: Path) -> str:
    """The demonstration's database, as each test finds it."""
    path = tmp_path / "beteiligung.sqlite3"
    shutil.copyfile(demonstration, path)
    return f"sqlite:///{path}"


@pytest.mark.parametrize("language", ["de", "ar"])
def test_residents_pages_are_for_everybody(
    people: People, app: Flask, store: Store, axe: Callable[..., None], language: str
):
    people.expect("404")
    people.expect("410")
    page = people.open(SMALL, language)
    with store.reading() as session:
        code = session.scalars(select(QRCode.code)).first()
    own = pages(app, public=True, language=language)
    for path in (*own, *(f"/{language}/{end}" for end in PUBLIC), f"/q/{code}"):
        page.goto(path)
        for width, height in WINDOWS:  # made wider as it stands: P27 opens each page in each way
            page.set_viewport_size({"width": width, "height": height})
            if (width, language) in LOOKED_AT:
                axe(page)
            assert fits(page), path
    page.goto(f"/{language}/ergebnisse/{BEFORE}")
    page.emulate_media(media="print")
    closed = ".results details:not([open], .noprint)"
    folded = page.locator(f"{closed} table, {closed} > ul")
    assert folded.count() > 10  # tables, each group's tables, the report
    assert all(folded.evaluate_all("all => all.map(it => it.checkVisibility())"))
    axe(page)


# Every second page in German on a desk, the others in Arabic on a phone; each page in each of the
# four ways is for the proof P27, since one round of all takes four minutes.
@pytest.mark.parametrize(
    ("language", "device", "first"), [("de", DESK, 0), ("ar", SMALL, 1)], ids=["de", "ar"]
)
def test_staff_pages_are_for_everybody(
    people: People,
    app: Flask,
    store: Store,
    signed_in: Callable[..., Visitor],
    axe: Callable[..., None],
    language: str,
    device: dict[str, Any],
    first: int,
):
    visitor = signed_in(Role.ADMIN)
    with store.writing() as session:
        session.execute(update(Staff).values(locale=language))
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page = people.open(device, language)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": people.address}])
    own = pages(app, public=False, language=language)
    every = [*own, *(f"/verwaltung/{end}" for end in STAFF)]
    for path in every[first::2]:
        page.goto(path)
        assert "/verwaltung" in page.url
        axe(page, colours="?gewichtet" not in path)  # the largest page, as without weights
        assert fits(page), path
