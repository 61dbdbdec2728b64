"""Tables of printed codes, of where they led before, and of how often each was scanned on a day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District, Place


class QRCode(Base):
    """One printed code: it leads to a path for as long as paint holds, and never to a 404.

    What is handed out belongs to a team and an occasion, never to a person.
    """

    __tablename__ = "qr_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # 5 characters without 0 O 1 I
    # Without language: "umfrage/<slug>", "ergebnisse/<slug>", or "" for the district's page.
    path: Mapped[str]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"))
    medium: Mapped[str]  # one of actions.MEDIA, or shared | web
    locale: Mapped[str | None]  # a code printed for one language only
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # flooded or misused: it leads to a page that says so
    label: Mapped[str | None]  # what tells it from others there: "left door"
    occasion: Mapped[str | None]  # at which a team hands it out: "summer festival"
    team: Mapped[str | None]  # that hands it out: "Stadtteilpiloten"; never one person
    retired_at: Mapped[datetime | None]  # taken down: still leads on, but nobody waits for scans
    district: Mapped[District] = relationship(lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")


class FormerTarget(Base):
    """Where a code led before it was made to lead elsewhere: its scans until then belong there."""

    __tablename__ = "former_target"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("qr_code.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]
    last_day: Mapped[date]  # the day of the change, which still belongs to it


class ScanDay(Base):
    """How often a code was scanned, or a page behind it opened, on one day: counts, no people."""

    __tablename__ = "scan_day"

    code_id: Mapped[int] = mapped_column(
        ForeignKey("qr_code.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    scans: Mapped[int] = mapped_column(default=0)
    opens: Mapped[int] = mapped_column(default=0)
