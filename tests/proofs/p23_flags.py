"""P23: serial answers in fifty invented surveys are flagged, honest crowds among them are not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from beteiligung.dashboards.doubts import flags
from tests.dashboards.crowds import SERIAL, Crowd, crowd, flagged
from tests.proofs.proof import Proof

SURVEYS = 50
LEAST_FLAGGED, MOST_WRONGLY = 0.95, 0.01


def prove() -> Iterator[Proof]:
    """Look at all surveys: at once, and when the minutes of arrival are deleted."""
    for name, minutes in (("at once", True), ("after 48 hours", False)):
        found: Counter[str] = Counter()
        for number in range(SURVEYS):
            _one_survey(crowd(number), SERIAL[number % len(SERIAL)].__name__, minutes, found)
        yield from _figures(name, found)


def _figures(when: str, found: Counter[str]) -> Iterator[Proof]:
    flagged, wrongly = found["flagged"] / found["serial"], found["wrongly"] / found["honest"]
    about = f"{SURVEYS} surveys, {found['serial']} serial, {found['honest']} honest answers"
    yield Proof(
        f"P23 serial answers flagged, {when}", f"{flagged:.1%} ({about})", flagged >= LEAST_FLAGGED
    )
    yield Proof(f"P23 honest answers flagged, {when}", f"{wrongly:.2%}", wrongly <= MOST_WRONGLY)
    for way in SERIAL:
        name = way.__name__
        share = found[f"{name} flagged"] / found[name]
        yield Proof(f"P23 flagged of{name.replace('_', ' ')}, {when}", f"{share:.1%}", share > 0.9)


def _one_survey(them: Crowd, way: str, minutes: bool, found: Counter[str]) -> None:
    evidence = them.evidence(minutes=minutes)
    if not minutes:
        evidence = replace(evidence, rhythms=them.kept())
    rows = flagged(evidence, flags(evidence))
    found["serial"] += int(them.serial.sum())
    found["flagged"] += int((rows & them.serial).sum())
    found["honest"] += int((~them.serial).sum())
    found["wrongly"] += int((rows & ~them.serial).sum())
    found[way] += int(them.serial.sum())
    found[f"{way} flagged"] += int((rows & them.serial).sum())
