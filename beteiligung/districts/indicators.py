"""Figures of offices about an area: taken over from a file, all or none, looked at, removed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.districts import queries
from beteiligung.districts.indicator_file import Line, read_indicators
from beteiligung.districts.models import Area, ContextIndicator
from beteiligung.errors import Refusal
from beteiligung.text import N_


class WouldRename(Refusal):
    """A file calls a known figure by another name."""

    default = N_(
        "Nothing was taken over: the figure with the code %(code)s is called “%(old)s” so far, and"
        " “%(new)s” in this file. If it is the same one, please choose to give it the new name."
    )


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of an area over time; names and sources are those of its newest value."""

    area: Area
    code: str
    name: str
    unit: str
    sources: tuple[str, ...]
    values: tuple[tuple[date, float], ...]  # oldest first


def indicators_of(session: Session, areas: Collection[int]) -> list[Indicator]:
    """The figures of these areas (ids), area by area and by name."""
    wanted = select(ContextIndicator).where(ContextIndicator.area_id.in_(areas))
    order = (ContextIndicator.area_id, ContextIndicator.code, ContextIndicator.reference_date)
    rows: dict[tuple[int, str], list[ContextIndicator]] = {}
    for row in session.scalars(wanted.order_by(*order)):
        rows.setdefault((row.area_id, row.code), []).append(row)
    found = [
        Indicator(
            area=same[-1].area,
            code=code,
            name=same[-1].name,
            unit=same[-1].unit,
            sources=tuple(dict.fromkeys(row.source for row in same)),
            values=tuple((row.reference_date, row.value) for row in same),
        )
        for (_, code), same in rows.items()
    ]
    return sorted(found, key=lambda one: (one.area.kind != "stadtteil", one.area.code, one.name))


def import_indicators(
    session: Session,
    asker: Asker | None,
    content: bytes,
    *,
    own: Sequence[Area] | None = None,
    rename: bool = False,
    at: datetime,
) -> list[Line]:
    """Take over figures of offices; all of them, or `BadIndicators` with a sentence a line.

    ``own`` are the areas that somebody may bring figures of, none means all. A figure of the same
    area, code and day replaces the earlier one. A known figure only gets another name if
    ``rename`` says so; else `WouldRename`.
    """
    known = queries.areas(session)
    units = {(row.area_id, row.code): row.unit for row in session.scalars(select(ContextIndicator))}
    lines = read_indicators(
        content, known, own=known if own is None else own, units=units, today=at.date()
    )
    if not rename:
        _refuse_new_names(session, lines)
    _keep(session, lines)
    for found in {line.area.id: line.area for line in lines}.values():
        figures = [line for line in lines if line.area.id == found.id]
        note(
            session,
            asker,
            "import_indicators",
            _subject(found),
            at=at,
            figures=len(figures),
            sources=sorted({line.source for line in figures}),
        )
    return lines


def _refuse_new_names(session: Session, lines: Sequence[Line]) -> None:
    known = indicators_of(session, {line.area.id for line in lines})
    names = {(one.area.id, one.code): one.name for one in known}
    for line in lines:
        old = names.get((line.area.id, line.code), line.name)
        if old != line.name:
            raise WouldRename(code=line.code, old=old, new=line.name)


def remove_indicator(
    session: Session, asker: Asker, area: Area, code: str, *, at: datetime
) -> None:
    """Take a figure of an area away, with all its values, for instance because it was wrong."""
    session.execute(
        delete(ContextIndicator).where(
            ContextIndicator.area_id == area.id, ContextIndicator.code == code
        )
    )
    note(session, asker, "remove_indicator", _subject(area), at=at, code=code)


def _keep(session: Session, lines: Sequence[Line]) -> None:
    for line in lines:
        session.execute(
            delete(ContextIndicator).where(
                ContextIndicator.area_id == line.area.id,
                ContextIndicator.code == line.code,
                ContextIndicator.reference_date == line.day,
            )
        )
    session.add_all(
        ContextIndicator(
            area_id=line.area.id,
            code=line.code,
            name=line.name,
            reference_date=line.day,
            value=line.value,
            unit=line.unit,
            source=line.source,
        )
        for line in lines
    )
    session.flush()


def _subject(area: Area) -> str:
    return f"area:{area.kind}:{area.code}"
