"""The table of deletions: when the platform deleted what was due, and how much of each kind."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class Deletion(Base):
    """One night's deletions: a moment and counts, nothing about what it was."""

    __tablename__ = "deletion"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]  # kind -> how many rows, see privacy/kinds.py
