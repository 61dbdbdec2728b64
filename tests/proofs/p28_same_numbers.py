"""P28: picture, table, sentence and file of every published question say the same numbers."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from markupsafe import Markup

from beteiligung import i18n
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.dashboards.figures import Figure
from beteiligung.releases.drawing import svg
from beteiligung.releases.page import page
from beteiligung.releases.released import Released, read
from tests.proofs.people import platform, releases, sketch
from tests.proofs.proof import Proof

SURVEYS = 10
LANGUAGES = ("de", "de-leicht", "en", "ar", "uk", "ru")
HIDDEN, WHOLE = "–", 100
ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(slots=True)
class Found:
    """What was compared, and where two said something else."""

    pictures: int = 0
    numbers: int = 0
    lacking: list[str] = field(default_factory=list)  # pictures without table or sentence
    unlike: list[str] = field(default_factory=list)
    planted: int = 0  # differences that we made ourselves,
    caught: int = 0  # and found


def prove() -> Iterator[Proof]:
    """Every question of real releases of invented surveys, in six languages."""
    found = compared(SURVEYS)
    about = f"{found.pictures:,} pictures, {found.numbers:,} numbers, {len(LANGUAGES)} languages"
    said = f"{len(found.lacking)} ({about})" + "".join(f"; {each}" for each in found.lacking[:3])
    yield Proof("P28 pictures without table or sentence", said, not found.lacking)
    said = f"{len(found.unlike)} ({about})" + "".join(f"; {each}" for each in found.unlike[:3])
    yield Proof("P28 numbers that differ", said, found.numbers > 0 and not found.unlike)
    said = f"{found.caught} of {found.planted}"
    yield Proof("P28 planted differences that are found", said, 0 < found.planted == found.caught)


def compared(surveys: int) -> Found:
    """Compare everything in the releases of so many surveys."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), secret_key="of this proof only"))
        for seed in range(surveys):
            with platform() as store:
                for release, _ in releases(store, sketch(seed)):
                    where = f"survey {seed}, release {release.number}"
                    _release(app, read(release.document), where, found)
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()
    return found


def _release(app: Flask, released: Released, where: str, found: Found) -> None:
    for language in LANGUAGES:
        with app.test_request_context("/"):
            i18n.use(language)
            told = page(released)
            for part in (*told.parts, *told.people):
                here = f"{where}, {language}, {part.figure.name}"
                compare(part.figure, here, found, spoken=True)
                _plant(part.figure, found)
                for _, splits in part.splits:
                    for split in splits:
                        compare(split.figure, here, found, spoken=False)


def _plant(figure: Figure, found: Found) -> None:
    """Make the picture and the sentence say something else, once each: that must be found."""
    if not figure.bars or figure.bars[0].length is None:
        return
    longer = (figure.bars[0]._replace(length=figure.bars[0].length + 5), *figure.bars[1:])
    other = Markup("{} 987654.").format(figure.sentence)
    for wrong in (figure._replace(bars=longer), figure._replace(sentence=other)):
        seen = Found()
        compare(wrong, "planted", seen, spoken=True)
        found.planted += 1
        found.caught += bool(seen.unlike)


def compare(figure: Figure, where: str, found: Found, *, spoken: bool) -> None:
    """Compare one picture with its table, its sentence and its file."""
    if not figure.bars and not any(stack.parts for stack in figure.stacks):
        return
    found.pictures += 1
    if figure.table is None or (spoken and not plain(figure.sentence)):
        found.lacking.append(where)
        return
    rows = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in figure.table.rows}
    for unlike in (*_bars(figure, rows, found), *_stacks(figure, rows, found)):
        found.unlike.append(f"{where}: {unlike}")
    said = _sentence(figure, rows) if spoken else []
    in_table = {number for cells in rows.values() for cell in cells for number in numbers(cell)}
    found.numbers += len(said)
    found.unlike += [
        f"{where}: the sentence says {number}" for number in said if number not in in_table
    ]
    drawn = plain(svg(figure, ("Mitreden",)).decode().replace("<text", "\n<text"))
    found.unlike += [
        f"{where}: the file lacks {plain(bar.words)}"
        for bar in figure.bars
        if plain(bar.words) not in drawn
    ]


def _sentence(figure: Figure, rows: dict[str, list[str]]) -> list[int]:
    """The numbers of a sentence, without those in the words of answers, and without "of 100"."""
    text = plain(figure.sentence)
    for label in sorted(rows, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", "", text)
    return [number for number in numbers(text) if number != WHOLE]


def _bars(figure: Figure, rows: dict[str, list[str]], found: Found) -> Iterator[str]:
    for bar in figure.bars:
        cells = rows.get(plain(bar.label), [])
        said = cells[1] if len(cells) > 1 else HIDDEN
        if bar.length is None:
            if numbers(said):
                yield f"a hidden bar is {said} in the table"
            continue
        found.numbers += 1
        if plain(bar.words) != said or abs(bar.length - (numbers(said) or [-9])[0]) > 1:
            yield f"a bar of {bar.length:g}, {plain(bar.words)}, is {said} in the table"


def _stacks(figure: Figure, rows: dict[str, list[str]], found: Found) -> Iterator[str]:
    for stack in figure.stacks:
        if not stack.parts:
            continue
        cells = " ".join(rows.get(plain(stack.label), []))
        shares = [int(each) for each in re.findall(r"\((\d+)", cells)]
        lengths = [round(part) for part in stack.parts if part is not None]
        found.numbers += len(lengths)
        if rows and cells and shares and shares != lengths:
            yield f"steps of {lengths} are {shares} in the table"


def plain(words: object) -> str:
    """Words without marks, in the digits of the program."""
    text = re.sub(r"<[^>]*>", "", str(words)).replace("\N{NO-BREAK SPACE}", " ")
    return ISOLATES.sub("", text).translate(DIGITS).strip()


def numbers(text: str) -> list[int]:
    """The whole numbers in a text."""
    return [int(re.sub(r"\D", "", each)) for each in re.findall(r"\d+(?:[.,\u202f ]\d{3})*", text)]
