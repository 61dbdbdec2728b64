"""Every way of asking: one class, one template, one tiny survey, one paragraph; asked and kept."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import Questionnaire, check_answers, read
from beteiligung.surveys.questions.kinds import KINDS
from tests.builders import SHELF, on_the_shelf
from tests.conftest import NOW
from tests.house.sources import PACKAGE, ROOT
from tests.page import Page
from tests.surveys.conftest import answers, changed, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]

TODAY = NOW.date()
MANUAL = (ROOT / "docs" / "questionnaire.md").read_text(encoding="utf-8")
TEMPLATES = PACKAGE / "web" / "templates" / "surveys" / "questions"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos too."""
    return replace(settings, photos=True)


# ---- what every kind has ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_complete(kind: str):
    assert (SHELF / f"{kind}.json").exists(), "a tiny survey"
    assert f"\n### `{kind}`\n" in MANUAL, "a paragraph for authors"
    assert KINDS[kind].asks == (TEMPLATES / f"{kind}.html").exists(), "a template if it asks"
    assert KINDS[kind].name == kind
    assert KINDS[kind].__doc__, "a sentence"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_asked_and_may_be_left_empty_unless_it_must_not(
    visitor: Visitor, running: Running, store: Store, kind: str
):
    document = on_the_shelf(kind)
    slug = running(document).slug
    for language in ("de", "ar"):
        visitor.get(f"/{language}/umfrage/{slug}").sees(document["questions"][0]["text"]["de"])
    page = visitor.get(f"/en/umfrage/{slug}")
    if KINDS[kind].binding:
        page.submit("Send answers", 422).sees("Please read this and agree")
        assert responses(store) == []
    elif any(question.get("required") for question in document["questions"]):
        page = page.submit("Send answers", 422).sees("Please answer this question")
        assert responses(store) == []
    else:
        page.submit("Send answers").sees("Thank you")
        assert answers(store) == {}


def of_kind(questionnaire: Questionnaire, kind: str) -> str:
    """The first question of a kind."""
    return next(question.id for question in questionnaire.kept if question.kind == kind)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.keeps])
@pytest.mark.parametrize(
    "junk", [7, -1.5, True, "", "x", "\x00", [], ["x"], [[]], {}, {"x": []}, "9" * 9999, 10**400]
)
def test_no_answer_trips_a_kind(kind: str, junk: object):
    questionnaire = read(on_the_shelf(kind))
    name = of_kind(questionnaire, kind)
    checked = check_answers(
        questionnaire, {name: junk, f"{name}__x": junk, f"{name}__anders__point": junk}, today=TODAY
    )
    json.dumps(checked.answers, allow_nan=False)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.keeps])
def test_what_was_kept_is_taken_again_as_it_is(kind: str):
    questionnaire = read(on_the_shelf(kind))
    name = of_kind(questionnaire, kind)
    given: dict[str, object] = {
        "matrix": {"park": "3", "markt": None},
        "multiple": ["bank", "sonst"],
        "single": "anders",
        "scale": "2",
        "number": 4,
        "text": "Worte",
        "date": "2001-02-03",
        "smiley": "2",
        "rank": ["licht", "bank"],
        "budget": {"bank": 20, "licht": 0, "baum": 80},
        "month": "2019-07",
        "time": "21:05",
        "place": "anders",
        "photo": f"{'0a' * 32}.jpg",
        "consent": "2026-1",
        "calculate": 7,
        "hidden": "brief",
    }
    said = {
        name: given[kind],
        f"{name}__anders": "Bus",
        f"{name}__anders__point": "50.84025,12.92690",
    }
    first = check_answers(questionnaire, {**said, "kinder": 6}, today=TODAY)
    assert first.problems == {}
    assert first.answers[name] == given[kind]
    assert check_answers(questionnaire, first.answers, today=TODAY).answers == first.answers


def test_the_example_for_authors_can_be_published():
    (example,) = re.findall(r"```json\n(.*?)```", MANUAL, re.DOTALL)
    assert [finding for finding in check(json.loads(example)) if finding.error] == []


# ---- each on a page --------------------------------------------------------------------------


def opened(visitor: Visitor, running: Running, document: str | dict[str, Any]) -> Page:
    return visitor.get(f"/en/umfrage/{running(document).slug}")


def test_one_of_several_with_words_beside_it(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "single").choose("anders")
    page.fill("weg__anders", "  mit dem Bus ").submit("Send answers").sees("Thank you")
    assert answers(store) == {"weg": "anders", "weg__anders": "mit dem Bus"}


def test_words_beside_an_option_that_was_not_chosen_are_dropped(
    visitor: Visitor, running: Running, store: Store
):
    page = opened(visitor, running, "single").choose("zu Fuß").fill("weg__anders", "Bus")
    page.submit("Send answers")
    assert answers(store) == {"weg": "fuss"}


def test_words_beside_an_option_that_are_too_long_are_said_there(
    visitor: Visitor, running: Running
):
    page = opened(visitor, running, "single").choose("anders").fill("weg__anders", "x" * 41)
    page = page.submit("Send answers", 422)
    page.sees("Your text has 41 characters. Please shorten it to 40.")
    assert "41 characters" in page.error("weg__anders")
    assert page.value("weg__anders") == "x" * 41


def test_saying_nothing_is_an_answer_even_where_one_is_needed(
    visitor: Visitor, running: Running, store: Store
):
    opened(visitor, running, "single").choose("prefer not to say").submit("Send answers")
    assert answers(store) == {"weg": None}


