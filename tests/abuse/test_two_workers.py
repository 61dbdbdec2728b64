"""Two workers of one machine: what one has seen the other knows; nothing of it is on the disk."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import altcha
import pytest

from beteiligung.abuse.entry import mark_of
from beteiligung.abuse.marks import Mark
from beteiligung.accounts.attempts import BY_PERSON_AND_ADDRESS
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.entry_codes import fresh_codes, make_entry_codes
from beteiligung.surveys.models import Response
from beteiligung.surveys.queries import survey_at
from tests.abuse.conftest import FORM, SECRET, Served, prepared, served
from tests.proofs.p13_forms import CSRF, Visit

LIMIT = 25


@pytest.fixture(scope="module")
def machine(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("machine")
    path = folder / "beteiligung.sqlite3"
    shutil.copyfile(sqlite_template, path)
    prepared(f"sqlite:///{path}")
    with served(f"sqlite:///{path}", folder, ANSWERS_PER_MINUTE=str(LIMIT)) as running:
        yield running


def within_a_minute(machine: Served, tries: list[list[str]]) -> Counter[int]:
    """What came of these answers, all in one minute; tried again where a minute ended meanwhile."""
    for networks in tries:
        begun = datetime.now(UTC).minute
        found = Counter(machine.answers("offen", networks, 4 * LIMIT))
        if datetime.now(UTC).minute == begun:
            return found
    return pytest.fail("this machine is too slow")


def holds(found: Counter[int]) -> bool:
    """Whether the limit held: never one more; one less where both workers counted at one moment."""
    return found[303] in {LIMIT - 1, LIMIT} and found[303] + found[429] == 4 * LIMIT


def test_a_limit_holds_across_both_workers(machine: Served):
    assert holds(within_a_minute(machine, [["192.0.2.1"], ["192.0.2.2"], ["192.0.2.3"]]))


def test_whoever_makes_addresses_up_stays_one_network(machine: Served):
    lasts = ("192.0.2.11", "192.0.2.12", "192.0.2.13")
    made_up = [[f"10.0.{n}.1, {last}" for n in range(4 * LIMIT)] for last in lasts]
    assert holds(within_a_minute(machine, made_up))


def test_whoever_rotates_through_the_addresses_of_a_household_stays_one_network(machine: Served):
    many = [[f"2001:db8:{part}:1::{n:x}" for n in range(4 * LIMIT)] for part in "abc"]
    assert holds(within_a_minute(machine, many))


def test_of_fifty_uses_of_a_code_at_once_one_counts(machine: Served):
    with machine.store.writing() as session:
        survey = survey_at(session, "mit-code")
        assert survey is not None
        codes = fresh_codes(50)
        make_entry_codes(
            session,
            survey,
            name="Zietenstraße",
            codes=codes,
            secret=SECRET.encode(),
            asker=None,
            at=datetime.now(UTC),
        )
        number = survey.id
    networks = [f"198.51.100.{number}" for number in range(50)]
    found = Counter(machine.answers("mit-code", networks, 50, **{"entry-code": grouped(codes[0])}))
    assert found == {303: 1, 422: 49}
    assert machine.kept(Response.survey_id == number) == 1
    assert (
        mark_of(SECRET.encode(), number, codes[0]).encode()
        not in (machine.folder / "beteiligung.sqlite3").read_bytes()
    )


def test_a_calculation_counts_once_on_whichever_worker(machine: Served):
    said = json.loads(machine.ask("GET", "/de/umfrage/mit-rechnung/aufgabe")[1])
    challenge = altcha.Challenge.from_dict(said)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    work = json.dumps({"challenge": said, "solution": solution.to_dict()})
    networks = [f"198.51.100.{number}" for number in range(16)]
    found = Counter(machine.answers("mit-rechnung", networks, 16, work=work))
    assert found == {303: 16}  # nobody is told, nobody is sent away
    with machine.store.reading() as session:
        survey = survey_at(session, "mit-rechnung")
        assert survey is not None
        number = survey.id
    of_it = Response.survey_id == number
    assert machine.kept(of_it, Response.set_aside_because.is_(None)) == 1
    waiting = Response.marks.bitwise_and(int(Mark.WORKLESS)) > 0
    assert machine.kept(of_it, waiting, Response.set_aside_because.is_not(None)) == 15


def test_attempts_to_sign_in_are_counted_across_both_workers(machine: Served):
    visitor = Visit(f"http://127.0.0.1:{machine.port}")
    token = CSRF.search(visitor.ask("GET", "/anmelden")[1])
    assert token is not None
    given = {"csrf_token": token[1], "email": "niemand@example.org", "password": "geraten"}
    headers = {**FORM, "Cookie": visitor.cookie, "X-Forwarded-For": "203.0.113.5"}

    def guess(_number: int) -> int:
        return machine.ask("POST", "/anmelden", urlencode(given), headers)[0]

    with ThreadPoolExecutor(16) as guesses:
        found = Counter(guesses.map(guess, range(4 * BY_PERSON_AND_ADDRESS)))
    assert set(found) == {422, 429}
    # Two who come at once may both be sent away; nobody gets one more.
    assert BY_PERSON_AND_ADDRESS // 2 <= found[422] <= BY_PERSON_AND_ADDRESS


def test_no_address_is_on_the_disk(machine: Served):
    machine.answers("offen", "203.0.113.177", 5)
    found = [path for path in machine.folder.rglob("*") if path.is_file()]
    assert any(path.name == "beteiligung.sqlite3" for path in found)
    assert not [path for path in found if b"203.0.113.177" in path.read_bytes()]
