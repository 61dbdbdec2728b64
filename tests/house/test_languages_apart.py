"""Whoever came in one language stays in it, and nothing unchecked is called easy language."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from babel.messages.pofile import read_po

from beteiligung.locales import BY_ID
from tests.house.sources import ROOT
from tests.house.town import Town
from tests.page import Page
from tests.visitor import Visitor

STAFFS_DOORS = ("/anmelden", "/verwaltung")  # the team's own entrance speaks the team's language
LEFT_OUT = re.compile(r"\.\w+$|zentrum")  # files; and the second district, which has the same pages
CALLED = re.compile(r"\bleichter? sprache", re.IGNORECASE)
DUTY = "Easy language"  # the page that the law asks for, which the operator writes and has checked


def ways_on(page: Page) -> Iterator[str]:
    """Where the links of a page lead on this website, but for the chooser of languages."""
    for link in page.root.iter("a"):
        way = urlsplit(urldefrag(urljoin(page.path, link.get("href", ""))).url)
        if not way.netloc and not link.get("hreflang") and not way.path.startswith(STAFFS_DOORS):
            yield way.geturl()


def walked(visitor: Visitor, start: str) -> Mapping[str, str]:
    """Every page that links lead to from here, by its path, with the language it says it has."""
    found: dict[str, str] = {}
    seen, waiting = {start}, [start]
    while waiting:
        answer = visitor.client.get(waiting.pop(), follow_redirects=True)
        if answer.status_code != HTTPStatus.OK or answer.mimetype != "text/html":
            continue
        page = Page(visitor, answer)
        found[answer.request.path] = page.root.get("lang", "")
        fresh = {way for way in ways_on(page) if urlsplit(way).path not in seen}
        seen |= {urlsplit(way).path for way in fresh}
        waiting.extend(way for way in fresh if not LEFT_OUT.search(urlsplit(way).path))
    return found


def test_links_never_lead_into_another_language(towns: Mapping[str, Town]):
    """The visitor's browser asks for nothing: whatever is not Arabic would be German."""
    found = walked(Visitor(towns["sqlite"].app), "/ar/")
    assert {"/ar/ideen/ideen-sonnenberg", "/q/"} <= set(found)
    assert len(found) > 20
    assert {path for path, tongue in found.items() if tongue != "ar"} == set()


def test_easy_german_is_one_of_the_languages_of_every_visitor(towns: Mapping[str, Town]):
    visitor = Visitor(towns["sqlite"].app)
    for address in ("/de/", "/ar/ideen/ideen-sonnenberg", "/de/ideen/ideen-sonnenberg"):
        links = visitor.get(address).all("a", hreflang="de")
        assert any(link.get("href", "").startswith("/de-leicht/") for link in links), address
    tongues = visitor.get("/de/ideen/ideen-sonnenberg/neu").controls("language")
    assert "de-leicht" in {option.get("value") for option in tongues[0].iter("option")}


@pytest.mark.parametrize("catalogue", ["de", "de@leicht"])
def test_nothing_that_nobody_checked_is_called_leichte_sprache(catalogue: str):
    path = ROOT / "translations" / catalogue / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        said = {str(each.id): str(each.string) for each in read_po(file)}
    assert {words for words, text in said.items() if CALLED.search(text)} == {DUTY}
    assert "Sprache" not in BY_ID["de-leicht"].name
