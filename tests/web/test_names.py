"""A forged name, address or target changes nothing: no link, no code, no limit, no way out."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from beteiligung.access import Role
from beteiligung.accounts.views import START, own_path
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.printing import svg
from tests.builders import PASSWORD, a_person
from tests.conftest import NOW, Clock
from tests.counting import code_at
from tests.surveys.conftest import running
from tests.visitor import OWN_PAGE, Visitor

__all__ = ["running"]
PUBLIC = "https://mitreden.example"
EVIL = "evil.example"
FORGED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Host": EVIL,
    "Forwarded": f"host={EVIL};proto=http;for=203.0.113.9",
    "X-Original-URL": "/verwaltung/",
    "X-Rewrite-URL": "/verwaltung/",
}
OTHERS = (
    EVIL,
    f"mitreden.example.{EVIL}",
    "mitreden.example:8443",
    "mitreden.example@evil.example",
    "",
    "mitreden.example, evil.example",
    "[::1",
    "127.0.0.1.evil.example",
    "10.0.0.1",
)
OWN = (
    "mitreden.example",
    "MITREDEN.example",
    "mitreden.example.",
    "mitreden.example:443",
    "127.0.0.1:5000",
    "localhost",
    "[::1]:5000",
)
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "/%09/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "///evil.example",
    "/.//evil.example",
    "/de/../../evil.example",
    "/anmelden\r\nSet-Cookie: a=b",
    "/abmelden",
    "evil.example",
    "/static/../../etc/passwd",
    "http://localhost@evil.example/",
    "/%2f%2fevil.example",
)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """For names the database makes no difference: SQLite."""
    path = tmp_path / "beteiligung.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@contextmanager
def serving(settings: Settings, **changes: Any) -> Iterator[Visitor]:
    """An installation with these settings."""
    app = create_app(replace(settings, **changes), now=Clock(NOW))
    app.testing = True
    yield Visitor(app)
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


@pytest.fixture
def in_production(settings: Settings) -> Iterator[Visitor]:
    """Where residents really answer."""
    with serving(settings, env="production", public_url=PUBLIC) as visitor:
        yield visitor


def test_in_production_no_other_name_is_answered(in_production: Visitor) -> None:
    for host in OTHERS:
        for path in ("/", "/de/", "/anmelden", "/static/residents.css", "/gibtsnicht"):
            answer = in_production.client.get(path, headers={"Host": host})
            assert answer.status_code == 421, (host, path)
            assert EVIL.encode() not in answer.data
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_own_name_and_the_machine_itself_are_answered(in_production: Visitor) -> None:
    for host in OWN:
        assert in_production.client.get("/de/", headers={"Host": host}).status_code == 200, host


def test_machines_that_ask_whether_all_is_well_need_no_name(in_production: Visitor) -> None:
    assert in_production.client.get("/healthz", headers={"Host": "10.0.0.1"}).status_code == 200


@pytest.mark.parametrize("proxies", [0, 1])
def test_what_is_printed_and_linked_bears_the_own_name_whatever_was_forged(
    settings: Settings, running: Callable[..., Any], proxies: int
) -> None:
    running("single")
    with serving(settings, public_url=PUBLIC, trusted_proxies=proxies) as visitor:
        for host in ({"Host": EVIL}, {}):
            headers = {**FORGED, **host}
            note = visitor.client.get("/de/umfrage/eine-antwort/termin.ics", headers=headers)
            catalogue = visitor.client.get("/daten/katalog.jsonld", headers=headers)
            for answer in (note, catalogue):
                assert answer.status_code == 200
                assert PUBLIC in answer.text
                assert EVIL not in answer.text
            for page in ("/", "/de/", "/de/umfrage/eine-antwort", "/anmelden", "/de/gibtsnicht"):
                found = visitor.client.get(page, headers=headers)
                assert EVIL not in found.text + str(found.headers), page


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_code_bears_the_own_name_whatever_was_forged(
    settings: Settings,
    store: Store,
    signed_in: Callable[..., Visitor],
    district: District,
    proxies: int,
) -> None:
    with store.writing() as session:
        code_at(session, session.query(Place).first() or Place(), "7F3K2")
    cookie = signed_in(Role.MANAGER, district).client.get_cookie("sitzung")
    assert cookie is not None
    with serving(settings, public_url="http://mitreden.example", trusted_proxies=proxies) as other:
        other.client.set_cookie("sitzung", cookie.value, domain=EVIL)
        drawn = other.client.get(
            "/verwaltung/codes/bild/7F3K2.svg", base_url=f"http://{EVIL}", headers=FORGED
        )
        assert drawn.data == svg("HTTP://MITREDEN.EXAMPLE/Q/7F3K2")


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_address_that_somebody_claims_to_have_changes_no_limit(
    settings: Settings, proxies: int
) -> None:
    def claimed(number: int) -> dict[str, str]:
        # What a person claims stands in front of what the proxy before us has seen.
        address = f"203.0.113.{number}"
        seen = {"X-Forwarded-For": f"{address}, 198.51.100.7", "X-Real-IP": address}
        return {**OWN_PAGE, **seen, "Forwarded": f"for={address}"}

    with serving(settings, trusted_proxies=proxies) as visitor:
        answers = [
            visitor.client.post("/de/barrierefreiheit", headers=claimed(number)).status_code
            for number in range(40)
        ]
    assert 429 in answers


def test_nobody_is_led_away_after_signing_in(app: Flask) -> None:
    with app.app_context():
        assert {target: own_path(target) for target in AWAY} == dict.fromkeys(AWAY, START)
        assert own_path("/verwaltung/umfragen/?archiv") == "/verwaltung/umfragen/?archiv"


def test_signing_in_leads_to_where_somebody_wanted_to_go_and_to_nobody_else(
    visitor: Visitor, store: Store, district: District, clock: Clock
) -> None:
    with store.writing() as session:
        a_person(session, Role.MANAGER, session.merge(district), at=clock())
    for target, leads in (("//evil.example/", START), ("/verwaltung/konto", "/verwaltung/konto")):
        page = visitor.get(f"/anmelden?weiter={target}")
        page.fill("email", "manager@sonnenberg.example").fill("password", PASSWORD)
        token = page.value("csrf_token")
        answer = visitor.post(
            f"/anmelden?weiter={target}",
            {"csrf_token": token, "email": "manager@sonnenberg.example", "password": PASSWORD},
        )
        assert answer.location == leads


def test_no_address_leads_to_another_website_by_what_is_added_to_it(
    app: Flask, manager: Visitor
) -> None:
    names = ("weiter", "next", "url", "to", "redirect", "return", "zurueck", "nach", "target")
    added = dict.fromkeys(names, "https://evil.example/")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments - {"lang"}:
            path = str(rule).replace("<lang:lang>", "de")
            headers = {"Referer": "https://evil.example/"}
            answer = manager.client.get(path, query_string=added, headers=headers)
            assert not answer.headers.get("Location", "").startswith(("http", "//")), path
            assert b'href="https://evil.example' not in answer.data, path
