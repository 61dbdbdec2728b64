"""What somebody outside reads out of the public files of a release: tables, pages, pictures.

Nothing here comes from the platform's own code but the files it hands to everybody, under the names
of their addresses: ``results.csv``, ``results.json``, ``page.html``, ``bild/<question>.svg``, and
``questionnaire.json``: which question was asked of whom, as the page with all questions says it.
Sheets of paper are read in ``outsider_pdf.py``.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import html5lib

HIDDEN = None
GROUND = "#efece6"  # of the ground under a bar
LINE = 752  # pixels of a bar of 100 per cent
PARTS = ("_base", "_none", "_not_asked")


class Where(NamedTuple):
    """Whose table it is: a question or a row of it, for everybody or for one group of another."""

    question: str
    item: str
    by: str
    group: str


@dataclass(slots=True)
class Table:
    """One printed table: numbers by code, none where hidden, and the per cent beside them."""

    moment: int  # the number of the release whose figures these are
    numbers: dict[str, int | None] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> list[str]:
        """The codes of the answers, without base and missing."""
        return [code for code in self.numbers if code not in PARTS]


@dataclass(slots=True)
class Read:
    """A release as an outsider knows it; ``betrayed`` is what one file says and another hides."""

    number: int
    least: int
    most: int
    tables: dict[Where, Table]
    questions: Mapping[str, Mapping[str, Any]]
    asked: Mapping[str, Any] = field(default_factory=dict)  # question: who was asked it
    betrayed: list[str] = field(default_factory=list)

    def counts(self, question: str, code: str) -> bool:
        """Whether an answer is part of the base of the per cent."""
        answers = self.questions[question]["answers"]
        return next((each["counts"] for each in answers if each["code"] == code), True)

    def of(self, question: str, code: str) -> tuple[str, ...]:
        """The answers that a printed one stands for."""
        answers = self.questions[question]["answers"]
        return next((tuple(each["of"]) for each in answers if each["code"] == code), (code,))


def read(files: Mapping[str, bytes]) -> Read:
    """Everything that the files of one release say."""
    described = json.loads(files["results.json"])
    total = described["questionnaires"]
    found = Read(
        number=described["release"],
        least=total.get("n", total.get("from", 0)),
        most=total.get("n", total.get("to", 0)),
        tables=_tables(files["results.csv"], described),
        questions={each["id"]: each for each in described["questions"]},
        asked=json.loads(files.get("questionnaire.json", b"{}")),
    )
    found.betrayed += _json_against_csv(found, described)
    for name, content in files.items():
        if name.startswith("bild/"):
            found.betrayed += _picture(found, name[5:].removesuffix(".svg"), content)
        if name.startswith("page"):
            found.betrayed += _page(found, content.decode())
    return found


def _tables(content: bytes, described: Mapping[str, Any]) -> dict[Where, Table]:
    moments = {_where(each): each["as_of"] for each in described["tables"]}
    tables: dict[Where, Table] = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        where = Where(row["question"], row["item"], row["by"], row["group"])
        table = tables.setdefault(where, Table(moments.get(where, int(row["release"]))))
        table.numbers[row["answer"]] = int(row["n"]) if row["n"] else HIDDEN
        if row["pct"]:
            table.shares[row["answer"]] = int(row["pct"])
    return tables


def _where(table: Mapping[str, Any]) -> Where:
    return Where(table["question"], *(table[name] or "" for name in ("item", "by", "group")))


def _json_against_csv(found: Read, described: Mapping[str, Any]) -> Iterator[str]:
    for each in described["tables"]:
        numbers = found.tables[_where(each)].numbers
        for cell in each["cells"]:
            if cell["n"] is not None and numbers.get(cell["answer"]) is HIDDEN:
                yield f"JSON tells {_where(each)} {cell['answer']}"


# ---- pictures and pages --------------------------------------------------------------------------


def _printed(found: Read, question: str) -> list[Table]:
    return [
        table
        for where, table in found.tables.items()
        if where.question == question and not where.by
    ]


def _picture(found: Read, question: str, content: bytes) -> Iterator[str]:
    """Bars that no printed number explains: a hidden number would have a length."""
    tables = _printed(found, question)
    known = {share for table in tables for share in _exact_shares(table)}
    for rect in ET.fromstring(content).iter("{http://www.w3.org/2000/svg}rect"):  # noqa: S314 - our own picture
        if rect.get("fill") in {GROUND, "#fff", None} or "url" in rect.get("fill", ""):
            continue
        width = float(rect.get("width", "0"))
        if width == 16:  # a swatch of the legend
            continue
        if not any(abs(width - LINE * share) <= 2.6 for share in known):
            yield f"the picture of {question} has a bar of {width / LINE:.3f}"


def _exact_shares(table: Table) -> Iterator[float]:
    base = table.numbers.get("_base")
    for code, number in table.numbers.items():
        if base and number is not HIDDEN and code not in PARTS:
            yield number / base


def _page(found: Read, html: str) -> Iterator[str]:
    """Numbers in the page's own tables where the open data hides them."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    texts = {words: id_ for id_, each in found.questions.items() for words in each["text"].values()}
    for figure in page.iter("figure"):
        title = next((_words(each) for tag in ("h3",) for each in figure.iter(tag)), "")
        question = texts.get(title)
        if question is not None:
            yield from _figure(found, question, figure)


def _figure(found: Read, question: str, figure: ET.Element) -> Iterator[str]:
    tables = _printed(found, question)
    if len(tables) != 1:
        return
    labels = {
        words: each["code"]
        for each in found.questions[question]["answers"]
        for words in each["label"].values()
    }
    table = next((each for each in figure.iter("table")), None)
    for row in table.iter("tr") if table is not None else ():
        cells = [_words(cell) for cell in row]
        code = labels.get(cells[0]) if cells else None
        digits = [cell for cell in cells[1:] if re.search(r"\d", cell) and cell[-1:] != "5"]
        if code in tables[0].numbers and tables[0].numbers[code] is HIDDEN and digits:
            yield f"the page tells {question} {code}: {digits}"
    yield from _sentence(tables[0], question, figure)


def _sentence(table: Table, question: str, figure: ET.Element) -> Iterator[str]:
    """A share in the sentence that is no sum of printed ones."""
    sentence = " ".join(
        _words(each) for caption in figure.iter("figcaption") for each in caption.iter("p")
    )
    for number in unexplained([table], sentence):
        yield f"the sentence of {question} says {number} of 100"


def unexplained(tables: Sequence[Table], words: str) -> Iterator[int]:
    """The shares in these words that are no sum of printed ones of any table."""
    sums = {each for table in tables for each in _sums(list(_exact_shares(table)))}
    for number in re.findall(r"(?<![\d.])(\d{1,3}) (?:of|von) 100", words):
        if not any(abs(int(number) - 100 * each) <= 0.51 for each in sums):
            yield int(number)


def _sums(shares: Sequence[float]) -> set[float]:
    sums = {0.0, *shares}
    for _ in range(2):
        sums |= {first + second for first in sums for second in shares}
    return sums


def _words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())
