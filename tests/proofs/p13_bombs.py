"""P13: small files that would become huge pictures cost a fifth of a second and 100 MB at most."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from PIL import Image

from beteiligung.errors import Refusal
from beteiligung.media import pictures
from beteiligung.media.photos import cleaned_photo
from tests.proofs.proof import Proof

EDGE = 1600  # pixels of the longer side, as ideas and surveys keep photos
MOST_MILLISECONDS, MOST_MB = 200.0, 100.0
RUNS = 3
# Form, colours, width, height: beyond every limit, and just inside of each.
BOMBS = (
    ("PNG", "1", 30_000, 30_000),
    ("PNG", "1", 2_449, 2_449),
    ("PNG", "P", 2_449, 2_449),
    ("PNG", "RGB", 3_199, 1_875),
    ("PNG", "RGBA", 2_449, 2_449),
    ("PNG", "I;16", 2_449, 2_449),
    ("JPEG", "RGB", 12_000, 12_000),
    ("JPEG", "RGB", 7_070, 7_070),
    ("JPEG", "RGB", 3_199, 3_199),
    ("JPEG", "L", 7_070, 7_070),
    ("JPEG", "CMYK", 2_449, 2_449),
    ("progressive JPEG", "RGB", 2_828, 2_828),
    ("JPEG of 2,000 scans", "RGB", 2_828, 2_828),
    ("WebP", "RGB", 16_383, 16_383),
    ("WebP", "RGB", 1_788, 1_788),
    ("WebP", "RGBA", 16_383, 195),
)


def prove() -> Iterator[Proof]:
    """Each bomb in a process of its own, as the form of ideas takes photos."""
    for form, mode, width, height in BOMBS:
        content = bomb(form, mode, width, height)
        runs = [_cost(content) for _ in range(RUNS)]
        milliseconds, most = median(run[0] for run in runs), max(run[1] for run in runs)
        said = f"{milliseconds:.0f} ms, {most:.0f} MB ({len(content) / 1000:,.0f} KB, {runs[0][2]})"
        fine = milliseconds <= MOST_MILLISECONDS and most <= MOST_MB
        yield Proof(f"P13 bomb {form} {mode} {width} x {height}", said, fine)


def bomb(form: str, mode: str, width: int, height: int) -> bytes:
    """A picture of one colour: next to nothing as a file, whatever its size."""
    picture, file = Image.new(mode, (width, height)), io.BytesIO()
    if form == "WebP":
        picture.save(file, "WEBP", lossless=True, quality=0, method=0)
    elif form in {"PNG", "JPEG"}:
        picture.save(file, form)
    else:
        picture.save(file, "JPEG", progressive=True)
    content = file.getvalue()
    if "scans" not in form:
        return content
    last = content.rindex(pictures.SCAN)
    return content[:last] + content[last:-2] * 2000 + content[-2:]


def _cost(content: bytes) -> tuple[float, float, str]:
    """Milliseconds of work, MB of memory beyond what the process had, and what was said."""
    command = (sys.executable, "-m", "tests.proofs.p13_bombs")
    done = subprocess.run(
        command, input=content, capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )
    milliseconds, most, said = done.stdout.decode().split(maxsplit=2)
    return float(milliseconds), float(most), said.strip()


def _measured() -> str:
    for form in ("JPEG", "PNG", "WEBP"):  # whatever reads pictures is there before
        small = io.BytesIO()
        Image.new("RGB", (50, 50)).save(small, form)
        cleaned_photo(small.getvalue(), EDGE)
    content = sys.stdin.buffer.read()
    before, began = _memory(), time.process_time()
    try:
        photo = cleaned_photo(content, EDGE)
        said = f"taken, {photo.width} x {photo.height}"
    except Refusal as refusal:
        said = f"refused: {type(refusal).__name__}"
    milliseconds = (time.process_time() - began) * 1000
    return f"{milliseconds:.1f} {_memory() - before:.1f} {said}\n"


def _memory() -> float:
    """The most that this process has had so far, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


if __name__ == "__main__":
    sys.stdout.write(_measured())
