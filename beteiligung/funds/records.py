"""Tables that only staff need: who applied, and the city's pots."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class FundContact(Base):
    """How somebody who applied is reached; apart from the application, and deleted on a day."""

    __tablename__ = "fund_contact"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("fund_application.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    delete_on: Mapped[date | None] = mapped_column(index=True)  # known once it has ended


class Pot(Base):
    """Money that projects can have from somewhere: for whom, how much, under which conditions."""

    __tablename__ = "pot"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    giver: Mapped[str]
    areas: Mapped[list[Any]]  # official numbers of areas; none: everywhere
    applicants: Mapped[list[Any]]  # kinds.Applicant; none: everybody
    lowest: Mapped[int | None] = mapped_column(BigInteger)  # cents
    highest: Mapped[int | None] = mapped_column(BigInteger)
    investive: Mapped[bool | None]  # only what stays, only what does not, or (none) both
    own_share: Mapped[int | None]  # hundredths of a per cent; none: not known
    conditions: Mapped[str] = mapped_column(default="")
    ask: Mapped[str] = mapped_column(default="")  # whom to ask: an office, no person
    deadlines: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    as_of: Mapped[date]  # the day of the source
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    fund: Mapped[str] = mapped_column(default="")  # short name of a fund of ours, for its meetings
