"""Somebody who has never seen a questionnaire document writes a survey in the browser."""

from collections.abc import Callable
from typing import Any

import pytest

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys import queries
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.kinds import KINDS
from tests.builders import on_the_shelf
from tests.page import Page, words
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/"
EVERY = "/verwaltung/umfragen/jede-art/fragebogen/"

BRUEHL: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "single",
        "Wie oft sind Sie auf dem Brühl?",
        ("Fast jeden Tag", "Jede Woche", "Jeden Monat", "Seltener"),
    ),
    (
        "multiple",
        "Warum kommen Sie auf den Brühl?",
        (
            "Ich wohne hier",
            "Einkaufen oder essen",
            "Freunde treffen",
            "Auf dem Weg zur Arbeit oder Schule",
            "Mit Kindern draußen sein",
            "Anderer Grund",
        ),
    ),
    (
        "multiple",
        "Was fehlt auf dem Brühl am meisten? Höchstens 2 auswählen.",
        (
            "Sitzplätze",
            "Schatten und Grün",
            "Spielmöglichkeiten",
            "Öffentliche Toilette",
            "Licht am Abend",
            "Veranstaltungen",
            "Mülleimer",
        ),
    ),
    (
        "single",
        "Welcher Abschnitt soll zuerst schöner werden?",
        ("Nördlicher Teil", "Mitte", "Südlicher Teil"),
    ),
    ("scale", "Wie gefällt Ihnen der Brühl?", ()),
)


def draft(manager: Visitor, slug: str = "jede-art") -> dict[str, Any]:
    found: dict[str, Any] = manager.get(f"{DESK}{slug}/fragebogen.json").json
    return found


def asked(manager: Visitor, name: str) -> dict[str, Any]:
    return next(q for q in draft(manager)["questions"] if q["id"] == name)


def ids(manager: Visitor) -> list[str]:
    return [question["id"] for question in draft(manager)["questions"]]


def button(page: Page, value: str, status: int | None = None) -> Page:
    """Press the button of a value, such as ``up:q3``."""
    return page.submit(value, status)


def last_link(page: Page, part: str) -> str:
    """The address of the last link of the page that has this in it."""
    return [link.get("href", "") for link in page.all("a") if part in link.get("href", "")][-1]


# ---- from nothing ----------------------------------------------------------------------------


def test_a_new_colleague_writes_the_survey_about_the_bruehl(
    signed_in: Callable[..., Visitor], zentrum: District, visitor: Visitor
):
    manager = signed_in(Role.MANAGER, zentrum)
    page = manager.get(DESK).follow("New survey").follow("Start empty")
    page = page.fill("Title", "Der Brühl: kurz gefragt").submit("Begin")
    assert page.path == f"{DESK}der-bruehl-kurz-gefragt/fragebogen/"
    page.sees("Now add the first question", "There are no questions yet.")
    for kind, text, answers in BRUEHL:
        page = page.follow(last_link(page, "neue-frage")).submit(kind)
        page.fill("text", text)
        if kind == "scale":
            page = page.submit("Save").follow("Take a ready scale").submit("like5")
            page.choose("Show faces")
        elif "Höchstens 2" in text:
            page.fill("max", "2").choose("different order")
            page.fill("paste.options", "\n".join(answers))
        else:
            for at, answer in enumerate(answers[:4]):
                page.fill(f"options.{at}.label", answer)
            page.fill("paste.options", "\n".join(answers[4:]))
        page = page.submit("Save").follow("Back to the questionnaire")
    page.sees("5 questions", "about 1 minute").misses("Mend")
    document = draft(manager, "der-bruehl-kurz-gefragt")
    assert not [finding for finding in check(document) if finding.error]
    assert [question["kind"] for question in document["questions"]] == [q[0] for q in BRUEHL]
    assert document["questions"][2]["max"] == 2
    assert document["questions"][2]["shuffle"] is True
    assert [o["code"] for o in document["questions"][0]["options"]] == [
        "fast_jeden_tag",
        "jede_woche",
        "jeden_monat",
        "seltener",
    ]
    assert document["questions"][4]["faces"] is True
    manager.get(f"{DESK}der-bruehl-kurz-gefragt/").submit("Publish")
    visitor.get("/de/umfrage/der-bruehl-kurz-gefragt").sees("Wie gefällt Ihnen der Brühl?")


