"""What a pilot speaks outside is heard by staff first, and then by all who listen to a survey."""

import base64
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.fieldwork.models import Parcel, Voice
from beteiligung.surveys import hearing
from beteiligung.surveys.models import Survey
from tests.fieldwork.parcels import Tablet
from tests.media.files import an_ogg
from tests.visitor import Visitor

LARGE = 3
DESK = "/verwaltung/tablets/aufnahmen"


def spoken(text: str = "title", seconds: float = 1, **more: Any) -> dict[str, Any]:
    """What is inside a parcel with a recording."""
    return {
        "kind": "voice",
        "survey": "eine-antwort",
        "language": "ti",
        "text": text,
        "words": "Eine Antwort",
        "sound": base64.b64encode(an_ogg(seconds)).decode(),
        **more,
    }


def sent(tablet: Tablet, **more: Any) -> tuple[str, str]:
    key = str(uuid4())
    return key, tablet.send(tablet.seal(key, spoken(**more), v=LARGE))[key]


def draft(store: Store) -> Any:
    with store.reading() as session:
        return session.scalars(select(Survey.draft)).one()


def test_what_was_spoken_waits_until_it_was_heard_and_then_belongs_to_the_survey(
    tablet: Tablet, store: Store, manager: Visitor, visitor: Visitor
):
    first, outcome = sent(tablet)
    assert outcome == "kept"
    sent(tablet, seconds=2)
    assert not hearing.digest_of(draft(store), "title", "ti")
    visitor.get(f"{DESK}/{first}", 303)
    assert manager.get(f"{DESK}/{first}").body.startswith(b"OggS")
    page = manager.get(DESK)
    page.sees("Eine Antwort")
    manager.post(DESK, {"csrf_token": page.value("csrf_token"), "key": first}, 303)
    assert hearing.digest_of(draft(store), "title", "ti")
    with store.reading() as session:
        fates = sorted(session.execute(select(Voice.fate, Voice.content)).all())
    assert fates == [("deleted", b""), ("taken", b"")], "the other take of the same text goes"


def test_sent_again_it_is_known_and_after_it_was_deleted_too(
    tablet: Tablet, store: Store, manager: Visitor
):
    key = str(uuid4())
    parcel = tablet.seal(key, spoken(), v=LARGE)
    assert tablet.send(parcel) == {key: "kept"}
    page = manager.get(DESK)
    data = {"csrf_token": page.value("csrf_token"), "key": key, "delete": "yes"}
    manager.post(DESK, data, 303)
    assert tablet.send(parcel) == {key: "known"}
    assert not hearing.digest_of(draft(store), "title", "ti")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"survey": "gibt-es-nicht"}, "unknown survey"),
        ({"text": "gibt.es.nicht"}, "no recording"),
        ({"language": "xx"}, "no recording"),
        ({"sound": "AAAA"}, "no recording"),
        ({"sound": "!"}, "no recording"),
        ({"seconds": 121}, "no recording"),
    ],
)
def test_what_is_no_recording_of_a_text_is_set_aside(
    tablet: Tablet, store: Store, change: dict[str, Any], reason: str
):
    assert sent(tablet, **change)[1] == "aside"
    with store.reading() as session:
        assert list(session.scalars(select(Parcel.reason))) == [reason]


def test_nothing_chosen_is_said_and_a_text_that_is_gone_cannot_be_used(
    tablet: Tablet, store: Store, manager: Visitor
):
    key, _ = sent(tablet)
    token = manager.get(DESK).value("csrf_token")
    manager.post(DESK, {"csrf_token": token}, 422)
    with store.writing() as session:
        session.scalars(select(Voice)).one().text = "fort.text"
    manager.get(DESK).sees("Nicht mehr in der Umfrage")
    manager.post(DESK, {"csrf_token": token, "key": key}, 422)


def test_the_tablet_knows_which_texts_there_are_and_which_are_recorded(tablet: Tablet):
    (survey,) = tablet.package()["voices"]
    assert survey["slug"] == "eine-antwort"
    texts = {each["key"]: each for each in survey["texts"]}
    assert "title" in texts
    assert texts["title"]["done"] == []
    assert texts["title"]["says"]["de"] == "Eine Antwort"


def test_what_is_read_aloud_names_who_is_responsible_and_stands_below_its_question(
    tablet: Tablet, store: Store, manager: Visitor
):
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        both = {
            "de": "Verantwortlich: {operator}. Mehr: {privacy_link}",
            "ar": "المسؤول: {operator}. المزيد: {privacy_link}",
        }
        survey.draft = survey.draft | {"privacy_short": both, "operator": "Beispielträger"}
    (told,) = tablet.package()["voices"]
    texts = {each["key"]: each for each in told["texts"]}
    assert texts["privacy_short"]["words"] == "Verantwortlich: Beispielträger. Mehr: Datenschutz"
    assert texts["privacy_short"]["says"]["ar"].startswith("المسؤول: Beispielträger. ")
    assert not [each for each in told["texts"] if "{" in "".join(each["says"].values())]
    assert (texts["title"]["part"], texts["title"]["place"]) == ("Umfrage", "Titel")
    assert {each["part"] for each in told["texts"] if ":" in each["key"]} >= {"Frage 1"}
    page = manager.get("/verwaltung/umfragen/eine-antwort/aufnahmen/ar/")
    page.sees("المسؤول: Beispielträger").misses("{operator}", "{privacy_link}")


def test_the_office_hears_in_reading_order_beside_its_own_words_and_takes_all_at_once(
    tablet: Tablet, store: Store, manager: Visitor
):
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        titled = {"de": "Eine Antwort", "ar": "جواب واحد"}
        survey.draft = survey.draft | {"title": titled}
    sent(tablet, text="purpose", language="ar", words="لنعرف")
    sent(tablet, text="title", language="ar", words="جواب واحد")
    page = manager.get(DESK).sees("Eine Antwort", "جواب واحد", "Umfrage · Titel")
    assert page.body.index("جواب واحد".encode()) < page.body.index("لنعرف".encode())
    with store.reading() as session:
        every = list(session.scalars(select(Voice.key)))
    assert all(f'name="every" value="{key}"'.encode() in page.body for key in every)
    data = {"csrf_token": page.value("csrf_token"), "every": every, "all": "yes"}
    manager.post(DESK, data, 303)
    assert hearing.digest_of(draft(store), "title", "ar")
    assert hearing.digest_of(draft(store), "purpose", "ar")
