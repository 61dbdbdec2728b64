"""The team keeps an idea for somebody, counts at a stall, and practises without a trace."""

import re
import uuid
from datetime import datetime

import pytest
from sqlalchemy import select

from beteiligung.access import Asker
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas import counting, helping
from beteiligung.ideas.exporting import beside, record
from beteiligung.ideas.giving import Given, fresh_secret
from beteiligung.ideas.grouping import NoLead, link_idea
from beteiligung.ideas.life import standing
from beteiligung.ideas.models import Board, CountedSupport, Idea, State
from tests.conftest import Clock
from tests.ideas.boards import DAY, a_board, an_idea
from tests.page import Page
from tests.visitor import Visitor

HELP, STALL = "/verwaltung/ideen/besser/fuer-jemanden", "/verwaltung/ideen/besser/zaehlen"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
WHO = Asker(id=1, name="Frau Leiterin")
AGREED = "Die Person hat mündlich zugestimmt, dass wir diese Idee speichern und allen zeigen"
KEPT = "Idee speichern"


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on the Sonnenberg that takes ideas and support."""
    with store.writing() as session:
        return a_board(session, district, at=now)


@pytest.fixture
def idea(store: Store, board: Board, now: datetime) -> str:
    """The number of an idea that everybody sees."""
    with store.writing() as session:
        return an_idea(session, board, "Bänke am Spielplatz", at=now).reference


def ideas(store: Store) -> list[Idea]:
    """Every idea that was kept."""
    with store.reading() as session:
        return list(session.scalars(select(Idea).order_by(Idea.id)))


def deeds(store: Store) -> list[str]:
    """What the log says was done."""
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def filled(manager: Visitor, spoken: str = "العربية", **more: str) -> Page:
    """The form of an idea for somebody who spoke Arabic."""
    page = manager.get(HELP).fill("Ihre Idee", "مقاعد وظل").fill("spoken", spoken)
    for name, value in more.items():
        page.fill(name, value)
    return page


def test_an_idea_for_somebody_waits_like_any_other_and_has_a_receipt_in_her_language(
    manager: Visitor, visitor: Visitor, store: Store
):
    page = filled(manager).choose(AGREED).submit(KEPT, 200)
    page.sees("SO-2026-00001", "Nächste Person")
    slip = next(page.all("section", lang="ar"))
    assert slip.get("dir") == "rtl"
    assert "شكرًا" in "".join(slip.itertext())
    code = CODE.search(page.text)
    assert code is not None
    visitor.post("/ar/beleg/", {"code": code.group()}, 200).sees("مقاعد وظل")
    kept = ideas(store)[0]
    assert (kept.state, kept.channel, kept.spoken) == ("received", "assisted", "ar")
    assert (kept.is_assisted, kept.has_consent) == (True, True)
    assert deeds(store)[-1] == "give_for_somebody"


def test_a_form_for_somebody_that_is_sent_twice_is_one_idea_with_one_code(
    manager: Visitor, store: Store
):
    page = filled(manager).choose(AGREED)
    codes = {CODE.findall(page.submit(KEPT, 200).text)[0] for _ in range(2)}
    assert len(codes) == len(ideas(store)) == 1
    assert deeds(store).count("give_for_somebody") == 1


def test_without_consent_or_language_nothing_is_kept_and_nothing_typed_is_lost(
    manager: Visitor, store: Store
):
    page = filled(manager, spoken="", street="Lessingstraße").submit(KEPT, 422)
    assert "Ohne Zustimmung wird nichts gespeichert" in page.error(AGREED)
    assert page.error("spoken")
    assert page.value("Ihre Idee") == "مقاعد وظل"
    assert page.value("street") == "Lessingstraße"
    assert ideas(store) == []
    page.fill("spoken", "العربية").choose(
        AGREED, "Die Person hat sie auf diesem Gerät selbst geschrieben"
    )
    page.submit(KEPT, 200)
    kept = ideas(store)[0]
    assert (kept.is_assisted, kept.channel) == (False, "stall")


def test_consent_is_asked_wherever_an_idea_for_somebody_comes_from(
    store: Store, board: Board, now: datetime
):
    given = Given(key=str(uuid.UUID(int=1)), secret=fresh_secret(), text="Licht", language="de")
    with store.writing() as session, pytest.raises(helping.NoConsent):
        helping.give_for(session, WHO, board, given, at=now, timezone="Europe/Berlin")


def test_practising_takes_no_number_is_shown_nowhere_and_goes_in_one_step(
    manager: Visitor, visitor: Visitor, store: Store, board: Board, now: datetime
):
    page = filled(manager).choose(AGREED, "Nur zum Üben").submit(KEPT, 200)
    page.sees("SO-PROBE-2026-00001", "Nur zum Üben")
    with store.writing() as session:
        trial = session.scalars(select(Idea)).one()
        trial.state = State.PUBLISHED.value
        real = an_idea(session, board, "Licht", at=now)
        assert real.reference == "SO-2026-00001"
        with pytest.raises(NoLead):
            link_idea(session, WHO, real, trial, at=now)
    visitor.get("/de/ideen/besser").misses("مقاعد").sees("1 Idee")
    visitor.get("/de/idee/SO-PROBE-2026-00001", 404)
    manager.get("/verwaltung/ideen/besser/pruefung").misses("PROBE")
    page = manager.get(HELP).sees("SO-PROBE-2026-00001").submit("Alle Übungsideen löschen")
    page.sees("1 Übungsidee ist gelöscht.")
    assert [each.reference for each in ideas(store)] == ["SO-2026-00001"]


def test_counted_people_stand_beside_the_devices_in_pages_and_files(
    manager: Visitor, visitor: Visitor, store: Store, board: Board, idea: str
):
    visitor.get("/de/ideen/besser").submit("Unterstützen", 200)
    page = manager.get(STALL).fill("Nummer der Idee", "1").fill("Wie viele Menschen", "30")
    page.submit("Zählen").sees(f"{idea}: 30 Menschen gezählt.")
    page = manager.get(STALL).fill("Nummer der Idee", idea.lower()).fill("Wie viele Menschen", "٤")
    page.choose("In Gesprächen des Teams, zum Beispiel auf einem Rundgang").submit("Zählen")
    for address in ("/de/ideen/besser", f"/de/idee/{idea}"):
        visitor.get(address).sees("Online: 1", "An Ständen: 30", "Mit dem Team: 4")
    with store.reading() as session:
        found = session.scalars(select(Idea)).one()
        row = record(found, beside(session, board), standing(board, found.received_at))
        assert [row[f"supports_{way}"] for way in ("devices", "stall", "assisted")] == [1, 30, 4]
    assert "online 1, an Ständen 30, mit dem Team 4" in visitor.get("/daten/ideen/besser.rss").text
    assert [deed for deed in deeds(store) if "support" in deed] == ["count_support"] * 2


def test_an_entry_is_counted_once_corrected_and_taken_back(
    manager: Visitor, visitor: Visitor, store: Store, idea: str
):
    page = manager.get(STALL).fill("Nummer der Idee", idea).fill("Wie viele Menschen", "7")
    for _ in range(2):
        page.submit("Zählen")
    page.fill("Wie viele Menschen", "9").submit("Zählen", 422)
    page = manager.get(STALL).fill("Menschen: " + idea, "5").submit("Berichtigen")
    page.sees("Der Eintrag ist berichtigt.")
    visitor.get(f"/de/idee/{idea}").sees("An Ständen: 5")
    manager.get(STALL).fill("Menschen: " + idea, "501").submit("Berichtigen", 422)
    manager.get(STALL).submit("Zurücknehmen").sees("zurückgenommen")
    visitor.get(f"/de/idee/{idea}").misses("An Ständen")
    with store.reading() as session:
        assert [each.n for each in session.scalars(select(CountedSupport))] == [0]
    found = [deed for deed in deeds(store) if "support" in deed]
    assert found == ["count_support", "correct_support", "correct_support"]


@pytest.mark.usefixtures("idea")
@pytest.mark.parametrize(
    ("number", "people", "sentence"),
    [
        ("SO-2026-00099", "3", "keine Idee mit dieser Nummer"),
        ("nichts", "3", "keine Idee mit dieser Nummer"),
        ("9" * 40, "3", "keine Idee mit dieser Nummer"),
        ("1", "0", "von 1 bis 500"),
        ("1", "501", "von 1 bis 500"),
        ("1", "viele", "ganze Zahl"),
    ],
)
def test_a_slip_at_the_stall_is_said_and_counts_nothing(
    manager: Visitor, store: Store, number: str, people: str, sentence: str
):
    page = manager.get(STALL).fill("Nummer der Idee", number).fill("Wie viele Menschen", people)
    page = page.submit("Zählen", 422)
    assert sentence in page.text
    assert page.value("Nummer der Idee") == number
    with store.reading() as session:
        assert not session.scalars(select(CountedSupport)).all()


def test_what_is_not_shown_and_what_has_no_support_now_is_not_counted(
    store: Store, board: Board, now: datetime, idea: str
):
    with store.writing() as session:
        hidden = an_idea(session, board, "Wartet", state=State.RECEIVED, at=now)
        with pytest.raises(counting.NoSuchIdea):
            counting.idea_called(session, board, hidden.reference)
        found = session.scalars(select(Idea).where(Idea.reference == idea)).one()
        counted = counting.Counted("k", found, "stall", 3)
        entry = counting.count_support(session, WHO, counted, at=now + 26 * DAY)  # written later
        with pytest.raises(counting.NothingCounted):
            counting.correct_support(session, WHO, entry, 4, at=now + 27 * DAY)
        session.get_one(Board, board.id).finished_at = now
        with pytest.raises(counting.NothingCounted):
            counting.count_support(session, WHO, counted._replace(key="l"), at=now)


def test_counted_people_are_hidden_as_long_as_the_devices_are(
    store: Store, manager: Visitor, visitor: Visitor, idea: str, clock: Clock
):
    with store.writing() as session:
        session.scalars(select(Board)).one().hides_counts = True
    page = manager.get(STALL).fill("Nummer der Idee", "1").fill("Wie viele Menschen", "37")
    page.submit("Zählen")
    visitor.get("/de/ideen/besser", 302).follow().misses("37")  # mixed, for nobody counts yet
    for address in (f"/de/idee/{idea}", "/daten/ideen/besser.rss"):
        visitor.get(address).misses("37")
    clock.passes(days=14)
    visitor.get(f"/de/idee/{idea}").sees("An Ständen: 37")


def test_pilots_help_and_count_and_find_the_way_there(pilot: Visitor, idea: str):
    page = pilot.get("/verwaltung/ideen/").follow("Was soll hier besser werden?")
    page.follow("Am Stand zählen").sees(idea)
    page.follow("Eine Idee für jemanden").sees("Wer hat geschrieben?")


def test_a_busy_stall_is_no_flood(pilot: Visitor, store: Store):
    for _ in range(22):
        filled(pilot).choose(AGREED).submit(KEPT, 200)
    with store.reading() as session:
        assert set(session.scalars(select(Idea.state))) == {"received"}
