"""What prints cost: two hundred posters in six languages as one file, and a thousand codes."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.exporting import run
from benchmarks.figure import Figure, at_most, times
from benchmarks.installation import BUILD
from beteiligung.locales import TIER_1
from beteiligung.prints.making import printed
from beteiligung.prints.order import Hung, Order
from beteiligung.qrcodes import drawings
from beteiligung.qrcodes.printing import drawn, svg
from beteiligung.text import Translated

BASE = "HTTPS://MITREDEN-CHEMNITZ.DE"
PLACES, COPIES = 20, 10
CODES = [f"{BASE}/Q/7{number:04}" for number in range(1000)]
SECONDS, MEMORY, SIZE, DRAWING = 10.0, 400.0, 5.0, 8.0


def measure() -> Iterator[Figure]:
    """In a process of its own, so that its memory is its own."""
    said = run([sys.executable, "-m", "benchmarks.printing"], BUILD)
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    yardstick = ("one poster, times 200", found["one"] * PLACES * COPIES)
    yield times("200 posters, six languages, one PDF", found["all"], "s", yardstick, 1.0)
    yield at_most("the same, in seconds", found["all"], "s", SECONDS)
    yield at_most("memory for them", found["memory"], "MB", MEMORY)
    yield at_most("their file", found["size"], "MB", SIZE)
    yield at_most("1,000 codes drawn (SVG)", found["codes"], "s", DRAWING)
    drawing = ("drawing them", found["codes"])
    yield times("the same, by a process that did not draw them", found["kept"], "s", drawing, 1.0)


def _order(places: int) -> Order:
    return Order(
        title=Translated(dict.fromkeys(TIER_1, "Wie lebt es sich im Stadtteil?")),
        locales=TIER_1,
        asked=12,
        minutes=5,
        anonymous=True,
        ends=None,
        results_on=None,
        phone="0371 000000",
        name="Mitreden",
        by="Stadtteilmanagement",
        base=BASE.lower(),
        timezone="Europe/Berlin",
        hung=tuple(Hung(f"7F3{n:02}", f"Ort {n}", "", "poster") for n in range(places)),
    )


def _once(places: int, copies: int) -> tuple[float, int]:
    began = time.perf_counter()
    made = printed(_order(places), "poster-a4", copies=copies)
    return time.perf_counter() - began, len(made)


def _measured() -> dict[str, float]:
    whole, size = _once(PLACES, COPIES)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    one, _ = _once(1, 1)
    began = time.perf_counter()
    for said in CODES:
        drawn(said)
    codes = time.perf_counter() - began
    return {
        "all": whole,
        "size": size / 1e6,
        "memory": memory,
        "one": one,
        "codes": codes,
        "kept": _kept(),
    }


def _kept() -> float:
    """Seconds for codes that were drawn before, by a process that remembers none of them."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        drawings.lie_in(Path(folder))
        for said in CODES:
            svg(said)
        svg.cache_clear()
        began = time.perf_counter()
        for said in CODES:
            svg(said)
        return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(_measured()))
