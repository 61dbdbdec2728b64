"""Signing in: who gets in, for how long, and what nobody learns."""

from typing import Any

import pytest

from beteiligung.access import Role
from beteiligung.accounts import actions, passwords, queries
from beteiligung.accounts.attempts import BY_PERSON_AND_ADDRESS
from beteiligung.accounts.models import Staff, StaffSession
from beteiligung.accounts.tokens import digest
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.builders import PASSWORD, a_person
from tests.conftest import Clock
from tests.page import Page
from tests.visitor import Visitor

MANAGER = "manager@sonnenberg.example"
TEAM = "/verwaltung/konto"


@pytest.fixture
def member(store: Store, district: District, clock: Clock) -> Staff:
    with store.writing() as session:
        return a_person(session, Role.MANAGER, district, email=MANAGER, at=clock())


def enter(
    visitor: Visitor, password: str = PASSWORD, *, email: str = MANAGER, to: str = ""
) -> Page:
    page = visitor.get("/anmelden" + (f"?weiter={to}" if to else ""))
    return page.fill("email", email).fill("password", password).submit(status=None)


def try_to_enter(
    visitor: Visitor, password: str, *, email: str = MANAGER, status: int = 422
) -> Page:
    page = visitor.get("/anmelden")
    return page.fill("email", email).fill("password", password).submit(status=status)


def is_in(visitor: Visitor) -> bool:
    return visitor.get(TEAM, status=None).status == 200


@pytest.mark.usefixtures("member")
class TestTheDoor:
    def test_the_right_password_opens_it_and_leads_to_the_first_page(self, visitor: Visitor):
        page = visitor.get("/anmelden").fill("email", f"  {MANAGER.upper()} ")
        page = page.fill("password", PASSWORD).submit(status=303)
        assert page.location == "/verwaltung/"
        assert is_in(visitor)

    def test_a_wrong_password_and_an_unknown_address_read_the_same(self, visitor: Visitor):
        wrong = try_to_enter(visitor, "falsch geraten")
        unknown = try_to_enter(visitor, PASSWORD, email="niemand@example.org")
        shown = [page.text.replace("niemand@example.org", MANAGER) for page in (wrong, unknown)]
        assert shown[0] == shown[1]
        assert wrong.value("email") == MANAGER
        assert not wrong.value("password")
        assert not is_in(visitor)

    def test_an_unknown_address_costs_as_many_hashes(self, monkeypatch: pytest.MonkeyPatch):
        hasher = passwords._hasher()  # noqa: SLF001 - what costs time stands behind it
        hashes: list[str] = []
        verify = type(hasher).verify

        def counted(self: Any, kept: str, password: str) -> bool:
            hashes.append(kept)
            return bool(verify(self, kept, password))

        monkeypatch.setattr(type(hasher), "verify", counted)
        assert not passwords.matches(passwords.hashed("ein anderes Wort"), PASSWORD)
        assert not passwords.matches(None, PASSWORD)
        assert len(hashes) == 2
        assert {kept.split("$")[3] for kept in hashes} == {"m=19456,t=2,p=1"}

    def test_one_wishes_nothing_without_an_address(self, visitor: Visitor):
        page = visitor.get("/anmelden").submit(status=422)
        assert page.error("email")
        assert page.error("password")

    def test_a_closed_account_reads_like_a_wrong_password(
        self, visitor: Visitor, store: Store, member: Staff, clock: Clock
    ):
        with store.writing() as session:
            actions.deactivate(session, None, queries.member(session, member.id), at=clock())
        before = try_to_enter(visitor, "falsch geraten").text
        assert try_to_enter(visitor, PASSWORD).text == before

    def test_after_too_many_attempts_even_the_right_password_waits(
        self, visitor: Visitor, clock: Clock
    ):
        for _ in range(BY_PERSON_AND_ADDRESS):
            try_to_enter(visitor, "geraten")
        page = try_to_enter(visitor, PASSWORD, status=429)
        assert page.value("email") == MANAGER
        clock.passes(minutes=15)
        assert enter(visitor).status == 200
        assert is_in(visitor)

    def test_whoever_knew_the_password_in_the_end_starts_afresh(self, visitor: Visitor):
        for _ in range(3):
            for _ in range(BY_PERSON_AND_ADDRESS - 1):
                try_to_enter(visitor, "geraten")
            assert enter(visitor).status == 200

    @pytest.mark.parametrize(
        "to",
        [
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "/\\elsewhere.example",
            "/%09/elsewhere.example",
            "javascript:alert(1)",
            "verwaltung/team",
            "/verwaltung/nowhere",
            "/abmelden",
        ],
    )
    def test_it_leads_to_no_other_place(self, visitor: Visitor, to: str):
        page = visitor.get(f"/anmelden?weiter={to}")
        page = page.fill("email", MANAGER).fill("password", PASSWORD).submit(status=303)
        assert page.location == "/verwaltung/"

    def test_it_leads_on_to_the_page_that_was_asked_for(self, visitor: Visitor):
        asked = visitor.get(f"{TEAM}?x=1", status=303)
        assert asked.location.startswith("/anmelden?weiter=")
        page = asked.follow().fill("email", MANAGER).fill("password", PASSWORD).submit(status=303)
        assert page.location == f"{TEAM}?x=1"

    def test_a_form_without_its_token_lets_nobody_in(self, visitor: Visitor):
        data = {"email": MANAGER, "password": PASSWORD}
        visitor.post("/anmelden", data, status=422)
        assert not is_in(visitor)

    def test_it_speaks_the_language_that_is_asked_for(self, visitor: Visitor):
        page = visitor.get("/anmelden?sprache=ar")
        assert page.root.get("dir") == "rtl"
        assert page.fill("password", "x").submit(status=422).root.get("dir") == "rtl"

    def test_a_hash_of_weaker_parameters_is_renewed(
        self, visitor: Visitor, store: Store, member: Staff
    ):
        weak = passwords._hasher().__class__(time_cost=1, memory_cost=8, parallelism=1)  # noqa: SLF001 - an older installation's
        with store.writing() as session:
            queries.member(session, member.id).password_hash = weak.hash(PASSWORD)
        enter(visitor)
        with store.reading() as session:
            kept = queries.member(session, member.id).password_hash
        assert kept is not None
        assert "m=19456" in kept
        assert passwords.matches(kept, PASSWORD)


