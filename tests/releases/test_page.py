"""Picture, table, sentence and files of a release say the same numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from markupsafe import Markup

from beteiligung import i18n
from beteiligung.releases.drawing import svg
from beteiligung.releases.page import Page, Part, page
from beteiligung.releases.prints import code, printed
from beteiligung.releases.released import Released, read
from beteiligung.surveys.models import Survey, SurveyVersion
from tests.builders import on_the_shelf
from tests.releases.by_hand import answer, question, table
from tests.releases.conftest import AGE
from tests.releases.documents import a_document

ROUNDED = Markup("Every number is rounded.")


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    """The sentences' own language."""
    with app.test_request_context("/"):
        i18n.use("en")
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No figure asks the database: an empty file will do."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def released() -> Released:
    """A release of every way of asking."""
    document = on_the_shelf("every_kind")
    document["questions"].append(AGE)
    survey = Survey(slug="jede-art", title=document["title"])
    survey.versions.append(SurveyVersion(number=1, document=document, locales=["de"]))
    return read(a_document(survey))


def parts(found: Page) -> tuple[Part, ...]:
    """Every question of a page."""
    return (*found.parts, *found.people)


def plain(words: object) -> str:
    """Words without marks."""
    return re.sub(r"<[^>]*>", "", str(words))


def test_a_bar_is_as_long_as_its_table_says(released: Released):
    compared = 0
    for part in parts(page(released)):
        if part.figure.table is None or part.figure.stacks or part.figure.kind == "matrix":
            continue
        rows = {plain(row[0]): plain(row[2]) for row in part.figure.table.rows}
        for bar in part.figure.bars:
            said = rows[plain(bar.label)]
            assert plain(bar.words) in {said, "hidden"}
            assert (bar.length is None) == (said == "–")
            if bar.length is not None:
                assert abs(bar.length - int(re.sub(r"\D", "", said))) <= 1
                compared += 1
    assert compared > 8


def test_a_stack_has_the_shares_of_its_row(released: Released):
    matrix = next(each for each in page(released).parts if each.figure.name == "reihen")
    assert matrix.figure.table is not None
    for stack, row in zip(matrix.figure.stacks, matrix.figure.table.rows, strict=True):
        shares = [int(each) for each in re.findall(r"\((\d+)", plain(" ".join(map(str, row))))]
        assert (
            not stack.parts or [round(part) for part in stack.parts if part is not None] == shares
        )


def test_the_picture_to_take_along_says_what_the_page_says(released: Released):
    for part in parts(page(released)):
        if part.pictured:
            drawn = svg(part.figure, ("Mitreden",)).decode()
            for bar in part.figure.bars:
                said = plain(bar.words).replace("\N{NO-BREAK SPACE}", " ")
                assert f">{said}<" in drawn
            for stack in part.figure.stacks:
                large = [
                    str(round(part)) for part in map(float, filter(None, stack.parts)) if part >= 4
                ]
                assert all(f">{share}<" in drawn for share in large)


def test_where_numbers_are_rounded_apart_pictures_and_paper_say_so(released: Released):
    part = next(each for each in parts(page(released)) if each.pictured)
    rounded, exact = (
        part._replace(figure=part.figure._replace(note=note)) for note in (ROUNDED, Markup())
    )
    assert ROUNDED in svg(rounded.figure, ()).decode()
    assert ROUNDED not in svg(exact.figure, ()).decode()
    address = "https://beispiel.de/e"
    given: dict[str, Any] = {"name": "Mitreden", "by": "", "title": "Titel", "conclusion": []}
    given |= {"address": address, "code": code(address), "result": "Ergebnis 1"}
    given |= {"foreign": "", "spoken": "de", "spoken_rtl": False}
    for told, said in ((rounded, True), (exact, False)):
        alone = replace(page(released), parts=(told,))
        with pypdfium2.PdfDocument(printed("page", "a4", alone, given).body) as paper:
            words = " ".join(paper[0].get_textpage().get_text_range().split())
        assert (ROUNDED in words) is said


def test_groups_are_shown_with_the_question_they_are_made_by(released: Released):
    part = next(each for each in page(released).parts if each.figure.name == "nur_a")
    ((title, (split,)),) = part.splits
    assert plain(title) == "Wie alt sind Sie?"
    assert split.figure.table is not None
    assert [plain(row[0]) for row in split.figure.table.rows] == ["Unter 40", "40 und älter"]
    assert plain(split.figure.table.heads[0]) == "Group"


def made(*tables: object, **asked: object) -> Part:
    """A release about one question."""
    document = {
        "survey": "klein",
        "number": 2,
        "source": "de",
        "day": "2026-11-20",
        "first": None,
        "last": None,
        "total": {"n": 40},
        "set_aside": 0,
        "title": {"de": "Klein"},
        "locales": ["de"],
        "districts": [],
        "questions": [question("q", ("Frage", "سؤال"), **asked)],
        "tables": list(tables),
    }
    return page(read(document)).parts[0]


ANSWERS = [answer("a", "A"), answer("b", "B"), answer("c", "C")]


def test_a_budget_shows_means_not_people():
    points = table("q", 40, ("a", 6, "shown"), ("b", 3, "shown"), ("c", 1, "shown"))
    part = made(points, kind="budget", figures="the mean of what each option got", answers=ANSWERS)
    assert plain(part.figure.sentence) == "“A” got the most: in the mean 6 of 10 points."
    assert [bar.length for bar in part.figure.bars] == [60, 30, 10]


def test_an_order_says_what_came_first_and_no_mean():
    first = table("q", 40, ("a", 20, "shown"), ("b", 12, "shown"), ("c", 8, "shown"))
    figures = "how often each option came first, and its mean rank"
    part = made(first, kind="rank", figures=figures, answers=ANSWERS)
    assert plain(part.figure.sentence) == "50 of 100 people put “A” first."
    assert part.figure.table is not None
    assert len(part.figure.table.heads) == 3


def test_what_is_hidden_of_several_answers_may_be_the_first():
    several = table(
        "q", 40, ("a", 20, "shown"), ("b", None, "cover"), ("c", 8, "shown"), several=True
    )
    part = made(several, kind="multiple", answers=ANSWERS)
    assert plain(part.figure.sentence).startswith("Too few people")
    rare = table("q", 40, ("a", 20, "shown"), ("b", 12, "shown"), ("c", None, "few"), several=True)
    kept = made(rare, kind="multiple", answers=ANSWERS)
    assert plain(kept.figure.sentence) == "50 of 100 people chose “A”, 30 of 100 “B”."
    assert "under 5" not in plain(kept.figure.bars)


def test_figures_of_an_earlier_result_say_so_and_know_no_new_answer():
    old = table("q", 32, ("a", 20, "shown"), ("b", 12, "shown"), as_of=1)
    part = made(old, answers=ANSWERS)
    assert "These figures stand as in result 1." in plain(part.figure.base)
    assert part.figure.table is not None
    assert [plain(cell) for cell in part.figure.table.rows[2]] == ["C", "hidden", "–"]
