"""P23: serial answers in fifty invented surveys are flagged, honest crowds among them are not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from beteiligung.dashboards.doubts import flags
from beteiligung.dashboards.evidence import Evidence
from tests.dashboards.crowds import MARKED, SERIAL, Crowd, crowd, flagged
from tests.proofs.proof import Proof

SURVEYS = 50
LEAST_FLAGGED, MOST_WRONGLY = 0.95, 0.01


def prove() -> Iterator[Proof]:
    """Look at all surveys: at once, when the minutes of arrival are deleted, and with all marks."""
    for name, minutes, marks in (
        ("at once", True, False),
        ("after 48 hours", False, False),
        ("with the marks of the intake", False, True),
    ):
        found: Counter[str] = Counter()
        ways = (*SERIAL, *MARKED) if marks else SERIAL
        for number in range(SURVEYS):
            them = crowd(number, ways=ways)
            evidence = them.evidence(minutes=minutes, marks=marks)
            if not minutes:
                evidence = replace(evidence, rhythms=them.kept())
            _one_survey(them, evidence, ways[number % len(ways)].__name__, found)
        yield from _figures(name, found, ways)


def _figures(
    when: str, found: Counter[str], ways: Sequence[Callable[..., object]]
) -> Iterator[Proof]:
    flagged, wrongly = found["flagged"] / found["serial"], found["wrongly"] / found["honest"]
    about = f"{SURVEYS} surveys, {found['serial']} serial, {found['honest']} honest answers"
    yield Proof(
        f"P23 serial answers flagged, {when}", f"{flagged:.1%} ({about})", flagged >= LEAST_FLAGGED
    )
    yield Proof(f"P23 honest answers flagged, {when}", f"{wrongly:.2%}", wrongly <= MOST_WRONGLY)
    for way in ways:
        name = way.__name__
        share = found[f"{name} flagged"] / found[name]
        yield Proof(f"P23 flagged of{name.replace('_', ' ')}, {when}", f"{share:.1%}", share > 0.9)


def _one_survey(them: Crowd, evidence: Evidence, way: str, found: Counter[str]) -> None:
    rows = flagged(evidence, flags(evidence))
    found["serial"] += int(them.serial.sum())
    found["flagged"] += int((rows & them.serial).sum())
    found["honest"] += int((~them.serial).sum())
    found["wrongly"] += int((rows & ~them.serial).sum())
    found[way] += int(them.serial.sum())
    found[f"{way} flagged"] += int((rows & them.serial).sum())
