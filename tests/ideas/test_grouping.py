"""Ideas that say the same are found, put under one another, and taken apart without any loss."""

import random
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas import grouping
from beteiligung.ideas.giving import fresh_secret
from beteiligung.ideas.models import Board, Idea, State, Support
from beteiligung.ideas.similar import About, similar
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin")


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on the Sonnenberg."""
    with store.writing() as session:
        return a_board(session, district, at=now)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Mehr Bänke am Spielplatz bitte", "Bänke am Spielplatz"),
        (
            "mehr muelleimer an der Augustusburger",
            "Mehr Mülleimer entlang der Augustusburger Straße",
        ),
        ("مقاعد بجانب ملعب الأطفال", "مقاعد وظل بجانب ملعب الأطفال"),
        ("Темно на стежці через парк", "Увечері дуже темно на стежці через парк"),
    ],
)
def test_what_says_much_the_same_is_found_in_every_script(
    store: Store, board: Board, now: datetime, said: str, known: str
):
    with store.writing() as session:
        one = an_idea(session, board, known, at=now)
        an_idea(session, board, "Ein Konzert im Winter", at=now)
        an_idea(session, board, known, state=State.RECEIVED, at=now)  # nobody sees it
        assert similar(session, board, About(said)) == [one]
        assert similar(session, board, About("Fahrradständer vor dem Amt")) == []
        assert similar(session, board, About("")) == []


def test_topic_and_place_make_ideas_more_alike(store: Store, board: Board, now: datetime):
    with store.writing() as session:
        category = session.get_one(Board, board.id).categories[0].id
        one = an_idea(session, board, "Lampen am Weg zur Schule", category_id=category, at=now)
        words = "Licht am Weg"
        assert similar(session, board, About(words)) == []
        assert similar(session, board, About(words, category)) == [one]


def test_a_group_counts_each_device_once_and_taking_it_apart_restores_every_number(
    store: Store, board: Board, now: datetime
):
    mixed = random.Random(7)
    with store.writing() as session:
        ideas = [an_idea(session, board, f"Bank {n}", at=now) for n in range(5)]
        sets = [set(mixed.sample(range(12), mixed.randint(0, 9))) for _ in ideas]
        for idea, tokens in zip(ideas, sets, strict=True):
            session.add_all(Support(idea_id=idea.id, token_hash=f"t{one}") for one in tokens)
            idea.supporters = len(tokens)
        session.flush()
        before = _numbers(session, ideas)
        lead, rest = ideas[0], ideas[1:]
        for idea in rest:
            grouping.link_idea(session, WHO, idea, lead, at=now)
        assert grouping.members(session, lead) == rest
        assert grouping.group_support(session, ideas) == len(set().union(*sets))
        assert _numbers(session, ideas) == before
        with pytest.raises(grouping.LeadsItself):
            grouping.link_idea(session, WHO, lead, an_idea(session, board, at=now), at=now)
        with pytest.raises(grouping.NoLead):
            grouping.link_idea(session, WHO, an_idea(session, board, at=now), rest[0], at=now)
        for idea in mixed.sample(rest, len(rest)):
            grouping.unlink_idea(session, WHO, idea, at=now)
        assert not grouping.members(session, lead)
        assert _numbers(session, ideas) == before


def _numbers(session: Session, ideas: list[Idea]) -> list[tuple[int, int]]:
    return [(idea.supporters, grouping.group_support(session, [idea])) for idea in ideas]


def test_an_idea_under_another_stays_readable_and_both_pages_say_so(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    secret = fresh_secret()
    with store.writing() as session:
        lead = an_idea(session, board, "Bänke am Spielplatz", at=now).reference
        other = an_idea(session, board, "Mehr Bänke am Spielplatz", secret=secret, at=now).reference
    page = manager.get(f"/verwaltung/ideen/besser/idee/{other}").sees(lead)
    page.fill("lead", "SO-2026-99999").submit("Unter diese Idee stellen", 422)
    manager.get(page.path).fill("lead", lead.lower()).submit("Unter diese Idee stellen")
    visitor.get(f"/de/idee/{other}").sees("Mehr Bänke").follow("Bänke am Spielplatz").sees("Mehr")
    visitor.post("/de/beleg/", {"code": secret}, 200).sees("steht zusammen mit einer anderen")
    manager.get(page.path).submit("Wieder für sich stellen")
    visitor.get(f"/de/idee/{other}").misses("steht zusammen mit einer anderen")
