"""Tables of one-time codes: batches of them, and those that nobody has used yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class CodeBatch(Base):
    """One-time codes made together for an occasion: letters to households, a street, a school."""

    __tablename__ = "code_batch"
    __table_args__ = (Index(None, "survey_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    name: Mapped[str]  # the occasion, as staff call it
    made: Mapped[int]
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class EntryCode(Base):
    """A one-time code that nobody has used: its hash only. With the answer it is deleted.

    A row that is changed keeps the mark of the transaction that changed it, and a place in the
    order of changes: both would lead to the answer. A row that is gone leads nowhere.
    """

    __tablename__ = "entry_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id", ondelete="CASCADE"))
