"""The log of what staff did: complete, found again, taken along, and changed by nobody."""

import ast
import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Role
from beteiligung.accounts.log import Wanted, log_page
from beteiligung.audit import AuditEntry, Unalterable
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.accounts.at_the_door import MANAGER, knock
from tests.builders import a_person
from tests.conftest import Clock
from tests.house.sources import functions, modules, place
from tests.visitor import Visitor


def noted(session: Session, action: str, at: datetime, subject: str = "survey:bruehl") -> None:
    audit.note(session, None, action, subject, at=at)
    session.flush()


class TestNobodyChangesIt:
    def test_the_program_refuses(self, session: Session, now: datetime):
        noted(session, "publish_survey", now)
        entry = session.query(AuditEntry).one()
        entry.who = "somebody else"
        with pytest.raises(Unalterable):
            session.flush()
        session.rollback()
        noted(session, "publish_survey", now)
        session.delete(session.query(AuditEntry).one())
        with pytest.raises(Unalterable):
            session.flush()

    @pytest.mark.parametrize(
        "statement",
        [
            "update audit_entry set who = 'somebody else'",
            "update audit_entry set detail = '{}' where action = 'publish_survey'",
            "delete from audit_entry",
            "delete from audit_entry where action = 'sign_in'",
        ],
    )
    def test_the_database_refuses(self, session: Session, statement: str):
        at = datetime.now(UTC)
        noted(session, "publish_survey", at - timedelta(days=730))
        noted(session, "sign_in", at - timedelta(days=179))
        noted(session, "sign_out", at)
        session.commit()
        with pytest.raises(DBAPIError, match="never changed"):
            session.execute(text(statement))
        session.rollback()
        assert session.query(AuditEntry).count() == 3

    def test_nor_does_it_let_anybody_around_the_program(self, session: Session):
        noted(session, "publish_survey", datetime.now(UTC))
        for statement in (
            delete(AuditEntry),
            update(AuditEntry).values(subject="survey:another"),
        ):
            with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
                session.execute(statement)
        assert session.query(AuditEntry).count() == 1

    def test_only_what_is_too_old_goes(self, session: Session):
        at = datetime.now(UTC)
        for action, days in (
            ("sign_in", 181),
            ("refuse_code", 181),
            ("sign_in", 179),
            ("publish_survey", 181),
            ("publish_survey", 732),
        ):
            noted(session, action, at - timedelta(days=days))
        assert audit.forget_log(session, at=at) == 3
        assert [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)] == [
            "sign_in",
            "publish_survey",
            "forget_log",
        ]

    def test_no_page_does(self, admin: Visitor):
        rules = [
            str(rule)
            for rule in admin.app.url_map.iter_rules()
            if "protokoll" in str(rule) and (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        ]
        assert rules == ["/verwaltung/protokoll/herunterladen"]


class TestEveryDeed:
    """Beside this, each request of every test is watched: see `tests.visitor`."""

    def test_of_somebody_who_is_named_is_noted(self):
        silent = [
            f"{place(path)}: {function.name}"
            for path in modules()
            for function in functions(path)
            if path.name != "audit.py" and not function.name.startswith("_")
            if any(argument.arg == "asker" for argument in _arguments(function))
            and _writes(function)
            and not _notes(function)
        ]
        assert not silent


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def _writes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    called = {ast.unparse(call.func) for call in ast.walk(function) if isinstance(call, ast.Call)}
    return bool(called & {"session.add", "session.add_all", "session.delete", "session.execute"})


def _notes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it writes into the log, or hands on who it is to something that does."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            handed = [ast.unparse(part) for part in call.args]
            handed += [ast.unparse(part.value) for part in call.keywords]
            name = ast.unparse(call.func).rpartition(".")[2]
            if "note" in name or "asker" in handed:
                return True
    return False


class TestWhoIsNotLetIn:
    def test_is_noted_without_what_was_typed(
        self, visitor: Visitor, admin: Visitor, store: Store, district: District, clock: Clock
    ):
        with store.writing() as session:
            a_person(session, Role.MANAGER, district, email=MANAGER, at=clock())
        page = visitor.get("/anmelden").fill("email", "geheim-statt-adresse@example.org")
        page.fill("password", "falsch").submit(status=422)
        for _ in range(2):
            page = visitor.get("/anmelden").fill("email", MANAGER).fill("password", "falsch")
            page.submit(status=422)
        visitor.app.extensions["ledger"].flush()
        with store.reading() as session:
            rows = session.query(AuditEntry).filter_by(action="refuse_sign_in").all()
        assert {row.subject for row in rows} == {"door", "account:Manager sonnenberg"}
        assert all(row.staff_id is None for row in rows)
        assert not [row for row in rows if "@" in repr((row.who, row.subject, row.detail))]
        admin.get("/verwaltung/protokoll").sees("Falsches Passwort bei der Anmeldung")

    def test_is_noted_as_well_as_who_is(self, manager: Visitor, store: Store):
        knock(manager)
        manager.get("/verwaltung/konto").press("/abmelden")
        with store.reading() as session:
            deeds = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
        assert deeds[-2:] == ["sign_in", "sign_out"]


class TestLookingForSomething:
    def test_by_person_deed_day_and_subject(self, admin: Visitor, store: Store, clock: Clock):
        with store.writing() as session:
            noted(session, "publish_survey", clock() - timedelta(days=3), "survey:kurz")
            noted(session, "close_survey", clock(), "survey:lang")
        found = {
            "was=publish_survey": ("survey:kurz", "survey:lang"),
            "woran=LANG": ("survey:lang", "survey:kurz"),
            "wer=programm&bis=2026-11-23": ("survey:kurz", "survey:lang"),
            "wer=programm&von=2026-11-24": ("survey:lang", "survey:kurz"),
            "wer=1": ("Admin stadt", "survey:kurz"),
        }
        for query, (there, gone) in found.items():
            admin.get(f"/verwaltung/protokoll?{query}").sees(there).misses(gone)
        admin.get("/verwaltung/protokoll?wer=niemand").sees("Kein Eintrag passt")
        admin.get("/verwaltung/protokoll?von=gestern&wer=x%27&was=%25").sees("Das ist kein Tag")

    def test_keeps_the_filter_from_page_to_page(self, session: Session, now: datetime):
        for number in range(120):
            noted(session, "sign_in" if number % 2 else "sign_out", now, f"staff:{number}")
        page = log_page(session, 2, Wanted(action="sign_in"))
        assert (page.total, page.pages, len(page.entries)) == (60, 2, 10)


class TestTakingItAlong:
    def test_as_a_file_that_runs_nothing(self, admin: Visitor, store: Store, clock: Clock):
        with store.writing() as session:
            noted(session, "close_survey", clock(), "=HYPERLINK(1)")
            noted(session, "publish_survey", clock(), "survey:other")
        page = admin.get("/verwaltung/protokoll?was=close_survey").press(
            "herunterladen", status=200
        )
        text = page.body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert rows[0] == ["Wann", "Wer", "Was", "Woran", "Einzelheiten"]
        assert [row[1:4] for row in rows[1:]] == [
            ["Befehlszeile", "Hat eine Umfrage beendet", "'=HYPERLINK(1)"]
        ]
        assert rows[1][0] == "2026-11-24 10:30:00"
        with store.reading() as session:
            last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert last is not None
        assert (last.action, last.detail) == ("export_log", {"was": "close_survey"})

    def test_only_administrators_do(self, manager: Visitor):
        manager.get("/verwaltung/protokoll", status=403)
        token = next(manager.get("/verwaltung/konto").all("input", name="csrf_token")).get("value")
        manager.post("/verwaltung/protokoll/herunterladen", {"csrf_token": token}, status=403)
