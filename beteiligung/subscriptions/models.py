"""The table of those who asked for news: an address, a language, a district, and nothing else."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District


class Subscription(Base):
    """Somebody who asked for the news of a district; no time here is finer than a day.

    The id is random and the table lies in its order, so that no order tells who came when.
    """

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("address", "district_id"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]  # e-mail, lower case
    locale: Mapped[str]
    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), index=True
    )
    delete_on: Mapped[date | None]  # while it is not confirmed
    told_until: Mapped[datetime]  # news after that are still to be told
    district: Mapped[District] = relationship(lazy="joined")

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has said that it was her who asked."""
        return self.delete_on is None
