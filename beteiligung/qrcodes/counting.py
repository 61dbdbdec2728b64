"""Writes down what the ledger noted: how often codes were scanned, and pages opened behind them."""

from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime, time
from typing import cast

from sqlalchemy import Insert, select
from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.districts.models import District
from beteiligung.qrcodes.actions import register_web_code
from beteiligung.qrcodes.models import QRCode, ScanDay


def count_scans(session: Session, counts: Mapping[Hashable, int]) -> None:
    """Add what the ledger noted: (code, day) -> how often the code was scanned."""
    _count(session, counts, "scans")


def count_opens(session: Session, counts: Mapping[Hashable, int]) -> None:
    """Add what the ledger noted: (code, day) -> how often a page was opened by way of the code.

    Whatever a visitor's address called a code, but never was one, is left out.
    """
    _count(session, counts, "opens")


def _count(session: Session, counts: Mapping[Hashable, int], column: str) -> None:
    noted = cast("Mapping[tuple[str, date], int]", counts)
    ids = _ids(session, noted)
    for (code, day), n in sorted(noted.items()):  # in order, so that two workers never wait in turn
        if code not in ids:
            continue
        row = {"code_id": ids[code], "day": day, "scans": 0, "opens": 0, column: n}
        statement = insert_into(session, ScanDay).values(row)
        raised = getattr(ScanDay, column) + n
        upsert: Insert = statement.on_conflict_do_update(
            index_elements=["code_id", "day"], set_={column: raised}
        )
        session.execute(upsert)


def _ids(session: Session, noted: Mapping[tuple[str, date], int]) -> dict[str, int]:
    days: dict[str, date] = {}
    for code, day in noted:
        days[code] = min(day, days.get(code, day))
    issued = session.execute(select(QRCode.code, QRCode.id).where(QRCode.code.in_(days)))
    ids = {row.code: row.id for row in issued}
    for district in session.scalars(select(District).where(District.web_code.in_(days))):
        first = datetime.combine(days[district.web_code], time(), UTC)
        ids[district.web_code] = register_web_code(session, district, first).id
    return ids
