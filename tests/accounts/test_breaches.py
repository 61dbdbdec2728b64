"""Stolen passwords: found in a list on this machine, however large it is, and refused."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from beteiligung.access import Role
from beteiligung.accounts import actions, breaches
from beteiligung.accounts.passwords import STOLEN, weakness
from beteiligung.config import Settings, load_settings
from beteiligung.db import Store
from beteiligung.upkeep.exposure import stolen_passwords
from beteiligung.upkeep.finding import Level
from tests.conftest import Clock
from tests.visitor import Visitor

KNOWN = "Kutsche Lampe Wiese 7"


def hash_of(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def listed(folder: Path, *passwords: str, end: str = "\r\n") -> Path:
    file = folder / "stolen.txt"
    lines = sorted(f"{hash_of(password)}:{number + 1}" for number, password in enumerate(passwords))
    file.write_text("".join(f"{line}{end}" for line in lines), newline="")
    return file


@given(
    some.sets(some.text(max_size=5), max_size=40),
    some.text(max_size=5),
    some.sampled_from(["\n", "\r\n"]),
)
def test_exactly_what_stands_there_is_found(
    tmp_path_factory: pytest.TempPathFactory, stolen: set[str], other: str, end: str
):
    file = listed(tmp_path_factory.mktemp("list"), *stolen, end=end)
    assert all(breaches.is_listed(file, password) for password in stolen)
    assert breaches.is_listed(file, other) == (other in stolen)


def test_a_stolen_password_is_refused_and_a_list_that_is_gone_keeps_nobody_out(tmp_path: Path):
    file = listed(tmp_path, KNOWN, "x")
    assert weakness(KNOWN, stolen=file) == STOLEN
    assert weakness(KNOWN) is None
    assert weakness("vier Birken am Lessingplatz", stolen=file) is None
    assert weakness(KNOWN, stolen=tmp_path / "gone") is None


def test_whoever_takes_an_invitation_is_told(
    app: Flask, settings: Settings, store: Store, clock: Clock, tmp_path: Path
):
    app.extensions["settings"] = replace(settings, breached_passwords=listed(tmp_path, KNOWN))
    with store.writing() as session:
        path = actions.invite(session, None, "neu@example.org", Role.ADMIN, None, at=clock())
    page = Visitor(app).get(path).fill("name", "Nadja Neu").fill("password", KNOWN)
    page = page.fill("again", KNOWN).submit(status=422)
    assert "gestohlener Passwörter" in page.error("password")
    assert page.value("name") == "Nadja Neu"


@pytest.mark.parametrize(
    ("content", "level"),
    [(None, Level.FAULT), (b"", Level.FAULT), (b"password\n", Level.FAULT), (b"ok", Level.OK)],
)
def test_the_self_check_says_whether_the_list_is_one(
    tmp_path: Path, content: bytes | None, level: Level
):
    file = tmp_path / "list"
    if content == b"ok":
        file = listed(tmp_path, "a", "b", "c")
    elif content is not None:
        file.write_bytes(content)
    settings = load_settings({"BETEILIGUNG_BREACHED_PASSWORDS": str(file)})
    assert [finding.level for finding in stolen_passwords(settings)] == [level]


def test_without_a_list_it_only_says_so_in_production():
    levels = [
        next(iter(stolen_passwords(load_settings({"BETEILIGUNG_ENV": env})))).level
        for env in ("development", "production")
    ]
    assert levels == [Level.OK, Level.WARN]
