"""Writes the table of promises, for promises.md, from what the proofs came to: no figure is typed.

`make proofs` leaves its figures in build/proofs.json; `python -m docs.promises` takes them over
into promises.json, each with its seal, and writes the page; `--check` compares.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.proofs.promises import PROMISES, Promise
from tests.proofs.proof import NOT_MEASURED, REPORT, Record, number, place, seal

HERE = Path(__file__).resolve().parent
PAGE, FIGURES = HERE / "promises.md", HERE / "promises.json"

HEAD = """# Promises

What this platform promises, what that means for people, and what came out when it was last proved.
This page is written by `python -m docs.promises` from the figures of `make proofs`; whoever mends
one by hand fails a test. What cannot be measured on a machine is said so and counts as not met. How
the proofs work stands in [decision 26](decisions/0026-proofs.md) and in the first sentences of
`tests/proofs/`. Short forms of them run with every change.

| | promise | what it means | proved by | came out |
|---|---|---|---|---|
"""
FIGURES_HEAD = """
## The figures

Each with the day, the seconds it took, and the state of the code.
"""


def page(records: Sequence[Record]) -> str:
    """The whole page."""
    lines = [_line(promise, _of(promise, records)) for promise in PROMISES.values()]
    figures = [_chapter(promise, _of(promise, records)) for promise in PROMISES.values()]
    machines = sorted({(each["machine"], each["date"]) for each in records})
    taken = [f"- {date}: {machine}\n" for machine, date in machines] or ["- nothing yet\n"]
    return "".join([HEAD, *lines, FIGURES_HEAD, *figures, "\n## Taken on\n\n", *taken])


def _line(promise: Promise, records: Sequence[Record]) -> str:
    if promise.later:
        command, came = "–", f"not built yet: {promise.later}"
    else:
        command, came = f"`{promise.command}`", _outcome(records)
    cells = (promise.number, promise.words, promise.meaning, command, came)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _outcome(records: Sequence[Record]) -> str:
    """How many of the figures are met; a promise is kept if all are."""
    if not records:
        return f"{NOT_MEASURED} yet"
    met = sum(_verdict(each) == "met" for each in records)
    word = "met" if met == len(records) else "**not met**"
    return f"{word}: {met} of {len(records)} figures"


def _verdict(record: Record) -> str:
    if record["figure"].startswith(NOT_MEASURED):
        return NOT_MEASURED
    return "met" if record["met"] else "**not met**"


def _chapter(promise: Promise, records: Sequence[Record]) -> str:
    lines = "".join(f"- {line}\n" for line in _figures(records))
    return f"\n### {promise.number} {promise.words}\n\n{lines}" if lines else ""


def _figures(records: Sequence[Record]) -> Iterator[str]:
    for each in records:
        about = each["promise"].partition(" ")[2]
        figure = each["figure"].removeprefix(f"{NOT_MEASURED}: ")
        taken = f"{each['date']}, {each['seconds']:g} s, `{each['commit'] or 'no history'}`"
        yield f"{_verdict(each)}: {about}: {figure} ({taken})"


def _of(promise: Promise, records: Sequence[Record]) -> list[Record]:
    return [each for each in records if number(each) == promise.number]


def taken_over(before: Sequence[Record], new: Sequence[Record]) -> list[Record]:
    """The figures that stand on the page after a run: each promise as it was proved last."""
    names = {number(each) for each in new}
    kept = [each for each in before if number(each) not in names]
    return sorted([*kept, *new], key=lambda each: place(number(each)))


def mended(records: Sequence[Mapping[str, object]]) -> list[str]:
    """Figures that somebody has changed after they were taken."""
    return [str(each["promise"]) for each in records if seal(each) != each.get("seal")]


def _read(path: Path) -> list[Record]:
    found: list[Record] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def _write(records: Sequence[Record]) -> None:
    text = json.dumps(records, ensure_ascii=False, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")
    PAGE.write_text(page(records), encoding="utf-8")


if __name__ == "__main__":
    figures = _read(FIGURES)
    if "--check" not in sys.argv:
        figures = taken_over(figures, _read(REPORT))
    if wrong := mended(figures):
        sys.exit(f"These figures are not as they were taken: {'; '.join(wrong)}")
    if "--check" not in sys.argv:
        _write(figures)
    elif PAGE.read_text(encoding="utf-8") != page(figures):
        sys.exit("docs/promises.md is not what was proved: run python -m docs.promises")
