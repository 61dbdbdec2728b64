"""Who lives in the demonstration's districts: an invented table, named so wherever it is shown."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.districts.margins import import_margins
from beteiligung.districts.models import District

SOURCE = "Beispieldaten"
# Women and men by age; round numbers, so that nobody takes them for counted ones. Of the people of
# the Sonnenberg 24 % are over 60, of its answers 8 %.
RESIDENTS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "sonnenberg": {
        "u16": (620, 660),
        "16_24": (980, 1100),
        "25_39": (2180, 2460),
        "40_59": (1980, 2180),
        "60_74": (1220, 1180),
        "75p": (870, 570),
    },
    "zentrum": {
        "u16": (440, 460),
        "16_24": (1100, 1150),
        "25_39": (2180, 2470),
        "40_59": (1560, 1740),
        "60_74": (1190, 1060),
        "75p": (1020, 630),
    },
}


def fill_residents(session: Session, districts: Mapping[str, District], *, at: datetime) -> None:
    """Bring the figures in as a manager would: as a file, of the last day of the year before."""
    lines = ["area;stichtag;source;variable;category;count"]
    for slug, ages in RESIDENTS.items():
        area = districts[slug].area
        for age, people in ages.items():
            lines += [
                f"{area.kind}:{area.code};31.12.{at.year - 1};{SOURCE};alter*geschlecht;"
                f"{age}*{gender};{count}"
                for gender, count in zip("wm", people, strict=True)
            ]
    import_margins(session, None, "\n".join(lines).encode(), at=at)
