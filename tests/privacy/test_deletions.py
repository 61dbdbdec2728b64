"""What is due is deleted at night, and everybody in charge can see that it was."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from beteiligung import clock as clocks
from beteiligung.access import Role
from beteiligung.accounts.actions import deactivate, reactivate
from beteiligung.accounts.models import Invitation, PasswordReset, Staff, StaffSession
from beteiligung.audit import AuditEntry
from beteiligung.authoring.models import Comment, DraftStep, Review, TestLink, Translation
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Base, Store
from beteiligung.districts.models import District
from beteiligung.ideas.records import Burst
from beteiligung.measures.models import MeasureEvent
from beteiligung.operation.forgetting import forget, would_forget
from beteiligung.privacy.actions import forget_due
from beteiligung.privacy.kinds import KINDS
from beteiligung.privacy.models import Deletion
from beteiligung.surveys.models import Receipt, Response, Saved
from beteiligung.upkeep.doctor import examine
from beteiligung.web.models import Feedback
from tests.builders import a_person, a_survey
from tests.ideas.boards import a_board
from tests.measures.measures import a_measure
from tests.visitor import Visitor

DAY = timedelta(days=1)


def how_many(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def everything(session: Session) -> dict[str, list[Any]]:
    return {
        table.name: sorted(map(str, session.execute(select(table))))
        for table in Base.metadata.sorted_tables
    }


def an_answer(session: Session, district: District, at: datetime) -> Response:
    survey = a_survey(session, district, at=at)
    row = Response(
        key="00000000-0000-4000-8000-000000000001",
        survey_id=survey.id,
        version_id=survey.versions[-1].id,
        language="de",
        channel="web",
        hour=clocks.whole_hour(at),
        notice_version=1,
        answers={"besuch": "ja"},
    )
    session.add(row)
    session.flush()
    return row


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database)
    yield store
    store.dispose()


# ---- what goes when ------------------------------------------------------------------------------

Row = Callable[[datetime, int], Any]
ROWS: dict[str, tuple[int, Row]] = {
    "invitation": (
        37,
        lambda at, _: Invitation(
            token_hash="x",
            email="a@b.example",
            role="pilot",
            created_at=at,
            expires_at=at + 7 * DAY,
        ),
    ),
    "password_reset": (
        1,
        lambda at, staff: PasswordReset(token_hash="x", staff_id=staff, expires_at=at + DAY),
    ),
    "staff_session": (
        1,
        lambda at, staff: StaffSession(
            token_hash="x", staff_id=staff, created_at=at, last_seen_at=at
        ),
    ),
    "feedback": (
        731,
        lambda at, _: Feedback(at=at, page="", message="x", locale="de", due_at=at),
    ),
    "deletion": (731, lambda at, _: Deletion(at=at, counts={})),
}


@pytest.mark.parametrize("kind", ROWS)
def test_each_kind_goes_on_its_day_and_not_before(session: Session, now: datetime, kind: str):
    days, made = ROWS[kind]
    staff = a_person(session, Role.VIEWER, at=now)
    session.add(made(now, staff.id))
    session.flush()
    assert forget_due(session, at=now + days * DAY - timedelta(hours=13))[kind] == 0
    assert forget_due(session, at=now + days * DAY)[kind] == 1


def test_entries_of_the_log_go_after_two_years_by_the_clock(session: Session):
    """The database itself refuses to lose them earlier, so this is about the real present."""
    at = datetime.now(UTC)
    for days in (730, 732):
        session.add(
            AuditEntry(at=at - days * DAY, who="I", action="invite", subject="s", detail={})
        )
    session.flush()
    assert forget_due(session, at=at)["audit_entry"] == 1


def test_what_surrounds_a_draft_goes(session: Session, now: datetime, district: District):
    survey = an_answer(session, district, now).survey_id
    note: dict[str, Any] = {"survey_id": survey, "question": "", "locale": "de", "who": "Pilot 1"}
    session.add_all(
        [
            Comment(**note, words="Zu lang.", at=now, settled_at=now),
            Comment(**note, words="Offen.", at=now),
            DraftStep(survey_id=survey, number=1, what="x", document={}, who="Ines", at=now),
            TestLink(
                token_hash="x", survey_id=survey, who="I", created_at=now, expires_at=now + 14 * DAY
            ),
        ]
    )
    session.flush()
    gone = forget_due(session, at=now + 14 * DAY)
    assert (gone["test_link"], gone["comment"], gone["draft_step"]) == (1, 0, 0)
    assert forget_due(session, at=now + 365 * DAY)["comment"] == 1
    gone = forget_due(session, at=now + 400 * DAY)
    assert (gone["response"], gone["comment"], gone["draft_step"]) == (1, 1, 1)


def test_an_account_closed_a_year_ago_is_gone_with_its_name_on_translations(
    session: Session, now: datetime, district: District
):
    who = a_person(session, Role.MANAGER, district, email="weg@stadt.example", at=now)
    stays = a_person(session, Role.PILOT, district, at=now)
    survey = an_answer(session, district, now).survey_id
    wrote = {"locale": "ar", "staff_id": who.id, "who": who.name, "at": now}
    session.add(Translation(survey_id=survey, key="title", source_words="a", words="b", **wrote))
    session.add(Review(pair="x", **wrote))
    for person in (who, stays):
        deactivate(session, None, person, at=now)
    reactivate(session, None, stays, at=now)
    session.flush()
    assert forget_due(session, at=now + 364 * DAY)["staff"] == 0
    assert forget_due(session, at=now + 365 * DAY)["staff"] == 1
    assert session.scalars(select(Staff.email)).all() == [stays.email]
    for table in (Translation, Review):
        assert session.execute(select(table.who, table.staff_id)).all() == [("", None)]


def test_names_beside_ideas_and_measures_go_with_the_account_unless_somebody_shares_them(
    session: Session, now: datetime, district: District
):
    who = a_person(session, Role.MANAGER, district, email="weg@stadt.example", at=now)
    other = a_person(session, Role.MANAGER, district, email="bleibt@stadt.example", at=now)
    same = a_person(session, Role.VIEWER, district, email="auch@stadt.example", at=now)
    who.name, other.name, same.name = "Erika Fort", "Erika Bleibt", "Kim Doppelt"
    twin = a_person(session, Role.PILOT, district, email="geht@stadt.example", at=now)
    twin.name = same.name
    measure, board = a_measure(session, district, at=now), a_board(session, district, at=now)
    session.execute(delete(MeasureEvent))
    for name in (who.name, other.name, same.name):
        row = {"measure_id": measure.id, "at": now, "who": name, "what": "note"}
        session.add(MeasureEvent(words={}, detail={}, **row))
        session.add(Burst(board_id=board.id, began_at=now, who=name))
    for person in (who, twin):
        deactivate(session, None, person, at=now)
    session.flush()
    stay = {other.name, same.name}
    forget_due(session, at=now + 364 * DAY)
    assert set(session.scalars(select(MeasureEvent.who))) == {"Erika Fort", *stay}
    forget_due(session, at=now + 365 * DAY)
    assert set(session.scalars(select(MeasureEvent.who))) == {"", *stay}
    assert set(session.scalars(select(Burst.who))) == {"", *stay}


# ---- the report ----------------------------------------------------------------------------------


def test_a_report_holds_a_moment_and_counts_and_nothing_else(
    session: Session, now: datetime, district: District
):
    an_answer(session, district, now)
    counts = forget_due(session, at=now + 400 * DAY + timedelta(seconds=7))
    (kept,) = session.scalars(select(Deletion))
    assert set(Deletion.__table__.columns.keys()) == {"id", "at", "counts"}
    assert kept.at == now + 400 * DAY
    assert kept.counts == counts
    assert set(counts) == set(KINDS)
    assert all(isinstance(number, int) for number in counts.values())


def test_a_dry_run_says_what_would_go_and_changes_nothing(
    settings: Settings, store: Store, now: datetime, district: District, tmp_path: Path
):
    with store.writing() as session:
        an_answer(session, district, now)
        before = everything(session)
    aside = tmp_path / "beteiligung.before-restore-20260101T000000Z.sqlite3"
    aside.write_bytes(b"old")
    os.utime(aside, (0, 0))
    later = now + 400 * DAY
    would = would_forget(settings, store, at=later)
    assert (would["response"], would["copy"]) == (1, 1)
    assert aside.exists()
    with store.reading() as session:
        assert everything(session) == before
    assert forget(settings, store, at=later) == would
    assert not aside.exists()


def typed(settings: Settings, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))
    mask = os.umask(0o077)
    result = CliRunner().invoke(main, words)
    os.umask(mask)
    assert result.exit_code == 0, result.output
    return result


def test_the_command_says_a_line_for_each_kind(
    settings: Settings,
    store: Store,
    now: datetime,
    district: District,
    monkeypatch: pytest.MonkeyPatch,
):
    with store.writing() as session:
        an_answer(session, district, now)
    monkeypatch.setattr(clocks, "now", lambda: now)
    said = typed(settings, monkeypatch, "forget", "--dry-run").output.splitlines()
    assert [line.split()[0] for line in said[: len(KINDS)]] == list(KINDS)
    assert said[-2] == "Nothing was deleted. Next:"
    assert said[-1].endswith("jede-art: 1 answers, 0 contacts")
    said = typed(settings, monkeypatch, "forget").output.splitlines()
    assert len(said) == len(KINDS)


def test_the_doctor_warns_when_a_night_is_missing(settings: Settings, store: Store, now: datetime):
    def said() -> str:
        found = examine(settings, "", at=now)
        (line,) = [str(each) for each in found if each.matter == "deletion"]
        return line

    assert said().startswith("warn   deletion: never done")
    forget(settings, store, at=now - timedelta(hours=40))
    assert said().startswith("warn   deletion: last done 40 hours ago")
    forget(settings, store, at=now - timedelta(hours=5))
    assert said() == "ok     deletion: last done 5 hours ago"


@pytest.mark.usefixtures("district")
def test_administrators_read_what_was_deleted_and_what_goes_next(
    settings: Settings, store: Store, now: datetime, district: District, admin: Visitor
):
    page = admin.get("/verwaltung/datenschutz/loeschungen").sees("forget")
    with store.writing() as session:
        an_answer(session, district, now)
        session.add(Saved(code_hash="x", survey_id=1, version_id=1, key="k", language="de",
                          answers={}, delete_on=now.date()))  # fmt: skip
    forget(settings, store, at=now)
    page = admin.get("/verwaltung/datenschutz/loeschungen").misses("forget")
    page.sees("Angefangene Antworten: 1", "Jede Art")
    assert how_many_rows(store, Receipt) == 0


def how_many_rows(store: Store, table: type) -> int:
    with store.reading() as session:
        return how_many(session, table)
