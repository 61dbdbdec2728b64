"""Proves the long promises, a line each; exit 1 if one is not kept. `make proofs ONLY="P1 P18"`.

Of a promise with several proofs one can be taken by itself: `make proofs ONLY="P13:wapiti"`.
"""

import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping

from tests.proofs import (
    by_tests,
    leaks,
    p01_counts,
    p01_kills,
    p02_full_disk,
    p03_histories,
    p03_ideas,
    p04_faults,
    p05_restore,
    p09_orders,
    p09_tablets,
    p09_thrice,
    p11_handing,
    p12_doors,
    p13_bombs,
    p13_ideas,
    p13_scanners,
    p13_uploads,
    p14_one_place,
    p16_cells,
    p17_no_way_out,
    p18_districts,
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
    p27_tools,
    p28_same_numbers,
    p29_gate,
    p30_rush,
    p31_failures,
    p32_funds,
    proxied,
)
from tests.proofs.promises import PROMISES
from tests.proofs.proof import NOT_MEASURED, Proof, Record, commit, keep, record

Prove = Callable[[], Iterator[Proof]]
# By the promise's number; each proof yields what it came to, as it comes.
PROOFS: Mapping[str, tuple[Prove, ...]] = {
    "P1": (p01_kills.prove, p01_counts.prove),
    "P2": (p02_full_disk.prove,),
    "P3": (p03_histories.prove, p03_ideas.prove),
    "P4": (p04_faults.prove,),
    "P5": (p05_restore.prove,),
    "P7": (by_tests.upgrades,),
    "P8": (by_tests.storage,),
    "P9": (p09_tablets.arrive, p09_thrice.thrice, p09_orders.orders),
    "P10": (p09_tablets.update,),
    "P11": (p09_tablets.stolen, p11_handing.handed),
    "P11b": (by_tests.queues,),
    "P11c": (by_tests.clocks,),
    "P12": (p12_doors.prove,),
    "P13": (
        p13_scanners.typed,
        p13_uploads.uploads,
        p13_bombs.prove,
        p13_ideas.prove,
        p13_scanners.schemathesis,
        p13_scanners.wapiti,
        p13_scanners.sqlmap,
        p13_scanners.sqlmap_forms,
    ),
    "P14": (p14_one_place.prove,),
    "P15": (by_tests.sessions,),
    "P16": (p16_cells.prove,),
    "P17": (
        p17_no_way_out.pinned,
        p17_no_way_out.without_a_network,
        p17_no_way_out.known_weaknesses,
    ),
    "P18": (p18_releases.prove, p18_districts.prove, leaks.prove, p18_outsider.prove),
    "P19": (p19_time.prove,),
    "P20": (p20_anonymous.prove, proxied.prove),
    "P21": (p21_deletion.prove,),
    "P22": (p22_tracking.prove,),
    "P23": (p23_flags.prove,),
    "P24": (p24_effort.prove,),
    "P25": (p25_controls.prove,),
    "P26": (p26_posters.prove, p26_prints.prove),
    "P27": (
        p27_pages.pages_looked_at,
        p27_tools.valid,
        p27_tools.lighthouse,
        by_tests.keyboard,
        by_tests.ideas,
    ),
    "P28": (p28_same_numbers.prove,),
    "P29": (p29_gate.prove,),
    "P30": (p30_rush.prove,),
    "P31": (p31_failures.prove,),
    "P32": (p32_funds.prove,),
}


def main(*only: str) -> int:
    """Prove all promises in their order, or those that are named."""
    named = [name for word in only for name in word.replace(",", " ").split()]
    unknown = [name for name in named if not _known(name)]
    if unknown:
        known = ", ".join([*PROMISES, *(f"{n}:{part}" for n in PROOFS for part in _parts(n))])
        sys.stderr.write(f"There is no promise {', '.join(unknown)}: {known}.\n")
        return 2
    commit()  # the state that is proved, though somebody may commit meanwhile
    kept = [_prove(name, asked=bool(named)) for name in named or PROMISES]
    return 0 if all(kept) else 1


def _known(name: str) -> bool:
    promise, _, part = name.partition(":")
    return promise in PROMISES and (not part or part in _parts(promise))


def _parts(name: str) -> Mapping[str, Prove]:
    """The proofs of a promise by their names; where there is one, it needs none."""
    proofs = PROOFS.get(name, ())
    return {_name(prove): prove for prove in proofs} if len(proofs) > 1 else {}


def _name(prove: Prove) -> str:
    own = prove.__name__
    return own if own != "prove" else prove.__module__.rpartition(".")[2]


def _prove(name: str, *, asked: bool) -> bool:
    """Prove one promise, or a part, and write down what it came to; whether it is kept."""
    number, _, part = name.partition(":")
    promise = PROMISES[number]
    if promise.later:
        _say(f"{'later':<12}  {number} {promise.words}: {promise.later}")
        return not asked
    records: list[Record] = []
    began = time.monotonic()
    for proof, of in _each(number, part):
        _say(str(proof))
        records.append(record(proof, time.monotonic() - began, of))
        began = time.monotonic()
    keep(number, records, [part] if part else [], [*_parts(number)])
    return all(each["met"] for each in records)


def _each(name: str, part: str) -> Iterator[tuple[Proof, str]]:
    """What the proofs of a promise come to; one that breaks off is not met and stops no other."""
    if name not in PROOFS:
        words = PROMISES[name].words
        nothing = f"{NOT_MEASURED}: there is no proof of it yet"
        yield Proof(f"{name} {words}", nothing, met=False), ""
    parts = _parts(name)
    for prove in [parts[part]] if part else PROOFS.get(name, ()):
        own = _name(prove) if parts else ""
        try:
            yield from ((proof, own) for proof in prove())
        except Exception as error:  # noqa: BLE001 - whatever it is, the promise is not proved
            traceback.print_exc()
            words = f"broke off: {type(error).__name__}: {error}".splitlines()[0]
            yield Proof(f"{name} {_name(prove)}", words, met=False), own


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