def test_an_empty_survey_is_a_draft_but_is_not_published(manager: Visitor):
    page = manager.get(DESK + "neu/leer").fill("Title", "Leer").submit("Begin")
    page.sees("There are no questions yet.")
    manager.get(f"{DESK}leer/").sees("There are no questions yet.", "Mend")


def test_short_names_are_suggested_and_never_taken_twice(manager: Visitor):
    for expected in ("unser-park", "unser-park-2"):
        page = manager.get(DESK + "neu/leer").fill("Title", "Unser Park").submit("Begin")
        assert page.path == f"{DESK}{expected}/fragebogen/"
    page = manager.get(DESK + "neu/leer").fill("Title", "Park").fill("slug", "unser-park")
    page = page.submit("Begin", 422)
    assert "already a survey" in page.error("slug")
    page = page.fill("slug", "Ümläut!").submit("Begin", 422)
    assert "small letters" in page.error("slug")
    page = manager.get(DESK + "neu/leer").fill("Title", "حديقتنا").submit("Begin")
    assert page.path == f"{DESK}umfrage/fragebogen/"


def test_standard_texts_come_in_every_language(manager: Visitor):
    manager.get(DESK + "neu/leer").fill("Title", "Park").submit("Begin")
    privacy = draft(manager, "park")["privacy_short"]
    assert {"de", "en", "ar", "uk", "ru"} <= set(privacy)
    assert all("{operator}" in said and "{privacy_link}" in said for said in privacy.values())


# ---- the outline -----------------------------------------------------------------------------


def test_the_outline_shows_every_question_with_its_rule(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY)
    page.sees("Eine Antwort", "Reihen", "Shown if “A” is the answer to question 1.", "8 questions")
    page.sees("Shown if “gut” is not the answer to question 3 (X).")


def test_questions_are_moved_by_buttons_and_by_place(manager: Visitor, running: Running):
    running(published=False)
    before = ids(manager)
    button(manager.get(EVERY), "down:eins")
    assert ids(manager)[:3] == ["hinweis", "nur_a", "eins"]
    button(manager.get(EVERY), "up:eins")
    assert ids(manager) == before
    button(manager.get(EVERY).fill("place.name", "1"), "place:name")
    assert ids(manager)[0] == "name"
    button(manager.get(EVERY).fill("place.name", "99"), "place:name")
    assert ids(manager) == before


def test_enter_in_a_place_moves_that_question(manager: Visitor, running: Running):
    running(published=False)
    button(manager.get(EVERY).fill("place.tag", "1"), "place:")
    assert ids(manager)[0] == "tag"


def test_a_moved_question_says_at_once_which_rule_it_breaks(manager: Visitor, running: Running):
    running(published=False)
    page = button(manager.get(EVERY), "down:eins")
    page.sees("The rule asks for “eins”, which does not come before this question.")


def test_a_duplicate_has_an_id_of_its_own(manager: Visitor, running: Running):
    running(published=False)
    button(manager.get(EVERY), "copy:eins")
    assert ids(manager)[1:3] == ["eins", "f10"]
    one, two = asked(manager, "eins"), asked(manager, "f10")
    assert {**one, "id": ""} == {**two, "id": ""}


def test_a_deleted_question_is_back_by_undo(manager: Visitor, running: Running):
    running(published=False)
    before = draft(manager)
    page = button(manager.get(EVERY), "delete:zahl")
    assert "zahl" not in ids(manager)
    page = page.submit("Undo").sees("Taken back: A question was deleted")
    assert draft(manager) == before
    page.submit("Redo").sees("Done again: A question was deleted")
    assert "zahl" not in ids(manager)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_way_of_asking_can_be_begun_and_written(
    manager: Visitor, running: Running, kind: str
):
    running(published=False)
    page = manager.get(EVERY + "neue-frage?nach=eins").submit(kind)
    page.fill("text", "Neu?").submit("Save").sees("Saved.", "Neu?")
    assert ids(manager)[2] == "f10"
    assert asked(manager, "f10")["text"] == {"de": "Neu?"}


