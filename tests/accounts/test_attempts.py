"""How often somebody may try: counted by person and place, without keeping either."""

import pytest

from beteiligung.abuse.gate import Gate
from beteiligung.abuse.memory import Machine
from beteiligung.accounts import passwords
from beteiligung.accounts.attempts import BY_ADDRESS, BY_PERSON, BY_PERSON_AND_ADDRESS, Attempts
from beteiligung.accounts.passwords import GUESSABLE, TOO_LONG, TOO_SHORT, weakness
from tests.conftest import Clock

MARA, DESK = "a@x", "192.0.2.1"


@pytest.fixture
def counter(clock: Clock) -> Attempts:
    """The attempts at an installation of its own."""
    return Attempts(Gate(clock))


def allowed(counter: Attempts, *tries: tuple[str, str]) -> int:
    return sum(counter.may(email, address) for email, address in tries)


def test_one_person_at_one_desk(counter: Attempts):
    assert allowed(counter, *[(MARA, DESK)] * 50) == BY_PERSON_AND_ADDRESS
    assert counter.may(MARA, "192.0.2.2")
    assert counter.may("b@x", DESK)


def test_one_address_tries_many_people(counter: Attempts):
    tries = [(f"{number}@x", DESK) for number in range(200)]
    assert allowed(counter, *tries) == BY_ADDRESS


def test_many_addresses_try_one_person(counter: Attempts):
    tries = [(MARA, f"192.0.2.{number}") for number in range(200)]
    assert allowed(counter, *tries) == BY_PERSON


def test_one_address_alone_never_locks_a_person_out(counter: Attempts):
    allowed(counter, *[(MARA, DESK)] * 500)
    assert counter.may(MARA, "198.51.100.7")


def test_a_household_of_ipv6_addresses_is_one(counter: Attempts):
    tries = [(f"{number}@x", f"2001:db8:1:2::{number:x}") for number in range(200)]
    assert allowed(counter, *tries) == BY_ADDRESS


@pytest.mark.parametrize("begin", [0, 7, 60, 899])
def test_it_is_over_after_a_quarter_of_an_hour(counter: Attempts, clock: Clock, begin: int):
    clock.passes(seconds=begin)
    allowed(counter, *[(MARA, DESK)] * 50)
    clock.passes(minutes=14, seconds=29)
    assert not counter.may(MARA, DESK)
    clock.passes(seconds=31)
    assert counter.may(MARA, DESK)


def test_whoever_knew_it_in_the_end_starts_afresh_at_this_desk_only(counter: Attempts):
    allowed(counter, *[(MARA, DESK)] * 50, *[(MARA, "192.0.2.2")] * 50)
    counter.succeeded(MARA, DESK)
    assert allowed(counter, *[(MARA, DESK)] * 50) == BY_PERSON_AND_ADDRESS
    assert not counter.may(MARA, "192.0.2.2")


def test_nothing_kept_can_be_traced_back(clock: Clock):
    machine, other = Machine(), Machine()
    for one in (machine, other):
        Attempts(Gate(clock, one)).may(MARA, DESK)
    kept, same = (bytes(one._memory) for one in (machine, other))  # noqa: SLF001 - what is in memory
    assert b"192.0.2" not in kept
    assert MARA.encode() not in kept
    assert kept.strip(b"\0") != same.strip(b"\0")


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
