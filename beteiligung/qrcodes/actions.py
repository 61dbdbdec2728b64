"""Issuing codes for places and media, and counting how often they are scanned and opened."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random
from typing import cast

from sqlalchemy import Insert, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.db import insert_into
from beteiligung.districts.actions import ALPHABET, CODE_LENGTH
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.qrcodes.queries import is_taken

MEDIA = ("poster", "flyer", "sticker", "card")  # what is printed
WEB = "web"  # the district's own page


@dataclass(frozen=True, slots=True)
class Wish:
    """A code somebody wants: where it hangs and on what."""

    district: District
    place: Place | None
    medium: str
    locale: str | None = None


def new_code(session: Session, rng: Random) -> str:
    """Five characters that were never issued."""
    while True:
        code = "".join(rng.choices(ALPHABET, k=CODE_LENGTH))
        if not is_taken(session, code):
            return code


def create_code(
    session: Session,
    *,
    path: str,
    district: District,
    place: Place | None,
    medium: str,
    locale: str | None,
    at: datetime,
    rng: Random,
) -> QRCode:
    """The code for a path at a place on a medium; asked for again, it is the same code.

    ``path`` has no language; "" is the district's own page.
    """
    known = session.scalar(
        select(QRCode)
        .filter_by(path=path, district_id=district.id, medium=medium, locale=locale)
        .where(QRCode.place_id == (place.id if place else None))
        .order_by(QRCode.id)
        .limit(1)
    )
    if known is not None:
        return known
    made = QRCode(
        code=new_code(session, rng),
        path=path,
        district=district,
        place=place,
        medium=medium,
        locale=locale,
        created_at=at,
    )
    session.add(made)
    session.flush()
    return made


def create_codes(
    session: Session,
    asker: Asker | None,
    wishes: Iterable[Wish],
    *,
    path: str,
    at: datetime,
    rng: Random,
) -> list[QRCode]:
    """The codes for a path at several places, in the order of the wishes; written down once."""
    codes = [
        create_code(
            session,
            path=path,
            district=wish.district,
            place=wish.place,
            medium=wish.medium,
            locale=wish.locale,
            at=at,
            rng=rng,
        )
        for wish in wishes
    ]
    listed = [code.code for code in codes]
    audit.note(session, asker, "create_codes", f"path:{path}", at=at, codes=listed)
    return codes


def create_codes_for_survey(
    session: Session,
    asker: Asker | None,
    wishes: Iterable[Wish],
    *,
    slug: str,
    at: datetime,
    rng: Random,
) -> list[QRCode]:
    """The codes that lead to a survey, and to what becomes of it later."""
    return create_codes(session, asker, wishes, path=f"umfrage/{slug}", at=at, rng=rng)


def close_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Let a poster that is flooded or misused lead to a page that says so; its survey goes on.

    Answers that come by it all the same bear a mark.
    """
    if code.closed_at is None:
        code.closed_at = at
        audit.note(session, asker, "close_code", f"code:{code.code}", at=at)


def open_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Let a closed poster lead on again."""
    if code.closed_at is not None:
        code.closed_at = None
        audit.note(session, asker, "open_code", f"code:{code.code}", at=at)


def register_web_code(session: Session, district: District, at: datetime) -> QRCode:
    """Enter a district's own code among the issued ones, so that it is counted like them."""
    known = session.scalar(select(QRCode).where(QRCode.code == district.web_code))
    if known is None:
        known = QRCode(
            code=district.web_code, path="", district=district, medium=WEB, created_at=at
        )
        session.add(known)
        session.flush()
    return known


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
