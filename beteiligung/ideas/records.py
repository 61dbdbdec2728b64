"""Tables of what is done with ideas: looked at, answered, linked, reported, held back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.ideas.models import Idea, Status
from beteiligung.text import Translated


class ModerationDecision(Base):
    """That an idea went from one state to another: by whom, when, and why; never changed."""

    __tablename__ = "moderation_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # one of moderation.REASONS, by its code
    words: Mapped[str] = mapped_column(default="")  # what its giver reads beside the reason
    by_id: Mapped[int | None]  # id of staff, without a foreign key; none: its giver
    who: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class StatusChange(Base):
    """That an idea got another status: what its page and its receipt tell as a history."""

    __tablename__ = "status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    status_id: Mapped[int] = mapped_column(ForeignKey("board_status.id"))
    who: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[Status] = relationship(lazy="joined")


class IdeaReply(Base):
    """What an office answers to an idea; a draft until it is published."""

    __tablename__ = "idea_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    texts: Mapped[dict[str, Any]]  # by locale
    source: Mapped[str] = mapped_column(default="de")
    office: Mapped[str] = mapped_column(default="")  # who speaks: an office, never a person
    status: Mapped[str | None]  # code of the status that it brings along once it is published
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def words(self) -> Translated:
        """What it says."""
        return Translated(self.texts, self.source)


class IdeaLink(Base):
    """That an idea stands under another that says the same; taking it away restores everything."""

    __tablename__ = "idea_link"
    __table_args__ = (CheckConstraint("idea_id <> lead_id", "other"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    lead_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    who: Mapped[str]
    at: Mapped[datetime]
    lead: Mapped[Idea] = relationship(foreign_keys=[lead_id])


class Redaction(Base):
    """What an idea said before something about a person was blackened: for managers, 30 days."""

    __tablename__ = "idea_redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]  # of the text that was blackened; "street" or "hint": where it is
    original: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]
    delete_on: Mapped[date]


class IdeaReport(Base):
    """That somebody finds an idea wrong, why, and what was answered."""

    __tablename__ = "idea_report"
    __table_args__ = (Index(None, "idea_id", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)  # one report, however often it is sent
    secret_hash: Mapped[str] = mapped_column(unique=True)  # by which the answer is read
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    received_at: Mapped[datetime]  # the full hour
    outcome: Mapped[str] = mapped_column(default="")  # stays | changed | taken_down
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    who: Mapped[str] = mapped_column(default="")


class Burst(Base):
    """Very many ideas within minutes on one board: held back until somebody has decided."""

    __tablename__ = "idea_burst"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime]  # the full hour
    decision: Mapped[str] = mapped_column(default="")  # released | discarded
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    who: Mapped[str] = mapped_column(default="")