@pytest.mark.usefixtures("member")
class TestTheSession:
    def test_the_cookie_is_new_at_every_sign_in_and_only_its_hash_is_kept(
        self, visitor: Visitor, store: Store
    ):
        visitor.get("/anmelden")
        with visitor.client.session_transaction() as cookie:
            cookie["token"] = planted = "planted by somebody else"
        enter(visitor)
        with visitor.client.session_transaction() as cookie:
            first = cookie["token"]
        enter(visitor)
        with visitor.client.session_transaction() as cookie:
            second = cookie["token"]
        assert len({planted, first, second}) == 3
        with store.reading() as session:
            kept = [row.token_hash for row in session.query(StaffSession)]
        assert kept == [digest(second)]

    def test_half_an_hour_without_a_page_ends_it(self, visitor: Visitor, clock: Clock):
        enter(visitor)
        clock.passes(minutes=29)
        assert is_in(visitor)
        visitor.app.extensions["ledger"].flush()
        clock.passes(minutes=29)
        assert is_in(visitor)
        visitor.app.extensions["ledger"].flush()
        clock.passes(minutes=30)
        assert not is_in(visitor)

    def test_ten_hours_end_it_however_busy(self, visitor: Visitor, clock: Clock):
        enter(visitor)
        for _ in range(29):
            clock.passes(minutes=20)
            assert is_in(visitor)
            visitor.app.extensions["ledger"].flush()
        clock.passes(minutes=20)
        assert not is_in(visitor)

    def test_a_pilot_in_the_street_may_be_idle_for_twelve_hours(self, pilot: Visitor, clock: Clock):
        clock.passes(hours=11, minutes=59)
        assert is_in(pilot)
        clock.passes(minutes=1)
        assert not is_in(pilot)

    def test_closing_an_account_ends_it_at_the_next_page(
        self, visitor: Visitor, store: Store, member: Staff, clock: Clock
    ):
        enter(visitor)
        with store.writing() as session:
            actions.deactivate(session, None, queries.member(session, member.id), at=clock())
        assert not is_in(visitor)
        assert not enter_again_works(visitor)

    def test_signing_out_ends_it_on_the_server_too(self, visitor: Visitor, store: Store):
        enter(visitor)
        with visitor.client.session_transaction() as cookie:
            stolen = cookie["token"]
        visitor.get(TEAM).press("/abmelden")
        assert not is_in(visitor)
        with visitor.client.session_transaction() as cookie:
            cookie["token"] = stolen
        assert not is_in(visitor)
        with store.reading() as session:
            assert session.query(StaffSession).count() == 0

    def test_signing_out_takes_a_form_of_our_own(self, visitor: Visitor):
        enter(visitor)
        visitor.get("/abmelden", status=405)
        visitor.post("/abmelden", status=403)
        visitor.post("/abmelden", status=403, Sec_Fetch_Site="cross-site")
        assert is_in(visitor)

    def test_a_role_that_is_taken_away_is_gone_at_the_next_page(
        self, visitor: Visitor, store: Store, member: Staff, district: District, clock: Clock
    ):
        enter(visitor)
        visitor.get("/verwaltung/stadtteile/sonnenberg")
        with store.writing() as session:
            person = queries.member(session, member.id)
            here = session.get_one(District, district.id)
            actions.change_role(session, None, person, here, Role.VIEWER, at=clock())
        visitor.get("/verwaltung/stadtteile/sonnenberg", status=403)

    def test_sessions_that_ended_are_cleared_away(
        self, visitor: Visitor, store: Store, clock: Clock
    ):
        enter(visitor)
        clock.passes(days=1)
        enter(Visitor(visitor.app))
        with store.reading() as session:
            assert session.query(StaffSession).count() == 1

    def test_the_log_names_who_came_and_went(self, visitor: Visitor, store: Store):
        enter(visitor)
        visitor.get(TEAM).press("/abmelden")
        with store.reading() as session:
            deeds = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
        assert deeds[-2:] == ["sign_in", "sign_out"]

    def test_no_address_is_kept_anywhere(self, visitor: Visitor, store: Store):
        enter(visitor)
        with store.reading() as session:
            rows = [*session.query(AuditEntry), *session.query(StaffSession)]
        assert not [row for row in rows if "127.0.0.1" in repr(vars(row))]


def enter_again_works(visitor: Visitor) -> bool:
    try_to_enter(visitor, PASSWORD)
    return is_in(visitor)
