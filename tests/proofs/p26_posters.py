"""P26: a flooded poster is closed in one click, within a minute, and its survey stays open."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from beteiligung.abuse.marks import Mark
from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import Place
from beteiligung.qrcodes.actions import create_code
from beteiligung.surveys.models import Response
from tests.abuse.conftest import Served, document, served
from tests.browser.conftest import chromium
from tests.builders import PASSWORD, a_district, a_person, a_survey
from tests.proofs import rig
from tests.proofs.proof import Proof

SLUG, MANAGER = "offen", "manager@example.org"
FLOOD = 300  # answers by one poster before it is closed, and as many after
ASKED = 40  # questions to both workers, each by a line of its own
MOST = 60.0  # seconds from the first look at the page until the poster is closed everywhere
PATIENCE = 90.0  # seconds
FOREIGN = ("ZZZZZ", "00000", "7F3K2-", "abc", "x" * 40, "%F0%9F%9A%80")


def prove() -> Iterator[Proof]:
    """Flood one of two posters of a survey, close it in a browser, and go on flooding."""
    with rig.folder() as data, rig.database("SQLite", data) as url:
        flooded, other = _posters(url)
        with served(url, data, ANSWERS_PER_MINUTE="0") as running:
            yield from _closed(running, flooded, other)
            yield _foreign(running)


def _closed(running: Served, flooded: str, other: str) -> Iterator[Proof]:
    before = Counter(running.answers(SLUG, _networks(), FLOOD, c=flooded))
    took = _one_click(running, flooded)
    yield Proof(
        "P26 seconds until a poster is closed for both workers", f"{took:.1f}", took <= MOST
    )
    time.sleep(1.5)  # a worker trusts what it read for a second
    after = Counter(running.answers(SLUG, _networks(), FLOOD, c=flooded))
    elsewhere = Counter(running.answers(SLUG, _networks(), FLOOD, c=other))
    thanked = {303: FLOOD}
    open_ = [running.ask("GET", f"/de/umfrage/{SLUG}")[0] for _ in range(ASKED)]
    led = [running.ask("GET", f"/q/{other}")[0] for _ in range(ASKED)]
    said = f"{Counter(open_)} without a code, {Counter(led)} at the other poster".replace(
        "Counter", ""
    )
    met = set(open_) == {200} and set(led) == {303}
    yield Proof("P26 the survey stays open", said, met and thanked == elsewhere)
    marked, all_ = _marks(running.store, flooded)
    others, _ = _marks(running.store, other)
    met = (marked, all_, others) == (FLOOD, 2 * FLOOD, 0) and before == after == thanked
    said = f"{marked} of {FLOOD} afterwards, {all_} kept; {others} of {FLOOD} by the other poster"
    yield Proof("P26 answers by a closed poster that are marked", said, met)


def _foreign(running: Served) -> Proof:
    """A code that we never made leads to a page with help, and answers with it count as none."""
    pages = [running.ask("GET", f"/q/{code}") for code in FOREIGN]
    helped = sum(status == 404 and 'name="code"' in page for status, page in pages)
    taken = Counter(running.answers(SLUG, _networks(), len(FOREIGN), c="ZZZZZ"))
    named, all_ = _marks(running.store, "ZZZZZ")
    said = f"{helped} of {len(FOREIGN)} lead to help; answers that carry one: {all_}"
    met = helped == len(FOREIGN) and all_ == named == 0 and set(taken) == {303}
    return Proof("P26 codes that we never made", said, met)


def _posters(url: str) -> tuple[str, str]:
    """An open survey with two posters, and who may close them."""
    store, at = Store(url), datetime.now(UTC)
    with store.writing() as session:
        district = a_district(session, places=("Plakat am Markt", "Plakat am Park"), at=at)
        a_survey(session, district, document=document(SLUG), at=at)
        a_person(session, Role.MANAGER, district, email=MANAGER, at=at)
        places = session.scalars(select(Place).order_by(Place.name)).all()[:2]
        one, two = (
            create_code(
                session,
                path=f"umfrage/{SLUG}",
                district=district,
                place=place,
                medium="poster",
                locale=None,
                at=at,
                rng=Random(place.slug),
            ).code
            for place in places
        )
    store.dispose()
    return one, two


def _one_click(running: Served, code: str) -> float:
    """Sign in, close the poster; seconds from the list of posters until every worker knows."""
    base = f"http://127.0.0.1:{running.port}"
    with sync_playwright() as play:
        browser = chromium(play)
        page = browser.new_page(base_url=base, locale="de")
        _sign_in(page)
        began = time.monotonic()
        page.goto(f"/verwaltung/codes/fuer/umfrage/{SLUG}")
        page.click(f"form[action='/verwaltung/codes/schliessen/{code}'] button")
        page.wait_for_load_state()
        while any(running.ask("GET", f"/q/{code}")[0] != 410 for _ in range(ASKED)):
            if time.monotonic() - began > PATIENCE:
                break
        browser.close()
    return time.monotonic() - began


def _sign_in(page: Page) -> None:
    page.goto("/anmelden?sprache=de")
    page.fill("[name=email]", MANAGER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/verwaltung/**")


def _marks(store: Store, code: str) -> tuple[int, int]:
    """How many answers by this code are marked as by a closed poster, and how many there are."""
    with store.reading() as session:
        marks = session.scalars(select(Response.marks).where(Response.code == code)).all()
    return sum(bool((each or 0) & Mark.CLOSED) for each in marks), len(marks)


def _networks() -> list[str]:
    return [f"198.51.{n // 250}.{n % 250 + 1}" for n in range(FLOOD)]
