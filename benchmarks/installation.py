"""A fresh installation to measure: the demonstration in SQLite, in a folder that is removed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.phone import SURVEY
from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.fill import fill
from beteiligung.migrations.run import upgrade
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Response

BUILD = Path(__file__).parent.parent / "build"  # on a real disk, where a commit costs what it costs


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it lies, and a printed code that leads to its main survey."""

    folder: Path
    code: str

    def newest_answer(self) -> int:
        """The id of the answer that was stored last."""
        return max(self.stored(), default=0)

    def stored(self, after: int = 0) -> dict[int, dict[str, object]]:
        """The answers stored after one, as they are stored, by their ids."""
        later = select(Response.id, Response.answers).where(Response.id > after)
        with _store(self.folder) as store, store.reading() as session:
            return {row.id: row.answers for row in session.execute(later)}


@contextmanager
def installation() -> Iterator[Installation]:
    """The demonstration, filled now, gone afterwards."""
    BUILD.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=BUILD))
    codes = select(QRCode.code).where(QRCode.path == f"umfrage/{SURVEY}").order_by(QRCode.id)
    try:
        with _store(folder) as store:
            upgrade(store)
            fill(store, Settings(data_dir=folder), at=clock.now())
            with store.reading() as session:
                code = session.scalars(codes).first()
        yield Installation(folder, str(code))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=folder).database)
    try:
        yield store
    finally:
        store.dispose()
