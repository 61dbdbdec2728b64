"""Files of answers as people read them back, with whatever program they use."""

import csv
import html
import io
import json
import re
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyreadstat

from beteiligung.dashboards import exports
from beteiligung.dashboards.codebook import Speech
from beteiligung.dashboards.exports import Content, Format, Order
from beteiligung.dashboards.extracts import Wanted
from beteiligung.db import Store
from beteiligung.i18n import words_in
from beteiligung.surveys.queries import survey_at

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
_TAG = re.compile(r"<[^>]*>")


def order(
    format_: Format = Format.CSV,
    content: Content = Content.ANSWERS,
    *,
    locale: str = "de",
    labels: bool = False,
    **wanted: Any,
) -> Order:
    """What somebody asks for."""
    return Order(
        format=format_,
        content=content,
        speech=Speech(locale, words_in(locale)),
        zone=ZoneInfo("Europe/Berlin"),
        labels=labels,
        wanted=Wanted(**wanted),
    )


def made(store: Store, slug: str, asked: Order) -> bytes:
    """The bytes of a file."""
    with store.reading() as session:
        survey = survey_at(session, slug)
        assert survey is not None
        found = exports.export(session, survey, asked, at=AT)
    return b"".join(found.begin(store).pieces(store))


def table(file: bytes, *, excel: bool = False) -> list[dict[str, str]]:
    """The rows of a CSV file by their heads."""
    text = io.StringIO(file.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";" if excel else ",", strict=True))


def lines(file: bytes) -> list[dict[str, Any]]:
    """The answers of a file of JSON lines."""
    return [json.loads(line) for line in file.decode().splitlines()]


def sheets(file: bytes) -> dict[str, list[list[str]]]:
    """The cells of every sheet of a workbook; an empty cell is an empty text."""
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
        return {
            html.unescape(name): _rows(book.read(f"xl/worksheets/sheet{at}.xml").decode())
            for at, name in enumerate(names, start=1)
        }


def _rows(sheet: str) -> list[list[str]]:
    assert "<f" not in sheet, "a sheet holds a formula"
    rows = []
    for row in re.findall(r"<row [^>]*>(.*?)</row>", sheet, re.DOTALL):
        found = re.findall(r'<c r="([A-Z]+)\d+"[^>]*>(.*?)</c>', row, re.DOTALL)
        cells = {_column(place): html.unescape(_TAG.sub("", inside)) for place, inside in found}
        rows.append([cells.get(at, "") for at in range(max(cells, default=-1) + 1)])
    return rows


def _column(place: str) -> int:
    number = 0
    for sign in place:
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1


def spss(file: bytes) -> tuple[dict[str, list[Any]], Any]:
    """The columns of an SPSS file with user-missing values kept, and what it says about them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        path.write_bytes(file)
        data, meta = pyreadstat.read_sav(str(path), user_missing=True, output_format="dict")
    return {name: list(values) for name, values in data.items()}, meta
