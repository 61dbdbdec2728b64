"""P16: ten thousand cells that want to be formulas, through the files that people take away."""

import re
from collections.abc import Iterator
from random import Random

from beteiligung.authoring.word_table import _harmless as as_translators_get_it
from beteiligung.dashboards.exports import Content, Format
from beteiligung.db import Store
from beteiligung.text import readable
from beteiligung.web.spreadsheets import harmless
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given
from tests.dashboards.files import made, order, sheets, table
from tests.house import naughty
from tests.proofs import rig
from tests.proofs.proof import Proof

CELLS = 10_000
SIGNS = "=+-@＝＋－＠;,|\t\n\"' aB1(\u200b\u202e\u2066\u00ad\ufeff"
ACTIVE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
SEPARATORS = re.compile(r"[;,|\t\r\n\"]")


def prove() -> Iterator[Proof]:
    """Make them, take them through every kind of file, and read these as spreadsheets do."""
    rng = Random(16)
    texts = [_text(rng) for _ in range(CELLS)]
    active = [text for text in texts if _runs(harmless(text), apart=True)]
    yield Proof("P16 cells made harmless", f"{len(active)} of {CELLS} active", not active)
    active = [text for text in texts if _runs(as_translators_get_it(text), apart=False)]
    yield Proof("P16 cells of translators", f"{len(active)} of {CELLS} active", not active)
    with rig.folder() as data, rig.database("SQLite", data) as url:
        store = Store(url)
        _answers(store, texts)
        for format_ in (Format.CSV, Format.EXCEL_CSV, Format.EXCEL):
            cells = _cells(store, format_)
            active = [cell for cell in cells if _runs(cell, apart=True)]
            about = f"{len(active)} of {len(cells)} active"
            yield Proof(f"P16 cells in {format_.value}", about, not active and len(cells) >= CELLS)
        store.dispose()


def _text(rng: Random) -> str:
    if rng.random() < 0.1:
        return naughty.marked(rng.randrange(len(naughty.STRINGS)))[:900]
    return "".join(rng.choices(SIGNS, k=rng.randint(1, 14)))


def _answers(store: Store, texts: list[str]) -> None:
    with store.writing() as session:
        survey = counting.survey(session, on_the_shelf("every_kind"))
        written = (readable(text).strip() or "-" for text in texts)
        counting.answer(session, survey, *(Given({"eins": "a", "worte": text}) for text in written))


def _cells(store: Store, format_: Format) -> list[str]:
    file = made(store, "jede-art", order(format_, Content.TEXTS))
    if format_ is Format.EXCEL:
        return [cell for rows in sheets(file).values() for row in rows for cell in row]
    found = table(file, excel=format_ is Format.EXCEL_CSV)
    return [cell for row in found for cell in (*row, *row.values())]


def _runs(cell: str, *, apart: bool) -> bool:
    """Whether a spreadsheet would calculate any of it, also when it splits elsewhere."""
    if NUMBER.fullmatch(cell):
        return False
    return any(ACTIVE.match(part) for part in (cell, *(SEPARATORS.split(cell) if apart else ())))
