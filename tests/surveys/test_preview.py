"""Staff see a draft as residents would, in each language; nothing can be sent from there."""

from collections.abc import Callable
from typing import Any

from beteiligung.surveys.models import Survey
from tests.builders import on_the_shelf
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
PREVIEW = "/verwaltung/umfragen/eine-antwort/vorschau/"


def test_a_preview_shows_the_draft_in_a_frame_as_wide_as_a_device(
    manager: Visitor, running: Running
):
    running("single", published=False)
    page = manager.get(PREVIEW + "de").sees("Nothing can be sent", "from right to left")
    frame = next(page.all("iframe"))
    assert frame.get("class") == "device telefon"
    assert frame.get("src") == PREVIEW + "de/seite?art=einzeln"
    wide = page.follow("Computer").follow("All on one page (without scripts)")
    frame = next(wide.all("iframe"))
    assert frame.get("class") == "device breit"
    assert frame.get("src") == PREVIEW + "de/seite?art=alles"


def test_only_the_document_in_the_frame_may_be_framed_and_only_by_us(
    manager: Visitor, running: Running
):
    running("single", published=False)
    inner = manager.client.get(PREVIEW + "de/seite").headers.getlist("Content-Security-Policy")
    outer = manager.client.get(PREVIEW + "de").headers.getlist("Content-Security-Policy")
    assert len(inner) == len(outer) == 1
    assert "frame-ancestors 'self'" in inner[0]
    assert inner[0].replace("'self'", "'none'").count("'none'") > outer[0].count("'none'")
    assert "frame-ancestors 'none'" in outer[0]


def test_nothing_can_be_sent_from_a_preview(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(PREVIEW + "de/seite?art=alles").sees("Wie kommen Sie zum Markt?")
    form = page.by_id("answers")
    assert form is not None
    assert form.get("method") is None
    assert {button.get("disabled") for button in form.iter("button")} == {""}
    assert "answer.js" not in page.body.decode()
    scripted = manager.get(PREVIEW + "de/seite?art=einzeln")
    survey = next(scripted.all("div", class_="survey"))
    assert survey.get("data-trial") == ""
    assert survey.get("data-text-preview") == "Dies ist eine Vorschau: Es wird nichts abgesendet."


def test_a_language_with_gaps_is_shown_with_an_honest_fallback(manager: Visitor, running: Running):
    running("single", published=False)
    manager.get(PREVIEW + "uk").sees("texts are missing in this language", "Deutsch")
    page = manager.get(PREVIEW + "uk/seite")
    assert (page.root.get("lang"), page.root.get("dir")) == ("uk", "ltr")
    fallbacks = [item.get("lang") for item in page.all("span", lang="de")]
    assert fallbacks
    above = next(page.all("div", class_="note"))
    assert (above.get("lang"), above.get("dir")) == ("en", "ltr")


def test_a_draft_with_mistakes_shows_what_can_be_shown(manager: Visitor, running: Running):
    document: dict[str, Any] = changed("single", purpose="")
    document["questions"] = [
        *document["questions"],
        {"id": "kaputt", "kind": "nie gehört", "text": "Kaputte Frage"},
        {"id": "regel", "kind": "text", "text": "Heile Frage", "show_if": "${fehlt} ="},
        {"id": "leer", "kind": "single", "options": [{"code": "a"}]},
    ]
    running(document, published=False)
    page = manager.get(PREVIEW + "de")
    page.sees("1 question cannot be shown yet", "Purpose: This is missing")
    inner = manager.get(PREVIEW + "de/seite?art=alles")
    inner.sees("Wie kommen Sie zum Markt?", "Heile Frage").misses("Kaputte Frage")


def test_a_draft_of_which_nothing_can_be_shown_says_what_is_wrong(
    manager: Visitor, running: Running
):
    questions = [{"id": "kaputt", "kind": "nie gehört", "text": "Kaputte Frage"}]
    running(changed("single", questions=questions), published=False)
    page = manager.get(PREVIEW + "de").sees("There is no kind of question called")
    assert not list(page.all("iframe"))


def test_pilots_look_at_the_drafts_of_their_districts_only(
    pilot: Visitor, manager_of_zentrum: Visitor, running: Running
):
    running("single", published=False)
    home = pilot.get("/verwaltung/ausprobieren").sees("Eine Antwort")
    home.follow("Eine Antwort").sees("Nothing can be sent").misses("Test links")
    pilot.get(PREVIEW + "de/seite")
    pilot.get("/verwaltung/umfragen/eine-antwort/", 403)
    for end in ("de", "de/seite", "de/notizen"):
        manager_of_zentrum.get(PREVIEW + end, 404)
    manager_of_zentrum.get("/verwaltung/umfragen/eine-antwort/probe/", 404)
    manager_of_zentrum.get("/verwaltung/umfragen/eine-antwort/notizen", 404)


def test_earlier_answers_have_blanks_in_a_preview(manager: Visitor, running: Running):
    document = on_the_shelf("single")
    name = document["questions"][0]["id"]
    follow_up = {"id": "mehr", "kind": "text", "text": f"Warum ${{{name}}}?"}
    running({**document, "questions": [*document["questions"], follow_up]}, published=False)
    manager.get(PREVIEW + "de/seite").sees("Warum …?")
