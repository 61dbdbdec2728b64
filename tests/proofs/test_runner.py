"""The runner of the proofs: what it says, what it keeps, and when it is content."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proofs import __main__ as runner
from tests.proofs import p25_controls, proof
from tests.proofs.promises import PROMISES
from tests.proofs.proof import Proof

Prove = Callable[[], Iterator[Proof]]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report of this test's own."""
    path = tmp_path / "proofs.json"

    def keep(promise: str, records: list[proof.Record], parts: list[str], every: list[str]) -> None:
        proof.keep(promise, records, parts, every, path)

    monkeypatch.setattr(runner, "keep", keep)
    return path


def proving(monkeypatch: pytest.MonkeyPatch, **proofs: Prove) -> None:
    monkeypatch.setattr(runner, "PROOFS", {name: (prove,) for name, prove in proofs.items()})


def kept() -> Iterator[Proof]:
    yield Proof("P1 receipts lost", "0 of 3", met=True)


def broken() -> Iterator[Proof]:
    yield Proof("P3 doubles", "1", met=False)


def single() -> Iterator[Proof]:
    yield Proof("P3 rows", "1", met=True)


def breaks() -> Iterator[Proof]:
    yield Proof("P4 part", "0", met=True)
    raise RuntimeError("the machine\nwent away")


def untaken() -> Iterator[Proof]:
    yield Proof("P17 audit", "not measured: its service cannot be reached", met=True)


def test_what_is_met_is_said_and_written_with_time_and_place(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    proving(monkeypatch, P1=kept)
    assert runner.main("P1") == 0
    assert capsys.readouterr().out == "met           P1 receipts lost: 0 of 3\n"
    (found,) = json.loads(report.read_text(encoding="utf-8"))
    assert (found["promise"], found["figure"], found["met"]) == ("P1 receipts lost", "0 of 3", True)
    assert found["machine"]
    assert found["date"]
    assert found["seal"] == proof.seal(found)


@pytest.mark.parametrize(
    ("name", "prove", "said"),
    [
        ("P3", broken, "NOT MET       P3 doubles: 1"),
        ("P4", breaks, "NOT MET       P4 breaks: broke off: RuntimeError: the machine"),
        ("P17", untaken, "NOT MEASURED  P17 audit"),
    ],
)
def test_what_is_not_met_or_not_measured_is_said_and_fails(
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    prove: Prove,
    said: str,
):
    proving(monkeypatch, **{name: prove})
    assert runner.main(name) == 1
    assert said in capsys.readouterr().out
    assert json.loads(report.read_text(encoding="utf-8"))[-1]["met"] is False


def test_several_can_be_asked_for_and_what_others_came_to_stays(
    report: Path, monkeypatch: pytest.MonkeyPatch
):
    proving(monkeypatch, P1=kept, P3=broken)
    assert runner.main("P3") == 1
    assert runner.main("P1") == 0
    assert runner.main("P1", "P3") == runner.main("P3,P1") == 1
    assert [proof.number(each) for each in json.loads(report.read_text())] == ["P1", "P3"]


def test_a_part_can_be_asked_for_and_what_the_others_came_to_stays(
    report: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runner, "PROOFS", {"P3": (broken, single)})
    assert runner.main("P3:single") == 0
    missing = [each for each in json.loads(report.read_text()) if not each["met"]]
    assert [each["figure"] for each in missing] == ["not measured: not taken yet"]
    assert runner.main("P3") == 1
    assert runner.main("P3:broken") == 1
    found = json.loads(report.read_text())
    assert sorted(each["part"] for each in found) == ["broken", "single"]
    assert runner.main("P3:unknown") == runner.main("P1:single") == 2


def test_a_promise_without_a_proof_is_not_measured_and_one_unknown_is_said(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    proving(monkeypatch)
    assert runner.main("P1") == 1
    assert "NOT MEASURED  P1" in capsys.readouterr().out
    assert runner.main("P99") == 2
    assert "P99" in capsys.readouterr().err
    assert report.exists()


def test_what_is_not_built_yet_is_said_and_does_not_count_as_broken(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    built = {name: (kept,) for name, promise in PROMISES.items() if not promise.later}
    monkeypatch.setattr(runner, "PROOFS", built)
    assert runner.main() == 0
    assert "later         P6" in capsys.readouterr().out
    assert runner.main("P6") == 1
    assert not any(proof.number(each) == "P6" for each in json.loads(report.read_text()))


def test_a_figure_mended_by_hand_no_longer_fits_its_seal():
    found = proof.record(Proof("P1 receipts lost", "3 of 100", met=False), 1.0)
    assert proof.seal({**found, "figure": "0 of 100"}) != found["seal"]


def test_every_control_against_abuse_can_still_be_taken_out():
    for control in p25_controls.CONTROLS:
        whole = (proof.ROOT / "beteiligung" / control.file).read_text(encoding="utf-8")
        assert whole.count(control.line) == 1, control.name
        path, _, test = control.test.partition("::")
        assert f"def {test}(" in (proof.ROOT / path).read_text(encoding="utf-8"), control.name
