"""Tables of fieldwork: tablets, what of theirs was set aside, what pilots counted and hear of."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from beteiligung.text import Translated


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
    platform: Mapped[str | None]  # its kind, of devices.py, as far as it is one of these
    tested_at: Mapped[datetime | None]  # when the self-test was run last
    test_faults: Mapped[str | None]  # names of what it did not pass, in one line; "": it passed
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
    """Answers by place and day, from tablets whose app does not count contacts yet."""

    __tablename__ = "field_day"

    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(primary_key=True)
    complete: Mapped[int] = mapped_column(default=0)
    partial: Mapped[int] = mapped_column(default=0)


class FieldCount(Base):
    """How often something happened outside: counts of a week, no single contact.

    Neither a day nor a tablet is kept, and nothing that leads to an answer.
    """

    __tablename__ = "field_count"

    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday
    block: Mapped[int] = mapped_column(primary_key=True)  # the hour at which it begins
    place: Mapped[str] = mapped_column(primary_key=True)  # its short name; "": another place
    occasion: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)  # an outcome, or what it was about
    which: Mapped[str] = mapped_column(primary_key=True)  # topic, centre, language; "": an outcome
    n: Mapped[int] = mapped_column(default=0)


class Seen(Base):
    """The key of a contact or a correction that was counted, so that it never counts twice."""

    __tablename__ = "field_seen"

    key: Mapped[str] = mapped_column(primary_key=True)  # by chance; what it stood for is not kept
    week: Mapped[date] = mapped_column(index=True)  # in which it came


class Choice(Base):
    """What pilots of a district can choose: a topic, an advice centre, an occasion."""

    __tablename__ = "field_choice"

    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True
    )
    sort: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[dict[str, Any]]  # by locale; empty: one of those that every district has
    is_offered: Mapped[bool] = mapped_column(default=True)  # else only counted, from before

    @property
    def named(self) -> Translated:
        """What it is called."""
        return Translated(self.name)


class Voice(Base):
    """A text of a survey as somebody of the team spoke it outside: only staff hear it, at first."""

    __tablename__ = "field_voice"

    key: Mapped[str] = mapped_column(primary_key=True)  # of its parcel: sent again, known
    tablet_id: Mapped[int] = mapped_column(ForeignKey("tablet.id"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]  # which text of the draft, as `wording.keys` calls it
    locale: Mapped[str]
    words: Mapped[str]  # what the tablet showed when it was spoken
    mime: Mapped[str]
    milliseconds: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime]
    fate: Mapped[str] = mapped_column(default=Fate.WAITS.value)
    tablet: Mapped[Tablet] = relationship(lazy="joined")
    survey: Mapped[Survey] = relationship()
