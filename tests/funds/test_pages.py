"""Staff run a fund from the first page to the payment, and everybody reads what was decided."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.funds.accounts import CHECKLIST
from beteiligung.funds.kinds import Outcome
from beteiligung.funds.models import Fund, FundApplication, FundMeeting, PassedOn
from beteiligung.funds.records import Pot
from tests.funds.funds import a_fund, a_meeting, an_application, decide, granted
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

DESK = "/verwaltung/fonds/"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


@pytest.fixture
def fund(store: Store, district: District, now: datetime) -> str:
    """The Sonnenberg's fund, with a meeting yesterday and one in a month; its short name."""
    with store.writing() as session:
        found = a_fund(session, district, at=now)
        a_meeting(session, found, now - timedelta(days=1), at=now - timedelta(days=30))
        a_meeting(session, found, now + timedelta(days=30), at=now)
        return found.slug


def only(store: Store) -> FundApplication:
    """The one application there is."""
    with store.reading() as session:
        return session.scalars(select(FundApplication)).one()


def applied(**typed: str) -> dict[str, str]:
    """What is typed into an application: 1,000 euros, half of it from the fund."""
    usual = {
        "title-de": "Hoffest",
        "applicant": "Beispielverein e. V.",
        "total": "1.000,00",
        "requested": "500.00",
        "own_money": "200",
        "own_hours": "20",
        "name": "Erika Beispiel",
        "mail": "erika@beispiel.example",
    }
    return usual | typed


def test_a_fund_goes_from_nothing_to_everybody(
    manager: Visitor, visitor: Visitor, store: Store, now: datetime
) -> None:
    page = manager.get(f"{DESK}neu").fill("name-de", "Verfügungsfonds").fill("slug", "fonds")
    here = page.submit("Save", 303).location
    manager.get(here).sees("First enter the money", "Please write first, in German")
    visitor.get("/de/fonds/fonds", 404)
    year = manager.get(f"{here}jahr/neu").fill("amount", "10.000").fill("cap", "1,000.00")
    year.fill("own_share", "50").submit("Save", 303)
    with store.reading() as session:
        rules = session.scalars(select(Fund)).one().years[0]
    assert (rules.year, rules.amount, rules.cap, rules.own_share) == (
        2026,
        1_000_000,
        100_000,
        5000,
    )
    words = manager.get(f"{here}bearbeiten").fill("about-de", "Für Feste.")
    words.fill("body-de", "Stadtteilrat").fill("apply-de", "Kommen Sie.").submit("Save", 303)
    begins = (now + timedelta(days=20)).strftime("%Y-%m-%dT18:00")
    manager.get(f"{here}sitzung/neu/aendern").fill("begins", begins).submit("Save", 303)
    manager.get(here).press("/zeigen", 303)
    page = visitor.get("/de/fonds/fonds").sees("Für Feste.", "Stadtteilrat", "7. Dezember 2026")
    assert "Set-Cookie" not in page.headers
    visitor.get("/de/sonnenberg/").follow("Verfügungsfonds").sees("Für Feste.")
    visitor.get("/ar/fonds/").follow("/ar/fonds/fonds")
    manager.get(here).press("/verbergen", 303)
    visitor.get("/de/fonds/fonds", 404)
    visitor.get("/daten/fonds/fonds.csv", 404)


