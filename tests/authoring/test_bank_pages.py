"""Managers fill a draft from the item bank, and begin whole surveys from templates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.authoring.bank import bank, from_template, into
from beteiligung.authoring.models import DraftStep, Review
from beteiligung.authoring.pairs import pair_of
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.locales import TIER_1
from beteiligung.surveys import wording
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from tests.page import Page
from tests.visitor import Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/"
OVERALL = "Wie zufrieden sind Sie insgesamt mit dem Leben in diesem Stadtteil?"
CLEAN = "Wie zufrieden sind Sie mit der Sauberkeit auf den Straßen im Stadtteil?"


def draft(store: Store, slug: str = "eine-antwort") -> dict[str, Any]:
    with store.reading() as session:
        survey = session.scalars(select(Survey).where(Survey.slug == slug)).one()
        return dict(survey.draft)


def ids(document: dict[str, Any]) -> list[str]:
    return [question["id"] for question in document["questions"]]


def shelves(person: Visitor, slug: str = "eine-antwort", search: str = "") -> Page:
    return person.get(f"{DESK}{slug}/fragensammlung{search}")


# ---- adding ----------------------------------------------------------------------------------


def test_ticked_questions_come_to_the_end_of_the_draft(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = manager.get(f"{DESK}eine-antwort/").follow("Add questions from the item bank")
    page = page.choose(OVERALL, CLEAN).submit("Add the ticked questions")
    page.sees("2 questions are added.", "in this survey")
    document = draft(store)
    assert ids(document) == ["weg", "zufrieden_gesamt", "zufrieden_sauberkeit"]
    assert list(document["scales"]) == ["sat5"]
    assert document["questions"][1]["bank"] == "zufrieden_gesamt"
    assert not [finding for finding in check(document) if finding.error]


def test_questions_come_where_somebody_wants_them_and_then_behind_each_other(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = shelves(manager).choose(OVERALL).fill("after", "^").submit("Add the ticked questions")
    assert page.value("after") == "zufrieden_gesamt"
    page.choose(CLEAN).submit("Add the ticked questions")
    assert ids(draft(store)) == ["zufrieden_gesamt", "zufrieden_sauberkeit", "weg"]


def test_adding_is_one_change_that_can_be_taken_back(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    shelves(manager).choose(OVERALL, CLEAN).submit("Add the ticked questions")
    with store.reading() as session:
        step = session.scalars(select(DraftStep)).one()
    assert ids(step.document) == ["weg"]
    assert step.what == "Questions were added from the item bank"


def test_who_ticks_nothing_is_told_so(manager: Visitor, running: Running, store: Store):
    running("single", published=False)
    page = shelves(manager).submit("Add the ticked questions", 422)
    page.sees("Please choose at least one question.")
    assert ids(draft(store)) == ["weg"]


def test_what_is_ticked_stays_ticked_when_a_place_has_gone(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    token = shelves(manager).value("csrf_token")
    sent = {"csrf_token": token, "items": ["zufrieden_gesamt"], "after": "verschwunden"}
    page = manager.post(f"{DESK}eine-antwort/fragensammlung", sent, 422)
    assert page.error("after") == "Not a valid choice."
    assert page.value("items") == ["zufrieden_gesamt"]
    assert ids(draft(store)) == ["weg"]


def test_a_full_draft_takes_no_more_and_says_why(manager: Visitor, running: Running):
    document = from_template("ideen", slug="voll", operator="Büro")
    document["questions"] *= 75
    for number, question in enumerate(document["questions"]):
        document["questions"][number] = {**question, "id": f"f{number}"}
    running(document, published=False)
    page = (
        shelves(manager, "voll", "?q=insgesamt")
        .choose(OVERALL)
        .submit("Add the ticked questions", 422)
    )
    page.sees("More than 300 questions are not possible.")


def test_what_people_answer_already_stays_as_it_is_until_it_is_published_again(
    manager: Visitor, visitor: Visitor, running: Running, store: Store
):
    running("single")
    page = shelves(manager, search="?q=insgesamt").sees("This survey is published.")
    page.choose(OVERALL).submit("Add the ticked questions")
    assert ids(draft(store)) == ["weg", "zufrieden_gesamt"]
    visitor.get("/de/umfrage/eine-antwort").misses(OVERALL)


def test_the_editor_leads_to_the_bank_and_to_the_same_place(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(f"{DESK}eine-antwort/fragebogen/neue-frage?nach=weg")
    page = page.follow("Add questions from the item bank")
    assert page.value("after") == "weg"
    first = manager.get(f"{DESK}eine-antwort/fragebogen/neue-frage")
    assert first.follow("Add questions from the item bank").value("after") == "^"


def test_a_question_is_seen_in_all_its_languages_before_it_is_added(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = shelves(manager, search="?q=Sauberkeit&art=scale").follow(f"In all languages: {CLEAN}")
    page.sees("Wie finden Sie die Sauberkeit auf den Straßen?", "راضون جداً", "Дуже задоволені")
    page.submit("Add this question").sees("1 question is added.")
    assert ids(draft(store)) == ["weg", "zufrieden_sauberkeit"]
    manager.get(f"{DESK}eine-antwort/fragensammlung/unsinn", 404)


# ---- finding ---------------------------------------------------------------------------------


def test_questions_are_found_by_german_and_by_english_words(manager: Visitor, running: Running):
    running("single", published=False)
    for words in ("Lärm", "NOISE", "noise+home"):
        shelves(manager, search=f"?q={words}").sees("Welcher Lärm stört Sie zu Hause?").misses(
            OVERALL
        )
    page = shelves(manager, search="?q=Quastenflosser")
    page.sees("No question of the bank fits.").misses("Add the ticked questions")


def test_filters_leave_what_fits(manager: Visitor, running: Running):
    running("single", published=False)
    shelves(manager, search="?thema=person&person=nur").sees(
        "3 questions", "Wie kommen Sie mit Ihrem Geld aus?"
    )
    shelves(manager, search="?person=ohne").misses("Wie kommen Sie mit Ihrem Geld aus?")
    shelves(manager, search="?art=date").sees("1 question", "An welchem Tag waren Sie dabei?")
    shelves(manager, search="?welle=y").sees(OVERALL).misses("Wie alt sind Sie?")
    shelves(manager, search="?thema=unsinn&art=unsinn").sees(f"{len(bank().items)} questions")


def test_a_search_stays_while_adding(manager: Visitor, running: Running):
    running("single", published=False)
    page = shelves(manager, search="?thema=sicherheit")
    page = page.choose("Gibt es Orte im Stadtteil, die Sie meiden?")
    assert page.submit("Add the ticked questions").misses(OVERALL).value("thema") == "sicherheit"


def test_the_bank_says_where_its_questions_are_used(manager: Visitor, running: Running):
    running(into(from_template("ort", slug="ort", operator="Büro"), "wandel_umzug"))
    running(from_template("indikatoren", slug="welle", operator="Büro"), published=False)
    running("single", published=False)
    page = shelves(manager, search="?thema=veraenderung")
    page.sees("in 1 survey here").misses("in 2 surveys here")


def test_a_language_counts_as_reviewed_when_all_its_words_are(
    manager: Visitor, running: Running, store: Store, now: datetime
):
    running("single", published=False)
    search = "?q=Umfeld Ihrer Wohnung"
    shelves(manager, search=search).sees("5 languages not reviewed yet")
    item = bank().items["zufrieden_umfeld"]
    pairs = [
        pair_of(*pair) for pair in zip(item.said("de"), ["ar"] * 99, item.said("ar"), strict=False)
    ]
    for some, said in ((pairs[:-1], "5 languages"), (pairs[-1:], "4 languages")):
        with store.writing() as session:
            session.add_all(
                Review(pair=pair, locale="ar", staff_id=None, who="Amal", at=now) for pair in some
            )
        shelves(manager, search=search).sees(f"{said} not reviewed yet")


# ---- from a template -------------------------------------------------------------------------


def test_a_template_becomes_a_draft_that_could_be_published_at_once(manager: Visitor, store: Store):
    page = manager.get(DESK + "neu").follow("Choose a template").sees("12 questions")
    page = page.follow("See what it contains: Living in our district")
    page.sees(OVERALL)
    assert page.value("slug") == "stadtteilbefragung-2026"
    assert page.value("operator") == "Beispielträger"
    page = page.fill("slug", "so-leben-wir").submit("Make the draft")
    page.sees("The survey is here as a draft, in six languages.")
    document = draft(store, "so-leben-wir")
    assert not [finding for finding in check(document) if finding.error]
    assert wording.languages(document) == list(TIER_1)
    assert document["districts"] == ["sonnenberg"]
    assert document["operator"] == "Beispielträger"


def test_a_name_that_is_taken_or_impossible_is_said_beside_it(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(DESK + "neu/vorlagen/ideen")
    refused = page.fill("slug", "eine-antwort").submit("Make the draft", 422)
    assert "already a survey" in refused.error("slug")
    refused = page.fill("slug", "Eine Antwort!").submit("Make the draft", 422)
    assert "small letters" in refused.error("slug")
    assert refused.value("slug") == "Eine Antwort!"


def test_a_survey_needs_a_place_where_it_is_asked(manager: Visitor, zentrum: District):
    page = manager.get(DESK + "neu/vorlagen/ideen").untick("Sonnenberg").misses(zentrum.slug)
    refused = page.submit("Make the draft", 422)
    assert refused.error("districts") == "Please choose where the survey is asked."


def test_a_template_that_is_not_there_is_not_found(manager: Visitor):
    manager.get(DESK + "neu/vorlagen/unsinn", 404)


# ---- for whom --------------------------------------------------------------------------------


def test_the_bank_is_for_managers_of_the_survey_s_districts(
    signed_in: Callable[..., Visitor], district: District, zentrum: District, running: Running
):
    running("single", published=False)
    for role in (Role.PILOT, Role.VIEWER):
        person = signed_in(role, district)
        person.get(f"{DESK}eine-antwort/fragensammlung", 403)
        person.get(DESK + "neu/vorlagen", 403)
        person.get(DESK + "neu/vorlagen/ort", 403)
    signed_in(Role.MANAGER, zentrum).get(f"{DESK}eine-antwort/fragensammlung", 404)


def test_a_ready_scale_and_a_question_of_the_bank_share_their_points(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    page = manager.get(f"{DESK}eine-antwort/fragebogen/skalen").sees("Sehr zufrieden")
    page.submit("sat5")
    assert draft(store)["scales"] == {"sat5": bank().scales["sat5"]}
    shelves(manager).choose(OVERALL).submit("Add the ticked questions")
    assert list(draft(store)["scales"]) == ["sat5"]
