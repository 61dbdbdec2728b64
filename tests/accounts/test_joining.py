"""Joining the team: invitations, new passwords, and the links that die."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts import actions, own_account, passwords, queries, sessions
from beteiligung.accounts.models import Invitation, PasswordReset, Staff
from beteiligung.accounts.refusals import (
    ClosedAccount,
    DistrictMissing,
    KnownAddress,
    LastAdmin,
    LinkOver,
)
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from tests.builders import PASSWORD, a_district, a_person
from tests.conftest import Clock
from tests.page import Page
from tests.visitor import Visitor

NEW = "Kutsche Lampe Wiese 7"


def invited(store: Store, at: datetime, role: Role = Role.ADMIN) -> str:
    with store.writing() as session:
        return actions.invite(session, None, "Neu@Example.org ", role, None, at=at)


def filled(page: Page, password: str = NEW, again: str = NEW) -> Page:
    return page.fill("password", password).fill("again", again)


class TestAnInvitation:
    def test_lets_somebody_choose_a_name_and_a_password_and_in(
        self, visitor: Visitor, store: Store, clock: Clock
    ):
        page = visitor.get(invited(store, clock())).sees("neu@example.org")
        done = filled(page.fill("name", "Nadja Neu")).submit(status=303)
        assert done.location == "/verwaltung/"
        visitor.get("/verwaltung/team").sees("Nadja Neu", "neu@example.org")

    def test_works_once(self, visitor: Visitor, store: Store, clock: Clock):
        path = invited(store, clock())
        page = filled(visitor.get(path).fill("name", "Nadja Neu"))
        page.submit(status=303)
        other = Visitor(visitor.app)
        other.get(path, status=410)
        page.submit(status=410)
        with store.reading() as session:
            assert session.query(Staff).count() == 1

    def test_dies_after_seven_days(self, visitor: Visitor, store: Store, clock: Clock):
        path = invited(store, clock())
        clock.passes(days=6, hours=23)
        page = visitor.get(path)
        clock.passes(hours=1)
        visitor.get(path, status=410)
        filled(page.fill("name", "Zu Spät")).submit(status=410)
        with store.reading() as session:
            assert session.query(Staff).count() == 0

    def test_ends_when_it_is_taken_back(self, admin: Visitor, store: Store, clock: Clock):
        path = invited(store, clock())
        page = admin.get("/verwaltung/team").sees("neu@example.org")
        page.press("zuruecknehmen").misses("neu@example.org")
        Visitor(admin.app).get(path, status=410)

    def test_a_second_one_ends_the_first(self, visitor: Visitor, store: Store, clock: Clock):
        first, second = invited(store, clock()), invited(store, clock())
        visitor.get(first, status=410)
        visitor.get(second)

    def test_an_invented_link_opens_nothing(self, visitor: Visitor):
        visitor.get("/einladung/erfunden", status=410)
        visitor.get("/passwort/neu/erfunden", status=410)

    def test_keeps_what_was_typed_when_the_passwords_differ(
        self, visitor: Visitor, store: Store, clock: Clock
    ):
        page = visitor.get(invited(store, clock())).fill("name", "Nadja Neu")
        page = filled(page, again="anders").submit(status=422)
        assert page.value("name") == "Nadja Neu"
        assert page.error("again")
        assert not page.error("password")

    @pytest.mark.parametrize(
        "password",
        ["kurz", "aaaaaaaaaaaaaaaa", "Passwort12345!", "neu@example.org", "qwertzqwertz1"],
    )
    def test_refuses_passwords_that_anybody_guesses(
        self, visitor: Visitor, store: Store, clock: Clock, password: str
    ):
        page = visitor.get(invited(store, clock())).fill("name", "Nadja Neu")
        page = filled(page, password, password).submit(status=422)
        assert page.error("password")
        with store.reading() as session:
            assert session.query(Staff).count() == 0

    def test_is_kept_as_a_hash_only(self, session: Session, now: datetime):
        path = actions.invite(session, None, "neu@example.org", Role.ADMIN, None, at=now)
        token = path.rpartition("/")[2]
        session.flush()
        kept = session.query(Invitation).one()
        assert token not in repr(vars(kept))
        assert not [row for row in session.query(AuditEntry) if token in repr(vars(row))]

    def test_needs_a_district_for_all_but_administrators(self, session: Session, now: datetime):
        with pytest.raises(DistrictMissing):
            actions.invite(session, None, "neu@example.org", Role.PILOT, None, at=now)

    def test_is_not_for_those_who_are_there(self, session: Session, now: datetime):
        a_person(session, Role.ADMIN, email="da@example.org", at=now)
        with pytest.raises(KnownAddress):
            actions.invite(session, None, "DA@example.org", Role.ADMIN, None, at=now)

    def test_of_somebody_who_came_another_way_is_refused(self, session: Session, now: datetime):
        path = actions.invite(session, None, "neu@example.org", Role.ADMIN, None, at=now)
        a_person(session, Role.ADMIN, email="neu@example.org", at=now)
        with pytest.raises(KnownAddress):
            actions.accept_invitation(session, path.rpartition("/")[2], "N", NEW, at=now)

    def test_into_a_district_gives_the_role_there(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        path = actions.invite(session, None, "n@example.org", Role.PILOT, district, at=now)
        staff = actions.accept_invitation(session, path.rpartition("/")[2], "N", NEW, at=now)
        asker = queries.asker_of(staff)
        assert asker.roles == {district.id: Role.PILOT}
        assert not asker.admin


class TestInvitingInTheOffice:
    def test_the_link_is_shown_once(self, admin: Visitor, district: District):
        page = admin.get("/verwaltung/team/einladen").fill("email", "pia@example.org")
        page = page.fill("role", "pilot").fill("district", str(district.id)).submit()
        link = page.value("Link")
        assert link.startswith("http://localhost/einladung/")
        admin.get("/verwaltung/team/link", status=303)
        page = Visitor(admin.app).get(link).fill("name", "Pia")
        filled(page).submit(status=303)
        admin.get("/verwaltung/team").sees("Pia", "Sonnenberg")

    def test_a_role_without_its_district_is_mended_in_place(self, admin: Visitor):
        page = admin.get("/verwaltung/team/einladen").fill("email", "pia@example.org")
        page = page.fill("role", "pilot").submit(status=422)
        assert page.error("district")
        assert page.value("email") == "pia@example.org"

    def test_a_known_address_is_said_beside_the_field(self, admin: Visitor, manager: Visitor):
        del manager
        page = admin.get("/verwaltung/team/einladen").fill("email", "manager@sonnenberg.example")
        page = page.fill("role", "admin").submit(status=422)
        assert page.error("email")


class TestANewPassword:
    def test_comes_by_a_link_that_works_once_and_signs_out_elsewhere(
        self, admin: Visitor, manager: Visitor, store: Store
    ):
        with store.reading() as session:
            found = queries.staff_by_email(session, "manager@sonnenberg.example")
            assert found is not None
            number = found.id
        page = admin.get(f"/verwaltung/team/{number}")
        link = page.press("/passwort").value("Link")
        other = Visitor(admin.app)
        page = filled(other.get(link))
        assert page.submit(status=303).location == "/verwaltung/"
        other.get("/verwaltung/konto")
        manager.get("/verwaltung/konto", status=303)
        page.submit(status=410)
        with store.reading() as session:
            assert passwords.matches(queries.member(session, number).password_hash, NEW)

    def test_link_dies_after_a_day_and_with_the_account(self, session: Session, now: datetime):
        staff = a_person(session, Role.ADMIN, at=now)
        a_person(session, Role.ADMIN, email="zwei@example.org", at=now)
        token = actions.offer_reset(session, None, staff, at=now).rpartition("/")[2]
        with pytest.raises(LinkOver):
            actions.reset_password(session, token, NEW, at=now + timedelta(days=1))
        actions.deactivate(session, None, staff, at=now)
        with pytest.raises(LinkOver):
            actions.reset_password(session, token, NEW, at=now)
        with pytest.raises(ClosedAccount):
            actions.offer_reset(session, None, staff, at=now)

    def test_link_of_one_kind_does_not_open_the_other(self, session: Session, now: datetime):
        staff = a_person(session, Role.ADMIN, at=now)
        reset = actions.offer_reset(session, None, staff, at=now).rpartition("/")[2]
        invitation = actions.invite(
            session, None, "neu@example.org", Role.ADMIN, None, at=now
        ).rpartition("/")[2]
        with pytest.raises(LinkOver):
            actions.accept_invitation(session, reset, "N", NEW, at=now)
        with pytest.raises(LinkOver):
            actions.reset_password(session, invitation, NEW, at=now)

    def test_replaces_an_earlier_link(self, session: Session, now: datetime):
        staff = a_person(session, Role.ADMIN, at=now)
        first = actions.offer_reset(session, None, staff, at=now).rpartition("/")[2]
        actions.offer_reset(session, None, staff, at=now)
        assert session.query(PasswordReset).count() == 1
        with pytest.raises(LinkOver):
            actions.reset_password(session, first, NEW, at=now)

    def test_without_mail_the_page_says_whom_to_ask(self, visitor: Visitor):
        assert not list(visitor.get("/passwort/vergessen").all("form"))


class TestOnesOwnAccount:
    def test_has_a_name_and_a_language(self, manager: Visitor):
        page = manager.get("/verwaltung/konto").fill("name", "Mara").fill("locale", "en")
        page = page.submit("save")
        assert page.root.get("lang") == "en"
        page.sees("Mara")
        assert page.fill("locale", "ar").submit("save").root.get("dir") == "rtl"

    def test_takes_a_new_password_from_whoever_knows_the_old_one(
        self, manager: Visitor, store: Store, clock: Clock
    ):
        with store.writing() as session:
            staff = queries.staff_by_email(session, "manager@sonnenberg.example")
            assert staff is not None
            elsewhere = actions.sign_in(session, staff, at=clock())
        page = manager.get("/verwaltung/konto/passwort").fill("current", "falsch")
        page = filled(page).submit(status=422)
        assert page.error("current")
        page.misses("Ihre Angaben sind noch da.")  # no password is ever sent back
        filled(page.fill("current", PASSWORD)).submit()
        with store.reading() as session:
            assert queries.running_session(session, elsewhere, clock(), production=False) is None
            found = queries.staff_by_email(session, "manager@sonnenberg.example")
            assert found is not None
            assert passwords.matches(found.password_hash, NEW)

    def test_does_not_let_anybody_guess_the_old_password(self, manager: Visitor):
        for _ in range(8):
            page = manager.get("/verwaltung/konto/passwort").fill("current", "falsch")
            filled(page).submit(status=422)
        page = manager.get("/verwaltung/konto/passwort").fill("current", PASSWORD)
        filled(page).submit(status=429)


class TestRoles:
    def test_are_given_and_taken_per_district(
        self, admin: Visitor, manager: Visitor, district: District, zentrum: District, store: Store
    ):
        manager.get("/verwaltung/stadtteile/zentrum", status=404)
        number = _number(store, "manager@sonnenberg.example")
        page = admin.get(f"/verwaltung/team/{number}")
        assert page.value(f"district_{district.id}") == "manager"
        page = page.fill(f"district_{zentrum.id}", "manager").fill(f"district_{district.id}", "")
        page.press("")
        manager.get("/verwaltung/stadtteile/zentrum")
        manager.get("/verwaltung/stadtteile/sonnenberg", status=404)

    def test_the_last_administrator_stays(self, admin: Visitor, store: Store, clock: Clock):
        number = _number(store, "admin@stadt.example")
        page = admin.get(f"/verwaltung/team/{number}").untick("admin")
        page = page.press("", status=422)
        assert page.error("admin")
        page = admin.get(f"/verwaltung/team/{number}")
        page.press("schliessen", status=422)
        with store.writing() as session, pytest.raises(LastAdmin):
            actions.deactivate(session, None, queries.member(session, number), at=clock())

    def test_an_administrator_can_step_back_when_there_is_another(
        self, session: Session, now: datetime
    ):
        first = a_person(session, Role.ADMIN, at=now)
        second = a_person(session, Role.MANAGER, a_district(session, at=now), at=now)
        actions.change_admin(session, None, second, admin=True, at=now)
        actions.change_admin(session, None, first, admin=False, at=now)
        assert not queries.asker_of(first).admin
        assert queries.asker_of(second).admin
        with pytest.raises(LastAdmin):
            actions.deactivate(session, None, second, at=now)

    def test_a_closed_account_can_be_opened_again(
        self, admin: Visitor, manager: Visitor, store: Store
    ):
        number = _number(store, "manager@sonnenberg.example")
        page = admin.get(f"/verwaltung/team/{number}")
        page = page.press("schliessen")
        manager.get("/verwaltung/konto", status=303)
        page.press("oeffnen")
        page = manager.get("/anmelden").fill("email", "manager@sonnenberg.example")
        page.fill("password", PASSWORD).submit(status=303)
        manager.get("/verwaltung/konto")


def _number(store: Store, email: str) -> int:
    with store.reading() as session:
        found = queries.staff_by_email(session, email)
    assert found is not None
    return found.id


class TestNothingToDo:
    def test_is_fine(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        staff = a_person(session, Role.ADMIN, at=now)
        before = session.query(AuditEntry).count()
        asker = queries.asker_of(staff)
        actions.withdraw_invitation(session, asker, 99, at=now)
        sessions.sign_out(session, "no token", at=now)
        actions.change_role(session, None, staff, district, None, at=now)
        actions.change_admin(session, None, staff, admin=True, at=now)
        own_account.change_account(session, staff, name=staff.name, locale="de", at=now)
        session.flush()
        assert session.query(AuditEntry).count() == before

    def test_is_said_where_nobody_is(self, session: Session):
        with pytest.raises(NotFound):
            queries.member(session, 999)
