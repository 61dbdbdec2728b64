"""What a resident typed, chose or was told stays: in another language, too late, sent again."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.models import Board, Idea, State, WorkingTranslation
from beteiligung.ideas.records import IdeaReport
from tests.ideas.boards import a_board, an_idea
from tests.ideas.test_photos import a_photo
from tests.ideas.test_residents import CODE, code_on
from tests.page import Page
from tests.visitor import Visitor

LIST, NEW = "/en/ideen/besser", "/en/ideen/besser/neu"
SEND = "Send the idea"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that takes ideas."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def texts(store: Store) -> list[str]:
    """What was given, in the order of time."""
    with store.reading() as session:
        return list(session.scalars(select(Idea.text).order_by(Idea.id)))


def typed(visitor: Visitor, text: str = "Bänke am Spielplatz") -> Page:
    """A form with words, a topic and a street in it."""
    page = visitor.get(NEW).fill("Your idea", text).fill("Street", "Lessingstraße")
    return page.choose("Grün und Spielplätze")


def sent_fields(page: Page) -> dict[str, str]:
    """What the form sends as it stands."""
    names = ("key", "page-stamp", "token", "text", "street", "hint", "place", "language")
    return {name: page.value(name) or "" for name in names} | {"category": "gruen"}


def test_another_language_keeps_words_topic_and_place(visitor: Visitor, store: Store):
    fields = sent_fields(typed(visitor))
    page = visitor.post("/ar/ideen/besser/neu", fields | {"page-language": "ar"}, 200)
    assert page.value("text") == "Bänke am Spielplatz"
    assert (page.value("category"), page.value("street")) == ("gruen", "Lessingstraße")
    assert page.value("key") == fields["key"]
    assert texts(store) == []
    page.submit("أرسلوا الفكرة" if "أرسلوا الفكرة" in page.text else "", 200)
    assert texts(store) == ["Bänke am Spielplatz"]


def test_a_photo_is_asked_for_again_by_every_page_that_cannot_hand_it_on(visitor: Visitor):
    page = typed(visitor).fill("Photo", (io.BytesIO(a_photo()), "bank.jpg"))
    page.fill("Your idea", "a" * 4001).submit(SEND, 422).sees("Please choose the photo once more.")


def test_too_much_is_kept_whole_and_says_how_much_fits(visitor: Visitor, store: Store):
    long = "Bank\r\n" * 1000
    page = typed(visitor, long).submit(SEND, 422)
    assert page.value("Your idea").split() == long.split()
    assert "4,000 letters fit" in page.error("Your idea")
    assert "4,999" in page.error("Your idea")  # a new line is one sign, none at the end
    assert texts(store) == []


@pytest.mark.parametrize("stage", ["paused", "ended", "between"])
def test_whoever_writes_while_a_board_stops_keeps_everything_and_learns_why(
    visitor: Visitor, store: Store, board: Board, now: datetime, stage: str
):
    page = typed(visitor)
    with store.writing() as session:
        mine = session.merge(board)
        if stage == "paused":
            mine.paused_at = now
        elif stage == "ended":
            mine.phases[0].ends_at = now
        else:
            mine.phases[0].begins_at = now.replace(day=30)
    late = page.submit(SEND, 409)
    why = {"paused": "is paused", "ended": "No new ideas", "between": "can be given from"}
    assert why[stage] in late.error("Your idea")
    assert "still here" in late.error("Your idea")
    kept = ("Bänke am Spielplatz", "Lessingstraße", "gruen", page.value("key"))
    assert tuple(map(late.value, ("text", "street", "category", "key"))) == kept
    with store.writing() as session:
        mine = session.merge(board)
        mine.paused_at = None
        mine.phases[0].begins_at, mine.phases[0].ends_at = now, now.replace(month=12)
    late.submit(SEND, 200)
    assert texts(store) == ["Bänke am Spielplatz"]


def test_the_very_same_idea_is_asked_about_before_it_comes_twice(visitor: Visitor, store: Store):
    typed(visitor).submit(SEND, 200)
    again = typed(visitor).submit(SEND, 200).sees("has just arrived here")
    assert texts(store) == ["Bänke am Spielplatz"]
    typed(visitor, "Bänke am Bahnhof").submit(SEND, 200).misses("has just arrived here")
    again.submit(SEND, 200).sees("Your code")  # a neighbour who wants the same
    assert len(texts(store)) == 3


def test_who_took_an_idea_back_may_give_it_anew(visitor: Visitor, store: Store):
    receipt = typed(visitor).submit(SEND, 200)
    visitor.post("/en/beleg/", {"code": code_on(receipt), "withdraw-idea": "1"}, 200)
    typed(visitor).submit(SEND, 200).sees("Your code")
    assert len(texts(store)) == 2


def test_a_receipt_is_read_in_another_language_with_the_same_code(visitor: Visitor):
    receipt = typed(visitor).submit(SEND, 200)
    code = code_on(receipt)
    button = next(each for each in receipt.all("button", form="again") if each.get("value") == "ar")
    page = visitor.post(button.get("formaction", ""), {"code": code, "language": "ar"}, 200)
    page.sees("Bänke am Spielplatz", "SO-2026-00001")
    assert page.root.get("dir") == "rtl"
    found = CODE.search(page.text)
    assert found is not None
    assert found.group() == code


def test_a_public_number_in_the_place_of_a_code_is_explained(visitor: Visitor):
    visitor.post("/en/beleg/", {"code": "so-2026-00011"}, 404).sees("everybody may know")
    visitor.post("/en/beleg/", {"code": " "}, 404).sees("Please type your code")


def test_an_idea_that_nobody_sees_yet_says_where_its_giver_finds_it(visitor: Visitor):
    typed(visitor).submit(SEND, 200)
    waits = visitor.get("/en/idee/SO-2026-00001", 404)
    waits.sees("your secret code").follow("I have a secret code for my idea")
    never = visitor.get("/en/idee/SO-2026-09999", 404)
    assert never.text == waits.text  # it tells nobody that something waits


def test_words_that_were_taken_out_are_told_to_whoever_wrote_them(visitor: Visitor, store: Store):
    code = code_on(typed(visitor).submit(SEND, 200).misses("taken words out"))
    with store.writing() as session:
        session.scalars(select(Idea)).one().text = "Bänke bei […]"
    visitor.post("/en/beleg/", {"code": code}, 200).sees("the team has taken words out")


@pytest.mark.parametrize("asked", ["baenke", "Baenke", "BÄNKE", "00001", "so-2026-00001"])
def test_umlauts_and_numbers_are_found_however_they_are_typed(
    visitor: Visitor, store: Store, board: Board, now: datetime, asked: str
):
    with store.writing() as session:
        an_idea(session, board, "Bänke am Platz", at=now)
        an_idea(session, board, "Mehr Licht", at=now)
    visitor.get(f"{LIST}?q={asked}").sees("1 idea", "Bänke am Platz").misses("Mehr Licht")


def order(page: Page) -> list[str]:
    """The ideas of a list, as they stand."""
    return [each.get("id", "") for each in page.all("article", class_="card")]


@pytest.fixture
def many(store: Store, board: Board, now: datetime) -> None:
    """Twelve ideas on a board that mixes them."""
    with store.writing() as session:
        session.merge(board).order = "random"
        for number in range(12):
            an_idea(session, board, f"Idee {number}", at=now)


@pytest.mark.usefixtures("many")
def test_a_mixed_order_stays_through_a_visit_and_differs_between_visits(visitor: Visitor):
    page = visitor.open(LIST)
    first = order(page)
    assert first != sorted(first)
    idea = page.follow("Idee 7")
    assert order(idea.follow("To all ideas")) == first
    supported = idea.submit("Support", 200)
    assert order(supported.follow("To all ideas")) == first
    arabic = next(each for each in page.all("a") if each.get("hreflang") == "ar")
    assert order(visitor.get(arabic.get("href", ""))) == first
    assert any(order(visitor.open(LIST)) != first for _ in range(3))
    assert "Set-Cookie" not in page.headers


@pytest.mark.usefixtures("many")
def test_another_language_keeps_every_language_that_somebody_reads(visitor: Visitor):
    page = visitor.open(f"{LIST}?folge=neu&sprache=de&sprache=ar")
    address = next(each for each in page.all("a") if each.get("hreflang") == "uk").get("href", "")
    assert address.count("sprache=") == 2
    assert "slug=" not in visitor.get(f"{LIST}?folge=neu&slug=x&_external=1").body.decode()


def test_what_was_looked_for_stands_above_what_was_found(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        an_idea(session, board, "Bänke am Platz", at=now)
    found = visitor.get(f"{LIST}?folge=neu&q=Platz&sprache=de")
    found.sees("1 idea Platz Deutsch Show all ideas")
    boxes = next(found.all("details", class_="filters"))
    assert boxes.get("open") is None
    none = visitor.get(f"{LIST}?folge=neu&q=Zebra")
    assert next(none.all("details", class_="filters")).get("open") is not None


def test_a_topic_without_words_stands_once_and_a_translation_is_the_title(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        topic = session.merge(board).categories[0].id
        an_idea(session, board, "", category_id=topic, at=now)
        other = an_idea(session, board, "مقاعد", language="ar", category_id=topic, at=now)
        other.translations.append(
            WorkingTranslation(language="de", text="Sitzbänke", origin="staff", changed_at=now)
        )
        other.state = State.PUBLISHED.value
    page = visitor.get("/de/idee/SO-2026-00001")
    link = next(each for each in page.all("a") if "SO-2026-00002" in each.get("href", ""))
    assert "Sitzbänke" in "".join(link.itertext())
    assert link.get("lang") == "de"
    cards = {
        each.get("id"): "".join(each.itertext())
        for each in visitor.get("/de/ideen/besser").all("article")
    }
    assert cards["SO-2026-00001"].count("Grün und Spielplätze") == 1


def test_another_language_keeps_a_report_that_is_being_written(
    visitor: Visitor, store: Store, now: datetime
):
    with store.writing() as session:
        an_idea(session, session.scalars(select(Board)).one(), at=now)
    page = visitor.get("/de/idee/SO-2026-00001/melden")
    typed = {"key": page.value("key"), "reason": "insult", "words": "Der dritte Satz."}
    other = visitor.post("/ar/idee/SO-2026-00001/melden", typed | {"page-language": "ar"}, 200)
    assert {name: other.value(name) for name in typed} == typed
    with store.reading() as session:
        assert session.scalars(select(IdeaReport)).all() == []
