"""Everybody at every door, with things of each district: what a page declares is what happens."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from beteiligung.access import audience_of
from beteiligung.accounts.signed_in import KEPT
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Base, Store
from beteiligung.migrations.run import upgrade
from tests import postgres
from tests.conftest import COMPILED, NOW, Clock
from tests.house import doors
from tests.house.town import PEOPLE, Town, build
from tests.visitor import OWN_PAGE, Visitor, forbid_writing_reads

# Who comes to every door of which installation: the two kinds of database differ in what is behind
# a door, hardly in who may open it.
COMERS = [*(("sqlite", person) for person in PEOPLE), ("postgresql", "manager")]
NOTED = {"staff_session", "scan_day"}  # what reading pages note down
HUGE = 10**30


@pytest.fixture(scope="module")
def towns(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Town]]:
    """Each kind of installation, once it is asked for; nothing here changes anything in them."""
    made = _Towns(request, tmp_path_factory.mktemp("towns"))
    yield made
    for town in made.values():
        town.app.extensions["ledger"].close()
        town.app.extensions["store"].dispose()


class _Towns(dict[str, Town]):
    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request, self._folder = request, folder

    def __missing__(self, kind: str) -> Town:
        url = getattr(self, f"_{kind}")()
        settings = Settings(database_url=url, data_dir=self._folder, secret_key="of these tests")
        app = create_app(settings, now=Clock(NOW))
        app.testing = True
        app.jinja_env.bytecode_cache = COMPILED
        event.listen(app.extensions["store"].engine, "before_cursor_execute", forbid_writing_reads)
        self[kind] = build(app, NOW)
        return self[kind]

    def _sqlite(self) -> str:
        path = self._folder / "town.sqlite3"
        shutil.copyfile(self._request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def _postgresql(self) -> str:
        worker = self._request.getfixturevalue("worker_id")
        url = postgres.Server.of_this_run().database(f"town_{worker}")
        store = Store(url)
        upgrade(store)
        store.dispose()
        return url


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
        if public and not door.rule.endpoint.startswith("accounts.") and door.method == "GET":
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
