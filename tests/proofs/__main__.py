"""Proves the long promises, a line each; exit 1 if one is not kept. `make proofs ONLY=P18`."""

import sys
from collections.abc import Callable, Iterator, Mapping

from tests.proofs import leaks, p18_outsider, p18_releases, p23_flags
from tests.proofs.proof import Proof, keep

# By the promise's number; each proof yields what it came to, as it comes.
PROOFS: Mapping[str, tuple[Callable[[], Iterator[Proof]], ...]] = {
    "P18": (p18_releases.prove, leaks.prove, p18_outsider.prove),
    "P23": (p23_flags.prove,),
}


def main(only: str = "") -> int:
    """Prove all promises, or one."""
    if only and only not in PROOFS:
        sys.stderr.write(f"There is no proof {only}. There are: {', '.join(PROOFS)}.\n")
        return 2
    found: list[Proof] = []
    wanted = [prove for promise, ways in PROOFS.items() if only in {"", promise} for prove in ways]
    for proof in (each for prove in wanted for each in prove()):
        sys.stdout.write(f"{proof}\n")
        sys.stdout.flush()
        found.append(proof)
    keep(found)
    return 0 if all(proof.met for proof in found) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
