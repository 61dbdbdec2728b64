"""What happens to population figures: they are taken over from a file, all or none, or removed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.districts import queries
from beteiligung.districts.margin_file import Line, read_margins
from beteiligung.districts.models import Area, PopulationMargin
from beteiligung.districts.population import JOINED, People, apart, people_of
from beteiligung.errors import Refusal
from beteiligung.text import N_

Tables = Mapping[tuple[int, date, str], set[str]]  # area, day and variable, with its groups


class WouldReplace(Refusal):
    """A file would take groups away that it does not have."""

    default = N_(
        "Nothing was taken over: groups that are known for this day and not in the file: %(n)s."
        " They would go. If that is right, please choose to replace them."
    )


class Apart(Refusal):
    """Two tables of one day have far from as many people."""

    default = N_(
        "Nothing was taken over: two tables of the same day must have about as many people, but"
        " %(one)s has %(many)s together and %(other)s has %(few)s."
    )


def import_margins(
    session: Session,
    asker: Asker | None,
    content: bytes,
    *,
    own: Sequence[Area] | None = None,
    replace: bool = False,
    at: datetime,
) -> list[Line]:
    """Take over population figures; all of them, or `BadMargins` with a sentence a line.

    The columns are those of `HEAD`. ``own`` are the areas that somebody may bring figures of, none
    means all. Figures of the same area, day and variable replace earlier ones; those of other days
    stay, and the newest are used. Groups that the file lacks only go if ``replace`` says so; else
    `WouldReplace`. Tables of one day that have far from as many people are refused (`Apart`).
    """
    known = queries.areas(session)
    lines = read_margins(content, known, own=known if own is None else own, today=at.date())
    tables: dict[tuple[int, date, str], set[str]] = {}
    for line in lines:
        tables.setdefault((line.area.id, line.day, line.variable), set()).add(line.category)
    if not replace and (gone := _gone(session, tables)):
        raise WouldReplace(n=gone)
    _agreeing(session, tables, lines)
    _put(session, tables, lines)
    session.flush()
    for found in {line.area.id: line.area for line in lines}.values():
        _note(session, asker, found, lines, at)
    return lines


def _agreeing(session: Session, tables: Tables, lines: Sequence[Line]) -> None:
    """Refuse what would leave two tables of one area and day that have far from as many people."""
    counts: dict[tuple[int, date, str], dict[tuple[str, ...], int]] = {}
    for line in lines:
        table = counts.setdefault((line.area.id, line.day, line.variable), {})
        table[tuple(line.category.split(JOINED))] = line.count
    known = people_of(session, {area for area, _day, _variable in tables})
    for area, kept in known.items():
        then = [one for one in kept if (area, one.day, JOINED.join(one.variables)) not in tables]
        then += [
            People(tuple(variable.split(JOINED)), day, "", of)
            for (where, day, variable), of in counts.items()
            if where == area
        ]
        if found := apart(one for one in then if (area, one.day) in {key[:2] for key in tables}):
            more, less = found
            raise Apart(
                one=JOINED.join(more.variables),
                many=more.total,
                other=JOINED.join(less.variables),
                few=less.total,
            )


def _put(session: Session, tables: Tables, lines: Sequence[Line]) -> None:
    """Put what the file says in the place of these tables."""
    for area, day, variable in tables:
        session.execute(
            delete(PopulationMargin).where(
                PopulationMargin.area_id == area,
                PopulationMargin.reference_date == day,
                PopulationMargin.variable == variable,
            )
        )
    session.add_all(
        PopulationMargin(
            area_id=line.area.id,
            reference_date=line.day,
            source=line.source,
            variable=line.variable,
            category=line.category,
            count=line.count,
        )
        for line in lines
    )


def _gone(session: Session, tables: Tables) -> int:
    """How many groups of these tables are known and not in the file."""
    found = 0
    for (area, day, variable), groups in tables.items():
        same = select(PopulationMargin.category).filter_by(
            area_id=area, reference_date=day, variable=variable
        )
        found += len(set(session.scalars(same)) - groups)
    return found


def remove_margins(
    session: Session, asker: Asker | None, area: Area, *, day: date, at: datetime
) -> None:
    """Take an area's figures of one day away, for instance because they were the wrong ones."""
    session.execute(
        delete(PopulationMargin).where(
            PopulationMargin.area_id == area.id, PopulationMargin.reference_date == day
        )
    )
    subject = f"area:{area.kind}:{area.code}"
    note(session, asker, "remove_margins", subject, at=at, day=day.isoformat())


def _note(
    session: Session, asker: Asker | None, area: Area, lines: Sequence[Line], at: datetime
) -> None:
    """Write down which figures of an area came in."""
    own = [line for line in lines if line.area.id == area.id]
    note(
        session,
        asker,
        "import_margins",
        f"area:{area.kind}:{area.code}",
        at=at,
        figures=len(own),
        days=sorted({line.day.isoformat() for line in own}),
        sources=sorted({line.source for line in own}),
    )
