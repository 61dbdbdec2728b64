"""The staff's first page says what needs somebody; messages about barriers are answered in time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.home.actions import forget_feedback, settle_feedback
from beteiligung.web.actions import leave_feedback
from beteiligung.web.models import Feedback
from tests.conftest import Clock
from tests.visitor import Visitor

SOMEBODY = Asker(id=1, name="Leitung")


def write(store: Store, at: datetime, message: str = "لا أستطيع القراءة") -> None:
    with store.writing() as session:
        leave_feedback(
            session, message=message, page="/ar/hilfe", reply_to="a@b.example", locale="ar", at=at
        )


def waits(somebody: Visitor) -> bool:
    links = somebody.get("/verwaltung/").all("a")
    main = [link for link in links if link.get("href") == "/verwaltung/rueckmeldungen"]
    return any("2026" in (link.text or "") for link in main)


def test_a_message_about_a_barrier_waits_until_it_is_answered(
    manager: Visitor, store: Store, now: datetime
) -> None:
    write(store, now)
    assert waits(manager)
    page = manager.get("/verwaltung/rueckmeldungen")
    page.sees("لا أستطيع القراءة", "/ar/hilfe", "a@b.example", "24. Dezember 2026")
    after = page.submit()
    assert after.path == "/verwaltung/rueckmeldungen"
    after.sees("لا أستطيع القراءة")
    assert not waits(manager)
    with store.reading() as session:
        assert session.query(Feedback).one().answered_at == now
        assert session.query(AuditEntry).filter_by(action="settle_feedback").count() == 1


@pytest.mark.usefixtures("zentrum")
def test_the_first_page_has_what_the_person_may_see(
    signed_in: Callable[..., Visitor], district: District
) -> None:
    for role in Role:
        page = signed_in(role, district).get("/verwaltung/").sees("Sonnenberg")
        assert ("Zentrum" in page.text) == (role is Role.ADMIN)


def test_pilots_and_readers_do_not_read_messages(
    pilot: Visitor, viewer: Visitor, store: Store, now: datetime
) -> None:
    write(store, now)
    for somebody in (pilot, viewer):
        assert not waits(somebody)
        somebody.get("/verwaltung/rueckmeldungen", 403)


def test_a_message_that_was_never_written_cannot_be_answered(manager: Visitor) -> None:
    token = manager.get("/verwaltung/").value("csrf_token")
    manager.post("/verwaltung/rueckmeldungen/77/beantwortet", {"csrf_token": token}, 404)


def test_a_button_on_somebody_elses_page_answers_nothing(
    manager: Visitor, store: Store, now: datetime
) -> None:
    write(store, now)
    manager.post("/verwaltung/rueckmeldungen/1/beantwortet", {}, 403)
    assert waits(manager)


def test_too_late_is_said(
    signed_in: Callable[..., Visitor], store: Store, clock: Clock, district: District
) -> None:
    write(store, clock())
    clock.passes(days=40)
    page = signed_in(Role.MANAGER, district).get("/verwaltung/rueckmeldungen")
    assert len(list(page.all("span", class_="bad"))) == 1


def test_answered_messages_are_forgotten_after_a_year(session: Session, now: datetime) -> None:
    for days in (0, 1):
        message = leave_feedback(session, message="m", page="", reply_to="", locale="de", at=now)
        session.flush()
        settle_feedback(session, SOMEBODY, message, at=now + timedelta(days=days))
        settle_feedback(session, SOMEBODY, message, at=now + timedelta(days=200))
    leave_feedback(session, message="open", page="", reply_to="", locale="de", at=now)
    session.flush()
    assert forget_feedback(session, at=now + timedelta(days=365)) == 1
    assert session.query(Feedback).count() == 2
