"""Tables of the site itself: texts edited by an admin, messages about barriers, faulty pages."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class SiteText(Base):
    """A text of the installation that an admin edits: imprint, controller, operator."""

    __tablename__ = "site_text"

    key: Mapped[str] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, Any]]  # by locale id; plain words, line breaks kept


class Feedback(Base):
    """A message about a barrier; an address only if the person wants an answer."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    page: Mapped[str]
    message: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]  # somebody looks into it
    answered_at: Mapped[datetime | None]
    channel: Mapped[str | None]  # phone | letter | talk, where staff wrote it down; none: our form
    handled_by: Mapped[str | None]  # who of the staff did the last of it
    note: Mapped[str | None]  # for staff only


class PolicyReport(Base):
    """How often browsers refused something on our pages on one day; nothing else is kept of it."""

    __tablename__ = "policy_report"

    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
