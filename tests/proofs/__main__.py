"""Proves the long promises, a line each; exit 1 if one is not kept. `make proofs ONLY="P1 P18"`."""

import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping

from tests.proofs import (
    by_tests,
    leaks,
    p01_kills,
    p02_full_disk,
    p03_histories,
    p04_faults,
    p05_restore,
    p12_doors,
    p13_scanners,
    p14_one_place,
    p16_cells,
    p17_no_way_out,
    p18_outsider,
    p18_releases,
    p19_time,
    p20_anonymous,
    p21_deletion,
    p22_tracking,
    p23_flags,
    p24_effort,
    p25_controls,
    p26_posters,
    p26_prints,
    p27_pages,
    p28_same_numbers,
    p29_gate,
    p31_failures,
    proxied,
)
from tests.proofs.promises import PROMISES
from tests.proofs.proof import NOT_MEASURED, Proof, Record, commit, keep, record

# By the promise's number; each proof yields what it came to, as it comes.
PROOFS: Mapping[str, tuple[Callable[[], Iterator[Proof]], ...]] = {
    "P1": (p01_kills.prove,),
    "P2": (p02_full_disk.prove,),
    "P3": (p03_histories.prove,),
    "P4": (p04_faults.prove,),
    "P5": (p05_restore.prove,),
    "P7": (by_tests.upgrades,),
    "P8": (by_tests.storage,),
    "P12": (p12_doors.prove,),
    "P13": (p13_scanners.prove,),
    "P14": (p14_one_place.prove,),
    "P15": (by_tests.sessions,),
    "P16": (p16_cells.prove,),
    "P17": (p17_no_way_out.prove,),
    "P18": (p18_releases.prove, leaks.prove, p18_outsider.prove),
    "P19": (p19_time.prove,),
    "P20": (p20_anonymous.prove, proxied.prove),
    "P21": (p21_deletion.prove,),
    "P22": (p22_tracking.prove,),
    "P23": (p23_flags.prove,),
    "P24": (p24_effort.prove,),
    "P25": (p25_controls.prove,),
    "P26": (p26_posters.prove, p26_prints.prove),
    "P27": (p27_pages.prove,),
    "P28": (p28_same_numbers.prove,),
    "P29": (p29_gate.prove,),
    "P31": (p31_failures.prove,),
}


def main(*only: str) -> int:
    """Prove all promises in their order, or those that are named."""
    named = [name for word in only for name in word.replace(",", " ").split()]
    unknown = [name for name in named if name not in PROMISES]
    if unknown:
        sys.stderr.write(f"There is no promise {', '.join(unknown)}: {', '.join(PROMISES)}.\n")
        return 2
    commit()  # the state that is proved, though somebody may commit meanwhile
    kept = [_prove(name, asked=bool(named)) for name in named or PROMISES]
    return 0 if all(kept) else 1


def _prove(name: str, *, asked: bool) -> bool:
    """Prove one promise and write down what it came to; whether it is kept."""
    promise = PROMISES[name]
    if promise.later:
        _say(f"{'later':<12}  {name} {promise.words}: {promise.later}")
        return not asked
    records: list[Record] = []
    began = time.monotonic()
    for proof in _each(name):
        _say(str(proof))
        records.append(record(proof, time.monotonic() - began))
        began = time.monotonic()
    keep(name, records)
    return all(each["met"] for each in records)


def _each(name: str) -> Iterator[Proof]:
    """What the proofs of a promise come to; one that breaks off is not met and stops no other."""
    if name not in PROOFS:
        words = PROMISES[name].words
        yield Proof(f"{name} {words}", f"{NOT_MEASURED}: there is no proof of it yet", met=False)
    for prove in PROOFS.get(name, ()):
        try:
            yield from prove()
        except Exception as error:  # noqa: BLE001 - whatever it is, the promise is not proved
            traceback.print_exc()
            words = f"broke off: {type(error).__name__}: {error}".splitlines()[0]
            yield Proof(f"{name} {prove.__module__.rpartition('.')[2]}", words, met=False)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
