"""P25: every control against abuse works today; with the control taken out its test fails.

Each control is named with the test that shows its effect, and with the line that is the control.
The test runs twice: on the program as it is, and on a copy in which that line is something else.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.proof import ROOT, Proof

COPIED = ("beteiligung", "tests", "translations", "hatch_build.py", "pyproject.toml")
LIMIT = 600  # seconds for one test on a busy machine


@dataclass(frozen=True, slots=True)
class Control:
    """A control, the test of its effect, and how it is taken out."""

    name: str
    test: str
    file: str
    line: str
    instead: str


GATE, WORK = "tests/abuse/test_gate.py", "tests/surveys/test_work.py"
MARKS = "tests/surveys/test_marks.py"
CODES, POSTERS = "tests/surveys/test_entry_codes.py", "tests/qrcodes/test_closing.py"
TWO = "tests/abuse/test_two_workers.py"
GUESSING = "tests/surveys/test_guessing.py"
CONTROLS = (
    Control(
        "marks of networks are salted by the day",
        f"{GATE}::test_the_salt_of_a_day_is_never_the_one_of_another_and_cannot_be_had_again",
        "abuse/memory.py",
        "salt = secrets.token_bytes(32)",
        "salt = bytes(31) + b'1'",
    ),
    Control(
        "salt and counts are destroyed at midnight",
        f"{GATE}::test_at_midnight_the_salt_is_destroyed_though_nobody_comes",
        "abuse/gate.py",
        "self._machine.forget(at)",
        "pass",
    ),
    Control(
        "IPv6 is counted by the first 64 bits",
        f"{GATE}::test_a_household_is_one_network_however_many_addresses_it_has",
        "abuse/networks.py",
        "return _first(address, HOUSEHOLD)",
        "return _first(address, 128)",
    ),
    Control(
        "a limit holds across workers",
        f"{TWO}::test_a_limit_holds_across_both_workers",
        "operation/server.py",
        "machine=self._machine",
        "machine=None",
    ),
    Control(
        "many from one network are marked",
        f"{GATE}::test_a_flood_from_one_network_is_marked_and_still_taken",
        "abuse/gate.py",
        "of_minute > MANY_A_MINUTE or of_hour > MANY_AN_HOUR",
        "False",
    ),
    Control(
        "a Redis that is away keeps nobody from answering",
        f"{GATE}::test_a_redis_that_is_away_keeps_nobody_from_answering",
        "abuse/gate.py",
        "except Away:",
        "except KeyError:",
    ),
    Control(
        "a hidden field marks",
        f"{MARKS}::test_who_fills_in_what_people_cannot_see_is_marked_and_thanked",
        "surveys/intake.py",
        "found |= Mark.TRAP",
        "pass",
    ),
    Control(
        "sending too quickly marks",
        f"{MARKS}::test_who_sends_sooner_than_one_can_read_is_marked_and_thanked",
        "abuse/marks.py",
        "Mark.QUICK if age < enough else Mark(0)",
        "Mark(0)",
    ),
    Control(
        "one opened page does for one answer",
        f"{MARKS}::test_one_opened_page_does_not_do_for_a_second_answer",
        "abuse/stamp.py",
        'f"page {key} {step}"',
        'f"page {step}"',
    ),
    Control(
        "a one-time code lets one answer in",
        f"{CODES}::test_a_code_lets_one_answer_in_and_is_gone",
        "abuse/entry.py",
        "used = delete(EntryCode).where(EntryCode.code_hash == mark).returning(EntryCode.batch_id)",
        "used = select(EntryCode.batch_id).where(EntryCode.code_hash == mark)",
    ),
    Control(
        "codes are asked for whatever version was answered",
        f"{CODES}::test_an_earlier_version_without_codes_is_no_way_around",
        "surveys/views_sending.py",
        "if newest.questionnaire.by_code else None",
        "if asked.by_code else None",
    ),
    Control(
        "codes are kept as marks",
        f"{CODES}::test_codes_are_kept_as_marks_only",
        "abuse/entry.py",
        'return hmac.new(secret, f"entry {survey_id} {code}".encode(), hashlib.sha256).hexdigest()',
        "return code",
    ),
    Control(
        "trying out codes tells nothing",
        f"{GUESSING}::test_in_a_rush_right_and_wrong_codes_from_where_codes_are_tried_are_told_the_same",
        "surveys/views_sending.py",
        "guesses.must_wait(gate(), survey, _address())",
        "False",
    ),
    Control(
        "answers that come while codes are tried out are marked",
        f"{GUESSING}::test_whoever_has_a_letter_takes_part_during_a_rush_and_the_answer_is_marked",
        "surveys/views_sending.py",
        "found |= Mark.GUESSING",
        "pass",
    ),
    Control(
        "a rented machine is one site",
        f"{GUESSING}::test_whoever_rents_a_machine_has_one_site_and_not_thousands_of_networks",
        "abuse/networks.py",
        "return _first(address, SITE)",
        "return network(address)",
    ),
    Control(
        "a solution counts once",
        f"{WORK}::test_a_calculation_counts_once",
        "abuse/work.py",
        "return gate.first(str(payload.challenge.signature).encode(), until=until)",
        "return True",
    ),
    Control(
        "a solution is for one survey, half an hour and one memory",
        f"{WORK}::test_a_calculation_is_for_one_survey_one_half_hour_and_one_memory",
        "abuse/work.py",
        "if not (right and done.verified and at.timestamp() < until):",
        "if not done.verified:",
    ),
    Control(
        "nobody has the solution without calculating",
        f"{WORK}::test_a_challenge_does_not_hold_its_solution",
        "abuse/work.py",
        "        ROUNDS,\n",
        "        ROUNDS,\n        key_prefix_length=32,\n",
    ),
    Control(
        "the calculation costs more while many answers come",
        f"{WORK}::test_it_costs_more_while_many_answers_come_whoever_asks",
        "abuse/work.py",
        "if a_minute >= least",
        "if least == 0",
    ),
    Control(
        "an answer without the calculation waits",
        f"{WORK}::test_an_answer_with_it_counts_and_one_without_waits_and_is_thanked",
        "surveys/recording.py",
        "WAITS if submission.marks & Mark.WORKLESS else None",
        "None",
    ),
    Control(
        "a closed poster leads to a page that says so",
        f"{POSTERS}::test_one_click_closes_one_poster_and_the_survey_stays_open",
        "qrcodes/views.py",
        "if found.closed:",
        "if False:",
    ),
    Control(
        "answers by a closed poster are marked",
        f"{POSTERS}::test_answers_by_a_closed_poster_are_kept_and_marked",
        "surveys/views_sending.py",
        "(Mark.CLOSED if way.closed else 0)",
        "0",
    ),
)


def prove() -> Iterator[Proof]:
    """Run the test of each control with and without it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, Path(folder) / name)
        worked = noticed = 0
        for control in CONTROLS:
            works, fails = _passes(control, ROOT), not _without(control, Path(folder))
            worked, noticed = worked + works, noticed + fails
            said = "works" if works else "does not work"
            said += ", and its test fails without it" if fails else ", but nobody notices without"
            yield Proof(f"P25 {control.name}", said, works and fails)
    n = len(CONTROLS)
    yield Proof("P25 controls with a test of their effect", f"{worked} of {n}", worked == n)
    yield Proof("P25 controls whose absence is noticed", f"{noticed} of {n}", noticed == n)


def _without(control: Control, folder: Path) -> bool:
    """Whether the test passes in a program without the control."""
    path = folder / "beteiligung" / control.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(control.line) != 1:
        message = f"{control.file} has no single line {control.line!r}"
        raise AssertionError(message)
    path.write_text(whole.replace(control.line, control.instead), encoding="utf-8")
    try:
        return _passes(control, folder)
    finally:
        path.write_text(whole, encoding="utf-8")


def _passes(control: Control, folder: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, control.test, "-k", "not postgresql"],
        cwd=folder,
        check=False,
        capture_output=True,
        timeout=LIMIT,
    )
    return done.returncode == 0
