"""The second step at the door: what an app shows opens once, what paper holds too, and no more."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.accounts import actions, codes, queries, second_step
from beteiligung.accounts.models import SecondStep
from beteiligung.accounts.second_step import Verdict
from beteiligung.app import create_app
from beteiligung.audit import AuditEntry
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Base, Store
from tests.accounts.at_the_door import (
    ACCOUNT,
    MANAGER,
    code_of,
    is_in,
    knock,
    secret_on,
    with_app,
)
from tests.conftest import Clock
from tests.visitor import Visitor

KEY = "of this test only"


@pytest.fixture
def at_the_door(manager: Visitor, clock: Clock) -> tuple[Visitor, str, list[str]]:
    """A manager who has set up an app, her secret and her codes for paper; she is at the door."""
    secret, spare = with_app(manager, clock())
    clock.passes(minutes=5)
    visitor = Visitor(manager.app)
    assert knock(visitor).location.startswith("/anmelden/code")
    return visitor, secret, spare


Door = tuple[Visitor, str, list[str]]


def try_code(visitor: Visitor, typed: str, status: int) -> None:
    visitor.get("/anmelden/code").fill("code", typed).submit(status=status)


def test_an_app_is_set_up_by_showing_its_code(manager: Visitor, clock: Clock, store: Store):
    elsewhere = Visitor(manager.app)
    knock(elsewhere)
    page = manager.get("/verwaltung/konto/zweiter-schritt")
    assert next(page.all("img", class_="scan")).get("src", "").startswith("data:image/svg+xml")
    secret = secret_on(page)
    page = page.fill("code", "000000").submit(status=422)
    assert page.error("code")
    assert secret_on(page) == secret
    with manager.client.session_transaction() as cookie:
        before = cookie["token"]
    done = page.fill("code", code_of(secret, clock())).submit(status=200)
    assert len(list(done.all("code"))) == codes.SPARE_CODES
    assert is_in(manager)
    assert not is_in(elsewhere)
    with manager.client.session_transaction() as cookie:
        assert cookie["token"] != before
    with store.reading() as session:
        deeds = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert "set_up_step" in deeds


def test_the_password_alone_opens_nothing(at_the_door: Door, clock: Clock):
    visitor, secret, _ = at_the_door
    assert not is_in(visitor)
    with visitor.client.session_transaction() as cookie:
        half = dict(cookie)
    visitor.get("/anmelden/einrichten", status=303)  # nobody sets up another app in its place
    page = visitor.get("/anmelden/code?weiter=/verwaltung/konto")
    page = page.fill("code", code_of(secret, clock())).submit(status=303)
    assert page.location == ACCOUNT
    assert is_in(visitor)
    other = Visitor(visitor.app)
    with other.client.session_transaction() as cookie:
        cookie.update(half)  # what a thief took from the browser before the second step
    other.get("/anmelden/code", status=303)
    assert not is_in(other)


def test_a_code_opens_once(at_the_door: Door, clock: Clock):
    visitor, secret, _ = at_the_door
    code = code_of(secret, clock())
    try_code(visitor, code, 303)
    onlooker = Visitor(visitor.app)
    knock(onlooker)
    try_code(onlooker, code, 422)
    assert not is_in(onlooker)
    clock.passes(seconds=30)
    try_code(onlooker, code_of(secret, clock()), 303)


def test_of_many_who_come_at_once_with_one_code_one_gets_in(
    at_the_door: Door, store: Store, clock: Clock
):
    visitor, secret, _ = at_the_door
    code, verdicts = code_of(secret, clock()), []
    together = threading.Barrier(8)

    def come() -> None:
        together.wait()
        with store.writing() as session:
            staff = queries.staff_by_email(session, MANAGER)
            assert staff is not None
            verdicts.append(second_step.prove(session, staff, code, key=KEY, at=clock()))

    people = [threading.Thread(target=come) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert verdicts.count(Verdict.RIGHT) == 1
    assert len(verdicts) == 8
    assert not is_in(visitor)


def test_wrong_codes_are_counted_for_all_workers_together(
    at_the_door: Door, settings: Settings, clock: Clock
):
    visitor, secret, spare = at_the_door
    second_worker = create_app(settings, now=clock)
    second_worker.testing = True
    other = Visitor(second_worker)
    knock(other)
    for each in (visitor, other, visitor, other):
        try_code(each, "000000", 422)
    try_code(visitor, "000000", 429)
    for each in (visitor, other):
        try_code(each, code_of(secret, clock()), 429)  # even the right one waits now
    page = other.get("/anmelden/ersatzcode").fill("code", spare[0]).submit(status=303)
    assert page.location == "/verwaltung/"
    try_code(visitor, code_of(secret, clock()), 303)  # the code on paper has ended the wait
    second_worker.extensions["ledger"].close()
    second_worker.extensions["store"].dispose()


@pytest.mark.usefixtures("at_the_door")
def test_whoever_knows_the_password_has_few_tries_in_a_year(store: Store, clock: Clock):
    tries, until = 0, clock() + timedelta(days=365)
    with store.writing() as session:
        staff = queries.staff_by_email(session, MANAGER)
        assert staff is not None
        while clock() < until:
            second_step.prove(session, staff, "no", key=KEY, at=clock())
            tries += 1
            step = session.get_one(SecondStep, staff.id)
            clock.at = max(clock(), step.waits_until or clock())
    assert tries < 70


def test_a_code_on_paper_opens_once_however_it_is_typed(at_the_door: Door, store: Store):
    visitor, _, spare = at_the_door
    typed = spare[3].lower().replace(" ", "-").replace("0", "o")
    page = visitor.get("/anmelden/ersatzcode").fill("code", typed).submit()
    page.sees("9 Ersatzcodes")
    other = Visitor(visitor.app)
    knock(other)
    page = other.get("/anmelden/ersatzcode").fill("code", spare[3]).submit(status=422)
    assert page.error("code")
    assert not is_in(other)
    with store.reading() as session:
        deeds = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert {"spend_code", "refuse_code"} <= set(deeds)


def test_new_codes_on_paper_end_the_earlier_ones(manager: Visitor, clock: Clock):
    _, spare = with_app(manager, clock())
    page = manager.get(ACCOUNT).press("/ersatzcodes", status=200)
    made = [code.text or "" for code in page.all("code")]
    assert len({*made, *spare}) == 2 * codes.SPARE_CODES
    visitor = Visitor(manager.app)
    knock(visitor)
    visitor.get("/anmelden/ersatzcode").fill("code", spare[0]).submit(status=422)
    visitor.get("/anmelden/ersatzcode").fill("code", made[0]).submit(status=303)


def test_a_stolen_database_makes_no_codes(at_the_door: Door, store: Store):
    _, secret, spare = at_the_door
    with store.engine.connect() as connection:
        everything = "\n".join(
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        )
    assert secret not in everything
    assert not [code for code in spare if code.replace(" ", "") in everything]
    with store.reading() as session:
        salt = session.query(SecondStep).one().salt
    assert salt in everything
    assert codes.secret_of(KEY, salt) == secret
    assert codes.secret_of("another key", salt) != secret


def test_the_first_step_counts_for_twenty_minutes(at_the_door: Door, clock: Clock):
    visitor, secret, _ = at_the_door
    page = visitor.get("/anmelden/code")
    clock.passes(minutes=20)
    done = page.fill("code", code_of(secret, clock())).submit(status=303)
    assert done.location.startswith("/anmelden")
    assert not is_in(visitor)


def test_a_closed_account_gets_no_further(at_the_door: Door, store: Store, clock: Clock):
    visitor, secret, _ = at_the_door
    page = visitor.get("/anmelden/code")
    with store.writing() as session:
        staff = queries.staff_by_email(session, MANAGER)
        assert staff is not None
        actions.deactivate(session, None, staff, at=clock())
    done = page.fill("code", code_of(secret, clock())).submit(status=303)
    assert done.location.startswith("/anmelden")
    assert not is_in(visitor)


def test_a_link_to_a_new_password_is_no_way_around_it(
    manager: Visitor, admin: Visitor, store: Store, clock: Clock
):
    secret, _ = with_app(manager, clock())
    with store.writing() as session:
        staff = queries.staff_by_email(session, MANAGER)
        assert staff is not None
        path = actions.offer_reset(session, None, staff, at=clock())
    visitor = Visitor(admin.app)
    page = visitor.get(path).fill("password", "Kutsche Lampe Wiese 7")
    page = page.fill("again", "Kutsche Lampe Wiese 7").submit(status=303)
    assert page.location.startswith("/anmelden/code")
    assert not is_in(visitor)
    clock.passes(seconds=30)
    try_code(visitor, code_of(secret, clock()), 303)
    assert is_in(visitor)


def test_an_administrator_takes_a_lost_one_away(
    manager: Visitor, admin: Visitor, store: Store, clock: Clock
):
    with_app(manager, clock())
    with store.reading() as session:
        found = queries.staff_by_email(session, MANAGER)
        assert found is not None
    page = admin.get(f"/verwaltung/team/{found.id}").press("wegnehmen")
    assert not is_in(manager)
    assert knock(Visitor(admin.app)).location == "/verwaltung/"
    admin.get("/verwaltung/protokoll").sees("zweiten Schritt weggenommen", f"staff:{MANAGER}")
    page.misses("Zweiten Schritt wegnehmen")


def test_whoever_runs_the_server_helps_a_single_administrator(
    signed_in: Callable[..., Visitor], settings: Settings, clock: Clock
):
    admin = signed_in(Role.ADMIN)
    with_app(admin, clock())
    environment = {
        "BETEILIGUNG_DATABASE_URL": settings.database_url,
        "BETEILIGUNG_DATA_DIR": str(settings.data_dir),
    }
    run = CliRunner(env=environment)
    done = run.invoke(main, ["factor-reset", "ADMIN@stadt.example"])
    assert done.exit_code == 0, done.output
    assert not is_in(admin)
    assert knock(admin, "admin@stadt.example").location == "/verwaltung/"
    assert run.invoke(main, ["factor-reset", "nobody@stadt.example"]).exit_code != 0


def test_one_may_do_without_where_nobody_really_answers(manager: Visitor, clock: Clock):
    with_app(manager, clock())
    manager.get(ACCOUNT).press("/abschalten")
    assert is_in(manager)
    assert knock(Visitor(manager.app)).location == "/verwaltung/"


@pytest.mark.parametrize(
    ("off", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_the_clock_of_a_phone_may_be_off_by_half_a_minute(now: datetime, off: int, *, right: bool):
    secret = codes.secret_of(KEY, codes.fresh_salt())
    shown = code_of(secret, now + timedelta(seconds=off))
    assert (codes.period_of(secret, shown, now) is not None) == right


def test_codes_are_read_as_people_type_them(now: datetime):
    secret = codes.secret_of(KEY, "salt")
    code = code_of(secret, now)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert codes.period_of(secret, f" {code[:3]} {code[3:]}\u200e", now) is not None
    assert codes.period_of(secret, arabic, now) is not None
    assert codes.period_of(secret, "", now) is None
