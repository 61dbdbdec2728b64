"""Where one is signed in: seen, ended, and asked again before something that would harm."""

import pytest

from beteiligung.access import Role
from beteiligung.accounts import queries, second_step
from beteiligung.accounts.models import StaffSession
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.accounts.at_the_door import ACCOUNT, MANAGER, is_in, knock
from tests.builders import PASSWORD
from tests.conftest import Clock
from tests.visitor import Visitor


def number_of(store: Store, email: str) -> int:
    with store.reading() as session:
        found = queries.staff_by_email(session, email)
    assert found is not None
    return found.id


def test_every_browser_is_listed_and_can_be_ended(manager: Visitor, clock: Clock):
    clock.passes(minutes=5)
    elsewhere = Visitor(manager.app)
    knock(elsewhere)
    page = manager.get(ACCOUNT)
    listed = [item for item in page.all("li") if item.get("id", "").startswith("browser")]
    assert len(listed) == 2
    page.sees("Dieser Browser", "Seit 24. November 2026, 10:30", "Seit 24. November 2026, 10:35")
    page.press("/beenden")
    assert not is_in(elsewhere)
    assert is_in(manager)


def test_nobody_ends_the_session_of_somebody_else(
    manager: Visitor, manager_of_zentrum: Visitor, store: Store
):
    with store.reading() as session:
        numbers = [row.id for row in session.query(StaffSession)]
    token = next(manager.get(ACCOUNT).all("input", name="csrf_token")).get("value")
    own = {"csrf_token": token}
    answers = [
        manager.post(f"{ACCOUNT}/sitzungen/{number}/beenden", own, status=404).status
        for number in numbers
        if number != min(numbers)
    ]
    assert answers == [404]
    assert is_in(manager_of_zentrum)


def test_one_signs_out_everywhere(manager: Visitor):
    elsewhere = Visitor(manager.app)
    knock(elsewhere)
    manager.get(ACCOUNT).press("/ueberall-abmelden")
    assert not is_in(manager)
    assert not is_in(elsewhere)


def test_an_administrator_signs_somebody_out(manager: Visitor, admin: Visitor, store: Store):
    path = f"/verwaltung/team/{number_of(store, MANAGER)}"
    admin.get(path).press(f"{path}/abmelden")
    assert is_in(admin)
    assert not is_in(manager)
    knock(manager)
    assert is_in(manager)


def test_nothing_about_a_device_is_kept():
    assert set(StaffSession.__table__.columns.keys()) == {
        "id", "token_hash", "staff_id", "created_at", "last_seen_at", "proved_at", "with_code",
    }  # fmt: skip


class TestStillOneself:
    """What would harm most takes the password again, ten minutes after it was last shown."""

    def test_a_role_changes_only_after_the_password(
        self, admin: Visitor, manager: Visitor, store: Store, district: District, clock: Clock
    ):
        number = number_of(store, MANAGER)
        clock.passes(minutes=9)
        page = admin.get(f"/verwaltung/team/{number}").fill(f"district_{district.id}", "viewer")
        page.submit("Speichern").sees("Gespeichert")
        clock.passes(minutes=1)
        page = admin.get(f"/verwaltung/team/{number}")
        page.sees("Sind Sie es noch?")
        page = page.fill("proof", PASSWORD).submit()
        page.sees("Leserin")
        assert is_in(manager)

    def test_what_was_typed_is_taken_once_the_password_is_right(
        self, admin: Visitor, store: Store, manager: Visitor, district: District, clock: Clock
    ):
        number = number_of(store, MANAGER)
        page = admin.get(f"/verwaltung/team/{number}").fill(f"district_{district.id}", "pilot")
        clock.passes(minutes=15)
        page = page.submit("Speichern", status=422)
        page = page.fill("proof", "geraten").submit(status=422)
        assert page.error("proof")
        with store.reading() as session:
            kept = queries.member(session, number).memberships
            assert [row.role for row in kept] == [Role.MANAGER]
        page.fill("proof", PASSWORD).submit().sees("Gespeichert")
        with store.reading() as session:
            kept = queries.member(session, number).memberships
            assert [row.role for row in kept] == [Role.PILOT]
        admin.get("/verwaltung/team/einladen").sees("Link machen")  # not asked twice
        assert is_in(manager)

    def test_a_forged_form_is_not_carried_along(self, admin: Visitor, store: Store, clock: Clock):
        clock.passes(minutes=15)
        number = number_of(store, "admin@stadt.example")
        admin.post(f"/verwaltung/team/{number}/schliessen", {"x": "y"}, status=403)

    def test_the_password_cannot_be_guessed_here_either(self, admin: Visitor, clock: Clock):
        clock.passes(minutes=15)
        for _ in range(8):
            page = admin.get("/verwaltung/team/einladen")
            page.fill("proof", "geraten").submit(status=422)
        admin.get("/verwaltung/team/einladen").fill("proof", PASSWORD).submit(status=429)

    @pytest.mark.parametrize("deed", ["passwort", "schliessen", "zweiter-schritt/wegnehmen"])
    def test_so_do_all_deeds_at_the_accounts_of_others(
        self, admin: Visitor, manager: Visitor, store: Store, clock: Clock, deed: str
    ):
        with store.writing() as session:
            staff = queries.member(session, number_of(store, MANAGER))
            second_step.begin(session, staff, at=clock())
        clock.passes(minutes=15)
        token = next(admin.get(ACCOUNT).all("input", name="csrf_token")).get("value")
        path = f"/verwaltung/team/{staff.id}/{deed}"
        admin.post(path, {"csrf_token": token}, status=422).sees("Sind Sie es noch?")
        assert is_in(manager)
        with store.reading() as session:
            deeds = {row.action for row in session.query(AuditEntry)}
        assert not deeds & {"offer_reset", "deactivate", "take_step_away"}

    def test_another_app_is_set_up_only_after_the_password(self, manager: Visitor, clock: Clock):
        clock.passes(minutes=15)
        page = manager.get("/verwaltung/konto/zweiter-schritt")
        assert page.by_id("secret") is None
        assert page.fill("proof", PASSWORD).submit().by_id("secret") is not None
