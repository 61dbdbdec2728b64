"""A language without written words is finished when everything can be heard and seen."""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys import hearing
from beteiligung.surveys.actions import publish_survey, replace_draft
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Response
from beteiligung.surveys.wording import keys, languages
from tests.builders import a_survey, on_the_shelf
from tests.media.files import a_wav
from tests.media.heard import heard_document, speak_all
from tests.page import Page, words
from tests.visitor import Visitor

Document = dict[str, Any]


@pytest.fixture
def document(session: Session, now: datetime) -> Document:
    return heard_document(session, at=now)


def lacking(document: Document) -> list[tuple[str, str]]:
    return [
        (found.where, found.message.partition(": ")[2])
        for found in hearing.gaps(document, keys(document), "ti")
    ]


def links(page: Page) -> set[str]:
    """Where what is missing leads to."""
    return {
        link.get("href", "")
        for listed in page.root.findall(".//ul[@class='findings']")
        for link in listed.iter("a")
    }


def test_a_language_is_finished_when_everything_can_be_heard_and_seen(document: Document):
    assert "ti" in languages(document)
    assert lacking(document) == []
    assert not [found for found in check(document) if "heard" in found.message]


def test_a_text_without_a_recording_holds_the_language_back(document: Document):
    del document["sounds"]["pflicht:ja"]["ti"]
    assert "ti" not in languages(document)
    assert lacking(document) == [("questions.0.options.0.label", "there is no recording yet.")]
    (found,) = [found for found in check(document) if "heard" in found.message]
    assert not found.error
    assert found.values["language"] == "ትግርኛ"


def test_an_answer_without_a_picture_holds_the_language_back(document: Document):
    del document["questions"][0]["options"][1]["image"]
    assert "ti" not in languages(document)
    ((where, sentence),) = lacking(document)
    assert where == "questions.0.options.1"
    assert sentence == "this answer has neither a picture nor a face yet."


def test_faces_are_pictures(document: Document):
    for scale in document["scales"].values():
        del scale["images"]
    assert "ti" in languages(document)
    for question in document["questions"]:
        question.pop("faces", None)
    assert "ti" not in languages(document)


def test_smileys_need_no_pictures(session: Session, now: datetime):
    document = heard_document(session, "smiley", at=now)
    for scale in document["scales"].values():
        del scale["images"]
    assert "ti" in languages(document)