def test_a_long_survey_is_warned_about(manager: Visitor, running: Running):
    questions = [{"id": f"q{n}", "kind": "text", "text": {"de": "Und?"}} for n in range(13)]
    running(changed("every_kind", questions=questions[:12]), published=False)
    manager.get(EVERY).misses("This is long")
    page = manager.get(EVERY + "neue-frage?nach=q1").submit("text")
    manager.get(EVERY).sees("This is long", "13 questions")
    assert page.path.endswith("frage/f13")


def test_questions_have_an_end(manager: Visitor, running: Running):
    questions = [{"id": f"q{n}", "kind": "text", "text": {"de": "Und?"}} for n in range(300)]
    running(changed("every_kind", questions=questions), published=False)
    page = manager.get(EVERY + "neue-frage?nach=q1").submit("text", 422)
    page.sees("More than 300 questions are not possible.")


# ---- one question ----------------------------------------------------------------------------


def test_other_languages_of_what_is_unchanged_stay(manager: Visitor, running: Running):
    document = on_the_shelf("single")
    document = {**document, "questions": [dict(question) for question in document["questions"]]}
    first = document["questions"][0]
    first["text"] = {"de": "Wie?", "ar": "كيف؟"}
    first["options"] = [
        {"code": "a", "label": {"de": "A", "ar": "أ"}},
        {"code": "b", "label": {"de": "B", "ar": "ب"}},
    ]
    running(document, published=False)
    address = "/verwaltung/umfragen/eine-antwort/fragebogen/frage/" + first["id"]
    page = manager.get(address)
    assert page.value("text") == "Wie?"
    page.fill("options.1.code", "bb").fill("options.0.label", "Aa").submit("Save")
    now = draft(manager, "eine-antwort")["questions"][0]
    assert now["text"] == {"de": "Wie?", "ar": "كيف؟"}
    assert now["options"] == [
        {"code": "a", "label": {"de": "Aa", "ar": "أ"}},
        {"code": "bb", "label": {"de": "B", "ar": "ب"}},
    ]


def test_answers_are_moved_and_removed_by_buttons(manager: Visitor, running: Running):
    running(published=False)

    def codes() -> list[str]:
        return [option["code"] for option in asked(manager, "mehrere")["options"]]

    page = manager.get(EVERY + "frage/mehrere")
    page = page.fill("text", "Auch getippt").submit("options.0.down")
    assert codes() == ["n", "m", "o", "keine"]
    assert asked(manager, "mehrere")["text"] == {"de": "Auch getippt"}
    page = page.submit("options.3.up")
    assert codes() == ["n", "m", "keine", "o"]
    page.submit("options.0.away")
    assert codes() == ["m", "keine", "o"]
    assert asked(manager, "mehrere")["options"][1]["exclusive"] is True


def test_what_an_answer_can_be_is_ticked(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "frage/mehrere")
    page.choose("options.0.exclusive").untick("options.2.free_text").submit("Save")
    options = asked(manager, "mehrere")["options"]
    assert options[0]["exclusive"] is True
    assert "free_text" not in options[2]


def test_a_renamed_question_and_a_renamed_answer_take_their_rules_along(
    manager: Visitor, running: Running
):
    running(published=False)
    page = manager.get(EVERY + "frage/eins").fill("options.0.code", "alpha")
    page = page.fill("id", "bezug").submit("Save")
    assert page.path.endswith("/frage/bezug")
    assert asked(manager, "nur_a")["show_if"] == "${bezug} = 'alpha'"
    page = manager.get(EVERY + "frage/reihen").fill("items.0.code", "bus").submit("Save")
    assert asked(manager, "mehrere")["show_if"] == "${reihen.bus} != '3'"


