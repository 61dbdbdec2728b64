"""What somebody outside reads off results on paper: words, numbers, and how long the bars are.

A sheet is read twice: with nothing else in hand, and beside the open data, which must not hide what
the sheet tells. Of the platform's own code there is nothing in here but the sheets it prints.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_uint
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from tests.proofs.outsider_files import HIDDEN, PARTS, Read, Table, unexplained

FEWEST = 5  # people
GROUND = "#efece6"  # of the ground under a bar
ACT = "#2648a1"  # of a simple bar
STEPS = {"#006662", "#64b5b0", "#ced1d8", "#e4a067", "#b74b21"}  # of a bar in steps, best first
NEAR = 0.003  # by how much a bar may be longer or shorter than what it stands for
SHARE = re.compile(r"(\d{1,3}) %$")
BASE = re.compile(r"\bn = ([\d,]+)")


class Bar(NamedTuple):
    """A rectangle on the sheet."""

    left: float
    bottom: float
    right: float
    top: float
    colour: str

    @property
    def width(self) -> float:
        """How long it is."""
        return self.right - self.left

    def within(self, other: "Bar") -> bool:
        """Whether it lies on another one, such as a number's own ground on its bar."""
        inside = other.left <= self.left + NEAR and self.right <= other.right + NEAR
        return inside and other.bottom < self.bottom and self.top < other.top


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one question's title: words and bars in the order of the sheet."""

    question: str
    pieces: Sequence[str | Bar]

    @property
    def words(self) -> str:
        """All its words in one line."""
        return _line(each for each in self.pieces if isinstance(each, str))


def in_words_alone(content: bytes) -> list[str]:
    """What the words of a sheet give away to somebody who has no other file: too few people."""
    told: list[str] = []
    shares: list[tuple[str, int]] = []
    with pypdfium2.PdfDocument(content) as sheet:
        lines = sheet[0].get_textpage().get_text_range().splitlines()
    for line in map(str.strip, lines):
        if share := SHARE.search(line):
            shares.append((line, int(share[1])))
        elif base := BASE.search(line):
            told += _too_few(shares, _number(base[1]))
            shares = []
    return told


def _too_few(shares: Sequence[tuple[str, int]], n: int) -> Iterator[str]:
    """People behind a share of whole per cent, or all others, where that can only be a few."""
    for line, share in shares:
        least, most = ceil(n * (share - 0.5) / 100), min(n, floor(n * (share + 0.5) / 100))
        if least > 0 and most < FEWEST:
            yield f"the sheet says “{line}” of {n}: {least} to {most} people"
        if n - most > 0 and n - least < FEWEST:
            yield f"the sheet says “{line}” of {n}: all but {n - most} to {n - least} people"


def on_paper(found: Read, files: Mapping[str, bytes]) -> Iterator[str]:
    """What the sheets of a release tell that its open data hides, or says otherwise."""
    for name, content in files.items():
        if name.endswith(".pdf"):
            told = (*in_words_alone(content), *_beside(found, content))
            yield from (f"{name}: {line}" for line in told)


def numbers_read(content: bytes) -> int:
    """How many shares, bases and bars were read off a sheet: none would prove nothing."""
    pieces = _pieces(content)
    words = _line(each for each in pieces if isinstance(each, str))
    bars = [each for each in pieces if isinstance(each, Bar) and each.colour in {ACT, *STEPS}]
    return len(re.findall(r"\d %", words)) + len(BASE.findall(words)) + len(bars)


def _beside(found: Read, content: bytes) -> Iterator[str]:
    for section in _sections(found, _pieces(content)):
        tables = [
            table
            for where, table in found.tables.items()
            if where.question == section.question and not where.by
        ]
        yield from _bases(section, tables)
        if found.questions[section.question]["kind"] != "budget":  # its bars are means, not people
            yield from _rows(found, section, tables)
            yield from _lengths(section, tables)
            said = unexplained(tables, section.words)
            yield from (f"{section.question}: the sentence says {each} of 100" for each in said)


def _bases(section: Section, tables: Sequence[Table]) -> Iterator[str]:
    known = {table.numbers["_base"] for table in tables}
    for said in BASE.findall(section.words):
        if _number(said) not in known:
            yield f"{section.question}: n = {said}"


