"""Tables of fieldwork: tablets, what of theirs was set aside, and where answers were given."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District


class Standing(enum.StrEnum):
    """What a tablet may do just now."""

    EXPECTED = "expected"  # its code was given out, it has not come yet
    OPEN = "open"
    LOCKED = "locked"  # from afar: lost, or not with us just now
    REMOVED = "removed"  # what it may still bring is known as its, nothing else


class Fate(enum.StrEnum):
    """What became of a parcel that was set aside."""

    WAITS = "waits"  # somebody has to look
    TAKEN = "taken"
    DELETED = "deleted"


class Tablet(Base):
    """A tablet of a district's team; nothing here says who carries it."""

    __tablename__ = "tablet"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str]  # as it is written on its back
    role: Mapped[str]  # what the district calls whoever works with it
    standing: Mapped[str] = mapped_column(default=Standing.EXPECTED.value)
    code_hash: Mapped[str | None] = mapped_column(unique=True)  # of the code that couples it
    code_until: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # last contact
    unsent: Mapped[int] = mapped_column(default=0)  # what it said waits on it, at that moment
    unsent_since: Mapped[datetime | None]  # when the oldest of these was finished
    ready_until: Mapped[date | None]  # what is on it can be asked until then
    clock_off: Mapped[int] = mapped_column(default=0)  # seconds by which its clock is ahead
    district: Mapped[District] = relationship(lazy="joined")


class Parcel(Base):
    """A sealed answer that could not simply be counted: kept as it came, with the reason."""

    __tablename__ = "parcel"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of what came: sent again, known
    tablet_id: Mapped[int] = mapped_column(ForeignKey("tablet.id"), index=True)
    received_at: Mapped[datetime]
    reason: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    fate: Mapped[str] = mapped_column(default=Fate.WAITS.value)
    tablet: Mapped[Tablet] = relationship(lazy="joined")


class FieldDay(Base):
    """How many answers tablets brought from a place on a day: counts, no link to any answer."""

    __tablename__ = "field_day"

    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(primary_key=True)
    complete: Mapped[int] = mapped_column(default=0)
    partial: Mapped[int] = mapped_column(default=0)
