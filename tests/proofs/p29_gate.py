"""P29: of many surveys with something missing, none can be published."""

import random
from collections.abc import Iterator

from tests.proofs.proof import Proof
from tests.surveys.test_owed import FAULTS, errors, spoilt, whole

SURVEYS, SEED, MOST = 5000, 29, 6


def prove() -> Iterator[Proof]:
    """Leave out purpose, notice, period, reasons, consent and words in every combination."""
    dice, names = random.Random(SEED), sorted(FAULTS)
    gaps = [{name} for name in names]
    gaps += [set(dice.sample(names, dice.randint(2, MOST))) for _ in range(SURVEYS - len(gaps))]
    passed = [faults for faults in gaps if not errors(spoilt(faults))]
    yield Proof(
        "P29 incomplete surveys that could be published",
        f"{len(passed)} of {len(gaps)} ({len(names)} kinds of gaps)",
        not passed,
    )
    yield Proof(
        "P29 a complete one can be", f"{len(errors(whole()))} findings", not errors(whole())
    )
