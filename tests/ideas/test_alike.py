"""Whoever writes an idea is told of similar ones: never in the way, and nothing typed is lost."""

import io
from datetime import datetime

import pytest
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.giving import on_the_grid
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.similar import About, similar
from beteiligung.ideas.views_giving import LOOKS_A_MINUTE
from tests.ideas.boards import a_board, an_idea
from tests.visitor import OWN_PAGE, Visitor

NEW, ALIKE = "/de/ideen/besser/neu", "/de/ideen/besser/aehnlich"
HERE, NEAR, FAR = (50.8345, 12.9412), (50.8354, 12.9426), (50.8372, 12.9412)
SEND = "Idee abschicken"


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board with one idea that everybody sees, and one that waits."""
    with store.writing() as session:
        board = a_board(session, district, at=now)
        an_idea(session, board, "Mehr Bänke am Spielplatz", at=now)
        an_idea(session, board, "Bänke am Spielplatz bitte", state=State.RECEIVED, at=now)
        return board


def texts(store: Store) -> list[str]:
    """The words of every idea."""
    with store.reading() as session:
        return list(session.scalars(select(Idea.text).order_by(Idea.id)))


def test_without_scripts_similar_ideas_come_once_before_one_is_sent(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Ihre Idee", "Bänke am Spielplatz").fill("street", "Lessingstraße")
    page = page.submit(SEND, 200).sees("1 ähnliche Idee", "Mehr Bänke", "noch nicht abgeschickt")
    page.misses("Bänke am Spielplatz bitte")
    assert len(texts(store)) == 2
    assert page.value("Ihre Idee") == "Bänke am Spielplatz"
    assert page.value("street") == "Lessingstraße"
    page.submit(SEND, 200).sees("Ihre Idee ist angekommen").misses("Andere sagen fast dasselbe")
    assert texts(store)[2:] == ["Bänke am Spielplatz"]
    page.submit(SEND, 200)  # once more: the same idea
    assert len(texts(store)) == 3


def test_a_similar_idea_is_supported_where_one_writes_and_all_that_is_typed_stays(
    visitor: Visitor, store: Store
):
    page = visitor.get(NEW).fill("Ihre Idee", "Bänke am Spielplatz").submit(SEND, 200)
    page = page.submit("Unterstützen", 200).sees("Dieses Gerät unterstützt die Idee")
    assert page.value("Ihre Idee") == "Bänke am Spielplatz"
    with store.reading() as session:
        assert session.scalars(select(Idea.supporters).order_by(Idea.id)).all() == [1, 0]
    page = page.submit("Unterstützung zurücknehmen", 200).sees("zurückgenommen")
    with store.reading() as session:
        assert session.scalars(select(Idea.supporters).order_by(Idea.id)).all() == [0, 0]
    page.submit(SEND, 200).sees("Ihre Idee ist angekommen")


def test_nobody_is_kept_from_sending_what_nobody_has_said(visitor: Visitor):
    visitor.get(NEW).fill("Ihre Idee", "Licht im Tunnel").submit(SEND, 200).sees("angekommen")


def test_a_script_asks_while_one_types_and_learns_what_everybody_may_see(
    visitor: Visitor, store: Store
):
    said = {"text": "Bänke am Spielplatz", "language": "de", "category": "", "place": ""}
    found = visitor.post(ALIKE, said, 200)
    assert found.json["said"] == "1 ähnliche Idee gibt es schon"
    assert "Mehr Bänke" in found.json["html"]
    assert "bitte" not in found.json["html"]
    assert "Set-Cookie" not in found.headers
    assert visitor.post(ALIKE, {"text": "Licht"}, 200).json == {
        "said": "",
        "html": "",
        "elsewhere": "",
    }
    assert len(texts(store)) == 2
    nowhere = visitor.client.post("/de/ideen/nirgends/aehnlich", data=said, headers=OWN_PAGE)
    assert nowhere.status_code == 404


def test_whoever_asks_without_end_is_asked_to_wait(visitor: Visitor):
    for _ in range(LOOKS_A_MINUTE):
        visitor.app.extensions["gate"].take("similar", "127.0.0.1", LOOKS_A_MINUTE)
    answer = visitor.client.post(ALIKE, data={"text": "x"}, headers=OWN_PAGE)
    assert answer.status_code == 429


def test_the_same_topic_in_the_same_place_is_alike_in_whatever_language(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        topic = session.get_one(Board, board.id).categories[0].id
        one = an_idea(
            session, board, "مقاعد وظل", language="ar", category_id=topic, point=HERE, at=now
        )
        for point, found in ((HERE, [one]), (NEAR, [one]), (FAR, [])):
            here = on_the_grid(*point)
            assert similar(session, board, About("Sitzgelegenheit", topic, point=here)) == found
        other = session.get_one(Board, board.id).categories[1].id
        assert similar(session, board, About("Sitze", other, point=on_the_grid(*HERE))) == []


def test_a_photo_is_never_lost_for_the_sake_of_a_hint(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Ihre Idee", "Bänke am Spielplatz")
    key = page.value("key")
    sent = {"key": key, "text": "Bänke am Spielplatz", "language": "de"}
    sent |= {"photo": (io.BytesIO(b"x"), "bank.jpg")}
    visitor.post(NEW, sent, 200).sees("Ihre Idee ist angekommen", "Andere")
    assert len(texts(store)) == 3


def test_signs_that_no_database_holds_name_no_idea(visitor: Visitor):
    key = visitor.get(NEW).value("key")
    sent = {"key": key, "text": "x", "language": "de", "token": "0" * 32}
    visitor.post(NEW, sent | {"support": "SO\x00"}, 404)
    visitor.post(NEW, sent | {"support-back": "\x00"}, 404)
