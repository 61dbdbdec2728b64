"""How answers came in: by code and place, how often pages were opened, and where people stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from beteiligung.dashboards.queries import Selection, chosen_rows
from beteiligung.districts.models import Place
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.qrcodes.queries import has_led_to
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.variables import DECLINED, Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Came:
    """What one code brought; ``opens`` of pages of this survey, none where nobody counts them."""

    code: str
    place: str | None
    medium: str
    opens: int | None
    complete: int
    partial: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """How the chosen answers came in.

    ``opens`` by day and ``codes`` know no language, no channel and no answers: where the selection
    asks for such, there are no opens. ``stopped`` tells of answers that were not given to the end
    which question was the last one answered, in the questionnaire's order.
    """

    complete: int
    partial: int
    opens: Mapping[date, int] | None
    codes: tuple[Came, ...]  # most answers first
    uncoded: int  # answers without any code: given on a tablet, on paper, by a plain address
    stopped: tuple[tuple[Asked, int], ...]
    before: int  # of those, how many stopped before the first answer


def turnout(session: Session, survey: Survey, selection: Selection, *, timezone: str) -> Turnout:
    """How the answers of these people came in."""
    found = columns(session, survey)
    chosen = chosen_rows(session, found, selection, timezone)
    partial = chosen & _partial(found)
    complete = chosen & ~partial
    countable = not (selection.language or selection.channel or selection.answers)
    opens = _opens(session, survey, selection) if countable else {}
    codes = _codes(session, survey, found, (complete, partial), opens if countable else None)
    stopped, before = _stopped(found, partial)
    by_day: dict[date, int] = {}
    for (_code, day), n in opens.items():
        by_day[day] = by_day.get(day, 0) + n
    return Turnout(
        complete=int(complete.sum()),
        partial=int(partial.sum()),
        opens=by_day if countable else None,
        codes=codes,
        uncoded=int((chosen & _among(found, (None, ""))).sum()),
        stopped=stopped,
        before=before,
    )


def _partial(found: Columns) -> "Chosen":
    import numpy as np

    return np.isin(found.status.places, found.status.places_of(("partial",)))


def _among(found: Columns, codes: tuple[str | None, ...]) -> "Chosen":
    import numpy as np

    return np.isin(found.code.places, found.code.places_of(codes))


# ---- codes ---------------------------------------------------------------------------------------


def _opens(session: Session, survey: Survey, selection: Selection) -> dict[tuple[str, date], int]:
    """How often this survey's page was opened, by code and day."""
    rows = session.execute(
        select(QRCode.code, ScanDay.day, func.sum(ScanDay.opens))
        .join(ScanDay, ScanDay.code_id == QRCode.id)
        .where(*_leading_here(survey, selection))
        .group_by(QRCode.code, ScanDay.day)
    )
    return {(code, day): int(n) for code, day, n in rows}


def _leading_here(survey: Survey, selection: Selection) -> list[ColumnElement[bool]]:
    several = (selection.allowed, selection.districts or None)
    wanted = [
        has_led_to(f"umfrage/{survey.slug}"),
        *(QRCode.district_id.in_(each) for each in several if each is not None),
    ]
    if selection.place is not None:
        wanted.append(QRCode.place_id == selection.place)
    if selection.since is not None:
        wanted.append(ScanDay.day >= selection.since)
    if selection.until is not None:
        wanted.append(ScanDay.day <= selection.until)
    return wanted


def _codes(
    session: Session,
    survey: Survey,
    found: Columns,
    rows: tuple["Chosen", "Chosen"],
    opens: Mapping[tuple[str, date], int] | None,
) -> tuple[Came, ...]:
    """Every code that leads to this survey or brought answers of these people."""
    complete, partial = (_by_code(found, part) for part in rows)
    opened: dict[str, int] = {}
    for (code, _day), n in (opens or {}).items():
        opened[code] = opened.get(code, 0) + n
    known = session.execute(
        select(QRCode.code, Place.name, QRCode.medium, QRCode.path)
        .outerjoin(Place, QRCode.place_id == Place.id)
        .where(or_(QRCode.code.in_([*complete, *partial, *opened])))
    )
    here = f"umfrage/{survey.slug}"
    came = [
        Came(
            code=code,
            place=place,
            medium=medium,
            opens=opened.get(code, 0)
            if opens is not None and (path == here or code in opened)
            else None,
            complete=complete.get(code, 0),
            partial=partial.get(code, 0),
        )
        for code, place, medium, path in known
    ]
    return tuple(sorted(came, key=lambda each: (-each.complete - each.partial, each.code)))


def _by_code(found: Columns, rows: "Chosen") -> dict[str, int]:
    import numpy as np

    counts = np.bincount(found.code.places[rows], minlength=len(found.code.values)).tolist()
    return {str(code): n for code, n in zip(found.code.values, counts, strict=True) if code and n}


# ---- where people stopped ------------------------------------------------------------------------


def _stopped(found: Columns, partial: "Chosen") -> tuple[tuple[tuple[Asked, int], ...], int]:
    """Of those who did not go to the end: the last question answered, and how many have none."""
    import numpy as np

    last = np.zeros(int(partial.sum()), np.int64)
    for at, asked in enumerate(found.asked, start=1):
        for variable in asked.variables():
            last[found.codes[variable.key][partial] >= DECLINED] = at
    before, *counts = np.bincount(last, minlength=len(found.asked) + 1).tolist()
    pairs = zip(found.asked, counts, strict=True)
    return tuple((asked, n) for asked, n in pairs if not asked.former or n), before
