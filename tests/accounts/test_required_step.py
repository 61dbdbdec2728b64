"""Where residents really answer, whoever leads a district or the house shows a second step."""

from pathlib import Path

import pytest

from beteiligung.access import Role
from beteiligung.accounts import actions, queries
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.accounts.at_the_door import MANAGER, is_in, knock, with_app
from tests.builders import a_person
from tests.conftest import Clock
from tests.visitor import Visitor

DOOR = "/anmelden/einrichten"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url, data_dir=tmp_path, secret_key="of this test", env="production"
    )


def test_nothing_opens_until_it_is_set_up(
    visitor: Visitor, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_person(session, Role.MANAGER, district, email=MANAGER, at=clock())
    assert knock(visitor).location.startswith(DOOR)
    assert not is_in(visitor)
    visitor.get("/verwaltung/", status=303)
    for path in ("/anmelden/code", "/anmelden/ersatzcode"):  # there is no app yet
        assert visitor.get(path, status=303).location.startswith(DOOR)
    with_app(visitor, clock(), DOOR)
    assert is_in(visitor)
    page = visitor.get("/verwaltung/konto")
    assert not [form for form in page.all("form") if "abschalten" in form.get("action", "")]
    token = next(page.all("input", name="csrf_token")).get("value")
    visitor.post("/verwaltung/konto/zweiter-schritt/abschalten", {"csrf_token": token})
    assert is_in(visitor)
    assert knock(Visitor(visitor.app)).location.startswith("/anmelden/code")


def test_a_session_without_it_counts_nothing(manager: Visitor, viewer: Visitor, pilot: Visitor):
    assert not is_in(manager)
    assert is_in(viewer)
    assert is_in(pilot)


def test_whoever_comes_to_lead_sets_it_up_at_the_next_page(
    viewer: Visitor, store: Store, district: District, clock: Clock
):
    assert is_in(viewer)
    with store.writing() as session:
        staff = queries.staff_by_email(session, "viewer@sonnenberg.example")
        assert staff is not None
        here = session.get_one(District, district.id)
        actions.change_role(session, None, staff, here, Role.MANAGER, at=clock())
    assert not is_in(viewer)
    assert knock(viewer, "viewer@sonnenberg.example").location.startswith(DOOR)


def test_an_invitation_is_no_way_around_it(visitor: Visitor, store: Store, clock: Clock):
    with store.writing() as session:
        path = actions.invite(session, None, "neu@example.org", Role.ADMIN, None, at=clock())
    page = visitor.get(path).fill("name", "Nadja Neu").fill("password", "Kutsche Lampe Wiese 7")
    page = page.fill("again", "Kutsche Lampe Wiese 7").submit(status=303)
    assert page.location.startswith(DOOR)
    assert not is_in(visitor)


def test_the_secret_stays_the_same_until_it_is_taken(
    visitor: Visitor, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_person(session, Role.MANAGER, district, email=MANAGER, at=clock())
    knock(visitor)
    first = visitor.get(f"{DOOR}?sprache=ar").by_id("secret")
    again = visitor.get(f"{DOOR}?sprache=de").by_id("secret")
    assert first is not None
    assert again is not None
    assert first.text == again.text
