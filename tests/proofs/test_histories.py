"""However an answer is sent and sent again, there is one row for one person: in short."""

from pathlib import Path

from tests.proofs.p03_histories import MANY, history, play_all

SOME = 60


def test_one_row_for_one_person_whatever_is_sent_again(database_url: str, tmp_path: Path):
    found = play_all(database_url, tmp_path, SOME)
    assert found.histories == SOME
    assert found.wrong == []
    assert set(found.statuses) == {303, 422}


def test_histories_hold_tabs_doubles_and_fifty_at_once():
    steps = [step for seed in range(500) for step in history(seed).steps]
    assert {len(step) for step in steps} >= {1, 2, MANY}
    assert any(len({sending.tab for sending in step}) > 1 for step in steps)
    assert any(len({sending.worker for sending in step}) > 1 for step in steps)
