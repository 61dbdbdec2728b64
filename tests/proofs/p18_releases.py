"""P18: fifty invented surveys are released in batches; nothing of anybody can be found out."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.disclosure.attack import attacked
from beteiligung.disclosure.publication import USUAL
from beteiligung.releases.reading import gave_of, publication, strict_of
from beteiligung.releases.released import Released, read
from tests.proofs.people import platform, releases, sketch
from tests.proofs.proof import Proof

SURVEYS = 50
LEAST_ONE_WAY, LEAST_TWO_WAY = 0.85, 0.60  # shares of cells that are shown
SECONDS = 20  # for a release of forty tables


class Found(Counter[str]):
    """What was counted over all surveys and releases."""

    smallest: int = 10**9
    slowest: float = 0.0


def prove() -> Iterator[Proof]:
    """Release, attack and recount all surveys."""
    found = Found()
    for seed in range(SURVEYS):
        with platform() as store:
            _one_survey(store, seed, found)
    one = found["one shown"] / found["one"]
    two = found["two shown"] / found["two"]
    about = f"{SURVEYS} surveys, {found['releases']} releases, {found['hidden']} hidden numbers"
    yield Proof("P18 numbers recovered", f"{found['findings']} ({about})", not found["findings"])
    yield Proof("P18 shown below the threshold", f"{found['small']}", not found["small"])
    yield Proof(
        "P18 smallest interval of a hidden number, over all releases",
        f"{found.smallest}",
        found.smallest >= 3,
    )
    yield Proof(
        "P18 numbers that differ from a naive recount", f"{found['wrong']}", not found["wrong"]
    )
    yield Proof("P18 one-way numbers shown", f"{one:.1%}", one >= LEAST_ONE_WAY)
    newest = found["newest shown"] / found["newest"]
    yield Proof(
        "P18 numbers by age shown in the newest release of each survey",
        f"{newest:.1%} (in all releases, from 190 answers on: {two:.1%})",
        newest >= LEAST_TWO_WAY,
    )
    yield Proof(
        "P18 slowest release (processor time)", f"{found.slowest:.1f} s", found.slowest <= SECONDS
    )


def _one_survey(store: Any, seed: int, found: Found) -> None:
    published = []
    began = time.process_time()
    for release, truth in releases(store, sketch(seed)):
        found.slowest = max(found.slowest, time.process_time() - began)
        report = release.report
        published.append(publication(release.document, strict_of(report), gave_of(report)))
        result = attacked(published)
        found["findings"] += len(result.findings)
        found["hidden"] += result.hidden
        found["releases"] += 1
        found.smallest = min(found.smallest, result.smallest or found.smallest)
        _count(read(release.document), truth["rows"], found)
        began = time.process_time()
    _count_newest(read(release.document), found)


def _count_newest(released: Released, found: Found) -> None:
    found["newest"] += _given_up(released)
    for tally in released.tallies:
        if tally.by:
            found["newest"] += len(tally.cells)
            found["newest shown"] += sum(cell.count is not None for cell in tally.cells)


def _count(released: Released, rows: Any, found: Found) -> None:
    found["two"] += _given_up(released)  # a table that is not there shows nothing
    for tally in released.tallies:
        way = "two" if tally.by else "one"
        for cell in tally.cells:
            found[way] += 1
            found[f"{way} shown"] += cell.count is not None
            found["small"] += cell.count is not None and 0 < cell.count < USUAL
            if cell.count is not None and tally.as_of == released.number:
                found["wrong"] += cell.count != recounted(released, tally, cell.code, rows)


def _given_up(released: Released) -> int:
    """How many cells by age the tables would have that were dropped."""
    by_age = {tally.question for tally in released.tallies if tally.by}
    groups = len({tally.group for tally in released.tallies if tally.by})
    alone = [t for t in released.tallies if not t.by and not t.question.startswith("_")]
    lost = [t for t in alone if t.question not in {*by_age, "alter"}]
    return sum(groups * sum(cell.code not in t.missing for cell in t.cells) for t in lost)


def recounted(released: Released, tally: Any, code: str, rows: Any) -> int:
    """The same number counted one answer after the other."""
    of = {asked.id: {a.code: set(a.of) for a in asked.answers} for asked in released.asked}
    wanted = of[tally.question].get(code, {code})
    groups = of[tally.by][tally.group] if tally.by else None
    n = 0
    for row in rows:
        answers = {**row.answers, "_language": row.language, "_channel": row.channel}
        answers["_district"] = row.slug
        given: Mapping[str, Any] | str | list[str] | None = answers.get(tally.question)
        mine = set(given) if isinstance(given, list) else {given}
        n += bool(mine & wanted) and (groups is None or answers.get(tally.by) in groups)
    return n
