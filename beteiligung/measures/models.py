"""Tables of measures: plans and goals, what is done, what it costs, and what people said for it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import Area, District, Place
from beteiligung.measures.path import Status
from beteiligung.text import Translated

_OPEN = frozenset({"offen", "noch offen", "open"})  # what stands for a source still sought
measure_district = Table(
    "measure_district",
    Base.metadata,
    Column("measure_id", ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), primary_key=True, index=True),
)

measure_area = Table(
    "measure_area",
    Base.metadata,
    Column("measure_id", ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True),
    Column("area_id", ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Plan(Base):
    """A plan of the city: InSEK, SEKo, GIHK, a fund; in force from a day on, perhaps to one."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # its last day
    goals: Mapped[list["Goal"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="Goal.code"
    )

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Goal(Base):
    """A goal of a plan, within a field of action."""

    __tablename__ = "plan_goal"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    code: Mapped[str]
    field: Mapped[str] = mapped_column(default="")  # of action
    name: Mapped[dict[str, Any]]  # by locale
    plan: Mapped[Plan] = relationship(back_populates="goals", lazy="joined")

    @property
    def named(self) -> Translated:
        """What it says."""
        return Translated(self.name)


class Measure(Base):
    """Something that is to be done in a district, and where it stands."""

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)  # public: M-07
    title: Mapped[dict[str, Any]]  # by locale, as everything that everybody reads
    description: Mapped[dict[str, Any]]
    note: Mapped[dict[str, Any]]  # how it stands, in at most 200 signs
    reason: Mapped[dict[str, Any]]  # why it stands where it stands, where that needs a reason
    next_step: Mapped[dict[str, Any]]
    next_on: Mapped[date | None]
    topic: Mapped[str] = mapped_column(default="")  # the administration's field of action
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("plan_goal.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"))
    office: Mapped[str] = mapped_column(default="")  # who is responsible: an office, no person
    partners: Mapped[str] = mapped_column(default="")
    priority: Mapped[str] = mapped_column(default="")  # high | medium | low
    begins: Mapped[int | None]  # year
    ends: Mapped[int | None]
    cost_low: Mapped[int | None] = mapped_column(BigInteger)  # cents
    cost_high: Mapped[int | None] = mapped_column(BigInteger)
    paper: Mapped[str] = mapped_column(default="")  # of the council: B-173/2022
    status: Mapped[str] = mapped_column(default=Status.PROPOSED.value)
    status_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    published_at: Mapped[datetime | None]  # without it only staff see it
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    districts: Mapped[list[District]] = relationship(
        secondary=measure_district, lazy="selectin", order_by=District.id
    )
    areas: Mapped[list[Area]] = relationship(secondary=measure_area, order_by=Area.id)
    goal: Mapped[Goal | None] = relationship()
    place: Mapped[Place | None] = relationship()
    replaced_by: Mapped["Measure | None"] = relationship(remote_side="Measure.id")
    money: Mapped[list["MoneyLine"]] = relationship(
        cascade="all, delete-orphan", order_by="MoneyLine.id"
    )
    indicators: Mapped[list["Indicator"]] = relationship(
        cascade="all, delete-orphan", order_by="Indicator.id"
    )
    figures: Mapped[list["FrozenFigure"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="FrozenFigure.id"
    )
    ideas: Mapped[list["IdeaTaken"]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="IdeaTaken.reference",
        back_populates="measure",
    )

    @property
    def named(self) -> Translated:
        """Its title."""
        return Translated(self.title)

    @property
    def stands(self) -> Status:
        """Its status."""
        return Status(self.status)

    def text(self, name: str) -> Translated:
        """One of its texts in several languages."""
        return Translated(getattr(self, name))


class MoneyLine(Base):
    """One source of money of a measure; all amounts in cents."""

    __tablename__ = "measure_money"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), index=True
    )
    programme: Mapped[str]
    is_own: Mapped[bool] = mapped_column(default=False)  # the own share of who applies
    planned: Mapped[int | None] = mapped_column(BigInteger)
    applied: Mapped[int | None] = mapped_column(BigInteger)
    granted: Mapped[int | None] = mapped_column(BigInteger)
    spent: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet where this money is to come from: the source is "offen"."""
        return self.programme.strip().casefold() in _OPEN


class Indicator(Base):
    """What shows whether a measure helps: from where, to where, and where it is."""

    __tablename__ = "measure_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[dict[str, Any]]
    unit: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")  # a question and its wave, or who counts
    figure: Mapped[str | None]  # of every wave, if one says it: "<survey>/<token of the figure>"
    baseline: Mapped[float | None]
    target: Mapped[float | None]
    values: Mapped[list[Any]]  # {"on": day, "value": number, "n": people or none}, by day

    @property
    def named(self) -> Translated:
        """What it counts."""
        return Translated(self.name)


class FrozenFigure(Base):
    """A figure as it was on the day it was taken: it stays, whatever becomes of its survey."""

    __tablename__ = "measure_figure"
    __table_args__ = (UniqueConstraint("measure_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    key: Mapped[str]  # survey, number of the release or "live", and the figure's own name
    survey: Mapped[str]  # short name, no foreign key
    number: Mapped[int | None]  # of the release; none: a live figure, never public
    day: Mapped[date]  # of the release, else of the look
    title: Mapped[dict[str, Any]]  # of the survey
    question: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    percent: Mapped[int | None]  # of the base, whole; none: people are counted
    count: Mapped[int | None]
    base: Mapped[int | None]  # n
    taken_at: Mapped[datetime]

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it: only what stood in a release."""
        return self.number is not None

    def text(self, name: str) -> Translated:
        """One of its texts in several languages."""
        return Translated(getattr(self, name))


class IdeaTaken(Base):
    """What a measure does with an idea."""

    __tablename__ = "measure_idea"

    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True
    )
    reference: Mapped[str] = mapped_column(primary_key=True, index=True)  # SO-2026-00017
    kind: Mapped[str]  # adopted | partly | already | impossible
    reason: Mapped[dict[str, Any]]
    taken_at: Mapped[datetime]
    measure: Mapped[Measure] = relationship(back_populates="ideas")

    @property
    def because(self) -> Translated:
        """The reason, as everybody reads it."""
        return Translated(self.reason)


class MeasureEvent(Base):
    """Something that happened to a measure; never changed."""

    __tablename__ = "measure_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    who: Mapped[str]  # staff only
    what: Mapped[str]  # one of history.DEEDS
    status: Mapped[str] = mapped_column(default="")  # that it got, where that is what happened
    words: Mapped[dict[str, Any]]  # a reason or a note as it was, by locale
    detail: Mapped[dict[str, Any]]  # what was before and after, for staff

    @property
    def said(self) -> Translated:
        """The words of then."""
        return Translated(self.words)
