"""The report of a district as a tagged PDF (PDF/UA-1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from beteiligung.qrcodes.printing import pages, svg
from beteiligung.releases.page import Part
from beteiligung.releases.prints import question_shown
from beteiligung.reports.blocks import (
    Block,
    Cell,
    Chapter,
    Chart,
    Items,
    Report,
    Rows,
    Said,
    Title,
    Words,
)

BRIEF = 8  # signs of a number such as M-07
TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(report: Report) -> bytes:
    """The report, ready to be printed and to be read aloud."""
    return pages(TEMPLATE.read_bytes(), _data(report))


def _data(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "period": report.period,
        "as_of": report.as_of,
        "by": report.by,
        "address": report.address.partition("://")[2],
        "code": svg(report.address).decode(),
        "glance": _chapter(report.glance),
        "chapters": [_chapter(chapter) for chapter in report.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {"title": chapter.title, "blocks": [_block(block) for block in chapter.blocks]}


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Words(text, small):
            return {"kind": "words", "text": text, "small": small}
        case Title(text):
            return {"kind": "title", "text": text}
        case Items(items, nothing):
            return {"kind": "items", "items": [_cell(each) for each in items], "nothing": nothing}
        case Rows():
            return {"kind": "rows", **_rows(block)}
        case Chart(part):
            return {"kind": "chart", **_chart(part)}


def _chart(part: Part) -> dict[str, Any]:
    return question_shown(part) | {"table": _rows(numbers(part))}


def numbers(part: Part) -> Rows:
    """The table of a question in plain words."""
    table = part.figure.table
    if table is None:
        return Rows("", (), ())
    return Rows(
        "",
        tuple(table.heads),
        tuple(plain(row) for row in table.rows),
        table.numeric,
        plain(table.foot) if table.foot else (),
    )


def plain(cells: Sequence[Any]) -> tuple[str, ...]:
    """Cells of a page without their markup."""
    return tuple(cell.striptags() if hasattr(cell, "striptags") else str(cell) for cell in cells)


def is_brief(rows: Rows) -> bool:
    """Whether every row is named by a short number."""
    return all(isinstance(row[0], str) and len(row[0]) <= BRIEF for row in rows.rows)


def _rows(rows: Rows) -> dict[str, Any]:
    return {
        "caption": rows.caption,
        "heads": list(rows.heads),
        "rows": [[_cell(cell) for cell in row] for row in rows.rows],
        "numeric": list(rows.numeric),
        "brief": is_brief(rows),
        "foot": [_cell(cell) for cell in rows.foot],
    }


def _cell(cell: Cell) -> str | dict[str, Any]:
    return cell._asdict() if isinstance(cell, Said) else cell
