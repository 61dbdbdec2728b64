"""Whoever cannot read hears a board's question, introduction and topics, as staff spoke them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from beteiligung.audit import AuditEntry
from beteiligung.authoring.forgetting import forget_unused_media
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.actions import Plan, change_board, clone_board, set_category
from beteiligung.ideas.models import Board
from beteiligung.ideas.recordings import digest_of, record_words
from tests.ideas.boards import a_board
from tests.media.files import a_wav, an_ogg
from tests.page import Page
from tests.visitor import Visitor

DESK = "/verwaltung/ideen/besser/aufnahmen/ar/"


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that people see."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def sounds(page: Page) -> list[str]:
    """What a page lets people hear."""
    return [str(audio.get("src")) for audio in page.root.iter("audio") if audio.get("src")]


def sent(who: Visitor, key: str, content: bytes, status: int = 303) -> Page:
    """A file for one of the texts."""
    token = who.get(DESK).value("csrf_token")
    return who.upload(DESK, content, status, csrf_token=token, key=key)


def spoken(store: Store, board: Board, key: str, locale: str, at: datetime, long: int = 1) -> str:
    """A recording of a text of the board."""
    with store.writing() as session:
        found = session.get_one(Board, board.id)
        sound = an_ogg(long)
        return record_words(session, found, key, sound, locale=locale, asker=None, at=at).digest


@pytest.mark.usefixtures("board")
def test_a_manager_records_and_residents_hear_it_at_once(
    manager: Visitor, visitor: Visitor, store: Store
):
    assert sounds(visitor.get("/ar/ideen/besser")) == []
    page = manager.get("/verwaltung/ideen/besser/").follow("Aufnahmen")
    assert page.path == "/verwaltung/ideen/besser/aufnahmen/de/"
    manager.get(DESK).sees("0 von 3 aufgenommen")  # the introduction is not written in Arabic
    sent(manager, "title", an_ogg())
    manager.get(DESK).sees("1 von 3 aufgenommen")
    (heard,) = sounds(visitor.get("/ar/ideen/besser"))
    assert sounds(visitor.get("/ar/ideen/besser/neu")) == [heard]
    assert visitor.get(heard).status == 200
    assert sounds(visitor.get("/de/ideen/besser")) == []
    manager.get(DESK).submit("Aufnahme entfernen").sees("0 von 3 aufgenommen")
    assert sounds(visitor.get("/ar/ideen/besser")) == []
    with store.reading() as session:
        assert "record_board" in set(session.scalars(select(AuditEntry.action)))


def test_the_form_says_its_topics_and_the_board_its_introduction(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    topic = spoken(store, board, "topic-gruen", "ar", now, 1)
    german = spoken(store, board, "introduction", "de", now, 2)
    assert sounds(visitor.get("/ar/ideen/besser/neu")) == [f"/medien/ton/{topic}"]
    # What is shown in German for want of Arabic is heard in German.
    assert sounds(visitor.get("/ar/ideen/besser")) == [f"/medien/ton/{german}"]
    assert sounds(visitor.get("/de/ideen/besser/neu")) == []


def test_changed_words_lose_their_recording_and_no_others(
    store: Store, board: Board, now: datetime
):
    for key, locale in (("title", "ar"), ("title", "de"), ("topic-gruen", "de")):
        spoken(store, board, key, locale, now)
    with store.writing() as session:
        found = session.get_one(Board, board.id)
        copied = clone_board(session, found, asker=None, at=now)
        title = {**found.title, "ar": "ماذا ينقص هنا؟"}
        plan = Plan(title=title, introduction=found.introduction)
        change_board(session, found, plan, asker=None, at=now)
        assert not digest_of(found, "title", "ar")
        assert digest_of(found, "title", "de")
        green = {"label": {"de": "Bäume"}, "icon": "tree", "topic": ""}
        set_category(session, found, found.categories[0], green, asker=None, at=now)
        assert found.sounds is not None
        assert set(found.sounds) == {"title"}
        assert digest_of(copied, "title", "ar")  # a copy says what it says


def test_what_a_board_says_is_not_deleted_as_unused(store: Store, board: Board, now: datetime):
    spoken(store, board, "title", "de", now)
    with store.writing() as session:
        assert forget_unused_media(session, at=now + timedelta(days=40)) == 0
        session.get_one(Board, board.id).sounds = None
        session.flush()
        assert forget_unused_media(session, at=now + timedelta(days=40)) == 1


@pytest.mark.usefixtures("board")
def test_what_is_no_recording_is_refused_beside_its_field(manager: Visitor):
    sent(manager, "title", a_wav(3600), 422).sees("Höchstens 2 MB sind möglich.")


@pytest.mark.usefixtures("board")
def test_only_texts_of_this_board_in_known_languages_are_spoken(
    manager: Visitor, manager_of_zentrum: Visitor
):
    manager.get("/verwaltung/ideen/besser/aufnahmen/xx/", 404)
    manager_of_zentrum.get(DESK, 404)
    for key in ("introduction", "topic-nothing", ""):
        sent(manager, key, an_ogg(), 404)
