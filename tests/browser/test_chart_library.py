"""The chart library under our content policy: it draws, stays quiet, and uploads nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from beteiligung.access import public
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.web.layout import asset
from tests.browser.conftest import DESK, People
from tests.conftest import Clock

PAGE = """<!doctype html><html lang="de" dir="ltr"><head><title>Bild</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" id="plotly.js-style-global" class="no-inline-styles" href="{css}">
<script src="{js}"></script></head><body><div id="chart"></div></body></html>"""
DRAW = """() => Plotly.newPlot("chart", [{type: "bar", x: ["gut", "schlecht"], y: [7, 3]}], {},
  {displayModeBar: true, displaylogo: false, modeBarButtonsToRemove: ["sendChartToCloud"]})"""


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """A platform of its own: it gets an address more, which no other test's may have."""
    app = create_app(settings, now=clock)
    yield app
    app.extensions["ledger"].close()
    store: Store = app.extensions["store"]
    store.dispose()


def test_a_chart_is_drawn_with_linked_styles_and_without_a_way_out(app: Flask, people: People):
    def show() -> Response:
        return Response(PAGE.format(css=asset("plotly.css"), js=asset("plotly.js")))

    app.add_url_rule("/bild", "picture", public(show))
    page = people.open(DESK)
    page.goto("/bild")
    page.evaluate(DRAW)
    assert page.locator(".bars .point").count() == 2
    bar = page.locator(".modebar")
    assert bar.evaluate("item => getComputedStyle(item).position") == "absolute"
    titles = bar.locator("[data-title]").evaluate_all("all => all.map(it => it.dataset.title)")
    assert titles
    assert not [title for title in titles if "share" in title.lower() or "cloud" in title.lower()]