@pytest.mark.parametrize(
    ("field", "typed", "beside", "sentence"),
    [
        ("requested", "500.10", "own_money", "49.99"),
        ("total", "0.123", "total", "Please write an amount"),
        ("own_hours", "viel", "own_hours", "Please write a number"),
        ("own_money", "199,99", "total", "The parts come to"),
        ("name", "", "name", "Please fill in"),
        ("applicant", "", "applicant", "Please write the name"),
        ("handed_in", "2026-11-25", "handed_in", "future"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    manager: Visitor, fund: str, store: Store, field: str, typed: str, beside: str, sentence: str
) -> None:
    said = applied(**{field: typed})
    if field == "requested":
        said["own_money"] = "199.90"
    page = manager.get(f"{DESK}{fund}/antrag/neu").choose("an association")
    for name, value in said.items():
        page = page.fill(name, value)
    again = page.submit("Save", 422)
    assert sentence in again.error(beside)
    assert again.value("title-de") == "Hoffest"
    with store.reading() as session:
        assert session.scalars(select(FundApplication)).all() == []


def test_an_application_goes_from_the_office_to_the_payment(
    manager: Visitor, viewer: Visitor, visitor: Visitor, fund: str, store: Store, now: datetime
) -> None:
    page = manager.get(f"{DESK}{fund}/antrag/neu").choose("an association")
    for name, value in applied().items():
        page = page.fill(name, value)
    here = page.submit("Save", 303).location
    manager.get(here).sees("Erika Beispiel", "€200.00", "on the agenda of the meeting on")
    viewer.get(here).misses("Erika Beispiel", "erika@beispiel.example")
    with store.writing() as session:
        session.execute(update(FundMeeting).values(at=now - timedelta(hours=1)))
    manager.get("/verwaltung/").sees("The decision on 1 application to a fund")
    form = manager.get(f"{here}/entscheiden").sees("€10,000.00").choose("Granted")
    form = form.fill("present", "9").fill("votes_for", "8")
    again = form.submit("Save", 422)
    assert "8, but 9" in again.error("present")
    again.fill("votes_against", "1").submit("Save", 303)
    visitor.get(f"/de/fonds/{fund}").sees("Hoffest", "500,00", "9.500,00", "8 dafür, 1 dagegen")
    manager.get(f"{here}/auszahlung").submit("Save", 422)
    page = manager.get(here)
    page = page.choose(*(CHECKLIST[name] for name in ("receipts", "hours", "photo", "logo")))
    page.press("/abrechnung", 303)
    manager.get(f"{here}/auszahlung").fill("paid", "450,01").submit("Save", 303)
    visitor.get(f"/de/fonds/{fund}").sees("450,01", "9.549,99").misses("Erika")
    assert only(store).paid == 45_001


def test_whoever_comes_too_late_reads_for_which_meeting_it_is(manager: Visitor, fund: str) -> None:
    form = manager.get(f"{DESK}{fund}/sitzung/neu/aendern")
    form.fill("begins", "2026-11-27T18:00").submit("Save", 303)
    page = manager.get(f"{DESK}{fund}/antrag/neu").choose("an association")
    for name, value in applied().items():
        page = page.fill(name, value)
    here = page.submit("Save", 303).location
    manager.get(here).sees("was November 20, 2026", "the meeting on December 24, 2026")


def test_the_bar_and_the_table_say_the_same_to_the_cent(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        fund = a_fund(session, district, at=now, amount=123_457)
        granted(session, fund, at=now)
        other = an_application(session, fund, at=now - timedelta(days=20), total=90_000,
                               requested=30_001, own_money=29_999)  # fmt: skip
        decide(session, other, at=now)
        refused = an_application(
            session, fund, at=now - timedelta(days=20), title={"de": "Ausflug"}
        )
        decide(session, refused, Outcome.REFUSED, at=now)
    page = visitor.get("/en/fonds/fonds").sees("€1,234.57", "€800.01", "€434.56")
    page.sees("Das Projekt liegt nicht im Gebiet.")
    rows = list(csv.DictReader(io.StringIO(visitor.get("/daten/fonds/fonds.csv").text)))
    year, projects = rows[0], rows[1:]
    money = [year[name] for name in list(year)[6:11]]
    assert money == ["1234.57", "", "0.00", "800.01", "434.56"]
    sums = sum(float(row[list(row)[9]] or 0) for row in projects)
    assert f"{sums:.2f}" == "800.01"


def test_nobody_of_another_district_sees_applications(
    manager_of_zentrum: Visitor, fund: str, store: Store, now: datetime
) -> None:
    with store.writing() as session:
        found = session.scalars(select(Fund)).one()
        reference = granted(session, found, at=now).reference
    manager_of_zentrum.get(f"{DESK}{fund}/", 404)
    manager_of_zentrum.get(f"{DESK}{fund}/antrag/{reference}", 404)
    manager_of_zentrum.get(DESK).misses("Verfügungsfonds Sonnenberg")


def test_a_meeting_is_cancelled_and_its_agenda_moves(
    manager: Visitor, fund: str, store: Store, now: datetime
) -> None:
    with store.writing() as session:
        found = session.scalars(select(Fund)).one()
        application = an_application(session, found, at=now)
        number = application.meeting_id
        a_meeting(session, found, now + timedelta(days=60), at=now)
    page = manager.get(f"{DESK}{fund}/sitzung/{number}").sees("Nachbarschaftsfest")
    page.press("/absagen", 303)
    manager.get(f"{DESK}{fund}/").sees("cancelled", "1 application goes to the next one")
    assert only(store).meeting_id not in {None, number}
    manager.get(f"{DESK}{fund}/antraege.csv").sees("Nachbarschaftsfest").misses("Erika")


# ---- which pot fits, and what is passed on -------------------------------------------------------

POTS = """topf;geldgeber;gebiete;wer;mindestens;hoechstens;investiv;eigenanteil;quelle;stand
Kleiner Topf;Stadt;sonnenberg;;;2.000;;50;Amt;01.11.2026
Großer Topf;Land;;verein;20,000.00;;ja;33,33;Amt;2026-11-01
Jugendtopf;Bund;zentrum;person,gruppe;;5000;nein;;Amt;2026-11-01
"""


def test_a_few_answers_lead_to_the_pots_that_fit_with_reasons_for_the_others(
    admin: Visitor, manager: Visitor, fund: str, store: Store
) -> None:
    del fund
    sent = token(admin)
    admin.upload("/verwaltung/toepfe", POTS.encode(), csrf_token=sent)
    with store.reading() as session:
        areas = {pot.name: (pot.highest, pot.own_share) for pot in session.scalars(select(Pot))}
    assert areas["Kleiner Topf"] == (200_000, 5000)
    page = manager.get("/verwaltung/toepfe?betrag=1.500&wer=person&bleibt=ja")
    page.sees("1 pot fits", "€1,500.00", "It only pays for larger projects.")
    page.sees("It is not for these applicants.", "It does not pay for what is bought or built.")
    again = manager.get("/verwaltung/toepfe?betrag=0.123")
    assert "1.234,56" in again.error("betrag")
    manager.get("/verwaltung/toepfe/tabelle.csv").sees("Kleiner Topf", "2000.00", "50.00")
    assert manager.get("/verwaltung/toepfe").by_id("bring") is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Topf;Stadt;;niemand;;;;;Amt;2026-11-01", "is nobody who applies"),
        ("Topf;Stadt;;;100;50;;;Amt;2026-11-01", "The lowest amount is higher"),
        ("Topf;Stadt;;;;;vielleicht;;Amt;2026-11-01", "must be yes, no or both"),
        ("Topf;Stadt;;;;;;120;Amt;2026-11-01", "between 0 and 100"),
        ("Topf;Stadt;;;0.123;;;;Amt;2026-11-01", "Please write an amount"),
        ("Topf;;;;;;;;Amt;2026-11-01", "Pot, giver or source is missing"),
        ("Topf;Stadt;;;;;;;Amt;irgendwann", "The day must be written as"),
    ],
)
def test_a_table_with_a_mistake_changes_nothing(
    admin: Visitor, store: Store, line: str, sentence: str
) -> None:
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    sent = token(admin)
    admin.upload("/verwaltung/toepfe", POTS.encode(), csrf_token=sent)
    head = POTS.split("\n", 1)[0]
    page = admin.upload("/verwaltung/toepfe", f"{head}\n{line}\n".encode(), 422, csrf_token=sent)
    page.sees(sentence, "Line 2")
    with store.reading() as session:
        assert len(session.scalars(select(Pot)).all()) == 3


def token(visitor: Visitor) -> str:
    """The token that the form for a file carries."""
    return str(visitor.get("/verwaltung/toepfe").value("csrf_token"))


@pytest.fixture
def idea(store: Store, district: District, now: datetime) -> str:
    """The number of an idea that everybody can read."""
    with store.writing() as session:
        return an_idea(session, a_board(session, district, at=now), at=now).reference


def test_an_idea_is_passed_on_and_is_asked_for_when_it_is_late(
    manager: Visitor, idea: str, fund: str, store: Store, now: datetime
) -> None:
    desk = "/verwaltung/weitergegeben/"
    form = manager.get(f"{desk}neu?idee={idea}")
    assert form.submit("Save", 422).error("way") == "Please fill in this field."  # nothing chosen
    form = manager.get(f"{desk}neu?idee={idea}").choose("Another office")
    assert "which office" in form.submit("Save", 422).error("office")
    form = manager.get(f"{desk}neu?idee={idea}").choose("Another office").fill("office", "Amt")
    assert "a day from today" in form.fill("due_on", "2026-11-23").submit("Save", 422).error(
        "due_on"
    )
    form.fill("due_on", "2026-12-01").submit("Save", 303)
    again = manager.get(f"{desk}neu?idee={idea}").choose("The district fund").fill("fund", fund)
    assert "passed on already" in again.submit("Save", 422).error("idea")
    manager.get("/verwaltung/").misses("has no answer in time")
    with store.writing() as session:
        session.execute(update(PassedOn).values(due_on=now.date() - timedelta(days=1)))
    manager.get("/verwaltung/").sees("1 idea that was passed on has no answer in time.")
    manager.get(desk).sees("overdue", "Amt")
    with store.reading() as session:
        number = session.scalars(select(PassedOn)).one().id
    manager.get(f"{desk}{number}/erledigt").fill("answer", "Wird gebaut.").submit("Save", 303)
    manager.get(desk).sees("answered", "Wird gebaut.")
    form = manager.get(f"{desk}neu?idee={idea}").choose("The district fund")
    assert form.value("fund") == fund  # there is no other
    assert "choose a fund" in form.fill("fund", "").submit("Save", 422).error("fund")
    form.fill("fund", fund).submit("Save", 303)
    manager.get(desk).sees("December 24, 2026")


def test_nobody_passes_on_what_is_not_on_her_boards(
    manager_of_zentrum: Visitor, idea: str, store: Store
) -> None:
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    page = manager_of_zentrum.get(f"/verwaltung/weitergegeben/neu?idee={idea}")
    page = page.choose("The city's reports of broken things").submit("Save", 422)
    assert "no such idea" in page.error("idea")


def test_pilots_see_no_funds(signed_in: Callable[..., Visitor], district: District) -> None:
    pilot = signed_in(Role.PILOT, district)
    pilot.get(DESK, 403)
    pilot.get("/verwaltung/toepfe", 403)


def test_a_decision_that_was_taken_back_is_marked_with_who_did_it(
    store: Store, district: District, manager: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        fund = a_fund(session, district, at=now - timedelta(days=60))
        application = granted(session, fund, at=now)
        where = f"/verwaltung/fonds/{fund.slug}/antrag/{application.reference}"
        number = application.meeting_id
    manager.open(where).misses("taken back").submit("Put it on the agenda again")
    manager.open(where).sees("taken back", "Put on the agenda again on")
    agenda = manager.open(f"/verwaltung/fonds/fonds/sitzung/{number}")
    agenda.sees("Asked for together, not decided yet", "500.00", "Still free in the year 2026")
