"""Tables around a draft: its history, where translations come from, comments, test links."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class DraftStep(Base):
    """A draft as it was before one change, so that the change can be taken back."""

    __tablename__ = "draft_step"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    what: Mapped[str]  # message id of the change, for the list of steps
    place: Mapped[str] = mapped_column(default="")  # a question's id, where it was one
    document: Mapped[dict[str, Any]]
    staff_id: Mapped[int | None]  # no foreign key: the step outlives the person's account
    who: Mapped[str]
    at: Mapped[datetime]
    undone: Mapped[bool] = mapped_column(default=False)


class Translation(Base):
    """From which words of the source language a translation was made, when, and by whom.

    It speaks of ``words`` only: where others stand by now, nothing is known about them.
    """

    __tablename__ = "translation"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)  # see surveys/wording.py: keys()
    locale: Mapped[str] = mapped_column(primary_key=True)
    source_words: Mapped[str]  # what stood there in the source language
    words: Mapped[str]  # the translation itself
    staff_id: Mapped[int | None]  # no foreign key; none: a machine, a file, the command line
    who: Mapped[str]
    at: Mapped[datetime]


class Review(Base):
    """Somebody has read a translation beside its source: holds wherever the same pair stands."""

    __tablename__ = "review"

    pair: Mapped[str] = mapped_column(primary_key=True)  # hash of source words, locale and words
    locale: Mapped[str]
    staff_id: Mapped[int | None]
    who: Mapped[str]
    at: Mapped[datetime]


class Comment(Base):
    """What a pilot or a colleague notes at a place of a draft."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    question: Mapped[str]  # id of the question; "" for the survey as a whole
    locale: Mapped[str]  # in which language it was seen
    words: Mapped[str]
    staff_id: Mapped[int | None]
    who: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class TestLink(Base):
    """A link under which a draft can be tried like a real survey; nothing from there counts."""

    __test__ = False  # no test of pytest's
    __tablename__ = "test_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    who: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # how often somebody came to the end
