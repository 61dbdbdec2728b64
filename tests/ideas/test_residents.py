"""A resident gives an idea, sees what becomes of it, supports another, and takes hers back."""

import io
import re
from dataclasses import replace
from datetime import datetime
from random import Random
from urllib.parse import quote
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import event, func, select, update

from beteiligung.abuse.marks import Mark
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.models import (
    Board,
    Idea,
    IdeaSetAside,
    ReferenceNumber,
    State,
    Support,
    WorkingTranslation,
)
from beteiligung.ideas.records import Burst, ModerationDecision
from beteiligung.media.models import Medium
from beteiligung.migrations.tables import metadata
from beteiligung.qrcodes.actions import create_code
from tests.conftest import Clock
from tests.house.walking import harms
from tests.ideas.boards import a_board, an_idea
from tests.page import Page
from tests.proofs.p13_ideas import bundles
from tests.visitor import OWN_PAGE, Visitor

LIST, NEW = "/en/ideen/besser", "/en/ideen/besser/neu"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos, in a city with a defect reporter."""
    return replace(settings, photos=True, defect_reporter="https://stadt.example/maengel")


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that takes ideas."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def all_ideas(store: Store) -> list[Idea]:
    """Every idea that was kept."""
    with store.reading() as session:
        return list(session.scalars(select(Idea).order_by(Idea.id)))


def give(visitor: Visitor, text: str = "Bänke am Spielplatz", **more: object) -> Page:
    """An idea, as the form sends it."""
    page = visitor.get(NEW).fill("Your idea", text)
    for name, value in more.items():
        page.fill(name, value)
    return page.submit("Send the idea", 200)


def code_on(page: Page) -> str:
    """The secret code that a receipt says."""
    found = CODE.search(page.text)
    assert found is not None
    return found.group()


def publish(store: Store) -> None:
    """What the moderation does with everything that waits."""
    with store.writing() as session:
        for idea in session.scalars(select(Idea)):
            idea.state = State.PUBLISHED.value


def test_one_sentence_without_name_or_account_is_enough(visitor: Visitor, store: Store):
    page = give(visitor)
    page.sees("Thank you! Your idea has arrived.", "SO-2026-00001", "being checked")
    assert "Set-Cookie" not in page.headers
    idea = all_ideas(store)[0]
    assert (idea.text, idea.state, idea.language) == ("Bänke am Spielplatz", "received", "en")


def test_a_tile_alone_is_enough(visitor: Visitor, store: Store):
    visitor.get(NEW).choose("Grün und Spielplätze").submit("Send the idea", 200)
    idea = all_ideas(store)[0]
    assert idea.category is not None
    assert (idea.text, idea.category.code) == ("", "gruen")
    publish(store)
    visitor.get(LIST).sees("Grün und Spielplätze", "1 idea")
    visitor.get("/en/idee/SO-2026-00001").sees("Grün und Spielplätze")


@pytest.mark.parametrize(
    "text",
    [
        "مقاعد وظل",
        "نیمکت در پارک",
        "Лавки біля майданчика",
        "Ghế ở sân chơi",
        "WLAN!!",
        "schule",
        "🌳🌳",
        "x",
        "a" * 4000,
        "e\u0301cole",
        "<script>alert(1)</script> ' OR 1=1 --",
    ],
)
def test_every_script_is_taken_as_it_is(visitor: Visitor, store: Store, text: str):
    give(visitor, text)
    publish(store)
    kept = all_ideas(store)[0].text
    assert kept == text.replace("e\u0301", "é")
    visitor.get("/en/idee/SO-2026-00001").sees(kept)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Street", "Lessingstraße").fill("language", "Русский".lower())
    page = page.fill("Your idea", "  !?").submit("Send the idea", 422)
    assert "Please write your idea" in page.error("Your idea")
    assert page.value("Street") == "Lessingstraße"
    assert page.value("language") == "ru"
    assert page.by_id("errors") is not None
    assert all_ideas(store) == []
    page.fill("Your idea", "Licht").submit("Send the idea", 200)
    assert [idea.street for idea in all_ideas(store)] == ["Lessingstraße"]


def test_another_language_takes_everything_along(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "Schatten").fill("Street", "Lessingstraße")
    page = page.choose("Grün und Spielplätze").submit("العربية", 200)
    assert page.root.get("lang") == "ar"
    assert (page.value("text"), page.value("street")) == ("Schatten", "Lessingstraße")
    assert page.value("language") == "en"  # in which it was written
    assert not list(page.all("p", class_="error"))
    page = page.submit("إرسال الفكرة", 200)
    kept = [(idea.text, idea.street, idea.category_id) for idea in all_ideas(store)]
    assert kept == [("Schatten", "Lessingstraße", 1)]
    code = code_on(page)
    again = page.submit("Deutsch", 200)  # the receipt in another language is the same receipt
    assert (code_on(again), again.path) == (code, "/de/beleg/")
    assert visitor.get(NEW).submit("русский", 200).value("language") == "ru"


def test_no_table_holds_a_secret_code(visitor: Visitor, store: Store):
    code = code_on(give(visitor))
    known = {code, code.replace("-", ""), code.lower().replace("-", "")}
    assert len(code.replace("-", "")) * 5 >= 128 + 5  # signs of five bits, the last one checks
    with store.reading() as session:
        held = [
            str(cell)
            for table in metadata.sorted_tables
            for row in session.execute(select(table))
            for cell in row
        ]
    assert any("Bänke am Spielplatz" in cell for cell in held)
    assert not [cell for cell in held if any(each in cell for each in known)]
    routes = [rule.rule for rule in visitor.app.url_map.iter_rules() if "beleg" in rule.rule]
    assert not [rule for rule in routes if "code" in rule]  # never in an address


def test_a_form_that_fails_in_one_place_keeps_nothing_of_the_others(visitor: Visitor, store: Store):
    def rows() -> int:
        with store.reading() as session:
            tables = (Idea, Medium, ReferenceNumber, IdeaSetAside)
            counts = (select(func.count()).select_from(table) for table in tables)
            return sum(session.scalar(count) or 0 for count in counts)

    before = rows()
    data = {"key": str(uuid4()), "text": "Licht", "language": "en", "pictured": "y"}
    for wrong in ({"place": "nirgends"}, {"category": "nichts"}, {"text": "x" * 4001}):
        photo = (io.BytesIO(a_photo()), "p.jpg")
        answer = visitor.client.post(NEW, data=data | wrong | {"photo": photo}, headers=OWN_PAGE)
        assert answer.status_code == 422, wrong
        assert rows() == before


def test_too_much_is_said_to_be_too_much(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "a" * 4001).submit("Send the idea", 422)
    assert "too long" in page.error("Your idea")
    assert all_ideas(store) == []


def test_a_form_that_is_sent_again_is_the_same_idea(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "Licht")
    codes = {code_on(page.submit("Send the idea", 200)) for _ in range(3)}
    assert len(codes) == len(all_ideas(store)) == 1
    page.fill("Your idea", "Etwas anderes").submit("Send the idea", 422)
    assert [idea.text for idea in all_ideas(store)] == ["Licht"]
    with store.reading() as session:
        assert session.scalars(select(IdeaSetAside.text)).all() == ["Etwas anderes"]


def test_what_cannot_be_found_leaves_nothing_behind(visitor: Visitor, store: Store):
    data = {"key": "7b8a9b0e-6a57-4b3e-9a8b-0d4f2f3b7a11", "text": "Licht", "language": "de"}
    visitor.post(NEW, data | {"place": "nirgends"}, 422)
    visitor.post(NEW, {"text": "Licht"}, 400)
    assert all_ideas(store) == []


def test_a_topic_that_does_not_exist_is_said_and_nothing_is_kept(visitor: Visitor, store: Store):
    data = {"key": str(uuid4()), "text": "Licht", "language": "en", "category": "nichts"}
    page = visitor.post(NEW, data, 422)
    assert "choose again" in page.error("category")
    assert page.value("Your idea") == "Licht"
    assert all_ideas(store) == []


def test_a_trap_and_haste_leave_marks_and_refuse_nobody(
    visitor: Visitor, store: Store, clock: Clock
):
    page = visitor.get(NEW)
    assert "leave this empty" in page.label(page.controls("home-page")[0])
    clock.passes(seconds=8)
    page.fill("Your idea", "Langsam").submit("Send the idea", 200)
    page = visitor.get(NEW).fill("Your idea", "Falle").fill("home-page", "https://x.example")
    page.submit("Send the idea", 200)
    kept = {idea.text: idea.marks for idea in all_ideas(store)}
    assert kept["Langsam"] is None
    assert kept["Falle"] is not None
    assert kept["Falle"] & Mark.TRAP


def test_a_poster_leads_to_a_receipt_in_three_screens(
    visitor: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        home = session.merge(district)
        made = create_code(
            session,
            path="ideen/besser",
            district=home,
            place=None,
            medium="poster",
            locale=None,
            at=now,
            rng=Random(1),
        )
        code = made.code
    page = visitor.get(f"/q/{code}", 303).follow()  # one
    page = page.follow("Eigene Idee eingeben")  # two
    page.fill("text", "Licht").submit("Idee abschicken", 200).sees("SO-2026-00001")  # three


def test_the_receipt_shows_how_it_stands_before_and_after(visitor: Visitor, store: Store):
    code = code_on(give(visitor))
    door = visitor.get("/en/beleg/").fill("Code", code.lower().replace("-", " "))
    door.submit("Go on", 200).sees("Bänke am Spielplatz", "being checked")
    publish(store)
    visitor.get("/ar/beleg/").fill("code", code).submit("", 200).sees("Bänke am Spielplatz")
    visitor.get(LIST).sees("Bänke am Spielplatz")


def test_a_withdrawn_idea_is_nowhere_but_on_its_receipt(visitor: Visitor, store: Store):
    code = code_on(give(visitor))
    publish(store)
    receipt = visitor.get("/en/beleg/").fill("Code", code).submit("Go on", 200)
    receipt.submit("Withdraw the idea", 200).sees("You have withdrawn this idea")
    visitor.get(LIST).misses("Bänke").sees("0 ideas")
    visitor.get("/en/idee/SO-2026-00001", 404)
    visitor.post("/en/beleg/", {"code": code, "withdraw-idea": "1"}, 422)
    with store.reading() as session:
        decisions = session.scalars(select(ModerationDecision)).all()
        assert [(each.from_state, each.to_state) for each in decisions] == [
            ("published", "withdrawn")
        ]


def test_an_erased_idea_is_gone_but_its_number(visitor: Visitor, store: Store):
    code = code_on(give(visitor, "Ich heiße Anna", Street="Lessingstraße 7"))
    publish(store)
    receipt = visitor.get("/en/beleg/").fill("Code", code).submit("Go on", 200)
    receipt.submit("Erase the idea", 200).sees("Your idea is erased")
    idea = all_ideas(store)[0]
    assert (idea.text, idea.folded, idea.street, idea.state) == ("", "", "", "erased")
    assert idea.reference == "SO-2026-00001"
    visitor.get("/en/idee/SO-2026-00001", 404)
    visitor.get("/en/beleg/").fill("Code", code).submit("Go on", 404)


def test_a_wrong_code_is_answered_alike_whatever_is_wrong_with_it(visitor: Visitor):
    right = code_on(give(visitor))
    wrong = right[:-6] + ("A" if right[-6] != "A" else "B") + right[-5:]
    answers = [
        visitor.post("/en/beleg/", {"code": code}, 404).body.replace(code.encode(), b"")
        for code in (wrong, "0" * len(right), "ZZZZ-ZZZZ-ZZZ0")
    ]
    assert len(set(answers)) == 1


def test_a_wrong_code_costs_the_same_looks_whatever_is_wrong_with_it(
    visitor: Visitor, store: Store
):
    right, looks = code_on(give(visitor)), []
    event.listen(store.engine, "before_cursor_execute", note := lambda *it: looks.append(it[2]))
    costs = []
    for code in (right[:-1] + "?", "0" * 28, "x", "", "ZZZZ-ZZZZ-ZZZ0", "W" * 90):
        looks.clear()
        visitor.post("/en/beleg/", {"code": code}, 404)
        costs.append(tuple(each for each in looks if "site_text" not in each))
    event.remove(store.engine, "before_cursor_execute", note)
    assert len(costs[0]) >= 4  # answers, begun ones, ideas, reports
    assert len(set(costs)) == 1


def test_whoever_tries_codes_is_stopped(visitor: Visitor):
    for _ in range(10):
        visitor.post("/en/beleg/", {"code": "x"}, 404)
    visitor.post("/en/beleg/", {"code": "x"}, 429)


def test_broken_things_are_for_the_city(visitor: Visitor):
    links = [link.get("href") for link in visitor.get(NEW).all("a")]
    assert "https://stadt.example/maengel" in links


def a_photo() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera 4711"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (2000, 1000), "green").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_photo_comes_without_its_place_and_waits_for_a_person(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "Hier").fill("photo", (io.BytesIO(a_photo()), "p"))
    page.choose("Everybody who can be recognised in the photo agrees.")
    page.submit("Send the idea", 200).sees("With a photo.")
    publish(store)
    with store.reading() as session:
        content = session.scalars(select(Medium.content)).one()
    assert b"Kamera" not in content
    picture = Image.open(io.BytesIO(content))
    assert not picture.getexif()
    assert picture.size == (1600, 800)
    address = "/en/idee/SO-2026-00001/foto"
    visitor.get(address, 404)
    with store.writing() as session:
        idea = session.scalars(select(Idea)).one()
        idea.photo_shown_at = idea.received_at
    assert visitor.get(address).body == content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG and WebP"),
        (b"no picture", "JPEG, PNG and WebP"),
    ],
)
def test_a_photo_that_is_none_is_refused_in_words_and_nothing_is_kept(
    visitor: Visitor, store: Store, content: bytes, sentence: str
):
    page = visitor.get(NEW).fill("Your idea", "Hier").fill("photo", (io.BytesIO(content), "p"))
    page = page.submit("Send the idea", 422)
    assert sentence in page.error("photo")
    assert page.value("Your idea") == "Hier"
    assert all_ideas(store) == []


def test_people_in_a_photo_are_asked(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "Wir").fill("photo", (io.BytesIO(a_photo()), "p"))
    assert "agree" in page.submit("Send the idea", 422).error("photo")
    assert all_ideas(store) == []


def test_one_tap_supports_and_one_tap_takes_it_back(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        an_idea(session, board, "Licht", at=now)
    page = visitor.get(LIST).submit("Support", 200).sees("This device supports the idea.")
    page = page.submit("Take support back", 200).sees("Your support is taken back.")
    assert all_ideas(store)[0].supporters == 0
    again = visitor.get(LIST)
    for _ in range(3):  # a double click, a reload
        again.submit("Support", 200)
    assert all_ideas(store)[0].supporters == 1
    with store.reading() as session:
        assert len(session.scalars(select(Support)).all()) == 1


def test_nobody_can_do_what_the_phase_does_not_allow(
    visitor: Visitor, store: Store, board: Board, now: datetime, clock: Clock
):
    with store.writing() as session:
        an_idea(session, board, "Licht", at=now)
    form = visitor.get(NEW).fill("Your idea", "Zu spät")
    clock.passes(days=14)
    page = form.submit("Send the idea", 403)
    assert page.value("Your idea") == "Zu spät"  # it can be copied, and the page says why
    assert "takes no ideas at the moment" in page.error("Your idea")
    visitor.get(NEW, 403).sees("No new ideas are taken")
    visitor.post("/en/idee/SO-2026-00001", {"wish": "support"}, 400)
    visitor.post("/en/idee/SO-2026-00001", {"wish": "support", "token": "0" * 32}, 403)
    visitor.get(LIST).sees("Licht", "No new ideas are taken").misses("Give your own idea")
    assert [idea.supporters for idea in all_ideas(store)] == [0]


def test_very_many_at_once_are_held_back_together(visitor: Visitor, store: Store):
    for number in range(22):
        give(visitor, f"Idee {number}")
    states = [idea.state for idea in all_ideas(store)]
    assert states == ["received"] * 20 + ["quarantined"] * 2
    with store.reading() as session:
        assert len(session.scalars(select(Burst)).all()) == 1


def test_a_mixed_order_stays_for_a_visit(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        for number in range(12):
            an_idea(session, board, f"Idee {number}", at=now)
    asked = visitor.get(f"{LIST}?folge=gemischt&thema=", 302)
    page = asked.follow()
    order = [each.get("id") for each in page.all("article", class_="card")]
    again = visitor.get(asked.location).all("article", class_="card")
    assert [each.get("id") for each in again] == order
    assert len(order) == 12


def test_words_keep_their_language_on_every_page(
    visitor: Visitor, store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "مقاعد وظل", language="ar", at=now)
        made = {"language": "de", "origin": "staff", "changed_at": now}
        idea.translations.append(WorkingTranslation(text="Bänke und Schatten", **made))
    for address in ("/de/ideen/besser", "/de/idee/SO-2026-00001"):
        page = visitor.get(address).sees("Bänke und Schatten")
        assert [
            "".join(part.itertext()) for part in page.all("*", dir="rtl") if part.tag != "html"
        ].count("مقاعد وظل")
    page = visitor.get("/ar/idee/SO-2026-00001").misses("Bänke und Schatten")
    assert visitor.get("/ru/idee/SO-2026-00001").misses("Bänke und Schatten").status == 200


def test_a_draft_is_nobodys_business(visitor: Visitor, store: Store, board: Board, now: datetime):
    with store.writing() as session:
        idea = an_idea(session, board, "Licht", at=now)
        session.get_one(Board, board.id).published_at = None
    for address in (LIST, NEW, f"/en/idee/{idea.reference}", f"/en/idee/{idea.reference}/foto"):
        visitor.get(address, 404)
    visitor.get("/en/sonnenberg/").misses("Was soll hier besser werden?")


def test_the_district_and_the_first_page_say_that_ideas_are_wanted(visitor: Visitor):
    for address in ("/de/sonnenberg/", "/de/"):
        visitor.get(address).sees("Was soll hier besser werden?")


def test_whatever_is_typed_comes_back_as_text(visitor: Visitor, store: Store):
    def ask(path: str, **data: str) -> None:
        client = visitor.client
        answer = client.post(path, data=data, headers=OWN_PAGE) if data else client.get(path)
        assert answer.status_code in {200, 422}, path
        assert not list(harms(Page(visitor, answer))), path

    for bundle in bundles(4000):
        ask(NEW, key=str(uuid4()), text=bundle, language="en")
    publish(store)
    with store.writing() as session:
        session.execute(update(Idea).values(links_shown=True))
    assert len(all_ideas(store)) == len(bundles(4000))
    for idea in all_ideas(store):
        ask(f"/en/idee/{idea.reference}")
    for bundle in bundles(1000):
        ask("/en/idee/SO-2026-00001/melden", key=str(uuid4()), words=bundle)
    for bundle in bundles(190):
        ask(f"{LIST}?q={quote(bundle)}")


def test_what_a_board_does_not_say_in_a_language_is_said_in_german_and_marked(visitor: Visitor):
    page = visitor.get("/uk/ideen/besser").sees("Was soll hier besser werden?")
    marked = {"".join(part.itertext()).strip() for part in page.all("*", lang="de")}
    assert "Was soll hier besser werden?" in marked
    assert any("Jede Idee bekommt eine Antwort." in words for words in marked)
    page.sees("Поки що лише цією мовою:")
    visitor.get("/de/ideen/besser").misses("Bisher nur in dieser Sprache:")
