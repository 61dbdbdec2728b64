"""One proved figure: which promise it belongs to, what came out, and whether that is enough."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

REPORT = Path(__file__).parents[2] / "build" / "proofs.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a long proof came to."""

    promise: str  # such as P18, with what it is about
    figure: str
    met: bool

    def __str__(self) -> str:
        return f"{'met    ' if self.met else 'NOT MET'}  {self.promise}: {self.figure}"


def keep(proofs: Sequence[Proof], path: Path = REPORT) -> None:
    """Write what was proved as JSON; what other promises came to before stays."""
    names = {proof.promise.split()[0] for proof in proofs}
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    kept = [each for each in before if each["promise"].split()[0] not in names]
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [*kept, *map(asdict, proofs)]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
