"""What is known about measures: which there are, what everybody sees, what is overdue."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.errors import NotFound
from beteiligung.measures.models import Goal, IdeaTaken, Measure, Plan, measure_district
from beteiligung.measures.path import ENDS


class Wish(NamedTuple):
    """Which measures somebody of the staff wants to see."""

    status: str = ""
    district: int | None = None
    words: str = ""
    late_on: date | None = None  # only those whose next step should have been done by then


def measure_of(session: Session, reference: str, asker: Asker, *roles: Role) -> Measure:
    """The measure, if this person works with it in one of its districts; else `NotFound`."""
    found = session.scalar(select(Measure).where(Measure.reference == reference))
    allowed = asker.districts(*roles)
    if found is None or (
        allowed is not None and allowed.isdisjoint(district.id for district in found.districts)
    ):
        raise NotFound
    return found


def measures_of(
    session: Session, asker: Asker, *roles: Role, wish: Wish | None = None
) -> list[Measure]:
    """The measures of the districts in which this person has a role, in their order."""
    wanted, wish = select(Measure).order_by(Measure.id), wish or Wish()
    allowed = asker.districts(*roles)
    if allowed is not None:
        wanted = _standing_in(wanted, allowed)
    if wish.district is not None:
        wanted = _standing_in(wanted, [wish.district])
    if wish.status:
        wanted = wanted.where(Measure.status == wish.status)
    if wish.late_on is not None:
        wanted = _late(wanted, wish.late_on)
    found = list(session.scalars(wanted))
    return [each for each in found if _says(each, wish.words)]


def overdue(session: Session, asker: Asker, today: date) -> list[Measure]:
    """The measures of a manager whose next step should have been done already."""
    return measures_of(session, asker, Role.MANAGER, wish=Wish(late_on=today))


def is_late(measure: Measure, today: date) -> bool:
    """Whether its next step should have been done already."""
    return measure.next_on is not None and measure.next_on < today and measure.stands not in ENDS


def public_measure(session: Session, reference: str) -> Measure:
    """A measure that everybody may see; `NotFound` for every other."""
    found = session.scalar(_public().where(Measure.reference == reference))
    if found is None:
        raise NotFound
    return found


def public_in(session: Session, district_id: int) -> list[Measure]:
    """The measures of a district that everybody sees, those that moved last in front."""
    wanted = _standing_in(_public(), [district_id])
    return list(session.scalars(wanted.order_by(Measure.changed_at.desc(), Measure.id.desc())))


def is_told(session: Session, district_id: int) -> bool:
    """Whether a district has a measure that everybody sees."""
    wanted = _standing_in(_public(), [district_id]).limit(1)
    return session.scalars(wanted).first() is not None


def taken_up(session: Session, references: Sequence[str]) -> list[IdeaTaken]:
    """What public measures do with these ideas."""
    wanted = select(IdeaTaken).join(IdeaTaken.measure)
    wanted = wanted.where(IdeaTaken.reference.in_(references), Measure.published_at.is_not(None))
    return list(session.scalars(wanted.order_by(Measure.id)))


def plans(session: Session) -> list[Plan]:
    """All plans, the newest first."""
    return list(session.scalars(select(Plan).order_by(Plan.valid_from.desc(), Plan.name)))


def goals_on(session: Session, day: date) -> list[Goal]:
    """The goals of the plans that are in force on a day."""
    wanted = select(Goal).join(Goal.plan).order_by(Plan.name, Goal.code)
    return [goal for goal in session.scalars(wanted) if goal.plan.holds_on(day)]


def _public() -> Select[Measure]:
    return select(Measure).where(Measure.published_at.is_not(None))


def _standing_in(
    wanted: Select[Measure], districts: Sequence[int] | frozenset[int]
) -> Select[Measure]:
    there = select(measure_district.c.measure_id)
    return wanted.where(Measure.id.in_(there.where(measure_district.c.district_id.in_(districts))))


def _late(wanted: Select[Measure], today: date) -> Select[Measure]:
    ended = [status.value for status in ENDS]
    return wanted.where(Measure.next_on < today, Measure.status.not_in(ended))


def _says(measure: Measure, words: str) -> bool:
    """Whether a measure has the words in its title, number, topic or office."""
    said = (*measure.title.values(), measure.reference, measure.topic, measure.office)
    return words.casefold() in "\n".join(said).casefold()
