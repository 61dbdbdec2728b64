"""Tables of surveys, their frozen versions, and the answers people gave."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District
from beteiligung.text import Translated

survey_district = Table(
    "survey_district",
    Base.metadata,
    Column("survey_id", ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), primary_key=True),
)


class State(enum.StrEnum):
    """Where a survey is in its life; computed, never stored."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


def state_at(
    at: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
    paused_at: datetime | None,
) -> State:
    """Where a survey with these times is in its life; without a beginning it is a draft."""
    if opens_at is None:
        return State.DRAFT
    if closes_at is not None and at >= closes_at:
        return State.CLOSED
    if at < opens_at:
        return State.SCHEDULED
    return State.PAUSED if paused_at is not None else State.OPEN


def takes_answers(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`State.OPEN` in SQL: for a statement that must not go by what was read before it."""
    return and_(
        Survey.opens_at <= at,
        or_(Survey.closes_at.is_(None), Survey.closes_at > at),
        Survey.paused_at.is_(None),
    )


class Channel(enum.StrEnum):
    """How an answer reached us."""

    QR = "qr"
    WEB = "web"
    SHARED = "shared"
    TABLET = "tablet"
    TYPED = "typed"  # on a tablet: somebody of the team read aloud and typed
    PAPER = "paper"
    IMPORT = "import"


class Survey(Base):
    """A survey: its draft, when it runs, and its published versions."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    draft: Mapped[dict[str, Any]]  # the questionnaire document as staff last saved it
    title: Mapped[dict[str, Any]]  # of the published version, else of the draft; by locale
    source: Mapped[str] = mapped_column(default="de")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    results_on: Mapped[date | None]  # the day promised to residents
    generation: Mapped[int] = mapped_column(default=0)  # rises when stored answers change
    archived_at: Mapped[datetime | None]
    target: Mapped[int | None]  # how many answers are hoped for; stops nothing
    wave_of: Mapped[str | None]  # short name of the first survey that asked the same indicators
    asks_for_work: Mapped[bool | None]  # whether answers cost a calculation, against mass voting
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    districts: Mapped[list[District]] = relationship(
        secondary=survey_district, lazy="selectin", order_by=District.id
    )
    versions: Mapped[list["SurveyVersion"]] = relationship(
        back_populates="survey", order_by="SurveyVersion.number", cascade="all, delete-orphan"
    )

    @property
    def named(self) -> Translated:
        """The survey's title."""
        return Translated(self.title, self.source)

    def state(self, at: datetime) -> State:
        """Where the survey is in its life at a moment."""
        return state_at(at, self.opens_at, self.closes_at, self.paused_at)


class SurveyVersion(Base):
    """What was published: an immutable questionnaire with its compiled rules and its hash."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str]  # SHA-256 of the canonical JSON, hex
    locales: Mapped[list[Any]]  # the finished languages it is offered in
    notice_version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime]
    survey: Mapped[Survey] = relationship(back_populates="versions", lazy="joined")


class Response(Base):
    """One person's answers. Nothing here says who: no address, no device, no time below an hour."""

    __tablename__ = "response"
    __table_args__ = (
        Index(None, "survey_id", "id"),
        CheckConstraint("status in ('complete', 'partial')", "status"),
        CheckConstraint("kind in ('real', 'test')", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)  # serial; never exported
    key: Mapped[str] = mapped_column(
        unique=True
    )  # the device's UUID: one answer, however often sent
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    language: Mapped[str]
    channel: Mapped[str]
    code: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="complete")
    kind: Mapped[str] = mapped_column(default="real")
    hour: Mapped[datetime]
    notice_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    set_aside_because: Mapped[str | None]
    decision_id: Mapped[int | None]  # of the staff, by which it was set aside as one of a group
    marks: Mapped[int | None]  # what was odd about how it came in (abuse.marks), if anything


class Quota(Base):
    """How many answers are taken, in all or with one answer to one question, and how many came."""

    __tablename__ = "quota"
    __table_args__ = (UniqueConstraint("survey_id", "question", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(default="")  # "" for all answers together
    code: Mapped[str] = mapped_column(default="")
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class Change(Base):
    """A change of a live survey that touches answers already given: asked for, then approved."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    content_hash: Mapped[str]  # of the draft that was asked for; another draft needs another look
    reason: Mapped[str]
    asked_by: Mapped[int | None]  # ids of staff, without foreign keys: accounts may go
    asked_who: Mapped[str]
    asked_at: Mapped[datetime]
    approved_by: Mapped[int | None]
    approved_who: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]


class Saved(Base):
    """Answers begun on one device, to go on elsewhere by a code; only the code's hash is kept."""

    __tablename__ = "saved"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id", ondelete="CASCADE"))
    key: Mapped[str]  # of the answer it becomes
    language: Mapped[str]
    origin: Mapped[str | None]  # the printed code that led there
    answers: Mapped[dict[str, Any]]
    delete_on: Mapped[date]


class Receipt(Base):
    """What lets a person withdraw her answer, where the survey gives receipts; only a hash."""

    __tablename__ = "receipt"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)  # of the answer


class SetAside(Base):
    """Answers that came with the key of another answer: kept for a look, never counted."""

    __tablename__ = "set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key: Mapped[str]
    hour: Mapped[datetime]
    reason: Mapped[str]
    answers: Mapped[dict[str, Any]]


class Contact(Base):
    """What identifying questions brought in: apart from the answers, without anything in common."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(primary_key=True)  # random, so that order tells nothing
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]]
    delete_on: Mapped[date]


class CountedPart(Base):
    """Answers as columns, kept so that a worker need not read them anew; gone with any of them."""

    __tablename__ = "counted_part"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    last_id: Mapped[int] = mapped_column(primary_key=True)  # the highest id of an answer in it
    made_for: Mapped[str]  # SHA-256 of what the columns were made from, hex
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Arrival(Base):
    """How many answers a code brought in a minute: shows bursts, has no link to any answer."""

    __tablename__ = "arrival"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)  # "" without a code
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
