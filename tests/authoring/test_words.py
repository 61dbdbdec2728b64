"""The words of a survey are mended in the browser, beside each other, and seen as residents do."""

from collections.abc import Callable

import pytest

from beteiligung.surveys.models import Survey
from beteiligung.surveys.wording import languages
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.page import Page, words
from tests.surveys.conftest import changed
from tests.visitor import OWN_PAGE, Visitor

Running = Callable[..., Survey]
SURVEY = "/verwaltung/umfragen/eine-antwort/"


def draft(manager: Visitor) -> dict[str, object]:
    found: dict[str, object] = manager.get(SURVEY + "fragebogen.json").json
    return found


def translated(page: Page) -> Page:
    """Write something into every field of a language."""
    for number, area in enumerate(page.all("textarea")):
        marks = "{operator} {privacy_link}" if area.get("name") == "privacy_short" else ""
        page.fill(area.get("name", ""), f"نص {number} {marks}")
    return page


def test_every_text_stands_beside_its_original_in_reading_order(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/ar")
    names = [area.get("name") for area in page.all("textarea")]
    assert names[:6] == [
        "title",
        "intro",
        "purpose",
        "privacy_short",
        "questions.0.text",
        "questions.0.help",
    ]
    assert (
        page.label(page.controls("questions.0.options.1.label")[0]) == "Question 1 (weg), answer 2"
    )
    area = page.controls("questions.0.options.1.label")[0]
    assert (area.get("lang"), area.get("dir")) == ("ar", "rtl")
    original = page.by_id(area.get("aria-describedby", ""))
    assert original is not None
    assert (words(original), original.get("lang")) == ("mit dem Rad", "de")


def test_a_language_is_complete_when_its_last_text_is_there(manager: Visitor, running: Running):
    running("single", published=False)
    manager.get(SURVEY).sees("Nothing yet")
    page = manager.get(SURVEY + "texte/ar").fill("title", "إجابة واحدة")
    page.submit("Save").sees("1 text is changed.")
    manager.get(SURVEY).sees("9 texts missing")
    translated(manager.get(SURVEY + "texte/ar")).submit("Save").sees("10 texts are changed.")
    assert languages(draft(manager)) == ["de", "ar"]


def test_a_text_of_a_scale_is_mended_where_it_stands(manager: Visitor, running: Running):
    running("scale", published=False)
    address = "/verwaltung/umfragen/eine-skala/"
    page = manager.get(address + "texte/de").fill("scales.drei.labels.0", "sehr gut")
    page.submit("Save")
    document = manager.get(address + "fragebogen.json").json
    assert document["scales"]["drei"]["labels"][0] == {"de": "sehr gut"}


def test_what_is_filled_in_later_keeps_its_place(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/en").fill("privacy_short", "We keep little. {operator}")
    page = page.fill("title", "One answer").submit("Save", 422)
    assert "{operator}, {privacy_link}" in page.error("privacy_short")
    assert page.value("title") == "One answer"
    assert page.value("privacy_short") == "We keep little. {operator}"
    assert draft(manager) == on_the_shelf("single")


def test_a_text_without_a_gap_gets_none(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/en").fill("title", "One {answer}").submit("Save", 422)
    assert page.error("title") == "Please leave out words in curly brackets."


def test_the_language_of_the_survey_has_no_gaps(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/de").fill("title", " ").submit("Save", 422)
    assert page.error("title") == "Please fill in this field."


def test_a_text_that_is_too_long_is_refused(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/de").fill("title", "x" * 10_001).submit("Save", 422)
    assert page.error("title") == "This text is too long."


def test_characters_that_are_none_are_left_out(manager: Visitor, running: Running):
    running("single", published=False)
    manager.get(SURVEY + "texte/de").fill("title", "Eine\x00 Ant\x07wort\r\n").submit("Save")
    assert draft(manager)["title"] == {"de": "Eine Antwort"}


def test_two_people_do_not_overwrite_each_other(manager: Visitor, admin: Visitor, running: Running):
    running("single", published=False)
    hers, his = manager.get(SURVEY + "texte/en"), admin.get(SURVEY + "texte/en")
    hers.fill("title", "Her title").submit("Save")
    page = his.fill("title", "His title").submit("Save", 422)
    page.sees("Somebody else has changed these texts meanwhile.")
    assert page.value("title") == "His title"
    assert draft(manager)["title"] == {"de": "Eine Antwort", "en": "Her title"}
    page.submit("Save")
    assert draft(manager)["title"] == {"de": "Eine Antwort", "en": "His title"}


def test_two_people_write_two_languages_at_once(manager: Visitor, admin: Visitor, running: Running):
    running("single", published=False)
    hers, his = manager.get(SURVEY + "texte/en"), admin.get(SURVEY + "texte/ru")
    hers.fill("title", "One answer").submit("Save")
    his.fill("title", "Один ответ").submit("Save")
    assert draft(manager)["title"] == {
        "de": "Eine Antwort",
        "en": "One answer",
        "ru": "Один ответ",
    }


def test_a_long_questionnaire_can_be_saved(manager: Visitor, running: Running):
    questions = [
        {"id": f"q{number}", "kind": "text", "text": {"de": "Und warum?"}} for number in range(200)
    ]
    running(changed("single", questions=questions), published=False)
    page = manager.get(SURVEY + "texte/uk")
    sent = {f"questions.{number}.text": "Чому? " * 200 for number in range(200)}
    sent |= {name: page.value(name) for name in ("csrf_token", "seen")}
    answer = manager.client.post(
        SURVEY + "texte/uk", data=sent, content_type="multipart/form-data", headers=OWN_PAGE
    )
    assert answer.status_code == 303
    manager.get(SURVEY).sees("4 texts missing")


@pytest.mark.parametrize("locale", ["xx", "DE", "de-AT"])
def test_there_is_no_page_for_a_language_that_nobody_offers(
    manager: Visitor, running: Running, locale: str
):
    running("single", published=False)
    manager.get(f"{SURVEY}texte/{locale}", 404)
    manager.get(f"{SURVEY}vorschau/{locale}", 404)


def test_residents_see_a_corrected_word_after_publishing(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running("single")
    clock.passes(minutes=1)
    page = manager.get(SURVEY + "texte/de").sees("This survey is published.")
    page.fill("questions.0.text", "Wie kommen Sie zum Wochenmarkt?").submit("Save")
    visitor.get("/en/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")
    clock.passes(minutes=1)
    manager.get(SURVEY + "aenderungen/").submit("Publish the changes")
    visitor.get("/en/umfrage/eine-antwort").sees("Wie kommen Sie zum Wochenmarkt?")


def test_a_language_can_be_added_later(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running("single")
    visitor.get("/ar/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")
    clock.passes(minutes=1)
    translated(manager.get(SURVEY + "texte/ar")).submit("Save")
    page = manager.get(SURVEY + "aenderungen/").submit("Publish the changes", 422)
    page.sees("Not every text is reviewed in: العربية.")
    page.choose("I publish this language unreviewed").submit("Publish the changes")
    visitor.get("/ar/umfrage/eine-antwort").sees("نص 4").misses("Wie kommen Sie zum Markt?")
