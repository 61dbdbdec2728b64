"""Smileys, orders, budgets, months, times, places, consent: asked without scripts, and kept."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from beteiligung.db import Store
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import check_answers, read
from beteiligung.surveys.questions.place import on_grid
from tests.builders import on_the_shelf
from tests.conftest import NOW
from tests.page import Page
from tests.surveys.conftest import answers, changed, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
TODAY = NOW.date()


def opened(visitor: Visitor, running: Running, document: str | dict[str, Any]) -> Page:
    return visitor.get(f"/en/umfrage/{running(document).slug}")


def faults(document: dict[str, Any]) -> list[str]:
    return [finding.where for finding in check(document) if finding.error]


def with_first(kind: str, **more: Any) -> dict[str, Any]:
    first, *others = on_the_shelf(kind)["questions"]
    return changed(kind, questions=[{**first, **more}, *others])


# ---- smileys -------------------------------------------------------------------------------------


def test_each_smiley_has_its_word(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "smiley")
    assert page.body.count(b'class="face"') == 3
    page.choose("gut").submit("Send answers").sees("Thank you")
    assert answers(store) == {"lage": "3"}


@pytest.mark.parametrize("steps", range(2, 9))
def test_smileys_have_three_five_or_seven_steps(steps: int):
    codes = [str(step) for step in range(steps)]
    scale = {"codes": codes, "labels": [{"de": f"Stufe {code}"} for code in codes]}
    document = changed("smiley", scales={"drei": scale})
    assert faults(document) == ([] if steps in {3, 5, 7} else ["questions.0.scale"])


def test_seven_smileys_have_seven_faces(visitor: Visitor, running: Running):
    codes = [str(step) for step in range(7)]
    scale = {"codes": codes, "labels": [{"de": f"Stufe {code}"} for code in codes]}
    page = opened(visitor, running, changed("smiley", scales={"drei": scale}))
    mouths = set(re.findall(r'<svg class="face".*?d="([^"]*)"/></svg>', page.body.decode()))
    assert len(mouths) == 7


# ---- orders --------------------------------------------------------------------------------------


def test_an_order_is_kept_best_first(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "rank")
    page.fill("wichtig.baum", "1").fill("wichtig.bank", "2").submit("Send answers").sees("Thank")
    assert answers(store) == {"wichtig": ["baum", "bank"]}


def test_a_rank_left_out_closes_up(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "rank").fill("wichtig.baum", "3").fill("wichtig.wc", "1")
    page.submit("Send answers")
    assert answers(store) == {"wichtig": ["wc", "baum"]}


def test_a_rank_given_twice_is_said_and_stays(visitor: Visitor, running: Running):
    page = opened(visitor, running, "rank").fill("wichtig.baum", "1").fill("wichtig.wc", "1")
    page = page.submit("Send answers", 422)
    assert page.error("wichtig") == "Please give each rank only once."
    assert page.value("wichtig.wc") == "1"


def test_an_order_may_be_declined(visitor: Visitor, running: Running, store: Store):
    opened(visitor, running, "rank").choose("prefer not to say").submit("Send answers")
    assert answers(store) == {"wichtig": None}


@pytest.mark.parametrize(
    "given",
    [["bank", "bank"], ["bank", "licht", "baum", "wc"], ["nichts"], {"bank": "4"}, {"bank": "0"}],
)
def test_an_order_that_cannot_be_is_refused(given: object):
    assert check_answers(read(on_the_shelf("rank")), {"wichtig": given}, today=TODAY).problems


def test_rules_see_what_came_first():
    document = on_the_shelf("rank")
    more = {"id": "warum", "kind": "text", "text": {"de": "Warum?"}}
    more["show_if"] = "selected-at(${wichtig}, 0) = 'licht'"
    questionnaire = read({**document, "questions": [*document["questions"], more]})
    for first, shown in (("licht", True), ("bank", False)):
        given = {"wichtig": [first, "baum"], "warum": "Darum"}
        kept = check_answers(questionnaire, given, today=TODAY).answers
        assert ("warum" in kept) is shown


# ---- budgets -------------------------------------------------------------------------------------


def test_points_are_shared_out(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "budget").fill("geld.bank", "40").fill("geld.baum", "٦٠")
    page.submit("Send answers").sees("Thank you")
    assert answers(store) == {"geld": {"bank": 40, "licht": 0, "baum": 60}}


def test_points_that_are_left_over_are_said(visitor: Visitor, running: Running):
    page = opened(visitor, running, "budget").fill("geld.bank", "40").submit("Send answers", 422)
    assert page.error("geld") == "Together these are 40. Please share out exactly 100."
    assert page.value("geld.bank") == "40"


def test_points_are_whole_numbers(visitor: Visitor, running: Running):
    page = opened(visitor, running, "budget").fill("geld.bank", "viel").submit("Send answers", 422)
    assert page.error("geld") == "Please enter whole numbers, such as 20."


# ---- months and times ----------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2019", "٢٠١٩"])
def test_a_month(visitor: Visitor, running: Running, store: Store, year: str):
    page = opened(visitor, running, "month").fill("seit.month", "July").fill("seit.year", year)
    page.submit("Send answers").sees("Thank you")
    assert answers(store) == {"seit": "2019-07"}


def test_a_month_is_called_by_its_name_in_each_language(visitor: Visitor, running: Running):
    slug = running("month").slug
    for language, name in (("de", "Juli"), ("ar", "يوليو"), ("uk", "липень")):
        page = visitor.get(f"/{language}/umfrage/{slug}").fill("seit.month", name)
        assert page.value("seit.month") == "07"


@pytest.mark.parametrize(
    ("month", "year", "sentence"),
    [
        ("July", "", "Please choose a month and enter its year, such as 2026."),
        ("", "2019", "Please choose a month and enter its year, such as 2026."),
        ("July", "19", "Please choose a month and enter its year, such as 2026."),
        ("July", "1949", "Please enter a month from January 1950 on."),
        ("July", "2027", "Please enter a month up to December 2026."),
    ],
)
def test_a_month_that_cannot_be_is_said_and_stays(
    visitor: Visitor, running: Running, month: str, year: str, sentence: str
):
    page = opened(visitor, running, "month").fill("seit.month", month).fill("seit.year", year)
    page = page.submit("Send answers", 422)
    assert page.error("seit") == sentence
    assert page.value("seit.year") == year
    assert page.value("seit.month") == ("07" if month else "")


@pytest.mark.parametrize("typed", ["21:05", "21.05", "٢١:٠٥"])
def test_a_time(visitor: Visitor, running: Running, store: Store, typed: str):
    opened(visitor, running, "time").fill("wann", typed).submit("Send answers").sees("Thank you")
    assert answers(store) == {"wann": "21:05"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abends", "Please enter a time, such as 14:30."),
        ("24:00", "Please enter a time, such as 14:30."),
        ("05:59", "Please enter a time from 06:00 on."),
        ("23:31", "Please enter a time up to 23:30."),
    ],
)
def test_a_time_that_cannot_be_is_said(
    visitor: Visitor, running: Running, typed: str, sentence: str
):
    page = opened(visitor, running, "time").fill("wann", typed).submit("Send answers", 422)
    assert page.error("wann") == sentence


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("month", {"min": "2026-13"}),
        ("month", {"min": "2026"}),
        ("time", {"max": "25:00"}),
        ("time", {"max": "7:00"}),
        ("rank", {"max": 0}),
        ("budget", {"total": 0}),
        ("photo", {"max": 20}),
        ("number", {"step": 0}),
        ("consent", {"version": ""}),
        ("consent", {"statement": None}),
        ("place", {"options": [{"code": "a", "label": {"de": "A"}}]}),
    ],
)
def test_a_question_that_cannot_be_asked_is_found(kind: str, more: dict[str, Any]):
    assert faults(with_first(kind, **more))


# ---- numbers in steps ----------------------------------------------------------------------------


def test_a_number_goes_in_steps_and_has_a_unit(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, with_first("number", step=0.5, unit={"de": "Kilometer"}))
    page.sees("Kilometer").fill("leute", "2,3")
    page = page.submit("Send answers", 422)
    assert page.error("leute") == "Please enter a number in steps of 0.5."
    page.fill("leute", "2,5").submit("Send answers")
    assert answers(store) == {"leute": 2.5}


# ---- places --------------------------------------------------------------------------------------


def test_a_place_of_the_list(visitor: Visitor, running: Running, store: Store):
    opened(visitor, running, "place").choose("Markt").submit("Send answers").sees("Thank you")
    assert answers(store) == {"ort": "markt"}


def test_a_street_says_that_it_is_elsewhere(visitor: Visitor, running: Running, store: Store):
    page = opened(visitor, running, "place").fill("ort__anders", "Zietenstraße, am Brunnen")
    page.submit("Send answers")
    assert answers(store) == {"ort": "anders", "ort__anders": "Zietenstraße, am Brunnen"}


def test_a_point_is_kept_as_the_middle_of_its_square(
    visitor: Visitor, running: Running, store: Store
):
    slug = running("place").slug
    page = visitor.get(f"/en/umfrage/{slug}")
    sent = {"key": page.value("key"), "ort": "anders", "ort__anders__point": "50.83219,12.91876"}
    visitor.post(f"/en/umfrage/{slug}", sent)
    kept = answers(store)
    assert kept == {"ort": "anders", "ort__anders__point": "50.83245,12.91850"}
    assert on_grid(kept["ort__anders__point"]) == kept["ort__anders__point"]


@pytest.mark.parametrize("raw", ["", "hier", "91,12", "50.8", "50.8,181", "1e3,4", None, 7])
def test_what_is_no_point_is_dropped(raw: object):
    given = {"ort": "anders", "ort__anders__point": raw}
    kept = check_answers(read(on_the_shelf("place")), given, today=TODAY)
    assert kept.answers == {"ort": "anders"}
    assert kept.problems == {}


def test_a_point_belongs_only_to_somewhere_else():
    given = {"ort": "markt", "ort__anders__point": "50.83219,12.91876"}
    assert check_answers(read(on_the_shelf("place")), given, today=TODAY).answers == {
        "ort": "markt"
    }


# ---- consent -------------------------------------------------------------------------------------


def test_the_version_of_what_was_agreed_to_is_kept(
    visitor: Visitor, running: Running, store: Store
):
    page = opened(visitor, running, "consent").sees("mindestens 16 Jahre")
    page.choose("I agree").submit("Send answers").sees("Thank you")
    assert answers(store) == {"ja": "2026-1"}


def test_without_consent_nothing_is_kept_not_even_a_part(
    visitor: Visitor, running: Running, store: Store
):
    slug = running("consent").slug
    page = visitor.get(f"/en/umfrage/{slug}")
    assert "prefer not to say" not in page.text
    for more in ({}, {"stop": "1"}, {"ja": "_declined"}, {"ja": "2025-1"}):
        page = visitor.post(f"/en/umfrage/{slug}", {"key": page.value("key"), **more}, 422)
        assert page.error("ja").startswith("Please read this and agree.")
    assert responses(store) == []


# ---- pictures and reasons ------------------------------------------------------------------------


def test_a_reason_stands_below_a_question_that_needs_one(visitor: Visitor, running: Running):
    page = opened(visitor, running, with_first("single", reason={"de": "Um allen zu helfen."}))
    page.sees("Why we ask this: Um allen zu helfen.")


def test_pictures_stand_beside_words(visitor: Visitor, running: Running):
    options = [{"code": "a", "label": {"de": "A"}, "image": "ab" * 32}]
    more = {"options": options, "image": "cd" * 32, "image_text": {"de": "Der Park im Herbst"}}
    slug = running(with_first("single", **more)).slug
    page = visitor.client.get(f"/en/umfrage/{slug}").get_data(as_text=True)
    pictures = re.findall(r'<img class="pic" src="[^"]*/([0-9a-f]{64})[^"]*" alt="([^"]*)"', page)
    assert pictures == [("cd" * 32, "Der Park im Herbst"), ("ab" * 32, "")]