def test_answers_that_change_codes_with_each_other_keep_their_rules_apart(
    manager: Visitor, running: Running
):
    document = on_the_shelf("every_kind")
    questions = [dict(question) for question in document["questions"]]
    questions[2]["show_if"] = "${eins} = 'a' or 'b' = ${eins} or ${zwei} = 'a'"
    questions[4]["text"] = {"de": "Sie sagten ${eins}"}
    running({**document, "questions": questions}, published=False)
    page = manager.get(EVERY + "frage/eins").fill("options.0.code", "b")
    page.fill("options.1.code", "a").fill("id", "one").submit("Save")
    rule = "${one} = 'b' or 'a' = ${one} or ${zwei} = 'a'"
    assert asked(manager, "nur_a")["show_if"] == rule
    assert asked(manager, "mehrere")["text"] == {"de": "Sie sagten ${one}"}


def test_what_is_reckoned_and_shared_out_can_decide(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "neue-frage").submit("budget")
    page.fill("text", "Wofür?").fill("options.0.label", "Bänke").fill("total", "100")
    page.submit("Save")
    page = manager.get(EVERY + "frage/zahl/regel").fill("frage", "f10.baenke").submit("Go on")
    page = page.fill("when.0.way", ">=").fill("when.0.value", "50").submit("Save")
    page.sees("Shown if the answer to question 1 (Bänke) is at least 50.")
    manager.get(EVERY + "frage/f10").fill("options.0.code", "bank").submit("Save")
    assert asked(manager, "zahl")["show_if"] == "${f10.bank} >= 50"


@pytest.mark.parametrize("name", ["", "1a", "a__b", "ä", "a b", "a-b"])
def test_an_impossible_id_is_refused_and_everything_typed_is_kept(
    manager: Visitor, running: Running, name: str
):
    running(published=False)
    before = draft(manager)
    page = manager.get(EVERY + "frage/eins").fill("text", "Getippt").fill("id", name)
    page = page.submit("Save", 422)
    assert "letters, digits" in page.error("id")
    assert page.value("text") == "Getippt"
    assert draft(manager) == before


def test_what_is_published_keeps_its_codes(manager: Visitor, running: Running):
    running()
    page = manager.get(EVERY + "frage/eins").sees("People still see version 1")
    assert page.controls("id")[0].get("readonly") is not None
    assert page.controls("options.0.code")[0].get("readonly") is not None
    page.fill("id", "anders").fill("options.0.code", "anders").fill("text", "Neu?").submit("Save")
    now = asked(manager, "eins")
    assert (now["text"], now["options"][0]["code"]) == ({"de": "Neu?"}, "a")


def test_a_thousand_answers_are_refused_kindly(manager: Visitor, running: Running):
    running(published=False)
    before = draft(manager)
    many = "\n".join(f"Antwort {number}" for number in range(1000))
    page = manager.get(EVERY + "frage/eins").fill("paste.options", many).submit("Save", 422)
    assert page.error("paste.options") == "At most 200 answers are possible."
    assert page.value("paste.options") == many
    assert draft(manager) == before


def test_words_from_a_word_processor_come_without_their_clothes(manager: Visitor, running: Running):
    running(published=False)
    pasted = (
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->"
        '<style>p.MsoNormal {margin:0cm}</style><p class="MsoNormal"><b>Was fehlt</b>'
        "<o:p></o:p> &amp; was stört?</p>"
    )
    page = manager.get(EVERY + "frage/eins").fill("text", pasted)
    page = page.fill("paste.options", "·\u00a0 Bänke\n2. Bäume\n• 5 < 7 Spielplätze\x07")
    page.submit("Save").sees("Formatting from another program was taken away")
    now = asked(manager, "eins")
    assert now["text"] == {"de": "Was fehlt & was stört?"}
    assert [o["label"]["de"] for o in now["options"][3:]] == ["Bänke", "Bäume", "5 < 7 Spielplätze"]