def test_several_in_the_order_of_the_questionnaire(
    visitor: Visitor, running: Running, store: Store
):
    page = opened(visitor, running, "multiple").choose("anderes", "Bänke")
    page.fill("was__sonst", "Ein Brunnen").submit("Send answers")
    assert answers(store) == {"was": ["bank", "sonst"], "was__sonst": "Ein Brunnen"}


def test_more_than_the_maximum_is_said_and_everything_stays(visitor: Visitor, running: Running):
    page = opened(visitor, running, "multiple").choose("Bänke", "Licht", "anderes")
    page = page.submit("Send answers", 422).sees("Please choose at most 2.")
    assert page.value("was") == ["bank", "licht", "sonst"]


def test_an_exclusive_option_stands_alone(visitor: Visitor, running: Running):
    page = opened(visitor, running, "multiple").choose("Bänke", "Nichts fehlt")
    page = page.submit("Send answers", 422)
    assert "“Nichts fehlt” does not go together with other answers." in page.error("was")


def test_a_point_of_a_scale(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "scale")
    assert page.body.count(b'class="face"') == 3
    page.choose("mittel").submit("Send answers")
    assert answers(store) == {"lage": "2"}


def test_rows_of_a_matrix_are_cards(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "matrix")
    page.sees("Question 1 of 1, part 1 of 2", "Question 1 of 1, part 2 of 2")
    page.choose("gut", within="dinge.park").choose("prefer not to say", within="dinge.markt")
    page.submit("Send answers")
    assert answers(store) == {"dinge": {"park": "3", "markt": None}}


def test_a_matrix_that_must_be_answered_says_so_at_its_first_row(
    visitor: Visitor, running: Running
):
    page = opened(visitor, running, "matrix").submit("Send answers", 422)
    assert "Please answer this question" in page.error("dinge.park")
    assert page.error("dinge.markt") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4", 4),
        ("٤", 4),
        ("١٢", 12),
        ("۱۲", 12),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("٢٫٥", 2.5),
        (" 1 0 ", 10),
    ],
)
def test_a_number_in_the_digits_of_any_keyboard(
    visitor: Visitor, running: Running, store: Store, typed: str, kept: float
):
    opened(visitor, running, "number").fill("leute", typed).submit("Send answers")
    assert answers(store) == {"leute": kept}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("viele", "Please enter a number, such as 12."),
        ("nan", "Please enter a number, such as 12."),
        ("1e999", "Please enter a number, such as 12."),
        ("0", "Please enter a number of at least 1."),
        ("21", "Please enter a number of at most 20."),
    ],
)
def test_a_number_that_cannot_be_is_said_beside_it(
    visitor: Visitor, running: Running, typed: str, sentence: str
):
    page = opened(visitor, running, "number").fill("leute", typed).submit("Send answers", 422)
    assert page.error("leute") == sentence
    assert page.value("leute") == typed


def test_a_number_need_not_be_said(visitor: Visitor, running: Running, store: Store):
    opened(visitor, running, "number").choose("prefer not to say").submit("Send answers")
    assert answers(store) == {"leute": None}


def test_own_words_in_any_writing(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "text").fill(
        "worte", " أشجار أكثر\r\nБольше света \x00\x1b\x85\ufffe"
    )
    page.submit("Send answers")
    assert answers(store) == {"worte": "أشجار أكثر\nБольше света"}


def test_own_words_that_are_too_long_are_kept_in_the_form(visitor: Visitor, running: Running):
    page = opened(visitor, running, "text").fill("worte", "ж" * 61).submit("Send answers", 422)
    assert page.error("worte") == "Your text has 61 characters. Please shorten it to 60."
    assert page.value("worte") == "ж" * 61


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30", "Please enter a day of the calendar."),
        ("gestern", "Please enter a day of the calendar."),
        ("1949-12-31", "Please enter a day from January 1, 1950 on."),
        ("2027-01-01", "Please enter a day up to December 31, 2026."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it(
    visitor: Visitor, running: Running, typed: str, sentence: str
):
    page = opened(visitor, running, "date").fill("tag", typed).submit("Send answers", 422)
    assert page.error("tag") == sentence


def test_a_day(visitor: Visitor, running: Running, store: Store):
    opened(visitor, running, "date").fill("tag", "2011-09-01").submit("Send answers")
    assert answers(store) == {"tag": "2011-09-01"}


def test_notes_stand_before_what_follows_them(visitor: Visitor, running: Running):
    text = opened(visitor, running, "note").text
    first, question, last, end = (
        text.index(words)
        for words in ("Jetzt kommt eine Frage.", "Was fällt", "Das war alles.", "Finished?")
    )
    assert first < question < last < end


@pytest.mark.parametrize(
    "name", ["data", "errors2", "process", "validate", "given", "form_errors", "asked", "meta"]
)
def test_a_question_may_be_called_as_it_likes(
    visitor: Visitor, running: Running, store: Store, name: str
):
    questions = [{"id": name, "kind": "text", "text": {"de": "Und?"}}]
    page = opened(visitor, running, changed("text", questions=questions))
    page.fill(name, "so").submit("Send answers")
    assert answers(store) == {name: "so"}


def test_options_may_have_codes_that_look_like_parts_of_a_page(
    visitor: Visitor, running: Running, store: Store
):
    codes = ("erstes", "declined", "help", "error", "2")
    options = [{"code": code, "label": {"de": f"Wahl {code}"}} for code in codes]
    question = {"id": "wahl", "kind": "single", "text": {"de": "?"}, "options": options}
    page = opened(visitor, running, changed("single", questions=[question]))
    page.choose("Wahl declined").submit("Send answers")
    assert answers(store) == {"wahl": "declined"}
