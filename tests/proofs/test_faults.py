"""Whatever statement of the database fails, an answer is here whole or not at all: in short."""

from pathlib import Path

from tests.proofs.p04_faults import database_error, found_in, program_error


def test_a_fault_at_any_statement_leaves_no_part_of_an_answer(database_url: str, tmp_path: Path):
    found = found_in(database_url, tmp_path, ("with everything",), (database_error,))
    assert found.faults > 25
    assert (found.partial, found.impolite) == ([], [])


def test_a_fault_of_ours_leaves_none_and_the_next_can_write(database_url: str, tmp_path: Path):
    found = found_in(database_url, tmp_path, ("plain",), (program_error,))
    assert found.faults >= 4
    assert (found.partial, found.impolite) == ([], [])
