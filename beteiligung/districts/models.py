"""Tables of districts, the areas they own, places and population figures."""

from datetime import date
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.text import Translated

overlap = Table(
    "area_overlap",
    Base.metadata,
    Column("area_id", ForeignKey("area.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("area.id", ondelete="CASCADE"), primary_key=True),
)

lies_in = Table(
    "place_area",
    Base.metadata,
    Column("place_id", ForeignKey("place.id", ondelete="CASCADE"), primary_key=True),
    Column("area_id", ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Area(Base):
    """A piece of the city: Stadtteil, Quartier, Fördergebiet…; areas overlap, they are no tree."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # stadtteil | quartier | foerdergebiet | buergerplattform
    code: Mapped[str]
    name: Mapped[dict[str, Any]]  # locale id -> text
    place_phrase: Mapped[dict[str, Any]]  # "auf dem Sonnenberg", whole, per locale
    outline: Mapped[dict[str, Any] | None]  # GeoJSON geometry, EPSG:4326; before any dated one
    outlines: Mapped[list[Any] | None]  # dated ones, each until the next: since, outline, source
    source: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    overlaps: Mapped[list["Area"]] = relationship(
        secondary=overlap,
        primaryjoin="Area.id == area_overlap.c.area_id",
        secondaryjoin="Area.id == area_overlap.c.other_id",
    )

    @property
    def named(self) -> Translated:
        """The area's name."""
        return Translated(self.name)

    @property
    def phrase(self) -> Translated:
        """The area's name inside a sentence, with its preposition."""
        return Translated(self.place_phrase)

    def outline_on(self, day: date) -> dict[str, Any] | None:
        """The outline that holds on a day: the last one that has begun; none if that one ended."""
        begun = [each for each in self.outlines or () if each["since"] <= day.isoformat()]
        found: dict[str, Any] | None = begun[-1]["outline"] if begun else self.outline
        return found


class District(Base):
    """A tenant: a district management that works in one area of its own."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    operator: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    web_code: Mapped[str] = mapped_column(unique=True)  # the code of the district's own page
    area: Mapped[Area] = relationship(lazy="joined")


class Place(Base):
    """A named spot where a poster hangs or people are met."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("district_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    district: Mapped[District] = relationship(lazy="joined")
    areas: Mapped[list[Area]] = relationship(secondary=lies_in)  # beside the district's own


class PopulationMargin(Base):
    """Who lives in an area: one imported figure with its source and date."""

    __tablename__ = "population_margin"
    __table_args__ = (Index(None, "area_id", "variable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))
    reference_date: Mapped[date]
    source: Mapped[str]
    variable: Mapped[str]
    category: Mapped[str]
    count: Mapped[int]


class ContextIndicator(Base):
    """What an office counted in an area on a day: shown beside what people say, never mixed."""

    __tablename__ = "context_indicator"
    __table_args__ = (UniqueConstraint("area_id", "code", "reference_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))
    code: Mapped[str]  # the same for the same figure of every day
    name: Mapped[str]
    reference_date: Mapped[date]
    value: Mapped[float]
    unit: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    area: Mapped[Area] = relationship(lazy="joined")