def _rows(found: Read, section: Section, tables: Sequence[Table]) -> Iterator[str]:
    """The share beside each answer's label."""
    labels = _labels(found, section.question)
    before: list[str] = []
    for piece in section.pieces:
        if not isinstance(piece, str):
            continue
        share = SHARE.fullmatch(piece.strip())
        if share is None:
            before.append(piece)
            continue
        said = _line(before)
        label = max((each for each in labels if said.endswith(each)), key=len, default="")
        if not _agrees(tables, labels.get(label, ""), int(share[1])):
            yield f"{section.question}: “{label or said}” {piece}"
        before = []


def _labels(found: Read, question: str) -> dict[str, str]:
    """The code of each answer by its words in any language."""
    return {
        _line([words]): each["code"]
        for each in found.questions[question]["answers"]
        for words in each["label"].values()
    }


def _agrees(tables: Sequence[Table], code: str, share: int) -> bool:
    """Whether the open data says this share too."""
    return any(
        abs(share - 100 * exact) <= 0.51 for table in tables for exact in _shares(table, code)
    )


def _shares(table: Table, *codes: str) -> Iterator[float]:
    base = table.numbers.get("_base")
    for code in codes or tuple(table.answers):
        number = table.numbers.get(code, HIDDEN)
        if base and number is not HIDDEN and code not in PARTS:
            yield number / base


def _lengths(section: Section, tables: Sequence[Table]) -> Iterator[str]:
    """Bars that no printed number explains: a hidden number would have a length."""
    known = [share for table in tables for share in _shares(table)]
    bars = [each for each in section.pieces if isinstance(each, Bar)]
    bars = [each for each in bars if not any(each.within(other) for other in bars)]
    for share in (*_simple(bars), *_stepped(bars)):
        if not any(abs(share - each) <= NEAR for each in known):
            yield f"{section.question}: a bar of {share:.3f}"


def _simple(bars: Sequence[Bar]) -> Iterator[float]:
    """Each bar's part of its ground, which is 100 per cent."""
    for ground, bar in pairwise(bars):
        if ground.colour == GROUND and bar.colour == ACT:
            yield bar.width / ground.width


def _stepped(bars: Sequence[Bar]) -> Iterator[float]:
    """Each step's part of its bar; a ground at its end is what is hidden, all together."""
    rows: dict[float, list[Bar]] = {}
    for bar in bars:
        if bar.colour in {*STEPS, GROUND}:
            rows.setdefault(bar.bottom, []).append(bar)
    for row in rows.values():
        touching = all(abs(one.right - next_.left) < 1 for one, next_ in pairwise(row))
        if len(row) > 1 and touching:
            whole = sum(bar.width for bar in row)
            yield from (bar.width / whole for bar in row if bar.colour in STEPS)


# ---- the sheet -----------------------------------------------------------------------------------


def _sections(found: Read, pieces: Sequence[str | Bar]) -> Iterator[Section]:
    """The questions on the sheet, each with what follows its title up to the next one."""
    titles = {_line([words]): id_ for id_, each in found.questions.items() for words in _of(each)}
    starts: list[tuple[int, str]] = []
    for at in range(len(pieces)):
        for length in range(1, 5):  # lines of a title
            said = pieces[at : at + length]
            whole = _line(each for each in said if isinstance(each, str))
            if whole in titles and isinstance(said[-1], str):
                starts.append((at + length, titles[whole]))
                break
    for (start, question), (end, _) in pairwise([*starts, (len(pieces), "")]):
        yield Section(question, pieces[start:end])


def _of(question: Mapping[str, Any]) -> Iterator[str]:
    yield from question["text"].values()


def _pieces(content: bytes) -> list[str | Bar]:
    with pypdfium2.PdfDocument(content) as sheet:
        page = sheet[0]
        text = page.get_textpage()
        found = [_piece(each) for each in page.get_objects(max_depth=9, textpage=text)]
    return [each for each in found if each is not None]


def _piece(found: Any) -> str | Bar | None:
    if isinstance(found, pypdfium2.PdfTextObj):
        words: str = found.extract()
        return words if words.strip() else None
    if found.type != raw.FPDF_PAGEOBJ_PATH:
        return None
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(found.raw, *parts)
    colour = "#" + "".join(f"{part.value:02x}" for part in parts[:3])
    left, bottom, right, top = found.get_bounds()
    return Bar(left, bottom, right, top, colour)


def _line(words: Iterator[str] | Sequence[str]) -> str:
    return " ".join(" ".join(words).split())


def _number(said: str) -> int:
    return int(said.replace(",", ""))
