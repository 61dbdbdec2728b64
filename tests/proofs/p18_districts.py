"""P18 for surveys of two districts: split by age and by district at once, nothing is found out."""

import time
from collections.abc import Iterator
from dataclasses import replace

from beteiligung.disclosure.attack import attacked
from beteiligung.disclosure.publication import USUAL
from beteiligung.releases.reading import gave_of, publication, strict_of
from beteiligung.releases.released import read
from tests.proofs.p18_releases import SECONDS, Found, recounted
from tests.proofs.people import Sketch, platform, releases, sketch
from tests.proofs.proof import Proof

SURVEYS = 6
UNKNOWN = (0.0, 0.03, 0.1)  # shares of those of whom the district is not known, in turn
ELSEWHERE = 0.35


def prove() -> Iterator[Proof]:
    """Release and attack them; how many numbers are shown is told, and promised of none."""
    found = Found()
    for seed in range(SURVEYS):
        unknown = UNKNOWN[seed % len(UNKNOWN)]
        _one_survey(replace(sketch(seed), elsewhere=ELSEWHERE, unknown=unknown), found)
    about = f"{SURVEYS} surveys, {found['releases']} releases, {found['hidden']} hidden numbers"
    bad = found["findings"] + found["small"] + found["wrong"]
    yield Proof("P18 two districts: recovered, too small or wrong", f"{bad} ({about})", not bad)
    yield Proof(
        "P18 two districts: smallest interval of a hidden number",
        f"{found.smallest}",
        found.smallest >= 3,
    )
    age, district = (found[f"{by} shown"] / found[by] for by in ("alter", "_district"))
    yield Proof(
        "P18 two districts: numbers shown in the newest release, by age and by district",
        f"{age:.1%}, {district:.1%}",
        bool(age and district),
    )
    yield Proof(
        "P18 two districts: slowest release (processor time)",
        f"{found.slowest:.1f} s",
        found.slowest <= SECONDS,
    )


def _one_survey(plan: Sketch, found: Found) -> None:
    published, newest = [], None
    with platform() as store:
        began = time.process_time()
        for release, truth in releases(store, plan):
            found.slowest = max(found.slowest, time.process_time() - began)
            report = release.report
            published.append(publication(release.document, strict_of(report), gave_of(report)))
            result = attacked(published)
            found["findings"] += len(result.findings)
            found["hidden"] += result.hidden
            found["releases"] += 1
            found.smallest = min(found.smallest, result.smallest or found.smallest)
            newest = read(release.document)
            for tally in newest.tallies:
                for cell in tally.cells:
                    found["small"] += cell.count is not None and 0 < cell.count < USUAL
                    if cell.count is not None and tally.as_of == newest.number:
                        right = recounted(newest, tally, cell.code, truth["rows"])
                        found["wrong"] += cell.count != right
            began = time.process_time()
    for tally in newest.tallies if newest else ():
        if tally.by:
            found[tally.by] += len(tally.cells)
            found[f"{tally.by} shown"] += sum(cell.count is not None for cell in tally.cells)
