"""A full disk corrupts nothing, tells no lie, and is over when there is room: in short."""

from pathlib import Path

from tests.proofs.p02_full_disk import SECONDS, run_in


def test_on_a_full_disk_people_read_that_nothing_was_saved_until_there_is_room(tmp_path: Path):
    found = run_in(tmp_path, refusals=8)
    assert len(found.thanked) >= 20
    assert len(found.refused) >= 8
    assert set(found.statuses) == {303, 503}
    assert (found.wordless, found.false_thanks, found.kept_though_refused) == (0, 0, 0)
    assert set(found.pages) == {200}  # whoever reads notices nothing
    assert not found.faults
    assert 0 <= found.recovered <= SECONDS
