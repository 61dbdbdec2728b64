"""Tables of the results pages: answers that belong together, free texts, doubtful answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class Decision(Base):
    """What somebody of the staff decided about a group of answers, and why; it can be taken back.

    ``aside``: its answers do not count (each carries this id). ``kept``: looked at and found
    honest, so that it stays quiet. ``answers`` says which they were: code, hours, pattern.
    """

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint("kind in ('aside', 'kept')", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    kind: Mapped[str]
    answers: Mapped[dict[str, Any]]
    reason: Mapped[str]
    n: Mapped[int]  # answers at that time
    who: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_who: Mapped[str | None]
    ended_because: Mapped[str | None]


class Rhythm(Base):
    """That answers of a code came in a rhythm in which no group of people comes; nothing else.

    Arrivals by the minute are deleted after 48 hours; without this, what they showed would be too.
    """

    __tablename__ = "rhythm"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)  # "" without a code
    since: Mapped[datetime] = mapped_column(primary_key=True)  # the first hour
    until: Mapped[datetime]  # the last hour
    n: Mapped[int]
    seconds: Mapped[int]  # between two, in the mean; 0: most in one minute
    most: Mapped[int]  # in one minute
