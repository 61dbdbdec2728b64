"""Tables of the results pages: whose answers belong together, what staff make of free texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base
from beteiligung.text import Translated


class MarginMatch(Base):
    """Which answers to a survey's question belong to which residents, as somebody said by hand."""

    __tablename__ = "margin_match"
    __table_args__ = (UniqueConstraint("survey_id", "variable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    variable: Mapped[str]
    question: Mapped[str]  # its id; empty: none belongs
    answers: Mapped[dict[str, Any]]  # category of the residents -> codes of answers


class Theme(Base):
    """What several people wrote about at one question, as staff name and sum it up."""

    __tablename__ = "theme"
    __table_args__ = (Index(None, "survey_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    question: Mapped[str]
    name: Mapped[dict[str, Any]]  # locale id -> text
    summary: Mapped[dict[str, Any]]  # locale id -> what people say about it, in words of staff
    public: Mapped[bool] = mapped_column(default=False)  # whether releases may take it up
    made_at: Mapped[datetime]

    @property
    def named(self) -> Translated:
        """The theme's name."""
        return Translated(self.name)

    @property
    def summed_up(self) -> Translated:
        """What people say about it."""
        return Translated(self.summary)


class ThemeMark(Base):
    """One text belongs to one theme; it goes with the answer that the text stands in."""

    __tablename__ = "theme_mark"

    theme_id: Mapped[int] = mapped_column(
        ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[int] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(primary_key=True)  # question, or question__code of a line


class TextNote(Base):
    """What staff did about one text: words or all of it hidden, what it means in German."""

    __tablename__ = "text_note"

    response_id: Mapped[int] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(primary_key=True)  # question, or question__code of a line
    hidden: Mapped[list[Any]]  # words of the text that nobody is to see
    whole: Mapped[bool] = mapped_column(default=False)  # whether all of it is hidden
    reason: Mapped[str] = mapped_column(default="")
    meaning: Mapped[str] = mapped_column(default="")  # a working translation, by hand
    who: Mapped[str]
    at: Mapped[datetime]
