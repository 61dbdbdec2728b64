"""Waves side by side: alike questions over time, the others refused with the reason."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.indicators import import_indicators
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/umfragen/jede-art/ergebnisse/wellen"
BEFORE = "/verwaltung/umfragen/jede-art-2024/ergebnisse/wellen"
FIGURES = """area;code;name;date;value;unit;source
sonnenberg;laeden;Leere Läden;2024-12-31;12;Läden;Amt
sonnenberg;laeden;Leere Läden;2025-12-31;9;Läden;Amt
zentrum;laeden;Leere Läden;2025-12-31;40;Läden;Amt"""


def earlier() -> dict[str, Any]:
    """The same survey two years ago: some questions were asked in another way."""
    document = copy.deepcopy(on_the_shelf("every_kind"))
    document["slug"] = "jede-art-2024"
    found = {question["id"]: question for question in document["questions"]}
    found["eins"]["options"][1] = {"code": "c", "label": {"de": "C"}}  # where B is today
    found["reihen"]["items"].pop()
    found["mehrere"]["max"] = 3
    found["nur_a"]["text"] = {"de": "Allein für A"}
    found["tag"]["id"] = "datum"
    return document


@pytest.fixture
def surveys(store: Store, district: District, zentrum: District) -> tuple[Survey, Survey]:
    """Two waves: 20 people of the Sonnenberg then, 40 now; 10 of the Zentrum now."""
    with store.writing() as session:
        before = counting.survey(session, earlier(), districts=[district])
        before.opens_at = before.created_at = datetime(2024, 10, 1, tzinfo=before.created_at.tzinfo)
        now = counting.survey(session, on_the_shelf("every_kind"), districts=[district, zentrum])
        now.wave_of = before.slug
        then = {"reihen": {"x": "1"}, "zahl": 10, "nur_a": "1", "eins": "a"}
        other = {"reihen": {"x": "3"}, "zahl": 20, "nur_a": "2", "eins": "a"}
        here = district.id
        counting.answer(session, before, *[Given(then, district=here)] * 5)
        counting.answer(session, before, *[Given(other, district=here)] * 15)
        counting.answer(session, now, *[Given(then, district=here)] * 30)
        counting.answer(session, now, *[Given(other, district=here)] * 10)
        counting.answer(session, now, *[Given(other, district=zentrum.id)] * 10)
        import_indicators(session, None, FIGURES.encode(), at=now.created_at)
    return before, now


@pytest.fixture
def read(surveys: object, enter: Enter) -> Enter:
    """Signs somebody in who reads English, once both waves are there."""
    del surveys
    return enter


@pytest.fixture
def survey(surveys: tuple[Survey, Survey]) -> Survey:
    """The later wave."""
    return surveys[1]


def figure(page: Page, title: str) -> str:
    """What a figure says, its table included."""
    for one in page.all("figure"):
        if words(next(one.iter("h3"))) == title:
            return words(one)
    message = f"no figure {title!r} on {page.path}"
    raise AssertionError(message)


def row(page: Page, title: str, head: str) -> list[str]:
    """The cells of a row in a figure's table."""
    for one in page.all("figure"):
        if words(next(one.iter("h3"))) == title:
            rows = [[words(cell).replace("\xa0", " ") for cell in line] for line in one.iter("tr")]
            return next(cells[1:] for cells in rows if cells[0] == head)
    message = f"no figure {title!r} on {page.path}"
    raise AssertionError(message)


def reason(page: Page, title: str) -> str:
    """Why a question cannot be compared."""
    section = next(item for item in page.all("section") if item.get("aria-labelledby") == "refused")
    cells = [item for item in section.iter() if item.tag in {"dt", "dd"}]
    heads = [words(item) for item in cells]
    return heads[heads.index(title) + 1]


def test_questions_that_stayed_alike_stand_side_by_side(read: Enter, district: District):
    page = read(Role.MANAGER, district).get(HERE)
    said = figure(page, "Reihen")
    assert "“gut”: 75 of 100 people in October 2024, 25 of 100 people in November 2026." in said
    assert row(page, "Reihen", "X – October 2024") == ["15 (75 %)", "0 (0 %)", "5 (25 %)", "20"]
    assert row(page, "Reihen", "X – November 2026") == ["10 (25 %)", "0 (0 %)", "30 (75 %)", "40"]
    assert "These rows were not asked there: “Y”." in said
    number = figure(page, "Eine Zahl")
    assert "17.5 on average in October 2024, 12.5 on average in November 2026." in number
    assert "October 2024: The question had other words there: “Allein für A”." in figure(
        page, "Nur für A"
    )
    assert [words(item) for item in page.all("td", class_="n")][:2] == ["20", "40"]
    page.sees("not representative", "in each wave other people answered")
    assert "n = 40 · fewer than 30: an impression only" in number  # the first wave has 20


