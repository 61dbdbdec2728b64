"""The table of chores: what has to be done for an installation again and again."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class Chore(Base):
    """Something that is done every night: when it was last tried, when it last went well."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(primary_key=True)  # backup or forget
    tried_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failed: Mapped[str] = mapped_column(default="")  # why the last try failed; empty if it did not
    detail: Mapped[dict[str, Any]]  # sizes and counts of the last time that went well
