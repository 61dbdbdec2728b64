"""An idea is kept exactly once, in the form of letters that everybody's search finds."""

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from beteiligung.accounts.tokens import digest
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.giving import Given, NotNow, OtherWords, give_idea, on_the_grid, secret_of
from beteiligung.ideas.models import Board, Idea, IdeaSetAside
from beteiligung.ideas.wording import clean, direction_of, folded, has_letters
from tests.ideas.boards import a_board

KEY = str(uuid.UUID(int=7))


def given(text: str = "Bänke", **more: Any) -> Given:
    """What a form brings."""
    return Given(text=text, key=KEY, secret=secret_of("secret", KEY), language="de", **more)


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that takes ideas."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def kept(store: Store, table: type = Idea) -> int:
    """How many there are."""
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_five_sendings_at_once_are_one_idea_with_one_number(
    store: Store, board: Board, now: datetime
):
    references = []
    together = threading.Barrier(5)

    def send() -> None:
        together.wait()
        with store.writing() as session:
            references.append(give_idea(session, board, given(), at=now).reference)

    sending = [threading.Thread(target=send) for _ in range(5)]
    for each in sending:
        each.start()
    for each in sending:
        each.join()
    assert references == ["SO-2026-00001"] * 5
    assert kept(store) == 1
    with store.writing() as session:
        other = Given(text="Licht", key=str(uuid.UUID(int=8)), secret="x", language="de")
        assert give_idea(session, board, other, at=now).reference == "SO-2026-00002"


def test_the_same_form_with_other_words_changes_nothing_and_loses_nothing(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        give_idea(session, board, given(), at=now)
    with store.writing() as session, pytest.raises(OtherWords):
        give_idea(session, board, given("Müll"), at=now)
    with store.reading() as session:
        assert session.scalars(select(Idea.text)).all() == ["Bänke"]
        assert session.scalars(select(IdeaSetAside.text)).all() == ["Müll"]


def test_a_board_that_is_over_takes_nothing(store: Store, board: Board, now: datetime):
    with store.writing() as session, pytest.raises(NotNow):
        give_idea(session, board, given(), at=now + timedelta(days=13))
    assert kept(store) == 0


def test_nothing_kept_leads_back_to_whoever_gave_it(store: Store, board: Board, now: datetime):
    with store.writing() as session:
        idea = give_idea(session, board, given(point=(50.835678, 12.934567)), at=now)
    assert idea.received_at.minute == 0
    assert idea.secret_hash == digest(secret_of("secret", KEY))
    assert (idea.latitude, idea.longitude) == (50.83605, 12.9339)


def test_the_grid_is_a_hundred_metres():
    latitudes = {on_the_grid(50.83 + metres / 111_000, 12.9)[0] for metres in range(0, 1000, 10)}
    longitudes = {on_the_grid(50.83, 12.9 + metres / 70_300)[1] for metres in range(0, 1000, 10)}
    assert 7 <= len(latitudes) <= 11
    assert 7 <= len(longitudes) <= 11


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("WLAN!!", "wlan"),
        ("schule", "Schule"),
        ("مقاعدٌ وظلّ", "مقاعد"),
        ("إضاءة", "اضاءه"),
        ("بازی کودکان", "بازي"),
        ("Увечері темно", "увечері"),
        ("Ёлки у дома", "елки"),
        ("Cây xanh ở đây", "cay xanh o day"),
        ("Bäume pflanzen", "BÄUME"),
        ("Mehr Licht ab ٢١ Uhr", "21"),
    ],
)
def test_every_script_is_found_by_whoever_types_it(typed: str, found: str):
    assert folded(found) in folded(clean(typed))


@pytest.mark.parametrize("text", ["é", "u\u0308", "🌳", "7", "ب", "ሰ"])
def test_one_sign_of_any_script_says_something(text: str):
    assert has_letters(clean(text))


@pytest.mark.parametrize("text", ["", "  ", "!?", "\u202e\u2066", "\u0301"])
def test_nothing_at_all_says_nothing(text: str):
    assert not has_letters(clean(text))


def test_a_text_is_kept_composed_and_turns_nothing_around_it():
    assert clean("u\u0308ber \u202eabc\u202c\u2069") == "über abc"
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert clean("".join(f"{sign}ا" for sign in turning)) == "ا" * len(turning)


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("مقاعد am Spielplatz: مقاعد وظل بجانب ملعب الأطفال", "de", "rtl"),
        ("Bänke", "ar", "ltr"),
        ("🌳", "ar", "rtl"),
        ("🌳", "de", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_letters(text: str, language: str, direction: str):
    assert direction_of(text, language) == direction