def test_a_smiley_is_heard_with_its_faces_and_its_way_out(
    visitor: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        document = heard_document(session, "smiley", at=now)
        speak_all(session, at=now)
        for each in document["scales"].values():
            del each["images"]
        a_survey(session, session.merge(district), document=document, at=now)
    scale = document["questions"][0]["scale"]
    root = visitor.get(f"/ti/umfrage/{document['slug']}").root
    (screen,) = root.findall(".//section[@data-kind='smiley']")
    for code in document["scales"][scale]["codes"]:
        digest = document["sounds"][f"={scale}:{code}"]["ti"]
        (option,) = screen.findall(f".//input[@value='{code}']/..")
        assert "svg" in [part.tag.rpartition("}")[2] for part in option]
        assert option[0].get("data-sound", "").endswith(digest)
    (declined,) = screen.findall(".//input[@value='_declined']/..")
    assert "svg" in [part.tag.rpartition("}")[2] for part in declined]
    assert declined[0].get("data-sound")


def test_what_is_missing_leads_to_where_it_is_spoken_or_shown(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        document = heard_document(session, at=now)
        del document["sounds"]["pflicht:ja"]["ti"]
        del document["questions"][0]["options"][1]["image"]
        a_survey(session, session.merge(district), document=document, published=False, at=now)
    desk = "/verwaltung/umfragen/auf-dem-telefon"
    page = manager.get(f"{desk}/")
    page.sees("words of the pages not yet spoken: 28")
    found = links(page)
    assert "/verwaltung/gesprochene-woerter/ti/" in found
    assert f"{desk}/aufnahmen/ti/#row-pflicht:ja" in found
    assert f"{desk}/bilder/" in found
    assert f"{desk}/aufnahmen/ti/#row-pflicht:ja" in links(manager.get(f"{desk}/aufnahmen/ti/"))


def test_once_all_words_are_spoken_nothing_is_said_about_them(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        document = heard_document(session, at=now)
        speak_all(session, at=now)
        a_survey(session, session.merge(district), document=document, published=False, at=now)
    page = manager.get("/verwaltung/umfragen/auf-dem-telefon/")
    assert "not yet spoken" not in page.text


def test_nothing_that_must_be_typed_can_be_required(document: Document):
    (text,) = [each for each in document["questions"] if each["kind"] == "text"]
    text["required"] = True
    assert "ti" not in languages(document)
    assert lacking(document)[0][1] == "nothing can be typed there, so this cannot be required."


def test_a_language_that_is_written_needs_no_recording(document: Document):
    assert "ti" not in languages({**document, "heard": []})
    assert languages(document)[0] == "de"


def test_what_is_said_wrongly_about_recordings_is_refused():
    for wrong in (
        {"sounds": {"title": "x"}},
        {"sounds": {"title": {"xx": "0" * 64}}},
        {"sounds": {"title": {"de": "../../etc/passwd"}}},
        {"heard": ["klingon"]},
    ):
        assert any(found.error for found in check({**on_the_shelf("single"), **wrong})), wrong


def test_new_recordings_change_no_answers(
    session: Session, district: District, document: Document, now: datetime
):
    plain = {**document, "sounds": {}, "heard": []}
    plain["questions"] = copy.deepcopy(document["questions"])
    for question in plain["questions"]:
        for option in question.get("options") or ():
            option.pop("image")
    survey = a_survey(session, session.merge(district), document=plain, at=now)
    replace_draft(session, survey, document, asker=None, at=now)
    later = now + timedelta(days=9)
    version = publish_survey(session, survey, opens_at=now, closes_at=later, asker=None, at=now)
    assert version.number == 2
    assert "ti" in version.locales


# ---- the page ----------------------------------------------------------------------------------


@pytest.fixture
def published(store: Store, district: District, now: datetime) -> Document:
    with store.writing() as session:
        document = heard_document(session, at=now)
        speak_all(session, at=now)
        a_survey(session, session.merge(district), document=document, at=now)
    return document


PAGE = "/ti/umfrage/auf-dem-telefon"


def test_without_scripts_everything_can_be_heard(visitor: Visitor, published: Document):
    page = visitor.get(PAGE)
    played = {item.get("src", "") for item in page.root.iter("audio")}
    said = {spoken["ti"] for spoken in published["sounds"].values()}
    notes = {each["id"] for each in published["questions"] if each["kind"] == "note"}
    unplayed = {
        key
        for key, spoken in published["sounds"].items()
        if f"/medien/ton/{spoken['ti']}" not in played and key.partition(".")[0] not in notes
    }
    assert unplayed <= {"thanks"}
    for address in list(played)[:3]:
        visitor.get(address)
    assert len(said) == len(published["sounds"])
    pictures = {item.get("src") for item in page.root.iter("img")}
    assert len(pictures) > 1


def test_what_must_be_typed_is_left_out(visitor: Visitor, published: Document):
    page = visitor.get(PAGE)
    asked = {item.get("data-question") for item in page.all("section", class_="screen")}
    typed = {each["id"] for each in published["questions"] if each["kind"] in {"text", "number"}}
    assert typed
    assert not asked & typed
    assert visitor.get("/de/umfrage/auf-dem-telefon").by_id(min(typed)) is not None


@pytest.mark.usefixtures("published")
def test_an_answer_by_ear_is_kept_like_any_other(visitor: Visitor, store: Store):
    page = visitor.get(PAGE)
    send = next(item for item in page.root.iter("button") if "data-send" in item.attrib)
    page.choose("ja", within="pflicht").submit(words(send), 303)
    with store.reading() as session:
        (kept,) = session.query(Response).all()
        assert (kept.language, kept.answers["pflicht"]) == ("ti", "ja")
    thanks = visitor.get("/ti/umfrage/auf-dem-telefon/danke")
    assert next(thanks.root.iter("audio")).get("src", "").startswith("/medien/ton/")


@pytest.mark.usefixtures("published")
def test_the_chooser_offers_it_with_a_loudspeaker(visitor: Visitor):
    page = visitor.get("/de/umfrage/auf-dem-telefon")
    buttons = [item for item in page.root.iter("button") if item.get("value") == "ti"]
    assert buttons
    for button in buttons:
        assert words(button) == "ትግርኛ"
        assert any(str(item.tag).endswith("svg") for item in button.iter())


def test_a_page_without_recordings_loads_nothing_of_it(
    visitor: Visitor, running: Callable[..., Any]
):
    running("single")
    text = visitor.get("/de/umfrage/eine-antwort").body.decode()
    assert "reading" not in text
    assert "data-sound" not in text
    assert "<audio" not in text


def test_a_recording_that_is_not_here_is_not_offered(visitor: Visitor, running: Callable[..., Any]):
    running({**on_the_shelf("single"), "sounds": {"title": {"de": "0" * 64}}})
    assert "<audio" not in visitor.get("/de/umfrage/eine-antwort").body.decode()


def test_a_new_word_of_the_interface_is_heard_at_once(
    visitor: Visitor, admin: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        document = heard_document(session, at=now)
        a_survey(session, session.merge(district), document=document, at=now)
    assert "data-say=" not in visitor.get(PAGE).body.decode()
    address = "/verwaltung/gesprochene-woerter/ti/"
    page = admin.get(address).sees("0 of 28 recorded")
    admin.upload(address, a_wav(2), csrf_token=page.value("csrf_token"), key="next")
    assert "data-say=" in visitor.get(PAGE).body.decode()
    admin.get(address).submit("Remove the recording").sees("0 of 28 recorded")
    assert "data-say=" not in visitor.get(PAGE).body.decode()
