"""Staff make a board, publish it, pause and end it, and begin another with what they wrote."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.actions import Unfinished, publish_board
from beteiligung.ideas.models import Board, Idea, Status
from tests.conftest import NOW
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

DESK = "/verwaltung/ideen/"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


def only(store: Store) -> Board:
    """The one board there is."""
    with store.reading() as session:
        return session.scalars(select(Board)).one()


def a_new_one(manager: Visitor) -> str:
    """A manager makes a board; where its page is."""
    page = manager.get(f"{DESK}neu").fill("title-de", "Was fehlt hier?")
    page = page.fill("introduction-de", "Jede Idee bekommt eine Antwort.")
    return page.submit("Make the board", 303).location


def phases(manager: Visitor, address: str, begins: str, ends: str, status: int) -> str:
    """The manager says when people may take part; what the form answers."""
    page = manager.get(f"{address}phase/_neu").fill("name-de", "Ideen")
    page.fill("begins_at", begins).fill("ends_at", ends)
    page.choose("People can give ideas")
    return page.submit("Save", status).text


def test_a_board_goes_from_a_question_to_its_first_day(
    manager: Visitor, store: Store, visitor: Visitor
):
    address = a_new_one(manager)
    manager.get(address).sees("This is still missing:", "The days on which people may take part")
    board = only(store)
    assert (len(board.categories), len(board.statuses)) == (8, 7)
    visitor.get(f"/de/ideen/{board.slug}", 404)
    phases(manager, address, "2026-11-20T08:00", "2026-12-20T20:00", 303)
    manager.get(address).press("/veroeffentlichen", 303)
    assert only(store).locales == ["de", "de-leicht"]
    visitor.get(f"/de/ideen/{board.slug}").sees("Was fehlt hier?", "Jede Idee bekommt")


def test_a_language_in_which_words_are_missing_is_not_offered_and_the_words_are_named(
    manager: Visitor, store: Store
):
    address = a_new_one(manager)
    phases(manager, address, "2026-11-20T08:00", "2026-12-20T20:00", 303)
    page = manager.get(address).sees("Languages with missing words", "The question is missing.")
    assert set(page.value("In these languages")) == {"de", "de-leicht"}
    token = page.value("csrf_token")
    forged = {"csrf_token": token, "offered": "ar"}
    manager.post(f"{address}veroeffentlichen", forged, 422)
    assert only(store).published_at is None


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [
        ("2026-12-01T08:00", "2026-11-30T08:00", "must end after it begins"),
        ("2026-11-25T08:00", "2026-11-26T08:00", "must not run at the same time"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_the_field(
    manager: Visitor, store: Store, begins: str, ends: str, sentence: str
):
    address = a_new_one(manager)
    phases(manager, address, "2026-11-20T08:00", "2026-12-20T20:00", 303)
    assert sentence in phases(manager, address, begins, ends, 422)
    assert len(only(store).phases) == 1


def test_a_board_is_paused_goes_on_and_ends(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        a_board(session, district, at=now)
    manager.get(f"{DESK}besser/").press("/pausieren", 303)
    visitor.get("/en/ideen/besser").sees("This board is paused")
    visitor.get("/en/ideen/besser/neu", 403)
    manager.get(f"{DESK}besser/").press("/fortsetzen", 303)
    visitor.get("/en/ideen/besser/neu")
    manager.get(f"{DESK}besser/").press("/beenden", 303)
    visitor.get("/en/ideen/besser").sees("No new ideas are taken", "Every idea gets a reply.")


def test_a_copy_has_the_words_and_none_of_the_ideas(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        an_idea(session, board, at=now)
    manager.get(f"{DESK}besser/").press("/kopieren", 303)
    with store.reading() as session:
        copy = session.scalars(select(Board).where(Board.slug != "besser")).one()
        assert copy.title == board.title
        assert [each.label for each in copy.categories] == [each.label for each in board.categories]
        assert copy.published_at is None
        assert not copy.phases
        of_copy = select(func.count()).select_from(Idea).where(Idea.board_id == copy.id)
        assert session.scalar(of_copy) == 0


def test_a_template_begins_other_boards_and_is_never_shown(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        board.categories[0].label = {"de": "Bäume und Schatten"}
    location = manager.get(f"{DESK}besser/").press("/vorlage", 303).location
    slug = location.rstrip("/").rpartition("/")[2]
    visitor.get(f"/de/ideen/{slug}", 404)
    page = manager.get(f"{DESK}neu").fill("title-de", "Und hier?").fill("introduction-de", "Bitte.")
    made = (
        page.fill("template", "Was soll hier besser werden?").submit("Make the board", 303).location
    )
    manager.get(made).sees("Bäume und Schatten")


def test_a_topic_that_ideas_have_stays(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        an_idea(session, board, category_id=board.categories[0].id, at=now)
    used = manager.get(f"{DESK}besser/thema/gruen").misses("Take away")
    token = used.value("csrf_token")
    manager.post(f"{DESK}besser/thema/gruen/entfernen", {"csrf_token": token}, 422)
    manager.get(f"{DESK}besser/thema/sauberkeit").press("/entfernen", 303)
    assert [each.code for each in only(store).categories] == ["gruen"]


def test_words_can_be_changed_while_people_take_part(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        a_board(session, district, at=now)
    page = manager.get(f"{DESK}besser/bearbeiten").fill("title-de", "Was fehlt?")
    page.fill("look_within", "0").submit("Save", 422)
    page.fill("look_within", "3").submit("Save", 303)
    visitor.get("/de/ideen/besser").sees("Was fehlt?")
    manager.get(f"{DESK}besser/stand/_neu").fill("label-de", "Ganz neu").submit("Save", 303)
    assert "Ganz neu" in {each.label["de"] for each in only(store).statuses}


def test_what_residents_read_in_a_language_cannot_be_emptied_there(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        board.title = {"de": "Was fehlt?", "ar": "ماذا ينقص؟", "uk": "Чого бракує?"}
        board.locales = ["de", "de-leicht", "ar"]
    page = manager.get(f"{DESK}besser/bearbeiten").fill("title-ar", "").fill("title-uk", "")
    page = page.submit("Save", 422).sees("Question (العربية): Please fill in this field.")
    page.fill("title-ar", "ماذا هنا؟").submit("Save", 303)  # nobody reads it in Ukrainian
    visitor.get("/ar/ideen/besser").sees("ماذا هنا؟")
    manager.get(f"{DESK}besser/stand/_neu").fill("label-de", "Ganz neu").submit("Save", 303)


def test_every_status_can_be_changed_whatever_it_is_called(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        an_idea(session, a_board(session, district, at=now), at=now)
    page = manager.get(f"{DESK}besser/").follow(f"{DESK}besser/stand/neu")
    page.fill("label-de", "Angekommen").submit("Save", 303)
    tags = visitor.get("/de/ideen/besser").sees("Angekommen").all("span", class_="tag")
    (tag,) = [each for each in tags if "Angekommen" in "".join(each.itertext())]
    assert any("svg" in str(each.tag) for each in tag.iter())  # never a colour alone


def test_a_board_needs_a_last_status_and_a_language(manager: Visitor, store: Store):
    address = a_new_one(manager)
    phases(manager, address, "2026-11-20T08:00", "2026-12-20T20:00", 303)
    token = manager.get(address).value("csrf_token")
    refused = manager.post(f"{address}veroeffentlichen", {"csrf_token": token}, 422)
    refused.sees("Please choose at least one language.")
    with store.writing() as session:
        session.execute(update(Status).values(is_final=False))
    manager.get(address).sees("A board needs at least one final status.")
    board = only(store)
    with store.writing() as session, pytest.raises(Unfinished):
        publish_board(session, session.merge(board), locales=["de"], asker=None, at=NOW)
    assert only(store).published_at is None


def test_a_printed_code_leads_to_a_board_and_never_to_nothing(
    manager: Visitor, store: Store, district: District, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        a_board(session, district, at=now)
    manager.get("/verwaltung/codes/fuer/ideen/besser").sees("Was soll hier besser werden?")
    with store.writing() as session:
        session.scalars(select(Board)).one().phases[0].ends_at = now - timedelta(hours=1)
    visitor.get("/de/ideen/besser").sees("Was soll hier besser werden?")
