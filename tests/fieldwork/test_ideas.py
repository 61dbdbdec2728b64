"""Ideas that were taken down outside are ideas like all others, and come once."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Parcel
from beteiligung.ideas.giving import fresh_secret
from beteiligung.ideas.models import Board, Idea
from beteiligung.media.models import Medium
from tests.fieldwork.parcels import Tablet
from tests.ideas.boards import a_board
from tests.media.files import a_photo_with_a_place
from tests.visitor import Visitor

LARGE = 3
pytestmark = pytest.mark.usefixtures("board")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that takes ideas."""
    with store.writing() as session:
        return a_board(session, session.merge(district), at=now)


def taken_down(begun: datetime, text: str = "مقاعد في الظل", **more: Any) -> dict[str, Any]:
    """What is inside a parcel with an idea."""
    said = {"text": text, "language": "ar", "category": "gruen", "place": "", "street": ""}
    said |= more.pop("form", {})
    return {
        "kind": "idea",
        "board": "besser",
        "form": urlencode(said),
        "spoken": "ar",
        "writer": "team",
        "consent": True,
        "photo": "",
        "begun": begun.isoformat(),
        "secret": fresh_secret(),
        **more,
    }


def ideas(store: Store) -> list[Idea]:
    with store.reading() as session:
        return list(session.scalars(select(Idea).order_by(Idea.id)).unique())


def reasons(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Parcel.reason).order_by(Parcel.id)))


def test_an_idea_comes_once_with_its_language_and_the_code_that_was_shown_outside_works(
    tablet: Tablet, store: Store, visitor: Visitor, now: datetime
):
    key, content = str(uuid4()), taken_down(now - timedelta(hours=2))
    parcel = tablet.seal(key, content, v=LARGE)
    assert tablet.send(parcel) == {key: "kept"}
    assert tablet.send(parcel) == {key: "known"}
    (idea,) = ideas(store)
    assert (idea.text, idea.language, idea.direction) == ("مقاعد في الظل", "ar", "rtl")
    assert (idea.channel, idea.spoken) == ("assisted", "ar")
    assert idea.has_consent
    assert idea.is_assisted
    assert idea.category is not None
    assert idea.category.code == "gruen"
    assert idea.received_at.hour == (now - timedelta(hours=2)).hour
    page = visitor.post("/de/beleg/", {"code": content["secret"]}, 200)
    page.sees(idea.reference)


def test_a_photo_comes_along_without_its_place(tablet: Tablet, store: Store, now: datetime):
    raw = base64.b64encode(a_photo_with_a_place()).decode()
    photo = f"data:image/jpeg;base64,{raw}"
    content = taken_down(now, photo=photo, form={"pictured": "y", "photo_text": "Eine Bank"})
    key = str(uuid4())
    assert tablet.send(tablet.seal(key, content, v=LARGE)) == {key: "kept"}
    (idea,) = ideas(store)
    with store.reading() as session:
        kept = session.get_one(Medium, idea.photo)
        assert b"Camera of a resident" not in kept.content
    assert idea.photo_text == "Eine Bank"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"consent": False}, "no consent"),
        ({"board": "gibt-es-nicht"}, "unknown board"),
        ({"form": {"text": "", "category": ""}}, "idea does not fit"),
        ({"form": {"text": "x" * 5000}}, "idea does not fit"),
        ({"secret": "falsch"}, "misshapen"),
        ({"spoken": "klingonisch"}, "misshapen"),
        ({"photo": "data:image/jpeg;base64,AAAA"}, "no photo"),
    ],
)
def test_what_cannot_be_kept_is_set_aside_with_the_reason(
    tablet: Tablet,
    store: Store,
    now: datetime,
    change: dict[str, Any],
    reason: str,
):
    parcel = tablet.seal(str(uuid4()), taken_down(now, **change), v=LARGE)
    assert tablet.send(parcel) == {parcel["key"]: "aside"}
    assert not ideas(store)
    assert reasons(store) == [reason]


def test_an_idea_without_a_readable_photo_can_be_taken_in_without_it(
    tablet: Tablet, store: Store, manager: Visitor, now: datetime
):
    content = taken_down(now, photo="data:image/jpeg;base64,AAAA", form={"pictured": "y"})
    tablet.send(tablet.seal(str(uuid4()), content, v=LARGE))
    manager.get("/verwaltung/tablets/zurueckgestellt").submit("Trotzdem aufnehmen")
    (idea,) = ideas(store)
    assert not idea.photo


def test_the_same_key_with_other_words_is_set_aside(tablet: Tablet, store: Store, now: datetime):
    key = str(uuid4())
    tablet.send(tablet.seal(key, taken_down(now), v=LARGE))
    assert tablet.send(tablet.seal(key, taken_down(now, "Etwas anderes"), v=LARGE)) == {
        key: "aside"
    }
    assert reasons(store) == ["same key, other answers"]
    assert len(ideas(store)) == 1


def test_a_paused_board_lets_ideas_wait_and_a_closed_one_takes_those_that_began_before(
    tablet: Tablet, board: Board, store: Store, now: datetime
):
    parcel = tablet.seal(str(uuid4()), taken_down(now - timedelta(minutes=10)), v=LARGE)
    with store.writing() as session:
        session.get_one(Board, board.id).paused_at = now
    assert tablet.send(parcel) == {parcel["key"]: "waits"}
    with store.writing() as session:
        row = session.get_one(Board, board.id)
        row.paused_at = None
        row.phases[0].ends_at = now - timedelta(minutes=5)
    late = tablet.seal(str(uuid4()), taken_down(now), v=LARGE)
    outcomes = tablet.send(parcel, late)
    assert (outcomes[parcel["key"]], outcomes[late["key"]]) == ("late", "aside")
    assert reasons(store) == ["board took none"]


def test_a_place_that_is_no_longer_there_stays_readable(
    tablet: Tablet, store: Store, now: datetime
):
    content = taken_down(now, form={"place": "alter-markt"})
    tablet.send(tablet.seal(str(uuid4()), content, v=LARGE))
    (idea,) = ideas(store)
    assert (idea.place_id, idea.street) == (None, "alter-markt")


def test_a_large_parcel_of_anything_else_is_refused(tablet: Tablet, store: Store):
    parcel = tablet.seal(str(uuid4()), {"kind": "contact", "outcome": "talk"}, v=LARGE)
    assert tablet.send(parcel) == {parcel["key"]: "aside"}
    assert reasons(store) == ["too large"]


def test_the_tablet_takes_along_boards_and_the_words_of_a_slip_in_all_languages(
    tablet: Tablet,
):
    package = tablet.package()
    (taken,) = package["boards"]
    assert taken["slug"] == "besser"
    assert taken["tiles"][0]["names"]["ar"] == "الخضرة وملاعب الأطفال"
    words = package["slip"]
    assert words["ar"]["door"].endswith("/ar/beleg/")
    assert len(words) == 16
    assert words["ar"]["dir"] == "rtl"
    assert len({each["later"] for each in words.values()}) == 16, "said in each language"
