"""The table of what a district's team sorted by hand into fields of action."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class Sorted(Base):
    """That a question, a category of ideas or a topic of talks belongs to a field of action."""

    __tablename__ = "theme_sorted"

    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)  # one of sorting.Subject
    field: Mapped[str]  # of action; "": into none
