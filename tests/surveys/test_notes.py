"""Pilots and colleagues note what is unclear in a draft; managers settle it."""

from collections.abc import Callable

from beteiligung.authoring.models import Comment
from beteiligung.db import Store
from beteiligung.surveys.models import Survey
from tests.visitor import Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/eine-antwort/"
WRITE = DESK + "vorschau/ar/notizen"


def noted(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        return [(row.question, row.locale, row.words) for row in session.query(Comment)]


def test_a_pilot_notes_something_at_a_question_without_scripts(
    pilot: Visitor, manager: Visitor, running: Running, store: Store
):
    question = running("single", published=False).draft["questions"][0]["id"]
    page = pilot.get(WRITE).sees("Write it below the question")
    page.fill("words", "Das Wort für Markt ist hier ein anderes. <b>")
    after = page.submit("Keep the note").sees("Das Wort für Markt ist hier ein anderes. <b>")
    assert after.by_id(f"note--{question}") is not None
    assert noted(store) == [(question, "ar", "Das Wort für Markt ist hier ein anderes. <b>")]
    listed = manager.get(DESK).follow("1 open note")
    listed.sees("Das Wort für Markt ist hier ein anderes. <b>", "Question 1", "العربية", "Pilot")
    settled = listed.submit("Settled").sees("The note is settled.", "Take it up again")
    manager.get(DESK).sees("0 open notes")
    settled.submit("Take it up again").sees("The note is open again.")
    manager.get(DESK).sees("1 open note")


def test_an_empty_note_is_refused_beside_its_field(pilot: Visitor, running: Running, store: Store):
    running("single", published=False)
    page = pilot.get(WRITE)
    page.fill("words", "   ")
    page = page.submit("Keep the note", status=422)
    page.sees("Please write what you noticed.")
    assert noted(store) == []


def test_pilots_and_viewers_read_notes_but_settle_none(
    pilot: Visitor, viewer: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = pilot.get(WRITE)
    page.fill("words", "Unklar")
    page.submit("Keep the note")
    for person in (pilot, viewer):
        listed = person.get(DESK + "notizen").sees("Unklar").misses("Take it up again")
        assert not list(listed.all("form", action=DESK + "notizen/1"))
        token = page.value("csrf_token")
        person.post(DESK + "notizen/1", {"csrf_token": token}, 403)
    with store.reading() as session:
        assert session.query(Comment).one().settled_at is None


def test_a_note_belongs_to_its_survey(
    manager: Visitor, manager_of_zentrum: Visitor, pilot: Visitor, running: Running
):
    running("single", published=False)
    running("multiple", published=False)
    page = pilot.get(WRITE)
    page.fill("words", "Unklar")
    page.submit("Keep the note")
    token = manager.get(WRITE).value("csrf_token")
    other = "/verwaltung/umfragen/mehrere-antworten/notizen/1"
    manager.post(other, {"csrf_token": token}, 404)
    token = manager_of_zentrum.get("/verwaltung/konto").value("csrf_token")
    manager_of_zentrum.post(DESK + "notizen/1", {"csrf_token": token}, 404)
    manager_of_zentrum.post(WRITE, {"csrf_token": token, "words": "Hallo"}, 404)
