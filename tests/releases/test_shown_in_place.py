"""What is hidden keeps its place: in bars, in lines of a picture, and in tables on paper."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.charts import figure_json
from beteiligung.dashboards.figures import Bar, Figure, Stack, parts_of
from beteiligung.dashboards.small_groups import Cell, Shown, Veil
from beteiligung.dashboards.tables import Table
from beteiligung.releases.drawing import EDGE, LINE, STEPS, WIDTH, svg
from beteiligung.releases.page import Page, Part, upright
from beteiligung.releases.prints import code, printed, question_shown

BARE = Figure("q", "matrix", Markup("Frage"), Markup(), Markup(), None)
WORDS = ("sehr", "eher", "kaum", "nie")
PERSON = Cell(40)


@pytest.fixture(autouse=True)
def arabic(app: Flask) -> Iterator[None]:
    """A page that runs from right to left."""
    with app.test_request_context("/"):
        i18n.use("ar")
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No figure asks the database: an empty file will do."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


def steps(*shares: float | None) -> tuple[float | None, ...]:
    """What is drawn of a row with these shares, of which some are hidden."""
    cells = {
        str(at): Cell(None, veil=Veil.COVER) if share is None else Cell(round(share), share / 100)
        for at, share in enumerate(shares)
    }
    return parts_of(Shown("q", cells, frozenset(), PERSON, PERSON, PERSON, PERSON))


def of_rows(*rows: tuple[float | None, ...]) -> Figure:
    """A figure of several rows."""
    stacks = tuple(Stack(Markup("Reihe"), row, Markup("n = 40")) for row in rows)
    return BARE._replace(stacks=stacks, steps=tuple(map(Markup, WORDS)))


def test_hidden_answers_at_the_beginning_leave_room_there_in_every_picture():
    figure = of_rows(steps(None, None, 25, 15), steps(30, 30, 25, 15))
    drawn = svg(figure, ()).decode()
    (at, width), *_ = re.findall(
        rf'<rect x="([0-9.]+)" [^>]*width="([0-9.]+)" height="28" fill="{STEPS[4]}', drawn
    )
    # From right to left: what is hidden comes first, 60 per cent of the line.
    assert float(at) + float(width) == pytest.approx(WIDTH - EDGE - LINE * 0.6)
    assert "\u0645\u062e\u0641\u064a" in drawn
    paper = question_shown(Part(figure))["stacks"][0]["parts"]
    assert [(each["share"], each["step"]) for each in paper] == [(60, 5), (25, 3), (15, 4)]
    traces = figure_json(figure)["data"]
    assert list(traces[0]["x"]) == [60, 0]


def test_of_steps_hidden_at_two_ends_there_is_no_bar_that_would_tell_them_apart():
    assert steps(None, 40, 20, None) == ()
    assert steps(None, 0, None, 20) == (None, 0, None, 20), "nobody is between them"
    assert steps(30, None, None, 20) == (30, None, None, 20)
    (row,) = question_shown(Part(of_rows(())))["stacks"]
    assert row["parts"][0]["words"]


def test_every_line_of_a_picture_runs_the_way_its_page_does():
    sentence = Markup("\u0642\u0627\u0644\u0648\u0627 <bdi>{}</bdi>.").format(
        "\u0646\u0639\u0645 " * 40
    )
    drawn = svg(BARE._replace(sentence=sentence), ()).decode()
    lines = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert len(lines) > 2
    for line in lines:
        depth = 0
        for place, sign in enumerate(line):
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            assert depth > 0 or place == len(line) - 1, "no end without a beginning"
        assert depth == 0


def test_a_table_of_many_answers_and_few_groups_stands_on_its_side():
    heads = ("Gruppe", *(f"Antwort {at}" for at in range(12)))
    rows = tuple((Markup("{}").format(name), *(f"{name}{at}" for at in range(12))) for name in "AB")
    table = upright(Table(heads, rows))
    assert table.heads[1:] == ("A", "B")
    assert table.rows[3] == ("Antwort 3", "A3", "B3")
    few = Table(heads[:4], tuple(row[:4] for row in rows))
    assert upright(few) == few


def test_a_poster_tells_the_first_question_by_its_most_frequent_answers_in_every_language():
    bars = tuple(
        Bar(Markup("Antwort {}").format(at), 60 - at, Markup("{} %").format(60 - at))
        for at in range(14)
    )
    first = Part(BARE._replace(name="viele", kind="multiple", bars=bars))
    others = [Part(BARE._replace(name=name, kind="single", bars=bars[:2])) for name in "abcdefgh"]
    told = Page(Markup(), Markup(), (first, *others), (), (), hidden=False)
    words: dict[str, Any] = {
        "name": "Mitreden",
        "by": "",
        "title": "Titel",
        "conclusion": [],
        "result": "",
    }
    words |= {"address": "x.de", "code": code("https://x.de"), "foreign": ""}
    words |= {"spoken": "ar", "spoken_rtl": True}
    made = printed("poster", "a4", told, words)
    assert list(made.names.items())[:2] == [("viele", 5), ("a", 2)]
    longer = [
        part._replace(figure=part.figure._replace(title=Markup("Lang ") * 50))
        for part in told.parts
    ]
    long = Page(Markup(), Markup(), tuple(longer), (), (), hidden=False)
    assert printed("poster", "a4", long, words, made.names).names == made.names
    assert printed("poster", "a4", long, words).names != made.names, "else nothing had to shrink"
