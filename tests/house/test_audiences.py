"""Everybody at every door, with things of each district: what a page declares is what happens."""

from typing import Any

import pytest

from beteiligung.access import audience_of
from beteiligung.accounts.signed_in import KEPT
from beteiligung.db import Base, Store
from tests.house import doors
from tests.house.town import PEOPLE, Town
from tests.visitor import OWN_PAGE, Visitor

# Who comes to every door of which installation: the two kinds of database differ in what is behind
# a door, hardly in who may open it.
COMERS = [*(("sqlite", person) for person in PEOPLE), ("postgresql", "manager")]
NOTED = {"staff_session", "scan_day", "policy_report"}  # what reading pages note down
HUGE = 10**30


@pytest.fixture
def town(towns: dict[str, Town]) -> Town:
    """The usual installation."""
    return towns["sqlite"]


def test_of_every_part_of_an_address_somebody_has_said_what_it_names(town: Town):
    missing, superfluous = doors.unnamed(town.app)
    assert not missing, (
        "say in NAMED (doors.py) what these name, and give an object of it in town.py"
    )
    assert not superfluous


def test_every_door_takes_the_methods_of_forms_and_no_others(town: Town):
    taken = {method for rule in doors.rules(town.app) for method in rule.methods or ()}
    assert taken == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(("kind", "person"), COMERS)
def test_every_door_opens_for_its_own_people_and_things_and_for_nobody_else(
    towns: dict[str, Town], kind: str, person: str
):
    town = towns[kind]
    somebody, before = town.people[person], _everything(town)
    token = doors.token_of(somebody) if PEOPLE[person] else ""
    wrong = []
    for door in doors.all_doors(town, person):
        wanted = doors.expected(town.app, door, person)
        # With a token where nothing may be found, so that it is not the token that is missing.
        sent = {"csrf_token": token} if wanted != "open" and token else {}
        found = doors.verdict(somebody, door, **sent)
        if found != wanted:
            wrong.append(f"{door} for {person}: {found} instead of {wanted}")
    assert not wrong
    assert _everything(town) == before, "somebody changed something at a closed door"


def test_no_form_is_taken_from_another_website(town: Town):
    admin, before = town.people["admin"], _everything(town)
    token = doors.token_of(admin)
    for door in doors.all_doors(town, "admin", public=True):
        if door.method != "GET" and door.of != doors.NOWHERE:
            for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
                answer = admin.client.post(
                    door.address, headers=headers, data={"csrf_token": token}
                )
                assert answer.status_code == 403, door
    assert _everything(town) == before


def test_residents_pages_never_look_at_a_cookie(town: Town):
    for door in doors.all_doors(town, "visitor", public=True):
        audience = audience_of(town.app.view_functions[door.rule.endpoint])
        public = audience is not None and audience.is_public
        at_the_door = door.rule.endpoint.startswith(("accounts.", "steps."))
        if public and not at_the_door and door.method == "GET":
            answer = town.people["manager"].client.get(door.address)
            assert "Cookie" not in answer.headers.get("Vary", ""), door
            assert "Set-Cookie" not in answer.headers, door


def test_numbers_that_no_database_can_hold_name_nothing(towns: dict[str, Town]):
    for kind in ("sqlite", "postgresql"):
        admin = towns[kind].people["admin"]
        sent = {"csrf_token": doors.token_of(admin)}
        for address in doors.numbered(towns[kind], HUGE):
            for method in ("GET", "POST"):
                data = sent if method == "POST" else None
                answer = admin.client.open(address, method=method, headers=OWN_PAGE, data=data)
                assert answer.status_code in {404, 405}, f"{method} {address}"


def test_residents_find_nothing_of_a_draft(town: Town):
    for address in doors.of_drafts(town):
        for method in ("GET", "POST"):
            answer = town.people["visitor"].client.open(address, method=method, headers=OWN_PAGE)
            assert answer.status_code in {404, 405}, f"{method} {address}"


def test_a_session_that_is_not_known_any_more_asks_to_sign_in_again(town: Town):
    somebody = Visitor(town.app)
    with somebody.client.session_transaction() as cookie:
        cookie[KEPT] = "ended long ago"
    for door in doors.all_doors(town, "manager"):
        assert doors.verdict(somebody, door) == "sign in", door


def _everything(town: Town) -> dict[str, list[Any]]:
    """What the whole installation holds, but for what reading pages note down."""
    store: Store = town.app.extensions["store"]
    with store.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select())))
            for table in Base.metadata.sorted_tables
            if table.name not in NOTED
        }
