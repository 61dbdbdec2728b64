"""The entrance: residents' pages at once, the administration when somebody enters it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import Client

from beteiligung.access import Role
from beteiligung.app import STAFFS, Entrance
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.builders import PASSWORD, a_person, a_survey
from tests.conftest import Clock
from tests.house.doors import address_of, rules
from tests.visitor import OWN_PAGE


@pytest.fixture
def entrance(settings: Settings, clock: Clock) -> Iterator[Entrance]:
    entrance = Entrance(settings, now=clock)
    yield entrance
    entrance.close()


def test_every_address_of_the_administration_is_known_at_the_entrance(
    app: Flask, entrance: Entrance
):
    residents = {rule.endpoint for rule in entrance.residents.url_map.iter_rules()}
    wrong = [
        str(rule)
        for rule in rules(app)
        if bool(STAFFS.match(address_of(rule))) is (rule.endpoint in residents)
    ]
    assert not wrong


def test_residents_do_not_wake_the_administration(
    entrance: Entrance, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_survey(session, district, at=clock())
    visitor = Client(entrance)
    for address in ("/de/", "/ar/umfrage/jede-art", "/de/gibt-es-nicht", "/verwalten", "/healthz"):
        assert visitor.get(address).status_code in {200, 404}
    assert not entrance.is_awake
    assert visitor.get("/anmelden").status_code == 200
    assert entrance.is_awake


def test_what_staff_change_residents_see_at_once(
    entrance: Entrance, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_survey(session, district, at=clock())
        a_person(session, Role.MANAGER, district, at=clock())
    resident, manager = Client(entrance), Client(entrance)
    assert resident.get("/de/umfrage/jede-art").status_code == 200
    enter(manager, "manager@sonnenberg.example")
    manager.post(
        "/verwaltung/umfragen/jede-art/pausieren",
        data={"csrf_token": token(manager, "/verwaltung/umfragen/jede-art/")},
        headers=OWN_PAGE,
    )
    assert resident.get("/de/umfrage/jede-art").status_code == 503


def token(client: Client, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def enter(client: Client, email: str) -> None:
    data = {"email": email, "password": PASSWORD, "csrf_token": token(client, "/anmelden")}
    assert client.post("/anmelden", data=data, headers=OWN_PAGE).status_code == 303
