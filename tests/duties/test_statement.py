"""The accessibility statement is made of data, and messages about barriers are answered in time."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.duties import queries, security
from beteiligung.duties.models import Statement
from beteiligung.duties.statement import review_due
from beteiligung.home.actions import Progress, forget_feedback, handle_feedback, progress
from beteiligung.locales import BY_ID
from beteiligung.web.actions import leave_feedback
from beteiligung.web.models import Feedback
from tests.conftest import Clock
from tests.visitor import Visitor

SOMEBODY = Asker(id=1, name="Leitung", admin=True)
STATEMENT = "/verwaltung/pflichten/erklaerung"


@pytest.mark.parametrize("locale", BY_ID)
def test_before_anybody_wrote_the_statement_says_what_we_know(visitor: Visitor, locale: str):
    page = visitor.get(f"/{locale}/barrierefreiheit")
    assert page.by_id("message") is not None
    assert not list(page.all("form", action="/anmelden"))
    assert "Durchsetzungsstelle" in page.text
    assert not page.visitor.client.get_cookie("sitzung")


def test_an_administrator_fills_it_in_and_residents_read_it(
    admin: Visitor, visitor: Visitor, store: Store
):
    visitor.get("/de/barrierefreiheit").sees("zum Teil", "selbst")
    page = admin.get(STATEMENT)
    page.choose("Vollständig").choose("Eine unabhängige Stelle")
    page.fill("body-de", "Stadt Beispiel").fill("body-ar", "مدينة المثال")
    page.fill("contact-de", "Telefon 0371 000")
    page.fill("made_on", "2026-10-01").fill("reviewed_on", "2026-11-20")
    page.untick("Bisher hat kein Mensch mit Behinderung diese Website für uns geprüft.")
    page.submit("Speichern")
    told = visitor.get("/de/barrierefreiheit")
    told.sees("vollständig", "unabhängige Stelle", "Stadt Beispiel", "Telefon 0371 000")
    told.sees("1. Oktober 2026", "20. November 2026").misses("kein Mensch mit Behinderung")
    visitor.get("/ar/barrierefreiheit").sees("مدينة المثال", "Telefon 0371 000")
    with store.reading() as session:
        assert session.query(AuditEntry).filter_by(action="write_statement").count() == 1


def test_a_review_before_the_assessment_and_an_address_that_is_none_are_refused(admin: Visitor):
    page = admin.get(STATEMENT)
    page.fill("made_on", "2026-11-01").fill("reviewed_on", "2026-10-01")
    page.fill("enforcement_link", "javascript:alert(1)")
    again = page.submit("Speichern", 422)
    assert again.error("reviewed_on")
    assert again.error("enforcement_link")
    assert again.value("made_on") == "2026-11-01"


def test_a_barrier_of_ones_own_is_named_with_its_reason_and_goes_when_it_is_gone(
    admin: Visitor, visitor: Visitor, store: Store
):
    page = admin.get("/verwaltung/pflichten/barriere")
    page.fill("what-de", "Die Karte der Spielplätze.").fill("instead-de", "Rufen Sie uns an.")
    page.choose("Das Gesetz verlangt es dort nicht").submit("Speichern")
    told = visitor.get("/uk/barrierefreiheit").sees(
        "Die Karte der Spielplätze.", "Rufen Sie uns an."
    )
    told.sees("закон тут цього не вимагає")
    with store.reading() as session:
        number = queries.gaps(session)[0].id
    admin.get(f"/verwaltung/pflichten/barriere/{number}").press("behoben")
    visitor.get("/uk/barrierefreiheit").misses("Die Karte der Spielplätze.")
    admin.get(f"/verwaltung/pflichten/barriere/{number}", 404)


def test_a_year_after_the_last_review_administrators_are_reminded(
    admin: Visitor, manager: Visitor, store: Store, clock: Clock
):
    line = "muss überprüft werden"
    admin.get(STATEMENT).fill("reviewed_on", "2026-11-24").submit("Speichern")
    admin.get("/verwaltung/").misses(line)
    with store.reading() as session:
        assert review_due(queries.statement(session)) == date(2027, 11, 24)
    with store.writing() as session:
        session.query(Statement).update({"reviewed_on": clock().date() - timedelta(days=365)})
    admin.get("/verwaltung/").sees(line)
    manager.get("/verwaltung/").misses(line)


# ---- messages about barriers


def leave(session: Session, at: datetime) -> Feedback:
    left = leave_feedback(
        session, message="zu klein", page="", reply_to="a@b.example", locale="de", at=at
    )
    session.flush()
    return left


def test_what_is_overdue_stands_on_the_first_page_of_the_staff(
    admin: Visitor, store: Store, clock: Clock
):
    with store.writing() as session:
        leave(session, clock() - timedelta(days=40))
        leave(session, clock())
    page = admin.get("/verwaltung/")
    page.sees("Zu spät: 1 Meldung", "1 Meldung zu einer Barriere wartet")


def test_the_team_says_how_far_a_message_is_and_notes_what_only_it_reads(
    manager: Visitor, store: Store, clock: Clock
):
    with store.writing() as session:
        number = leave(session, clock()).id
    page = manager.get(f"/verwaltung/rueckmeldungen/{number}")
    after = page.choose("In Arbeit").fill("note", "Frau M. kümmert sich").submit("Speichern")
    after.sees("In Arbeit", "Frau M. kümmert sich", "Zuletzt bearbeitet von")
    manager.get("/verwaltung/").sees("wartet auf Antwort")
    again = manager.get(f"/verwaltung/rueckmeldungen/{number}")
    again.choose("Beantwortet").submit("Speichern")
    manager.get("/verwaltung/").misses("wartet auf Antwort")


def test_an_answer_can_be_taken_back(session: Session, now: datetime):
    message = leave(session, now)
    for wanted in (Progress.ANSWERED, Progress.BEGUN, Progress.NEW):
        handle_feedback(session, SOMEBODY, message, wanted, "", at=now)
        assert progress(message) is wanted


def test_what_was_said_on_the_telephone_has_the_same_month(
    manager: Visitor, store: Store, clock: Clock
):
    page = manager.get("/verwaltung/rueckmeldungen/neu")
    page.submit("Speichern", 422).sees("Was geht nicht? Bitte füllen Sie dieses Feld aus.")
    page.choose("Am Telefon").fill("message", "Die Schrift ist zu klein")
    page.fill("reply_to", "0371 123")
    assert page.fill("arrived", "2026-12-24").submit("Speichern", 422).error("arrived")
    page.fill("arrived", "2026-11-20").submit("Speichern").sees("0371 123", "Am Telefon")
    with store.reading() as session:
        left = session.query(Feedback).one()
    assert left.due_at.date() == date(2026, 12, 20)
    assert clock() > left.at


def test_how_to_reach_somebody_is_forgotten_three_months_after_the_answer(
    session: Session, now: datetime
):
    message = leave(session, now)
    handle_feedback(session, SOMEBODY, message, Progress.ANSWERED, "ruft zurück", at=now)
    session.flush()
    forget_feedback(session, at=now + timedelta(days=89))
    session.refresh(message)
    assert message.reply_to == "a@b.example"
    forget_feedback(session, at=now + timedelta(days=90))
    session.refresh(message)
    assert (message.reply_to, message.note, message.message) == ("", None, "zu klein")


# ---- whom to tell about a weakness


def test_whoever_finds_a_weakness_learns_whom_to_tell(visitor: Visitor, clock: Clock):
    answer = visitor.client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "http://localhost/de/impressum"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=80) < expires - clock() < timedelta(days=365)
    policy = visitor.client.get(fields["Policy"].removeprefix("http://localhost"))
    assert "zwei Arbeitstagen" in policy.text


def test_the_contact_may_be_an_address_of_mail(now: datetime):
    text = security.contact("sicherheit@stadt.example", "https://x.example", now)
    assert text.startswith("Contact: mailto:sicherheit@stadt.example\n")
    assert "Canonical: https://x.example/.well-known/security.txt\n" in text
