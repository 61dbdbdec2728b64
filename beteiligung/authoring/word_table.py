"""All texts of a draft as a table for translators: written as CSV, read back, compared."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from beteiligung.authoring.origins import Said, said
from beteiligung.authoring.states import Row
from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID
from beteiligung.surveys.piping import placeholders
from beteiligung.surveys.shape import LONGEST_TEXT
from beteiligung.text import N_, readable

KEY, WHERE, SOURCE, STATE = "key", "where", " (source)", " state"
FORMS = {"excel": (";", "utf-8-sig"), "rfc": (",", "utf-8")}  # RFC 4180, and what Excel opens
MOST_LINES = 100_000
# A cell that begins so could be run as a formula; our sign in front is taken away again on reading.
# Signs that nobody sees may stand before it.
_RUNS = re.compile(r"'*[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\t\r＝＋－＠]")


class NoTable(Refusal):
    """A file that holds no table of ours."""

    default = N_(
        "This file is no table of texts. Please save it as CSV (UTF-8), with its first line."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a text, the source it was translated from, its words by locale."""

    number: int  # as a spreadsheet counts
    key: str
    source: str | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A translation that would be written."""

    number: int
    key: str
    path: str
    locale: str
    before: str
    after: str
    made_from: str  # the source that stood in the table


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a line: an English message id with its values."""

    number: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """What taking a table in would change, and what is to be said about its lines."""

    changes: list[Change]
    remarks: list[Remark]


def written(
    rows: Sequence[Row], source: str, locales: Sequence[str], places: Mapping[str, str], form: str
) -> bytes:
    """The table as a file; ``places`` says for each path in words where the text stands."""
    delimiter, encoding = FORMS[form]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    heads = [part for locale in locales for part in (locale, locale + STATE)]
    writer.writerow([KEY, WHERE, source + SOURCE, *heads])
    for row in rows:
        cells = [row.cells[locale] for locale in locales]
        said_by = [part for cell in cells for part in (cell.words, cell.mark.value)]
        line = [row.key, places[row.path], row.source, *said_by]
        writer.writerow([_harmless(words) for words in line])
    return out.getvalue().encode(encoding)


def read_table(content: bytes, source: str) -> list[Line]:
    """The lines of a table, whichever of our forms it has; `NoTable` for anything else."""
    text = decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NoTable from None
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if KEY not in names or len(rows) > MOST_LINES:
        raise NoTable
    places = {name: at for at, name in enumerate(names) if name in BY_ID and name != source}
    origin = names.index(source + SOURCE) if source + SOURCE in names else None
    return [
        _line(number, row, names.index(KEY), origin, places)
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]


def compare(document: Mapping[str, Any], lines: Sequence[Line]) -> Comparison:
    """What a table would change in a draft. Empty cells change nothing."""
    texts, seen = said(document), set[str]()
    changes: list[Change] = []
    remarks: list[Remark] = []
    for line in lines:
        text = texts.get(line.key)
        if text is None:
            remarks.append(
                Remark(line.number, N_("There is no text “%(key)s”."), {"key": line.key[:80]})
            )
        elif line.key in seen:
            remarks.append(Remark(line.number, N_("This text stands in the table twice.")))
        else:
            seen.add(line.key)
            for found in _of_line(line, text):
                if isinstance(found, Change):
                    changes.append(found)
                else:
                    remarks.append(found)
    return Comparison(changes, remarks)


def _of_line(line: Line, text: Said) -> Iterator[Change | Remark]:
    origin = text.source if line.source is None else line.source
    new = {
        locale: words for locale, words in line.words.items() if words != text.others.get(locale)
    }
    if new and origin != text.source:
        yield Remark(
            line.number,
            N_("The source has changed since. The translation is taken in as outdated."),
            left_out=False,
        )
    for locale, words in new.items():
        name = {"language": BY_ID[locale].name}
        if placeholders(words) != placeholders(text.source):
            yield Remark(line.number, N_("The placeholders differ in %(language)s."), name)
        elif len(words) > LONGEST_TEXT:
            yield Remark(line.number, N_("The text is too long in %(language)s."), name)
        else:
            before = text.others.get(locale, "")
            yield Change(line.number, line.key, text.path, locale, before, words, origin)


def _line(
    number: int, row: Sequence[str], key: int, origin: int | None, places: Mapping[str, int]
) -> Line:
    cells = [_plain(cell) for cell in row]
    words = {locale: cells[at] for locale, at in places.items() if at < len(cells) and cells[at]}
    source = cells[origin] if origin is not None and origin < len(cells) else None
    return Line(number, cells[key] if key < len(cells) else "", source, words)


def decoded(content: bytes) -> str:
    """The text of a table's file; `NoTable` if it is none."""
    marked = content[:2] in {b"\xff\xfe", b"\xfe\xff"}  # how some spreadsheets save "Unicode"
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeError:
        raise NoTable from None


def _harmless(words: str) -> str:
    return f"'{words}" if _RUNS.match(words) else words


def _plain(cell: str) -> str:
    words = cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
    return readable(words).strip()