def test_other_questions_are_refused_with_the_reason_in_words(read: Enter, district: District):
    page = read(Role.MANAGER, district).get(HERE)
    page.sees("3 questions cannot be compared: why?")
    assert reason(page, "Eine Antwort") == (
        "October 2024: The answers to choose from were others. Only there: “C”. "
        "Only in this survey: “B”."
    )
    assert reason(page, "Mehrere Antworten").endswith("Other limits or another unit held there.")
    assert "the short name “datum”" in reason(page, "Ein Tag")
    titles = [words(next(one.iter("h3"))) for one in page.all("figure")]
    assert not {"Eine Antwort", "Mehrere Antworten", "Ein Tag"} & set(titles)
    there = page.follow("Jede Art zu fragen")
    assert there.path == BEFORE
    assert "Only there: “B”" in reason(there, "Eine Antwort")


def test_each_sees_the_waves_and_answers_of_her_own_districts(read: Enter, zentrum: District):
    alone = read(Role.MANAGER, zentrum)
    alone.get(HERE).sees("This survey has no other wave yet.").misses("Reihen")
    alone.get(BEFORE, 404)
    admin = read(Role.ADMIN)
    everybody = admin.get(HERE)
    assert row(everybody, "Reihen", "X – November 2026")[-2:] == ["30 (60 %)", "50"]
    one = everybody.fill("District", "Sonnenberg").submit("Show")
    assert "stadtteil=sonnenberg" in one.path
    assert row(one, "Reihen", "X – November 2026")[-2:] == ["30 (75 %)", "40"]
    admin.get(f"{HERE}?stadtteil=nirgends", 404)


def test_the_page_says_whose_answers_these_are(read: Enter, district: District):
    read(Role.MANAGER, district).get(HERE).sees("District: Sonnenberg")


def test_a_filter_that_waves_do_not_know_is_said_and_kept(read: Enter):
    admin = read(Role.ADMIN)
    page = admin.get(f"{HERE}?antwort=eins:a&gewichtet=ja")
    page.sees("Of the filter only the district applies here")
    one = page.fill("District", "Sonnenberg").submit("Show")
    assert row(one, "Reihen", "X – November 2026")[-2:] == ["30 (75 %)", "40"]
    back = one.follow("Results").path.replace("%3A", ":")
    assert all(part in back for part in ("antwort=eins:a", "stadtteil=sonnenberg", "gewichtet=ja"))
    admin.get(f"{HERE}?stadtteil=sonnenberg").misses("Of the filter only")


def test_small_groups_of_a_wave_are_hidden_until_a_purpose_is_written(
    read: Enter, store: Store, district: District, surveys: tuple[Survey, Survey]
):
    with store.writing() as session:
        before = session.merge(surveys[0])
        rows = {"reihen": {"x": "2"}, "zahl": 10}
        counting.answer(session, before, *[Given(rows, district=district.id)] * 2)
    manager = read(Role.MANAGER, district)
    seen = row(manager.get(HERE), "Reihen", "X – October 2024")
    assert seen == ["15 (68 %)", "under 5", "hidden", "22"]
    results = manager.get("/verwaltung/umfragen/jede-art/ergebnisse")
    results.fill("purpose", "Gespräch mit dem Quartiersrat").submit("Show small groups")
    opened = row(manager.get(HERE), "Reihen", "X – October 2024")
    assert opened == ["15 (68 %)", "2 (9 %)", "5 (23 %)", "22"]


def test_a_wave_of_four_people_is_not_compared(
    read: Enter, store: Store, district: District, surveys: tuple[Survey, Survey]
):
    with store.writing() as session:
        third = counting.survey(
            session, {**on_the_shelf("every_kind"), "slug": "jede-art-2027"}, districts=[district]
        )
        third.wave_of = surveys[0].slug
        third.opens_at = datetime(2027, 1, 1, tzinfo=third.created_at.tzinfo)
        counting.answer(session, third, *[Given({"zahl": 1}, district=district.id)] * 4)
    manager = read(Role.MANAGER, district)
    page = manager.get(HERE).sees("January 2027 is not compared yet")
    assert "January 2027" not in figure(page, "Eine Zahl")
    there = manager.get("/verwaltung/umfragen/jede-art-2027/ergebnisse/wellen")
    there.sees("Fewer than 5 people").misses("Eine Zahl")


def test_figures_of_offices_stand_beside_and_in_no_index(read: Enter, district: District):
    page = read(Role.VIEWER, district).get(HERE)
    said = figure(page, "Leere Läden")
    assert "9 Läden on December 31, 2025" in said
    assert "Source: Amt" in said
    assert "40" not in said
    page.sees("never mixed with the answers")


def test_waves_are_for_those_who_may_look_at_results(
    read: Enter, district: District, visitor: Visitor
):
    read(Role.PILOT, district).get(HERE, 403)
    visitor.get(HERE, 303)
