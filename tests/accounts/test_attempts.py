"""How often somebody may try: counted by person and place, without keeping either."""

from datetime import datetime, timedelta

import pytest

from beteiligung.accounts import attempts, passwords
from beteiligung.accounts.attempts import BY_ADDRESS, BY_PERSON, BY_PERSON_AND_ADDRESS, Attempts
from beteiligung.accounts.passwords import GUESSABLE, TOO_LONG, TOO_SHORT, weakness


def allowed(counter: Attempts, at: datetime, *tries: tuple[str, str]) -> int:
    return sum(counter.may(email, address, at) for email, address in tries)


def test_one_person_at_one_desk(now: datetime):
    counter = Attempts()
    assert allowed(counter, now, *[("a@x", "192.0.2.1")] * 50) == BY_PERSON_AND_ADDRESS
    assert counter.may("a@x", "192.0.2.2", now)
    assert counter.may("b@x", "192.0.2.1", now)


def test_one_address_tries_many_people(now: datetime):
    tries = [(f"{number}@x", "192.0.2.1") for number in range(200)]
    assert allowed(Attempts(), now, *tries) == BY_ADDRESS


def test_many_addresses_try_one_person(now: datetime):
    tries = [("a@x", f"192.0.2.{number}") for number in range(200)]
    assert allowed(Attempts(), now, *tries) == BY_PERSON


def test_a_household_of_ipv6_addresses_is_one(now: datetime):
    tries = [(f"{number}@x", f"2001:db8:1:2::{number:x}") for number in range(200)]
    assert allowed(Attempts(), now, *tries) == BY_ADDRESS


def test_it_is_over_after_a_quarter_of_an_hour(now: datetime):
    counter = Attempts()
    allowed(counter, now, *[("a@x", "192.0.2.1")] * 50)
    assert not counter.may("a@x", "192.0.2.1", now + timedelta(minutes=14, seconds=59))
    assert counter.may("a@x", "192.0.2.1", now + timedelta(minutes=15))


def test_nothing_kept_can_be_traced_back(now: datetime):
    counter = Attempts()
    counter.may("a@x", "192.0.2.1", now)
    other = Attempts()
    other.may("a@x", "192.0.2.1", now)
    kept, same = set(counter._tries), set(other._tries)  # noqa: SLF001 - what is in memory
    assert not kept & same
    assert not any(b"192" in key or b"a@x" in key for key in kept)


def test_an_attack_cannot_fill_the_memory(now: datetime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempts, "MANY", 100)
    counter = Attempts()
    for number in range(500):
        counter.may(f"{number}@x", f"192.0.{number % 250}.1", now)
    assert len(counter._tries) <= 103  # noqa: SLF001 - what is in memory


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("vier Birken am Lessingplatz", None),
        ("Sommer auf dem Balkon 3", None),
        ("кілька слів поспіль", None),
        ("elf Zeichen", TOO_SHORT),
        ("a b" * 67, TOO_LONG),
        ("ababababababab", GUESSABLE),
        ("Passwort2026!!!", GUESSABLE),
        ("mara.muster@stadt.example", GUESSABLE),
        ("MaraMuster1234567", GUESSABLE),
    ],
)
def test_passwords_that_anybody_guesses_are_refused(password: str, fault: str | None):
    assert weakness(password, "mara.muster@stadt.example", "Mara Muster") == fault


def test_a_broken_hash_matches_nothing():
    assert not passwords.matches("no hash at all", "password")
