"""Staff record every text of a survey, or bring files; what is refused is said beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.media.models import Medium
from beteiligung.surveys.models import Survey
from tests.builders import on_the_shelf
from tests.media.files import a_bomb, a_photo_with_a_place, a_picture, a_wav, an_ogg
from tests.page import Page
from tests.visitor import Visitor

Running = Callable[..., Survey]
SURVEY = "/verwaltung/umfragen/eine-antwort/"
TITLE = "title"
JSON = "application/json"


def sent(
    who: Visitor, page: Page, end: str, key: str, content: bytes, status: int = 303, **more: str
) -> Page:
    token = page.value("csrf_token")
    return who.upload(SURVEY + end, content, status, csrf_token=token, key=key, **more)


def draft(manager: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = manager.get(SURVEY + "fragebogen.json").json
    return found


def media(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Medium)) or 0


@pytest.fixture
def page(manager: Visitor, running: Running) -> Page:
    running("single", published=False)
    return manager.get(SURVEY + "aufnahmen/ar/")


def test_every_text_stands_with_its_words_and_its_state(page: Page):
    page.sees("Recordings: العربية", "0 of 10 recorded", "Wie kommen Sie zum Markt?")
    assert len(list(page.all("li", class_="card"))) == 10


def test_a_file_becomes_the_recording_of_a_text(page: Page, manager: Visitor, store: Store):
    sent(manager, page, "aufnahmen/ar/", TITLE, a_wav(1))
    (digest,) = draft(manager)["sounds"][TITLE].values()
    page = manager.get(SURVEY + "aufnahmen/ar/").sees("1 of 10 recorded")
    assert next(page.root.iter("audio")).get("src") == f"/medien/ton/{digest}"
    with store.reading() as session:
        done = set(session.scalars(select(AuditEntry.action)))
    assert {"take_recording", "replace_draft"} <= done
    page.submit("Remove the recording").sees("0 of 10 recorded")
    assert draft(manager)["sounds"] == {}


def test_a_script_is_told_where_the_recording_is(page: Page, manager: Visitor):
    answer = sent(manager, page, "aufnahmen/ar/", TITLE, a_wav(1), 200, accept=JSON)
    assert answer.json["said"] == "1 of 10 recorded"
    manager.get(answer.json["address"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (an_ogg(3600), "This recording is 3600 seconds long. At most 120 are possible."),
        (a_wav(3600), "This recording has 28.8 MB. At most 2 MB are possible."),
        (an_ogg(head=b"\x01vorbis\0"), "This is no recording that we can use."),
        (a_picture(), "This is no recording that we can use."),
    ],
    ids=["an hour", "an hour as wav", "vorbis", "a picture"],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(
    page: Page, manager: Visitor, store: Store, content: bytes, sentence: str
):
    before = draft(manager)
    answer = sent(manager, page, "aufnahmen/ar/", TITLE, content, 422)
    assert sentence in answer.sees("0 of 10 recorded").text
    answer = sent(manager, page, "aufnahmen/ar/", TITLE, content, 422, accept=JSON)
    assert answer.json["sentence"].startswith(sentence)
    assert draft(manager) == before
    assert media(store) == 0


def test_without_a_file_nothing_is_kept(page: Page, manager: Visitor):
    token = page.value("csrf_token")
    answer = manager.post(SURVEY + "aufnahmen/ar/", {"csrf_token": token, "key": TITLE}, 422)
    answer.sees("Please fill in this field.")
    sent(manager, page, "aufnahmen/ar/", "no.such.text", a_wav(), 404)


def test_a_form_of_somebody_else_records_nothing(page: Page, manager: Visitor, store: Store):
    del page
    manager.upload(SURVEY + "aufnahmen/ar/", a_wav(), 422, key=TITLE)
    manager.post(SURVEY + "aufnahmen/ar/entfernen", {"key": TITLE}, 403)
    manager.post(SURVEY + "aufnahmen/ar/nur-hoeren", {"heard": "yes"}, 403)
    assert media(store) == 0


def test_only_this_page_may_use_the_microphone(page: Page, manager: Visitor):
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert page.headers.getlist("Permissions-Policy") == [page.headers["Permissions-Policy"]]
    assert page.headers["Content-Security-Policy"].endswith("media-src 'self' blob:")
    other = manager.get(SURVEY)
    assert "microphone=()" in other.headers["Permissions-Policy"]
    assert "blob:" not in other.headers["Content-Security-Policy"].partition("media-src")[2]


def test_recordings_belong_to_managers_of_the_district(
    page: Page, manager_of_zentrum: Visitor, viewer: Visitor
):
    del page
    for end in ("aufnahmen/ar/", "bilder/"):
        manager_of_zentrum.get(SURVEY + end, 404)
        viewer.get(SURVEY + end, 403)
    viewer.get("/verwaltung/gesprochene-woerter/", 403)


@pytest.mark.parametrize("locale", ["xx", "DE", "de-AT"])
def test_there_are_no_recordings_in_no_language(page: Page, manager: Visitor, locale: str):
    del page
    manager.get(f"{SURVEY}aufnahmen/{locale}/", 404)
    manager.get(f"/verwaltung/gesprochene-woerter/{locale}/", 404)


def test_a_language_is_offered_only_heard_and_its_gaps_are_listed(page: Page, manager: Visitor):
    del page
    page = manager.get(SURVEY + "aufnahmen/ti/")
    page = page.submit("Offer this language only heard").sees("This language is only heard.")
    page.sees("things are missing", "ትግርኛ, only heard: there is no recording yet.")
    assert draft(manager)["heard"] == ["ti"]
    page.submit("No longer only heard")
    assert draft(manager)["heard"] == []


def test_the_language_of_the_survey_is_always_written(page: Page, manager: Visitor):
    token = page.value("csrf_token")
    own = manager.get(SURVEY + "aufnahmen/de/").misses("Only heard")
    assert own.status == 200
    manager.post(SURVEY + "aufnahmen/de/nur-hoeren", {"csrf_token": token, "heard": "yes"}, 404)


def test_two_people_record_at_once(page: Page, manager: Visitor, admin: Visitor):
    other = admin.get(SURVEY + "aufnahmen/ar/")
    sent(manager, page, "aufnahmen/ar/", "title", a_wav(1))
    sent(admin, other, "aufnahmen/ar/", "intro", a_wav(2))
    assert set(draft(manager)["sounds"]) == {"title", "intro"}


# ---- pictures ----------------------------------------------------------------------------------


def picture(manager: Visitor, key: str, content: bytes, status: int = 303) -> Page:
    page = manager.get(SURVEY + "bilder/")
    return sent(manager, page, "bilder/", key, content, status)


def test_a_picture_stands_beside_an_answer(manager: Visitor, running: Running, visitor: Visitor):
    running("single", published=False)
    question = on_the_shelf("single")["questions"][0]
    key = f"{question['id']}:{question['options'][0]['code']}"
    picture(manager, key, a_photo_with_a_place())
    digest = draft(manager)["questions"][0]["options"][0]["image"]
    body = visitor.get(f"/medien/bild/{digest}").body
    assert b"Camera of a resident" not in body
    preview = manager.get(SURVEY + "vorschau/de/seite")
    assert [item.get("src") for item in preview.root.iter("img")] == [f"/medien/bild/{digest}"]
    manager.get(SURVEY + "bilder/").submit("Remove the picture")
    assert "image" not in draft(manager)["questions"][0]["options"][0]


def test_a_picture_of_a_question_is_described(manager: Visitor, running: Running):
    running("single", published=False)
    name = on_the_shelf("single")["questions"][0]["id"]
    picture(manager, name, a_picture())
    page = manager.get(SURVEY + "bilder/").fill("What the picture shows", "Der Markt am Morgen")
    page.submit("Keep this description").sees("The description is kept.")
    assert draft(manager)["questions"][0]["image_text"] == {"de": "Der Markt am Morgen"}
    preview = manager.get(SURVEY + "vorschau/de/seite")
    assert [item.get("alt") for item in preview.root.iter("img")] == ["Der Markt am Morgen"]


def test_points_of_a_scale_have_pictures(manager: Visitor, running: Running):
    running("scale", published=False)
    address = "/verwaltung/umfragen/eine-skala/"
    page = manager.get(address + "bilder/")
    scale = on_the_shelf("scale")["scales"]["drei"]
    key = f"=drei:{scale['codes'][1]}"
    manager.upload(address + "bilder/", a_picture(), csrf_token=page.value("csrf_token"), key=key)
    images = manager.get(address + "fragebogen.json").json["scales"]["drei"]["images"]
    assert [bool(image) for image in images] == [False, True, False]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (a_bomb(), "million pixels. At most 50 million are possible."),
        (a_wav(), "This is no picture that we can use. We take JPEG, PNG and WebP."),
        (b"\xff\xd8" + bytes(12_000_001), "This picture has 12.0 MB. At most 12 MB are possible."),
    ],
    ids=["bomb", "recording", "large"],
)
def test_what_is_no_picture_is_said_and_nothing_is_kept(
    manager: Visitor, running: Running, store: Store, content: bytes, sentence: str
):
    running("single", published=False)
    name = on_the_shelf("single")["questions"][0]["id"]
    before = draft(manager)
    assert sentence in picture(manager, name, content, 422).text
    assert draft(manager) == before
    assert media(store) == 0


def test_more_than_we_read_at_all_is_refused(manager: Visitor, running: Running):
    running("single", published=False)
    picture(manager, "weg", bytes(64_100_000), 413)