SCRIPTS = {
    "arabic": "ما رأيك؟ 😀",
    "ukrainian": "Що вам подобається? Ї",
    "tigrinya": "እንታይ ይመስለኩም፧",
    "chinese": "您怎么看？",
    "kurdish": "Hûn çi difikirin? Ş",
    "math": "a < b && c > d “x” 'y' \"z\" \\ % {0} {7*7}",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_every_script_stands_in_every_field(manager: Visitor, running: Running, text: str):
    running(published=False)
    page = manager.get(EVERY + "frage/eins")
    for name in ("text", "help", "page", "reason", "options.0.label"):
        page.fill(name, text)
    page = page.fill("paste.options", text).submit("Save")
    for name in ("text", "help", "page", "reason", "options.0.label", "options.3.label"):
        assert page.value(name) == text
    manager.get(EVERY).sees(" ".join(text.split()))
    frame = manager.get(EVERY + "einleitung")
    for name in ("title", "intro", "purpose", "privacy_short", "thanks", "operator"):
        frame.fill(name, text)
    frame = frame.submit("Save").sees("Saved.")
    assert frame.value("operator") == text


def test_a_heading_typed_again_brings_its_translations(manager: Visitor, running: Running):
    document = on_the_shelf("every_kind")
    questions = [dict(question) for question in document["questions"]]
    questions[1]["page"] = {"de": "Verkehr", "ar": "المرور"}
    running({**document, "questions": questions}, published=False)
    manager.get(EVERY + "frage/nur_a").fill("page", "Verkehr").submit("Save")
    assert asked(manager, "nur_a")["page"] == {"de": "Verkehr", "ar": "المرور"}
    page = manager.get(EVERY).follow("Rename").fill("page", "Unterwegs").submit("Save")
    page.sees("Unterwegs").misses("Verkehr")
    assert asked(manager, "eins")["page"] == asked(manager, "nur_a")["page"]


def test_a_count_that_is_none_is_refused(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "einleitung").fill("retention_months", "zwölf").submit("Save", 422)
    assert "whole number" in page.error("retention_months")
    page.fill("retention_months", "24").submit("Save")
    assert draft(manager)["retention_months"] == 24


def test_a_suggested_text_is_taken_by_a_button(manager: Visitor, running: Running):
    running(changed("every_kind", purpose=""), published=False)
    page = manager.get(EVERY + "einleitung").sees("This is missing")
    page = page.submit("suggest.purpose")
    assert "The district management wants to know" in draft(manager)["purpose"]["en"]
    page.misses("This is missing")


def test_the_points_of_a_scale_are_written_on_their_own_page(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "skala/drei").sees("Used in question: 2, 3")
    page.fill("labels.0.label", "sehr gut").fill("labels.3.label", "furchtbar").submit("Save")
    scale = draft(manager)["scales"]["drei"]
    assert scale["codes"] == ["3", "2", "1", "furchtbar"]
    assert scale["labels"][0] == {"de": "sehr gut"}


def test_a_scale_of_ones_own_begins_empty(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "skalen?fuer=nur_a").submit("own")
    for at, point in enumerate(("oft", "nie")):
        page.fill(f"labels.{at}.label", point)
    page = page.submit("Save")
    assert asked(manager, "nur_a")["scale"] == "scale2"
    assert draft(manager)["scales"]["scale2"]["codes"] == ["oft", "nie"]


def test_where_it_is_asked_can_change_until_it_begins(
    admin: Visitor, zentrum: District, running: Running, visitor: Visitor
):
    running(published=False)
    page = admin.get(EVERY).sees("Sonnenberg").follow("Edit: Asked in")
    page = page.untick("Sonnenberg").submit("Save", 422)
    assert page.error("districts")
    page.choose("Zentrum").submit("Save").sees("Asked in: Zentrum")
    admin.get("/verwaltung/umfragen/jede-art/").submit("Publish")
    assert zentrum.slug == "zentrum"
    admin.get(EVERY).misses("Edit: Asked in")
    page = admin.get(EVERY + "stadtteile").choose("Sonnenberg").submit("Save", 422)
    assert "not possible" in page.error("districts")
    visitor.get("/de/umfrage/jede-art")


def test_a_manager_moves_a_survey_in_and_out_of_her_own_districts_only(
    manager: Visitor, admin: Visitor, zentrum: District, running: Running
):
    running(published=False)
    admin.get(EVERY + "stadtteile").choose("Zentrum").submit("Save").sees("Sonnenberg, Zentrum")
    manager.get(EVERY + "stadtteile").misses("Zentrum").submit("Save")
    manager.get(EVERY).sees("Sonnenberg", zentrum.slug.title())


def test_pictures_and_recordings_stay_where_they_are(manager: Visitor, running: Running):
    document = on_the_shelf("every_kind")
    questions = [dict(question) for question in document["questions"]]
    questions[1]["image"] = "a" * 64
    questions[1]["options"] = [dict(option) for option in questions[1]["options"]]
    questions[1]["options"][0]["image"] = "b" * 64
    scale = {**document["scales"]["drei"], "images": ["", "c" * 64, ""]}
    heard = ("eins:a", "eins.text", "einszwei.text")
    sounds = {key: {"de": "d" * 64} for key in heard}
    more = {"scales": {"drei": scale}, "sounds": sounds, "questions": questions}
    running({**document, **more}, published=False)
    page = manager.get(EVERY + "frage/eins").fill("options.0.code", "z").fill("id", "one")
    page.fill("image_text", "Ein Baum").submit("Save")
    now = asked(manager, "one")
    assert (now["image"], now["options"][0]["image"]) == ("a" * 64, "b" * 64)
    assert now["image_text"] == {"de": "Ein Baum"}
    assert set(draft(manager)["sounds"]) == {"one:z", "one.text", "einszwei.text"}
    manager.get(EVERY + "skala/drei").submit("labels.1.up")
    assert draft(manager)["scales"]["drei"]["images"] == ["c" * 64, "", ""]
    manager.get(EVERY + "skala/drei").submit("labels.0.away")
    assert "images" not in draft(manager)["scales"]["drei"]


# ---- whose it is -----------------------------------------------------------------------------


def test_strangers_and_viewers_do_not_write(
    manager_of_zentrum: Visitor, viewer: Visitor, running: Running
):
    running(published=False)
    for page in ("", "einleitung", "frage/eins", "frage/eins/regel", "skalen", "verlauf"):
        manager_of_zentrum.get(EVERY + page, 404)
        viewer.get(EVERY + page, 403)


def test_there_is_no_page_for_what_is_not_there(manager: Visitor, running: Running):
    running(published=False)
    for page in ("frage/fort", "frage/fort/regel", "skala/fort", "teil/99"):
        manager.get(EVERY + page, 404)
    token = manager.get(EVERY).value("csrf_token")
    for sent in ({"do": "up:fort"}, {"do": "dance:eins"}, {}):
        manager.post(EVERY + "ordnen", {"csrf_token": token, **sent}, 404)
    manager.post(EVERY + "neue-frage", {"csrf_token": token, "kind": "auction"}, 404)
    manager.post(EVERY + "frage/fort", {"csrf_token": token}, 404)


def test_an_unfinished_question_says_at_its_place_what_is_missing(
    manager: Visitor, running: Running, store: Store
):
    running(published=False)
    page = manager.get(EVERY + "neue-frage").submit("single")
    page.sees("The question has no words.", "The question has nothing to choose from.")
    line = next(item for item in manager.get(EVERY).all("li") if "(no words yet)" in words(item))
    assert "The question has no words." in words(line)
    with store.reading() as session:
        survey = queries.survey_at(session, "jede-art")
        assert survey is not None
        assert survey.draft["questions"][0]["id"] == "f10"


def test_a_question_on_a_scale_says_that_one_is_to_be_chosen(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get("/verwaltung/umfragen/eine-antwort/fragebogen/neue-frage").submit("scale")
    page.sees("Please choose a scale.").misses("The question has nothing to choose from.")


def test_the_questionnaire_leads_to_recordings_and_pictures(manager: Visitor, running: Running):
    running(published=False)
    outline = manager.get(EVERY)
    outline.follow("Recordings").sees("Recordings")
    outline.follow("Pictures").sees("Pictures")


def test_the_history_leads_to_the_question_that_was_changed(manager: Visitor, running: Running):
    running(published=False)
    manager.get(EVERY + "frage/eins").fill("text", "Wie oft?").submit("Save")
    page = manager.get(EVERY + "verlauf")
    assert page.follow("Question 1").value("text") == "Wie oft?"
