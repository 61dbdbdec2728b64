"""Surveys with a receipt: withdraw by a code, save and go on elsewhere; nobody's name is needed."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from beteiligung.audit import AuditEntry
from beteiligung.db import Base, Store
from beteiligung.media.models import Medium
from beteiligung.surveys.codes import (
    SIGNS,
    code_of,
    fresh_code,
    fresh_entry_code,
    grouped,
    read_code,
)
from beteiligung.surveys.columns import columns
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import Quota, Receipt, Response, Saved, Survey
from beteiligung.surveys.photos import Photo, keep_photos
from beteiligung.surveys.places import Limit, set_places
from tests.conftest import Clock
from tests.page import Page
from tests.surveys.conftest import changed, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
SURVEY = "/de/umfrage/auf-dem-telefon"
SECRET = "of this test only"


@pytest.fixture
def receipts(running: Running) -> Survey:
    """A survey in which people get a code."""
    return running(changed("on_the_phone", anonymity="receipt"))


def code_on(page: Page) -> str:
    (shown,) = re.findall(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", page.text)
    return str(shown)


def answered(visitor: Visitor, address: str = SURVEY) -> Page:
    return visitor.get(address).choose("ja", within="pflicht").choose("kurz", within="dauer")


def sent(visitor: Visitor) -> Page:
    return answered(visitor).submit("Antworten absenden", status=200)


def typed(visitor: Visitor, code: str, status: int = 200, lang: str = "de") -> Page:
    page = visitor.get(f"/{lang}/beleg/")
    page.fill("code", code)
    return page.submit({"de": "Weiter", "ar": "متابعة"}[lang], status=status)


def rows(store: Store, table: Any) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# ---- the code ------------------------------------------------------------------------------------


def test_a_code_is_read_however_it_is_typed():
    code = code_of(SECRET, "a key")
    shown = grouped(code)
    for wrong_hand in (shown.lower(), shown.replace("-", " – "), f" {code} ", shown + "\u200f"):
        assert read_code(wrong_hand) == code
    confused = str.maketrans("01ABEKMHPCTX", "OlАВЕКМНРСТХ")
    assert read_code(shown.translate(confused)) == code


def test_a_slip_of_the_pen_is_noticed():
    for _ in range(50):
        code = fresh_code()
        for at, sign in enumerate(code):
            for other in SIGNS:
                if {other, sign} != {"0", "Z"} and other != sign:
                    assert read_code(code[:at] + other + code[at + 1 :]) is None
        for at in range(10):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            assert (
                swapped == code or {code[at], code[at + 1]} == {"0", "Z"} or not read_code(swapped)
            )


def test_a_slip_in_a_one_time_code_is_always_noticed():
    for _ in range(50):
        code = fresh_entry_code()
        assert len(code) == 8
        for at, sign in enumerate(code):
            for other in SIGNS:
                assert other == sign or not read_code(code[:at] + other + code[at + 1 :])
        for at in range(7):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            assert swapped == code or not read_code(swapped)
        assert read_code(f" {grouped(code).lower()}\u200f") == code


def test_codes_of_answers_differ_and_depend_on_the_secret():
    assert len({code_of(SECRET, str(key)) for key in range(500)}) == 500
    assert code_of(SECRET, "a key") != code_of("another", "a key")


# ---- after sending -------------------------------------------------------------------------------


@pytest.mark.usefixtures("receipts")
def test_the_code_is_shown_once_and_only_its_hash_is_kept(visitor: Visitor, store: Store):
    page = sent(visitor).sees("Vielen Dank!", "Ihr Code", "/de/beleg/")
    code = code_on(page)
    assert page.location == ""
    for place in (*page.all("a"), *page.all("form"), *page.all("input")):
        assert code not in "".join(place.attrib.values())
    visitor.get(SURVEY + "/danke").misses("Ihr Code")
    bare = code.replace("-", "")
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert bare not in str(row)
                assert code not in str(row)
    assert rows(store, Receipt) == 1


@pytest.mark.usefixtures("receipts")
def test_an_answer_sent_twice_has_one_code(visitor: Visitor, store: Store):
    page = answered(visitor)
    first = code_on(page.submit("Antworten absenden", status=200))
    assert code_on(page.submit("Antworten absenden", status=200)) == first
    assert rows(store, Response) == rows(store, Receipt) == 1


def test_anonymous_surveys_have_no_code_of_any_kind(
    visitor: Visitor, running: Running, store: Store
):
    running("on_the_phone")
    page = answered(visitor).misses("Ihr Code", "Code eintippen", "Speichern und später")
    key = page.value("key")
    page.submit("Antworten absenden").misses("Ihr Code")
    other = visitor.get(SURVEY).value("key")
    visitor.post(SURVEY, {"key": other, "save-here": "1", "pflicht": "ja"}, 303)
    assert rows(store, Receipt) == rows(store, Saved) == 0
    typed(visitor, code_of(SECRET, key), status=404)


@pytest.mark.usefixtures("receipts")
def test_the_words_say_what_is_done(visitor: Visitor):
    visitor.get(SURVEY).sees("Am Ende bekommen Sie einen Code")
    notice = visitor.get(SURVEY + "/datenschutz")
    notice.sees("Nur wer diesen Code hat", "einen Fingerabdruck Ihres Codes")
    notice.misses("Weil niemand weiß, welche Antworten von Ihnen sind", "freiwillig und anonym")


# ---- withdraw ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_somebody_withdraws_her_answers_and_they_are_gone(
    visitor: Visitor, receipts: Survey, store: Store, lang: str
):
    code = code_on(sent(visitor))
    sent(visitor)
    with store.reading() as session:
        survey = session.get_one(Survey, receipts.id)
        assert columns(session, survey).size == 2
        before = survey.generation
    page = typed(visitor, code.lower(), lang=lang)
    page.misses("kurz")
    page = page.submit({"de": "Meine Antworten löschen", "ar": "حذف إجاباتي"}[lang])
    assert page.path == f"/{lang}/beleg/geloescht"
    assert rows(store, Response) == rows(store, Receipt) == 1
    with store.reading() as session:
        survey = session.get_one(Survey, receipts.id)
        assert survey.generation > before
        assert columns(session, survey).size == 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "withdraw_answer"))
        (noted,) = entry
        assert (noted.staff_id, noted.who, noted.detail) == (None, "", {})
    typed(visitor, code, status=404)


def test_whoever_withdraws_gives_her_place_back(
    visitor: Visitor, receipts: Survey, store: Store, now: datetime, clock: Clock
):
    with store.writing() as session:
        survey = session.get_one(Survey, receipts.id)
        set_places(session, survey, [Limit(1)], target=None, asker=None, at=now)
    clock.passes(minutes=1)
    code = code_on(sent(visitor))
    visitor.app.extensions["shelf"].forget()
    visitor.get(SURVEY, 410)
    clock.passes(minutes=1)
    typed(visitor, code).submit("Meine Antworten löschen")
    with store.reading() as session:
        assert session.scalars(select(Quota.taken)).one() == 0
    visitor.app.extensions["shelf"].forget()
    sent(visitor).sees("Vielen Dank!")


@pytest.mark.usefixtures("receipts")
def test_photos_go_with_the_answer_that_named_them(visitor: Visitor, store: Store, now: datetime):
    code = code_on(sent(visitor))
    with store.writing() as session:
        photos = [Photo(sign * 64, b"x", 1, 1) for sign in "ab"]
        keep_photos(session, photos, at=now)
        answer = session.scalars(select(Response)).one()
        answer.answers = {**answer.answers, "bild": photos[0].name}
    typed(visitor, code).submit("Meine Antworten löschen")
    with store.reading() as session:
        assert list(session.scalars(select(Medium.digest))) == ["b" * 64]


@pytest.mark.usefixtures("receipts")
def test_guessing_tells_nothing_and_is_slow(visitor: Visitor):
    pages = {typed(visitor, guess, 404).error("code") for guess in ("x", fresh_code(), "0" * 12)}
    assert pages == {"Unter diesem Code gibt es nichts. Vielleicht ist ein Zeichen falsch?"}
    for _ in range(7):
        visitor.post("/de/beleg/", {"code": fresh_code()}, 404)
    visitor.post("/de/beleg/", {"code": fresh_code()}, 429)


@pytest.mark.usefixtures("receipts")
def test_a_get_withdraws_nothing(visitor: Visitor, store: Store):
    code = code_on(sent(visitor))
    visitor.get(f"/de/beleg/?code={code}&withdraw=1")
    assert rows(store, Response) == 1


# ---- save and go on ------------------------------------------------------------------------------


@pytest.mark.usefixtures("receipts")
def test_somebody_saves_and_goes_on_elsewhere_in_her_language(
    visitor: Visitor, app: Any, store: Store
):
    page = answered(visitor, SURVEY.replace("/de/", "/ar/"))
    page.choose("baum", within="dinge").fill("worte", "كلمات")
    key = page.value("key")
    saved = page.submit("حفظ والمتابعة لاحقاً", status=200).sees("حُفظت إجاباتكم")
    assert rows(store, Response) == 0
    code = code_on(saved)
    elsewhere = Visitor(app, language="de")
    there = typed(elsewhere, code, status=307).location
    assert there == "/ar/beleg/"
    page = elsewhere.post(there, {"code": code}, 200).sees("هل تسكنون هنا؟")
    assert page.root.get("lang") == "ar"
    assert (page.value("key"), page.value("pflicht"), page.value("worte")) == (key, "ja", "كلمات")
    thanks = page.choose("lang", within="dauer").submit("إرسال الإجابات", status=200)
    assert code_on(thanks) == code
    (only,) = responses(store)
    assert (only.key, only.status, only.language) == (key, "complete", "ar")
    assert only.answers["dauer"] == "lang"
    assert rows(store, Saved) == 0
    typed(elsewhere, code).sees("Ihre Antworten werden gezählt.")


@pytest.mark.usefixtures("receipts")
def test_saving_again_keeps_the_newest_under_the_same_code(visitor: Visitor, store: Store):
    first = answered(visitor).submit("Speichern und später weitermachen", status=200)
    page = typed(visitor, code_on(first)).choose("lang", within="dauer")
    again = page.submit("Speichern und später weitermachen", status=200)
    assert code_on(again) == code_on(first)
    assert rows(store, Saved) == 1
    assert typed(visitor, code_on(again)).value("dauer") == "lang"


def test_answers_go_on_in_the_version_in_which_they_were_begun(
    visitor: Visitor, manager: Visitor, running: Running, store: Store, clock: Clock
):
    survey = running(changed("single", anonymity="receipt"))
    page = visitor.get("/de/umfrage/eine-antwort").choose("fuss", within="weg")
    code = code_on(page.submit("Speichern und später weitermachen", status=200))
    clock.passes(minutes=2)
    desk = "/verwaltung/umfragen/eine-antwort/"
    texts = manager.get(desk + "texte/de")
    texts.fill("questions.0.text", "Wie kommen Sie denn zum Markt?").submit("Save")
    manager.get(desk).follow("See what changes").submit("Publish the changes").sees("Version 2")
    visitor.get("/de/umfrage/eine-antwort").sees("Wie kommen Sie denn zum Markt?")
    page = typed(visitor, code).sees("Wie kommen Sie zum Markt?")
    page.submit("Antworten absenden", status=200).sees("Vielen Dank!")
    (only,) = responses(store)
    with store.reading() as session:
        versions = session.get_one(Survey, survey.id).versions
        assert [version.number for version in versions] == [1, 2]
        assert only.version_id == versions[0].id


def test_who_somebody_is_is_never_saved_beside_answers(
    visitor: Visitor, running: Running, store: Store
):
    document = changed("on_the_phone", anonymity="receipt")
    last = {**document["questions"][-1], "identifying": True, "reason": {"de": "x", "ar": "س"}}
    questions = [*document["questions"][:-1], last]
    running({**document, "min_age": 16, "questions": questions})
    page = answered(visitor).fill("worte", "Frau Beispiel")
    page.submit("Speichern und später weitermachen", status=200).sees("wird nicht gespeichert")
    with store.reading() as session:
        assert "Beispiel" not in str(session.scalars(select(Saved)).one().answers)


@pytest.mark.usefixtures("receipts")
def test_saved_answers_are_forgotten_after_two_weeks_or_at_the_close(
    visitor: Visitor, store: Store, clock: Clock, now: datetime
):
    answered(visitor).submit("Speichern und später weitermachen", status=200)
    with store.writing() as session:
        assert forget_answers(session, at=now)["saved"] == 0
    clock.passes(days=14)
    with store.writing() as session:
        assert forget_answers(session, at=clock())["saved"] == 1


@pytest.mark.usefixtures("receipts")
def test_after_the_end_nobody_goes_on_but_answers_can_be_withdrawn(
    visitor: Visitor, store: Store, clock: Clock
):
    saved = code_on(answered(visitor).submit("Speichern und später weitermachen", status=200))
    kept = code_on(sent(visitor))
    clock.passes(days=20)
    typed(visitor, saved, status=410)
    typed(visitor, kept).submit("Meine Antworten löschen").sees("Ihre Antworten sind gelöscht")
    assert rows(store, Response) == 0


@pytest.mark.usefixtures("receipts")
def test_what_was_sent_cannot_be_begun_again(visitor: Visitor, store: Store):
    page = answered(visitor)
    page.submit("Antworten absenden", status=200)
    page.submit("Speichern und später weitermachen", status=422).sees("schon abgesendet")
    assert rows(store, Saved) == 0


# ---- stop, and thanks ----------------------------------------------------------------------------


def test_somebody_stops_without_scripts_and_says_that_it_may_count(
    visitor: Visitor, running: Running, store: Store
):
    running("on_the_phone")
    page = visitor.get(SURVEY).choose("baum", within="dinge")
    page.submit("Absenden, was ich bis hierhin beantwortet habe").sees("Vielen Dank!")
    (only,) = responses(store)
    assert (only.status, only.answers) == ("partial", {"dinge": ["baum"]})
    page = visitor.get(SURVEY).choose("baum", within="dinge")
    page.follow("Meine Antworten löschen und gehen")
    assert len(responses(store)) == 1


def test_the_thanks_of_a_survey_are_said_after_sending(visitor: Visitor, running: Running):
    thanks = {"de": "Am **Samstag** gibt es Kuchen.", "ar": "يوم السبت هناك كعك."}
    running(changed("on_the_phone", thanks=thanks))
    answered(visitor).submit("Antworten absenden").sees("Am Samstag gibt es Kuchen.")
    visitor.get("/ar/umfrage/auf-dem-telefon/danke").sees("يوم السبت هناك كعك.")
