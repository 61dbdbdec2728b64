"""Pages of staff and tablets come compressed to browsers that take it, and plain to others."""

import gzip
from collections.abc import Callable

from beteiligung.access import Role
from beteiligung.districts.models import District
from tests.visitor import Visitor

RESULTS = "/verwaltung/umfragen/jede-art/ergebnisse"
GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_of_results_comes_compressed_and_short(
    enter: Callable[..., Visitor], district: District
):
    client = enter(Role.MANAGER, district).client
    plain, pressed = client.get(RESULTS), client.get(RESULTS, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert pressed.headers["Content-Encoding"] == "gzip"
    assert int(pressed.headers["Content-Length"]) == len(pressed.data) < len(plain.data) / 3
    assert len(gzip.decompress(pressed.data)) == len(plain.data)
    assert "Accept-Encoding" in pressed.headers["Vary"]


def test_how_long_a_page_becomes_says_nothing_reliable(
    enter: Callable[..., Visitor], district: District
):
    client = enter(Role.MANAGER, district).client
    assert len({len(client.get(RESULTS, headers=GZIP).data) for _ in range(12)}) > 1


def test_the_pilots_app_comes_compressed(visitor: Visitor):
    plain, pressed = (visitor.client.get("/tablet/de/", headers=how) for how in ({}, GZIP))
    assert gzip.decompress(pressed.data) == plain.data
    assert len(pressed.data) < len(plain.data) / 3


def test_short_answers_and_residents_pages_are_left_as_they_are(
    enter: Callable[..., Visitor], district: District
):
    client = enter(Role.MANAGER, district).client
    for path in ("/verwaltung/umfragen/jede-art/ergebnisse/bild/eins.json", "/de/impressum"):
        assert "Content-Encoding" not in client.get(path, headers=GZIP).headers
