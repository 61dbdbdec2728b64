"""Every text in every language has a state, and a second person finds it right."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.authoring.actions import undo_change
from beteiligung.authoring.models import Translation
from beteiligung.authoring.states import Mark, language_states, rows_of
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at
from beteiligung.surveys.wording import texts
from tests.conftest import Clock
from tests.page import Page
from tests.surveys.conftest import a_file, changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
SURVEY = "/verwaltung/umfragen/eine-antwort/"
TITLE = {"de": "Eine Antwort", "uk": "Одна відповідь"}


@pytest.fixture
def colleague(signed_in: Callable[..., Visitor]) -> Visitor:
    """A second person who may review."""
    return signed_in(Role.ADMIN)


def mark(store: Store, path: str = "title", locale: str = "uk") -> Mark:
    with store.reading() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        rows = {row.path: row for row in rows_of(session, survey, [locale])}
        return rows[path].cells[locale].mark


def write(who: Visitor, locale: str = "uk", **words: str) -> Page:
    page = who.get(f"{SURVEY}texte/{locale}")
    for path, text in words.items():
        page.fill(path, text)
    return page.submit("Save")


def find_right(who: Visitor, locale: str = "uk", status: int | None = None) -> Page:
    return who.get(f"{SURVEY}texte/{locale}").choose("title", within="right").submit("Save", status)


def test_a_text_is_missing_then_a_draft_then_reviewed(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running("single", published=False)
    assert mark(store) is Mark.MISSING
    write(manager, title="Одна відповідь")
    assert mark(store) is Mark.DRAFT
    find_right(colleague).sees("1 text is reviewed.")
    assert mark(store) is Mark.REVIEWED
    write(manager, title="Одна відповідь!")
    assert mark(store) is Mark.DRAFT


def test_nobody_reviews_his_own_words(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running("single", published=False)
    write(manager, title="Одна відповідь")
    page = manager.get(SURVEY + "texte/uk").sees("A second person reviews it.")
    assert not [box for box in page.all("input") if box.get("name") == "right"]
    page = colleague.get(SURVEY + "texte/uk").choose("title", within="right")
    write(manager, title="Інша відповідь")
    page.submit("Save", 422).sees("Somebody else has changed these texts meanwhile.")
    assert mark(store) is Mark.DRAFT


def test_who_forges_a_review_of_her_own_words_is_refused(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running("single", published=False)
    colleague.get(SURVEY)
    write(manager, title="Одна відповідь")
    page = manager.get(SURVEY + "texte/uk")
    data = {name: page.value(name) for name in ("csrf_token", "seen", "title")}
    answer = manager.post(SURVEY + "texte/uk", {**data, "right": "title"}, 422)
    answer.sees("A second person must read it")
    assert mark(store) is Mark.DRAFT


def test_who_is_alone_reviews_her_own_words_and_the_log_says_so(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    write(manager, title="Одна відповідь")
    manager.get(SURVEY + "texte/uk").sees("nobody else is there, the log says so")
    find_right(manager)
    assert mark(store) is Mark.REVIEWED
    with store.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "review_words")).one()
        assert entry.detail["second_person"] == "none there"


def test_everything_on_the_page_is_found_right_at_once(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running("single", published=False)
    write(manager, **{"title": "Одна відповідь", "questions.0.text": "Як ви їдете на ринок?"})
    page = colleague.get(SURVEY + "texte/uk").fill("title", "Єдина відповідь")
    page.submit("all").sees("1 text is changed.", "1 text is reviewed.")
    assert mark(store) is Mark.DRAFT
    assert mark(store, "questions.0.text") is Mark.REVIEWED


def test_a_changed_source_makes_its_translations_outdated(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running(changed("single", title=TITLE), published=False)
    find_right(colleague)
    write(manager, "de", title="Genau eine Antwort")
    assert mark(store) is Mark.OUTDATED
    page = colleague.get(SURVEY + "texte/uk").sees("outdated", "What changed in the source")
    assert ["".join(part.itertext()) for part in page.all("ins")] == ["Genau eine"]
    assert ["".join(part.itertext()) for part in page.all("del")] == ["Eine"]
    find_right(colleague).sees("1 text is reviewed.")
    assert mark(store) is Mark.REVIEWED


def test_words_that_follow_the_source_are_a_fresh_draft(
    manager: Visitor, running: Running, store: Store
):
    running(changed("single", title=TITLE), published=False)
    write(manager, "de", title="Genau eine Antwort")
    write(manager, title="Рівно одна відповідь")
    assert mark(store) is Mark.DRAFT


def test_a_change_taken_back_makes_nothing_outdated(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running(changed("single", title=TITLE), published=False)
    write(manager, "de", title="Genau eine Antwort")
    with store.writing() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        undo_change(session, survey, asker=None, at=clock())
    assert mark(store) is Mark.DRAFT


def test_a_question_that_moves_takes_its_state_along(
    manager: Visitor, running: Running, store: Store
):
    questions: list[Any] = [
        {"id": "a", "kind": "text", "text": {"de": "Warum?", "uk": "Чому?"}},
        {"id": "b", "kind": "text", "text": {"de": "Wohin?", "uk": "Куди?"}},
    ]
    running(changed("single", questions=questions), published=False)
    write(manager, "de", **{"questions.0.text": "Und warum?"})
    document = manager.get(SURVEY + "fragebogen.json").json
    document["questions"].reverse()
    page = manager.get(SURVEY)
    page.fill("file", a_file(document)).submit("Replace the draft")
    assert mark(store, "questions.1.text") is Mark.OUTDATED
    assert mark(store, "questions.0.text") is Mark.DRAFT


def test_a_pair_that_was_reviewed_counts_in_every_survey(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running(changed("single", title=TITLE), published=False)
    running(changed("single", slug="noch-eine", title=TITLE), published=False)
    find_right(colleague)
    with store.reading() as session:
        other = survey_at(session, "noch-eine")
        assert other is not None
        state = language_states(session, other, ["uk"])[0]
        assert (state.by_mark[Mark.REVIEWED], state.finished) == (1, False)
    manager.get("/verwaltung/umfragen/noch-eine/sprachen?sprache=uk").sees("1 of 10 reviewed")


def test_what_a_machine_wrote_is_marked_until_a_person_touches_it(
    manager: Visitor, colleague: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = manager.get(SURVEY + "texte/uk")
    data = {name: page.value(name) for name in ("csrf_token", "seen")}
    sent = {**data, "title": "Одна відповідь", "machine": "title"}
    manager.post(SURVEY + "texte/uk", sent, 303)
    manager.get(SURVEY + "texte/uk").sees("machine draft, not reviewed")
    manager.get(SURVEY + "sprachen?sprache=uk").sees("machine draft, not reviewed")
    with store.reading() as session:
        assert session.scalars(select(Translation.who)).one() == "machine (browser)"
    write(manager, title="Лише одна відповідь")
    colleague.get(SURVEY + "texte/uk").misses("machine draft")


def test_only_what_is_open_is_shown_on_wish(manager: Visitor, colleague: Visitor, running: Running):
    running(changed("single", title=TITLE), published=False)
    find_right(colleague)
    page = manager.get(SURVEY + "texte/uk?nur=offen")
    names = [area.get("name") for area in page.all("textarea")]
    assert "title" not in names
    assert "intro" in names
    page.fill("intro", "Одне запитання").submit("Save").sees("1 text is changed.")
    document = manager.get(SURVEY + "fragebogen.json").json
    assert document["title"] == TITLE
    assert document["intro"]["uk"] == "Одне запитання"


# ---- the grid ---------------------------------------------------------------------------------


def test_the_grid_counts_and_filters(manager: Visitor, colleague: Visitor, running: Running):
    running(changed("single", title=TITLE), published=False)
    find_right(colleague)
    page = manager.get(SURVEY + "sprachen?sprache=uk").sees("1 of 10 reviewed, 9 missing")
    assert len(list(page.all("td"))) == 10
    page = manager.get(SURVEY + "sprachen?sprache=uk&nur=reviewed").sees("Одна відповідь")
    assert len(list(page.all("td"))) == 1
    assert len(list(manager.get(SURVEY + "sprachen?sprache=uk&nur=offen").all("td"))) == 9
    manager.get(SURVEY + "sprachen?sprache=uk&nur=outdated").sees("There is no such text.")


def test_a_cell_leads_to_its_text(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "sprachen?sprache=ar")
    targets = [link.get("href") for link in page.all("a", class_="cell")]
    assert targets[0] == SURVEY + "texte/ar#title"
    assert manager.get(SURVEY + "texte/ar").by_id("title") is not None


def test_any_further_language_can_be_begun(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(SURVEY + "sprachen").sees("Add a language", "ትግርኛ")
    page.follow("Türkçe").fill("title", "Tek yanıt").submit("Save")
    manager.get(SURVEY + "sprachen").sees("Türkçe", "0 of 10 reviewed, 1 as a draft, 9 missing")
    manager.get(SURVEY + "vorschau/tr")


def test_a_reader_sees_the_grid_and_changes_nothing(
    signed_in: Callable[..., Visitor], district: District, running: Running
):
    running("single", published=False)
    viewer = signed_in(Role.VIEWER, district)
    page = viewer.get(SURVEY + "sprachen").misses("Add a language")
    assert not list(page.all("a", class_="cell"))
    viewer.get(SURVEY + "texte/uk", 403)


def test_another_districts_grid_is_not_there(
    signed_in: Callable[..., Visitor], zentrum: District, running: Running
):
    running("single", published=False)
    stranger = signed_in(Role.MANAGER, zentrum)
    for path in ("sprachen", "sprachen/tabelle.csv", "sprachen/einlesen", "texte/uk"):
        stranger.get(SURVEY + path, 404)


# ---- publishing --------------------------------------------------------------------------------


def in_two_languages(**more: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(changed("single", **more)))
    for _, text in texts(copy):
        text.update(uk=f"uk {text['de']}", ru=f"ru {text['de']}")
    return copy


def test_an_unreviewed_language_is_published_only_with_a_tick_of_its_own(
    manager: Visitor, visitor: Visitor, running: Running, store: Store
):
    running(in_two_languages(), published=False)
    page = manager.get(SURVEY).choose("uk", within="signed").submit("Publish", 422)
    assert "русский" in page.error("offered")
    assert "українська" not in page.error("offered")
    page.choose("ru", within="signed").submit("Publish").sees("The survey is published.")
    with store.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "publish_unreviewed")
        entries = [entry.detail for entry in session.scalars(wanted.order_by(AuditEntry.id))]
    assert [entry["language"] for entry in entries] == ["uk", "ru"]
    visitor.get("/uk/umfrage/eine-antwort").sees("uk Wie kommen Sie zum Markt?")


def test_a_language_left_out_is_hidden_and_falls_back_honestly(
    manager: Visitor, visitor: Visitor, running: Running
):
    running(in_two_languages(), published=False)
    page = manager.get(SURVEY).untick("ru").choose("uk", within="signed")
    page.submit("Publish").sees("The survey is published.")
    page = visitor.get("/ru/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")
    page.misses("ru Wie kommen Sie zum Markt?")
    assert "русский" not in [link.text for link in page.all("button", class_="pill")]


def test_a_reviewed_language_needs_no_signature(
    manager: Visitor, colleague: Visitor, running: Running
):
    running(in_two_languages(), published=False)
    for locale in ("uk", "ru"):
        colleague.get(f"{SURVEY}texte/{locale}").submit("all")
    page = manager.get(SURVEY).misses("I publish this language unreviewed")
    page.submit("Publish").sees("The survey is published.")


def test_a_language_added_later_is_a_version_with_the_same_questions(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running(in_two_languages(), published=False)
    page = manager.get(SURVEY).untick("ru", "uk")
    page.submit("Publish").sees("Version 1")
    visitor.get("/uk/umfrage/eine-antwort").misses("uk Wie kommen Sie zum Markt?")
    clock.passes(minutes=1)
    manager.get(SURVEY + "sprachen").choose("uk", within="offered").submit("Save").sees("Saved.")
    page = manager.get(SURVEY + "aenderungen/").sees("Now also offered in: українська.")
    page.choose("uk", within="signed").submit("Publish the changes")
    manager.get(SURVEY).sees("Version 2")
    visitor.get("/uk/umfrage/eine-antwort").sees("uk Wie kommen Sie zum Markt?")


def test_what_was_signed_for_is_asked_again_only_if_it_changed(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running(in_two_languages())
    clock.passes(minutes=1)
    manager.get(SURVEY + "sprachen").untick("offered-ru").submit("Save")
    page = manager.get(SURVEY + "aenderungen/").misses("I publish this language unreviewed")
    page.choose("sure").submit("Publish the changes")
    visitor.get("/ru/umfrage/eine-antwort").misses("ru Wie kommen Sie zum Markt?")
    clock.passes(minutes=1)
    write(manager, **{"questions.0.text": "Як ви їдете на ринок?"})
    page = manager.get(SURVEY + "aenderungen/").submit("Publish the changes", 422)
    assert "українська" in page.error("signed")
    page.choose("uk", within="signed").submit("Publish the changes")
    visitor.get("/uk/umfrage/eine-antwort").sees("Як ви їдете на ринок?")


def test_a_language_in_which_texts_are_missing_is_not_offered(manager: Visitor, running: Running):
    running(changed("single", title=TITLE), published=False)
    page = manager.get(SURVEY + "sprachen").misses("Finished languages")
    token = page.value("csrf_token")
    refused = manager.post(SURVEY + "sprachen/angebot", {"csrf_token": token, "offered": "uk"}, 422)
    refused.sees("Texts are still missing in: українська.")
