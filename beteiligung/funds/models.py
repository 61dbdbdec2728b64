"""Tables of funds: their rules by year, meetings, applications, and what was decided on each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District
from beteiligung.measures.models import Measure
from beteiligung.text import Translated


class Fund(Base):
    """Money of a district for small projects, on which a body of the district decides."""

    __tablename__ = "fund"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, Any]]  # by locale, as everything that everybody reads
    about: Mapped[dict[str, Any]]  # what it is for
    body: Mapped[dict[str, Any]]  # who decides
    apply: Mapped[dict[str, Any]]  # how and where one applies
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    programme: Mapped[str] = mapped_column(default="")  # where its money comes from
    keep_months: Mapped[int] = mapped_column(default=12)  # contact details, after the end
    published_at: Mapped[datetime | None]  # without it only staff see it
    created_at: Mapped[datetime]
    district: Mapped[District] = relationship(lazy="joined")
    years: Mapped[list["FundYear"]] = relationship(
        back_populates="fund", order_by="FundYear.year.desc()"
    )
    meetings: Mapped[list["FundMeeting"]] = relationship(
        back_populates="fund", order_by="FundMeeting.at"
    )

    @property
    def named(self) -> Translated:
        """Its name."""
        return Translated(self.name)

    def text(self, name: str) -> Translated:
        """One of its texts in several languages."""
        return Translated(getattr(self, name))


class FundYear(Base):
    """What a fund has in a year, and the rules that hold then; amounts in cents."""

    __tablename__ = "fund_year"
    __table_args__ = (UniqueConstraint("fund_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id", ondelete="CASCADE"))
    year: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    cap: Mapped[int] = mapped_column(BigInteger)  # for a project
    cap_exception: Mapped[int | None] = mapped_column(BigInteger)  # with a reason; none: never
    own_share: Mapped[int]  # hundredths of a per cent of all costs
    hour_rate: Mapped[int]  # what an hour of own work counts
    deadline_days: Mapped[int]  # before a meeting
    fund: Mapped[Fund] = relationship(back_populates="years")


class FundMeeting(Base):
    """A meeting of the body that decides, and until when one can apply for it."""

    __tablename__ = "fund_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date]  # its last day; stays when the rules change
    is_public: Mapped[bool] = mapped_column(default=True)  # everybody may come
    cancelled_at: Mapped[datetime | None]
    fund: Mapped[Fund] = relationship(back_populates="meetings", lazy="joined")


class FundApplication(Base):
    """Somebody's project that asks for money; who that is, as far as it is a person, lies apart."""

    __tablename__ = "fund_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)  # public: VF-07
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("fund_meeting.id"), index=True)
    year_id: Mapped[int | None] = mapped_column(ForeignKey("fund_year.id"), index=True)
    title: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]]
    applicant: Mapped[str] = mapped_column(default="")  # an association; never a person's name
    applicant_kind: Mapped[str]  # one of kinds.Applicant
    investive: Mapped[bool] = mapped_column(default=False)  # buys something that stays
    total: Mapped[int] = mapped_column(BigInteger)  # cents, as all amounts
    requested: Mapped[int] = mapped_column(BigInteger)
    own_money: Mapped[int] = mapped_column(BigInteger, default=0)
    own_hours: Mapped[int] = mapped_column(default=0)  # hundredths of an hour
    hour_rate: Mapped[int] = mapped_column(default=0)  # of the year in which it was handed in
    others: Mapped[int] = mapped_column(BigInteger, default=0)  # gifts and other money
    exception: Mapped[str] = mapped_column(default="")  # why it asks for more than is usual
    status: Mapped[str]  # one of kinds.Status
    granted: Mapped[int | None] = mapped_column(BigInteger)
    paid: Mapped[int | None] = mapped_column(BigInteger)
    seen: Mapped[dict[str, Any]]  # of the accounts: what was seen, and on which day
    handed_in_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="SET NULL"))
    idea: Mapped[str] = mapped_column(default="")  # number of the idea it came from
    fund: Mapped[Fund] = relationship(lazy="joined")
    meeting: Mapped[FundMeeting | None] = relationship()
    year: Mapped[FundYear | None] = relationship()
    measure: Mapped[Measure | None] = relationship()
    decisions: Mapped[list["FundDecision"]] = relationship(order_by="FundDecision.id")

    @property
    def named(self) -> Translated:
        """What it is called."""
        return Translated(self.title)

    def text(self, name: str) -> Translated:
        """One of its texts in several languages."""
        return Translated(getattr(self, name))


class FundDecision(Base):
    """What a meeting decided on an application, with its votes; never changed."""

    __tablename__ = "fund_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("fund_application.id", ondelete="CASCADE"), index=True
    )
    meeting_id: Mapped[int] = mapped_column(ForeignKey("fund_meeting.id"), index=True)
    outcome: Mapped[str]  # one of kinds.Outcome
    amount: Mapped[int | None] = mapped_column(BigInteger)
    present: Mapped[int]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    abstained: Mapped[int]
    excluded: Mapped[int]  # had an interest of their own and did not vote
    conditions: Mapped[dict[str, Any]]
    reason: Mapped[dict[str, Any]]  # everybody reads it
    at: Mapped[datetime]
    meeting: Mapped[FundMeeting] = relationship()

    def text(self, name: str) -> Translated:
        """One of its texts in several languages."""
        return Translated(getattr(self, name))


class PassedOn(Base):
    """An idea that somebody else has to answer: to whom it went, and until when."""

    __tablename__ = "passed_on"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), index=True
    )
    idea: Mapped[str] = mapped_column(index=True)  # its number, nothing of its words
    way: Mapped[str]  # one of ways.Way
    office: Mapped[str] = mapped_column(default="")  # an office, no person
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("fund_meeting.id", ondelete="SET NULL")
    )
    due_on: Mapped[date | None]
    passed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # what came of it, for staff
    meeting: Mapped[FundMeeting | None] = relationship(lazy="joined")
