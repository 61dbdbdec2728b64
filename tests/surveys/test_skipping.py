"""Questions that follow from answers: hidden ones are neither needed, nor kept, nor counted."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.surveys.models import Contact, Survey
from beteiligung.surveys.questionnaire import check_answers, read, visible
from tests.builders import on_the_shelf
from tests.conftest import NOW
from tests.page import Page, words
from tests.surveys.conftest import answers
from tests.visitor import Visitor

Running = Callable[..., Survey]
HOUSE = read(on_the_shelf("many_rules"))
TODAY = NOW.date()


def at_the_house(visitor: Visitor, running: Running, language: str) -> Page:
    running("many_rules")
    return visitor.get(f"/{language}/umfrage/begegnungshaus")


def everything(page: Page) -> Page:
    """Answer every question on the page, the ones that do not apply, too."""
    page.choose("ja", within="kennen").choose("selten", within="besuch")
    page.choose("zeit", "sprache", within="warum_nicht")
    page.choose("cafe", "beratung", "kinder", within="angebote").choose("3", within="cafe")
    page.choose("2", within="beratung.warten").choose("3", within="beratung.ton")
    page.choose("ja", within="helfen").choose("woche", within="wann")
    for name, typed in {
        "anderer_grund": "Ein Grund",
        "welche_sprache": "Dari",
        "kurs": "Nähen",
        "tage": "3",
        "kinder": "٢",
        "juengstes": "4",
        "seit": "2020-05-01",
        "erreichbar": "0371 123456",
    }.items():
        page.fill(name, typed)
    return page


def sent(page: Page) -> Page:
    """Press the button at the end, in whatever language it speaks."""
    (button,) = [item for item in page.all("button") if "data-send" in item.attrib]
    return page.submit(words(button))


LANGUAGES = pytest.mark.parametrize("language", ["de", "ar"])


@LANGUAGES
def test_somebody_who_comes_now_and_then(
    visitor: Visitor, running: Running, store: Store, language: str
):
    sent(everything(at_the_house(visitor, running, language)))
    assert answers(store) == {
        "kennen": "ja",
        "besuch": "selten",
        "angebote": ["cafe", "beratung", "kinder"],
        "cafe": "3",
        "beratung": {"warten": "2", "ton": "3"},
        "tage": 3,
        "kinder": 2,
        "juengstes": 4,
        "seit": "2020-05-01",
        "helfen": "ja",
        "wann": ["woche"],
    }


@LANGUAGES
def test_somebody_who_knows_it_but_never_goes(
    visitor: Visitor, running: Running, store: Store, language: str
):
    page = everything(at_the_house(visitor, running, language))
    page.choose("nie", within="besuch").choose("anderes", within="warum_nicht")
    sent(page.choose("nein", within="helfen"))
    assert answers(store) == {
        "kennen": "ja",
        "besuch": "nie",
        "warum_nicht": ["zeit", "sprache", "anderes"],
        "anderer_grund": "Ein Grund",
        "welche_sprache": "Dari",
        "seit": "2020-05-01",
        "helfen": "nein",
    }


@LANGUAGES
def test_somebody_who_never_heard_of_it(
    visitor: Visitor, running: Running, store: Store, language: str
):
    page = everything(at_the_house(visitor, running, language))
    page.choose("nein", within="kennen").untick("zeit", "sprache")
    sent(page.choose("nichts", within="warum_nicht").choose("nein", within="helfen"))
    assert answers(store) == {"kennen": "nein", "warum_nicht": ["nichts"], "helfen": "nein"}


@LANGUAGES
def test_somebody_who_only_heard_of_it(
    visitor: Visitor, running: Running, store: Store, language: str
):
    page = everything(at_the_house(visitor, running, language))
    page.choose("gehoert", within="kennen").choose("_declined", within="helfen")
    sent(page)
    assert answers(store) == {"kennen": "gehoert", "seit": "2020-05-01", "helfen": None}


def test_a_question_that_is_needed_is_needed_only_where_it_is_shown(
    visitor: Visitor, running: Running, store: Store
):
    page = everything(at_the_house(visitor, running, "en")).fill("juengstes", "")
    page = page.submit("Send answers", 422)
    assert "Please answer this question" in page.error("juengstes")
    sent(page.fill("kinder", "0"))
    assert "juengstes" not in answers(store)


def test_a_wrong_answer_to_a_hidden_question_does_no_harm(
    visitor: Visitor, running: Running, store: Store
):
    page = everything(at_the_house(visitor, running, "en")).fill("tage", "viele")
    sent(page.choose("3", within="beratung.warten"))
    assert "tage" not in answers(store)


def test_what_identifies_somebody_lies_apart_without_anything_in_common(
    visitor: Visitor, running: Running, store: Store
):
    sent(everything(at_the_house(visitor, running, "de")))
    assert "erreichbar" not in answers(store)
    with store.reading() as session:
        (contact,) = session.scalars(select(Contact))
    assert contact.details == {"erreichbar": "0371 123456"}
    assert set(Contact.__table__.columns.keys()) == {"id", "survey_id", "details", "delete_on"}
    assert len(contact.id) >= 20


def test_what_identifies_is_not_kept_where_its_question_is_hidden(
    visitor: Visitor, running: Running, store: Store
):
    page = everything(at_the_house(visitor, running, "de")).untick("woche")
    sent(page)
    with store.reading() as session:
        assert session.scalars(select(Contact)).all() == []


# ---- the inside ------------------------------------------------------------------------------

ANSWER_SETS: list[dict[str, Any]] = [
    {},
    {"kennen": "ja"},
    {"kennen": "ja", "besuch": None},
    {"kennen": "ja", "besuch": "oft", "angebote": ["cafe", "kurse"]},
    {"kennen": "nein", "warum_nicht": ["anderes"], "anderer_grund": "x", "besuch": "oft"},
    {"helfen": "ja", "wann": []},
]


@pytest.mark.parametrize("given", ANSWER_SETS)
def test_what_was_kept_shows_the_same_questions_again(given: dict[str, Any]):
    checked = check_answers(HOUSE, given, today=TODAY, partial=True)
    assert checked.answers.keys() <= visible(HOUSE, checked.answers, today=TODAY)


def test_a_chain_of_rules_ends_where_its_beginning_is_hidden():
    given = {"kennen": "nein", "besuch": "oft", "angebote": ["kinder"], "kinder": 2}
    checked = check_answers(HOUSE, given, today=TODAY)
    assert checked.answers == {"kennen": "nein"}
    assert checked.problems == {}


def test_who_stops_early_owes_nothing():
    given = {"kennen": "ja", "besuch": "oft", "angebote": ["kinder"], "kinder": 2}
    assert list(check_answers(HOUSE, given, today=TODAY).problems) == ["juengstes"]
    assert check_answers(HOUSE, given, today=TODAY, partial=True).answers == given


def test_names_that_nobody_asked_for_are_dropped():
    given = {"kennen": "nein", "admin": True, "kennen__nein": "x", "helfen.x": "ja"}
    assert check_answers(HOUSE, given, today=TODAY).answers == {"kennen": "nein"}
