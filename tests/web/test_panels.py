"""Cards of several districts on one page: each says where it is, and stands there once."""

from flask import Flask

from beteiligung import i18n
from beteiligung.text import Phrase, Translated
from beteiligung.web.panels import Ground, merged
from beteiligung.web.seams import Panel

HERE = Ground(1, "H3R37", Translated({"de": "Sonnenberg"}))
THERE = Ground(2, "TH3R3", Translated({"de": "Zentrum"}))


def card(name: str) -> Panel:
    return Panel("Ideas", Phrase(name, "de"), "offen bis 15. Dezember", f"/de/ideen/{name}")


def lines(app: Flask, *found: tuple[Ground, list[Panel]]) -> list[str]:
    with app.test_request_context("/"):
        i18n.use("de")
        bare = [panel.line.replace("\u2068", "").replace("\u2069", "") for panel in merged(found)]
    return sorted(bare)


def test_of_several_districts_each_card_names_its_own(app: Flask):
    found = lines(app, (HERE, [card("hier"), card("alle")]), (THERE, [card("dort"), card("alle")]))
    assert found == [
        "Sonnenberg · offen bis 15. Dezember",
        "Zentrum · offen bis 15. Dezember",
        "offen bis 15. Dezember",
    ]


def test_a_page_of_one_district_does_not_repeat_its_name(app: Flask):
    assert lines(app, (HERE, [card("hier"), card("hier")])) == ["offen bis 15. Dezember"]
