"""A board's list: filtered, searched and ordered, each idea in its place and none twice."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from beteiligung.access import Asker
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.listing import LARGEST_SEED, PER_PAGE, Wish, idea_count, ideas_on, place_in
from beteiligung.ideas.models import Board, Idea, Order, State, WorkingTranslation
from beteiligung.ideas.translating import Meaning, translate_idea
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin")
TEXTS = (
    ("de", "Bänke und Schatten"),
    ("ar", "مقاعد وظلّ"),
    ("uk", "Увечері темно"),
    ("vi", "Cây xanh ở đây"),
    ("de", "Zebrastreifen"),
)


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board with ideas in four languages, of which one has no topic."""
    with store.writing() as session:
        board = a_board(session, district, at=now)
        for place, (language, text) in enumerate(TEXTS):
            category = board.categories[place % 2].id if place else None
            idea = an_idea(session, board, text, language=language, category_id=category, at=now)
            idea.supporters = 10 - place * (-1) ** place
        return board


def found(store: Store, board: Board, **wish: Any) -> list[str]:
    """The texts that somebody finds."""
    with store.reading() as session:
        return [idea.text for idea in ideas_on(session, board, Wish(**wish)).ideas]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("schatten BÄNKE", "Bänke und Schatten"),
        ("banke", "Bänke und Schatten"),
        ("مقاعد", "مقاعد وظلّ"),
        ("وظل", "مقاعد وظلّ"),
        ("ТЕМНО", "Увечері темно"),
        ("cay xanh", "Cây xanh ở đây"),
    ],
)
def test_every_script_is_found(store: Store, board: Board, words: str, text: str):
    assert found(store, board, words=words) == [text]


def test_an_idea_is_found_by_its_translation_and_by_its_number(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = session.get_one(Idea, 2)
        translate_idea(session, WHO, idea, Meaning("de", "Ein Dach gegen Regen"), at=now)
        number, text = idea.reference, idea.text
    for words in ("dach regen", "مقاعد", number, number.lower(), number[-5:]):
        assert found(store, board, words=words) == [text], words
    with store.writing() as session:
        translate_idea(session, WHO, session.get_one(Idea, 2), Meaning("de", ""), at=now)
    assert found(store, board, words="dach") == []


def test_whoever_reads_german_reads_easy_german(store: Store, board: Board, now: datetime):
    with store.writing() as session:
        an_idea(session, session.get_one(Board, board.id), "Kaffee", language="de-leicht", at=now)
    assert "Kaffee" in found(store, board, languages=["de"])


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1", "zzz"])
def test_signs_of_the_database_are_nothing_but_signs(store: Store, board: Board, words: str):
    assert found(store, board, words=words) == []


def test_topics_statuses_and_places_filter(store: Store, board: Board):
    assert found(store, board, category="sauberkeit") == ["Cây xanh ở đây", "مقاعد وظلّ"]
    assert len(found(store, board, status="neu")) == len(TEXTS)
    assert found(store, board, status="umgesetzt") == []
    assert found(store, board, place="nirgends") == []


def test_whoever_reads_two_languages_sees_what_is_written_or_translated_into_them(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = session.get_one(Idea, 3)
        made = {"origin": "staff", "changed_at": now, "language": "ru"}
        idea.translations.append(WorkingTranslation(text="Вечером темно", **made))
    assert found(store, board, languages=["ar", "ru"]) == ["Увечері темно", "مقاعد وظلّ"]


def test_the_most_supported_come_first(store: Store, board: Board):
    with store.reading() as session:
        counts = [
            idea.supporters for idea in ideas_on(session, board, Wish(order=Order.SUPPORTED)).ideas
        ]
    assert counts == sorted(counts, reverse=True)


def test_a_mixed_order_favours_nobody_and_stays_in_a_visit(
    store: Store, district: District, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        for number in range(20):
            an_idea(session, board, f"Idee {number}", at=now)
    with store.reading() as session:
        firsts: Counter[int] = Counter()
        numbers = [idea.id for idea in ideas_on(session, board, Wish()).ideas]
        for visit in range(1, 2001):
            seed = visit * 7919 % LARGEST_SEED
            firsts[min(numbers, key=partial(place_in, seed))] += 1
        wish = Wish(order=Order.RANDOM, seed=4711)
        once, again = (ideas_on(session, board, wish).ideas for _ in range(2))
    assert all(0.035 <= firsts[number] / 2000 <= 0.065 for number in numbers)
    assert [idea.id for idea in once] == [idea.id for idea in again] != numbers


def test_pages_hold_every_idea_once(store: Store, district: District, now: datetime):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        for number in range(2 * PER_PAGE + 3):
            an_idea(session, board, f"Idee {number}", at=now)
    for order in Order:
        with store.reading() as session:
            pages = [
                ideas_on(session, board, Wish(order=order, seed=7, page=page)) for page in (1, 2, 3)
            ]
            assert pages[0].pages == 3
            shown = [idea.id for page in pages for idea in page.ideas]
            assert len(shown) == len(set(shown)) == 2 * PER_PAGE + 3
            assert ideas_on(session, board, Wish(order=order, page=99)).page == 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from(State), max_size=8), practised=st.integers(0, 1))
def test_list_search_count_and_page_agree_on_what_everybody_may_see(
    states: list[State],
    practised: int,
    store: Store,
    district: District,
    visitor: Visitor,
    now: datetime,
):
    with store.writing() as session:
        session.execute(delete(Idea))
        board = session.query(Board).first() or a_board(session, district, at=now)
        ideas = [an_idea(session, board, "Licht", state=state, at=now) for state in states]
        ideas += [an_idea(session, board, "Licht", is_test=True, at=now) for _ in range(practised)]
        allowed = {
            idea.reference for idea in ideas if (idea.state, idea.kind) == ("published", "real")
        }
    with store.reading() as session:
        listed = {idea.reference for idea in ideas_on(session, board, Wish()).ideas}
        searched = {idea.reference for idea in ideas_on(session, board, Wish(words="licht")).ideas}
        count = idea_count(session, board)
    opened = {
        idea.reference
        for idea in ideas
        if visitor.get(f"/de/idee/{idea.reference}", None).status == 200
    }
    assert listed == searched == opened == allowed
    assert count == len(allowed)
