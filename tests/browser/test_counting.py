"""On a real device: who says yes is counted once, without what stands behind the address."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from beteiligung.config import Settings
from tests.browser.conftest import PHONE, People

Told = list[tuple[dict[str, list[str]], str]]


@pytest.fixture
def told() -> Iterator[tuple[str, Told]]:
    """A Matomo's place on this machine: its address, and what it is told."""
    heard: Told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((parse_qs(body), str(self.headers)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)  # a line that says nothing keeps none
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(settings: Settings, told: tuple[str, Told]) -> Settings:
    """An installation that counts visits there."""
    return replace(settings, matomo_url=told[0], matomo_site=3)


def asked(page: Page) -> None:
    """Open a page by a printed code, and let it have the time to tell somebody."""
    page.goto("/de/impressum?c=7F3K2#top")
    page.wait_for_load_state("networkidle")


def test_yes_is_one_request_without_the_code_and_without_cookies(
    people: People, told: tuple[str, Told], axe: Callable[[Page], None]
):
    address, heard = told
    people.expect(f"third party: {address}")
    page = people.open(PHONE)
    asked(page)
    assert heard == []
    axe(page)
    with page.expect_response("**/matomo.php"):
        page.get_by_role("button", name="Ja, zählen").click()
    expect(page.locator("#zaehlung")).to_be_hidden()
    [(values, headers)] = heard
    assert values["url"] == [f"{people.address}/de/impressum"]
    assert set(values) == {"idsite", "rec", "apiv", "send_image", "url"}
    assert "7F3K2" not in headers
    assert "Cookie" not in headers
    assert "Referer" not in headers
    with page.expect_response("**/matomo.php"):
        page.goto("/de/hilfe")
    assert len(heard) == 2


def test_no_is_no_request_and_can_be_changed_on_the_privacy_page(
    people: People, told: tuple[str, Told]
):
    address, heard = told
    people.expect(f"third party: {address}")
    page = people.open(PHONE)
    asked(page)
    page.get_by_role("button", name="Nein, nicht zählen").click()
    asked(page)
    expect(page.locator("#zaehlung")).to_be_hidden()
    assert heard == []
    page.goto("/de/datenschutz")
    expect(page.get_by_role("button", name="Nein, nicht zählen")).to_have_attribute(
        "aria-pressed", "true"
    )
    with page.expect_response("**/matomo.php"):
        page.get_by_role("button", name="Ja, zählen").click()
    assert len(heard) == 1


def test_a_browser_that_asks_not_to_be_counted_is_not_even_asked(
    people: People, told: tuple[str, Told]
):
    page = people.open(PHONE)
    page.add_init_script(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true});"
        "localStorage.setItem('counting', JSON.stringify({choice: 'yes', until: 9e15}));"
    )
    asked(page)
    expect(page.locator("#zaehlung")).to_be_hidden()
    page.goto("/de/datenschutz")
    expect(page.get_by_text("Ihr Browser bittet uns")).to_be_visible()
    assert told[1] == []
